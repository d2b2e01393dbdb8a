from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from foundation.journal.history import event_models
from foundation.journal.models import Block, Entry, PersonalValue, SealedLine


class Command(BaseCommand):
    help = (
        "Donne ses droits au rôle de l’application : tout lire et écrire, sauf récrire le journal et l’historique. À"
        " lancer par le propriétaire, après migrate."
    )

    requires_system_checks = []  # it speaks to the database alone; the checks load every page

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.DATABASE_APP_ROLE
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            if cursor.fetchone()[0] == role:
                raise CommandError(f"Cette commande est à lancer par le propriétaire de la base, pas par {role}.")
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                self.stdout.write(f"Pas de rôle {role} : aucun droit à donner.")
                return
            app = sql.Identifier(role)

            def run(statement: str, **names: sql.Composable) -> None:
                cursor.execute(sql.SQL(statement).format(app=app, **names).as_string(cursor.connection))

            run("GRANT USAGE ON SCHEMA public TO {app}")
            run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}")
            run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}")
            run("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}")
            run("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {app}")
            run("REVOKE INSERT, UPDATE, DELETE ON TABLE django_migrations FROM {app}")
            append_only: list[type[Model]] = [Entry, Block, SealedLine, *event_models()]
            for model in append_only:
                run(
                    "REVOKE UPDATE, DELETE, TRUNCATE ON TABLE {table} FROM {app}",
                    table=sql.Identifier(model._meta.db_table),
                )
            # A lawful erasure deletes the clear value, and the salt of a line; it rewrites nothing.
            run(
                "REVOKE UPDATE, TRUNCATE ON TABLE {table} FROM {app}",
                table=sql.Identifier(PersonalValue._meta.db_table),
            )
            run("GRANT UPDATE (salt) ON TABLE {table} TO {app}", table=sql.Identifier(SealedLine._meta.db_table))
        self.stdout.write(f"Droits du rôle {role} : {len(append_only)} tables en ajout seul.")

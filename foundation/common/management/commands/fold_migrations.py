"""Fold the changes of the models into each app's 0001_initial, while no database in production depends on it.

Written by Django's own autodetector and optimizer: the schema is that of the models, in as few operations as they
allow.
"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.writer import MigrationWriter

from foundation.common.rooms import ours


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        labels = [
            config.label
            for config in ours()
            if any(model._meta.managed for model in config.get_models())  # a new app gets its first one
        ]
        call_command("makemigrations", *labels, verbosity=0, interactive=False)
        disk = MigrationLoader(None).disk_migrations
        for label in labels:
            names = sorted(name for app, name in disk if app == label)
            if len(names) > 1:
                self._fold(label, [disk[label, name] for name in names])
                self.stdout.write(f"{label}: {len(names) - 1} folded")

    @staticmethod
    def _fold(label: str, migrations: list[Any]) -> None:
        first, later = migrations[0], migrations[1:]
        operations = [operation for migration in migrations for operation in migration.operations]
        # What is folded in the same run is needed by the only name it keeps.
        outside = {needed for migration in later for needed in migration.dependencies if needed[0] != label}
        outside = {(app, "0001_initial" if name.startswith("0") else name) for app, name in outside}
        first.operations = MigrationOptimizer().optimize(operations, label)
        first.dependencies = sorted({*first.dependencies, *outside}, key=str)
        folder = Path(apps.get_app_config(label).path) / "migrations"
        (folder / f"{first.name}.py").write_text(MigrationWriter(first, include_header=False).as_string())
        for migration in later:
            (folder / f"{migration.name}.py").unlink()

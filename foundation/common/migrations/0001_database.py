"""What every other migration relies on: extensions, French search without accents, French sort order. No ICU."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(
            sql="""
            CREATE FUNCTION public.sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
              AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
            CREATE TEXT SEARCH CONFIGURATION public.fr (COPY = pg_catalog.french);
            ALTER TEXT SEARCH CONFIGURATION public.fr ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.french_stem;
            """,
            reverse_sql="""
            DROP TEXT SEARCH CONFIGURATION public.fr;
            DROP FUNCTION public.sort_key(text);
            """,
        ),
    ]

import django.contrib.postgres.functions
import django.db.models.deletion
import foundation.common.database
import foundation.common.ids
import foundation.journal.expressions
import imports.models.workbook
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('documents', '0001_initial'),
        ('jobs', '0001_initial'),
        ('ministries', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('shape', models.CharField(max_length=64, verbose_name='titres, en empreinte')),
                ('headers', models.JSONField(default=list, verbose_name='titres des colonnes')),
                ('settings', models.JSONField(default=dict, verbose_name='réglage')),
                ('used_at', models.DateTimeField(verbose_name='servi à')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'réglage d’import',
                'verbose_name_plural': 'réglages d’import',
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=255, verbose_name='nom du fichier')),
                ('edition', models.CharField(blank=True, help_text='Nom de la publication d’où viennent les valeurs, par exemple « Panorama, novembre 2016 ». Avec lui, chaque projet garde ce que cette édition disait de lui.', max_length=100, verbose_name='édition')),
                ('as_of', models.DateField(help_text='Jour auquel les valeurs du fichier étaient exactes.', verbose_name='valeurs au')),
                ('source', models.CharField(blank=True, help_text='D’où vient le fichier : institution, publication, adresse.', max_length=500, verbose_name='source')),
                ('comment', models.TextField(blank=True, help_text='Publié avec chaque mise à jour qui n’a pas le sien dans le fichier.', max_length=2000, verbose_name='commentaire')),
                ('unit', models.CharField(blank=True, help_text='Pour un coût gardé tel que la source l’a écrit, par exemple « M€ ».', max_length=40, verbose_name='unité des coûts de la source')),
                ('factor', models.BigIntegerField(choices=[(1, 'francs CFA'), (1000, 'milliers de francs CFA'), (1000000, 'millions de francs CFA'), (1000000000, 'milliards de francs CFA')], default=1, verbose_name='montants écrits en')),
                ('key', models.CharField(choices=[('title', 'l’intitulé, dans son ministère'), ('code', 'le code du portail')], default='title', max_length=10, verbose_name='projets reconnus par')),
                ('reading', models.JSONField(default=dict, editable=False, verbose_name='lecture')),
                ('sheets', models.JSONField(default=list, editable=False, verbose_name='feuilles')),
                ('headers', models.JSONField(default=list, editable=False, verbose_name='titres des colonnes')),
                ('sample', models.JSONField(default=list, editable=False, verbose_name='premières lignes')),
                ('notes', models.JSONField(default=list, editable=False, verbose_name='ce que la lecture a fait')),
                ('columns', models.JSONField(default=list, editable=False, verbose_name='champ de chaque colonne')),
                ('words', models.JSONField(default=dict, editable=False, verbose_name='correspondances des valeurs')),
                ('answers', models.JSONField(default=dict, editable=False, verbose_name='réponses sur les noms proches')),
                ('unknown', models.JSONField(default=dict, editable=False, verbose_name='valeurs sans correspondance')),
                ('published', models.JSONField(default=dict, editable=False, verbose_name='chiffres publiés de l’édition')),
                ('reused', models.BooleanField(default=False, editable=False, verbose_name='réglage repris d’un import précédent')),
                ('state', models.CharField(choices=[('prepared', 'à régler'), ('checked', 'vérifié'), ('done', 'importé'), ('undone', 'annulé'), ('abandoned', 'abandonné')], default='prepared', max_length=10, verbose_name='état')),
                ('total', models.PositiveIntegerField(default=0, editable=False, verbose_name='lignes')),
                ('created', models.PositiveIntegerField(default=0, editable=False, verbose_name='créées')),
                ('updated', models.PositiveIntegerField(default=0, editable=False, verbose_name='modifiées')),
                ('unchanged', models.PositiveIntegerField(default=0, editable=False, verbose_name='inchangées')),
                ('refused', models.PositiveIntegerField(default=0, editable=False, verbose_name='refusées')),
                ('observed', models.PositiveIntegerField(default=0, editable=False, verbose_name='constatées')),
                ('near', models.PositiveIntegerField(default=0, editable=False, verbose_name='noms proches à confirmer')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='vérifié à')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='importé à')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé à')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='importé par')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='fichier')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='travail')),
                ('ministry', models.ForeignKey(blank=True, help_text='Vide : une colonne du fichier le donne, pour chaque ligne.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='ministries.ministry', verbose_name='ministère porteur')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fichier déposé par')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulé par')),
            ],
            options={
                'verbose_name': 'import',
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('line', models.PositiveIntegerField(verbose_name='ligne')),
                ('outcome', models.CharField(choices=[('created', 'créée'), ('updated', 'modifiée'), ('unchanged', 'inchangée'), ('refused', 'refusée')], max_length=10, verbose_name='résultat')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='intitulé lu')),
                ('project_id', models.UUIDField(blank=True, null=True, verbose_name='projet')),
                ('project_version', models.PositiveIntegerField(blank=True, null=True, verbose_name='version du projet')),
                ('faults', models.JSONField(default=list, verbose_name='motifs du refus')),
                ('changes', models.JSONField(default=dict, verbose_name='changements')),
                ('near', models.JSONField(default=list, verbose_name='projets au nom proche')),
                ('undoing', models.CharField(blank=True, choices=[('undone', 'annulée'), ('kept', 'gardée')], max_length=10, verbose_name='annulation')),
                ('undoing_reason', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                ('scope', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importrun', verbose_name='import')),
            ],
            options={
                'verbose_name': 'ligne d’import',
                'verbose_name_plural': 'lignes d’import',
            },
        ),
        migrations.CreateModel(
            name='ImportMappingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('shape', models.CharField(max_length=64, verbose_name='titres, en empreinte')),
                ('headers', models.JSONField(default=list, verbose_name='titres des colonnes')),
                ('settings', models.JSONField(default=dict, verbose_name='réglage')),
                ('used_at', models.DateTimeField(verbose_name='servi à')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='imports.importmapping')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='imports.importrun', verbose_name='dernier import')),
            ],
            options={
                'verbose_name': 'historique : réglage d’import',
                'verbose_name_plural': 'historique : réglages d’import',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='importmapping',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.importrun', verbose_name='dernier import'),
        ),
        migrations.CreateModel(
            name='ImportRunEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=255, verbose_name='nom du fichier')),
                ('edition', models.CharField(blank=True, help_text='Nom de la publication d’où viennent les valeurs, par exemple « Panorama, novembre 2016 ». Avec lui, chaque projet garde ce que cette édition disait de lui.', max_length=100, verbose_name='édition')),
                ('as_of', models.DateField(help_text='Jour auquel les valeurs du fichier étaient exactes.', verbose_name='valeurs au')),
                ('source', models.CharField(blank=True, help_text='D’où vient le fichier : institution, publication, adresse.', max_length=500, verbose_name='source')),
                ('comment', models.TextField(blank=True, help_text='Publié avec chaque mise à jour qui n’a pas le sien dans le fichier.', max_length=2000, verbose_name='commentaire')),
                ('unit', models.CharField(blank=True, help_text='Pour un coût gardé tel que la source l’a écrit, par exemple « M€ ».', max_length=40, verbose_name='unité des coûts de la source')),
                ('factor', models.BigIntegerField(choices=[(1, 'francs CFA'), (1000, 'milliers de francs CFA'), (1000000, 'millions de francs CFA'), (1000000000, 'milliards de francs CFA')], default=1, verbose_name='montants écrits en')),
                ('key', models.CharField(choices=[('title', 'l’intitulé, dans son ministère'), ('code', 'le code du portail')], default='title', max_length=10, verbose_name='projets reconnus par')),
                ('reading', models.JSONField(default=dict, editable=False, verbose_name='lecture')),
                ('sheets', models.JSONField(default=list, editable=False, verbose_name='feuilles')),
                ('headers', models.JSONField(default=list, editable=False, verbose_name='titres des colonnes')),
                ('sample', models.JSONField(default=list, editable=False, verbose_name='premières lignes')),
                ('notes', models.JSONField(default=list, editable=False, verbose_name='ce que la lecture a fait')),
                ('columns', models.JSONField(default=list, editable=False, verbose_name='champ de chaque colonne')),
                ('words', models.JSONField(default=dict, editable=False, verbose_name='correspondances des valeurs')),
                ('answers', models.JSONField(default=dict, editable=False, verbose_name='réponses sur les noms proches')),
                ('unknown', models.JSONField(default=dict, editable=False, verbose_name='valeurs sans correspondance')),
                ('published', models.JSONField(default=dict, editable=False, verbose_name='chiffres publiés de l’édition')),
                ('reused', models.BooleanField(default=False, editable=False, verbose_name='réglage repris d’un import précédent')),
                ('state', models.CharField(choices=[('prepared', 'à régler'), ('checked', 'vérifié'), ('done', 'importé'), ('undone', 'annulé'), ('abandoned', 'abandonné')], default='prepared', max_length=10, verbose_name='état')),
                ('total', models.PositiveIntegerField(default=0, editable=False, verbose_name='lignes')),
                ('created', models.PositiveIntegerField(default=0, editable=False, verbose_name='créées')),
                ('updated', models.PositiveIntegerField(default=0, editable=False, verbose_name='modifiées')),
                ('unchanged', models.PositiveIntegerField(default=0, editable=False, verbose_name='inchangées')),
                ('refused', models.PositiveIntegerField(default=0, editable=False, verbose_name='refusées')),
                ('observed', models.PositiveIntegerField(default=0, editable=False, verbose_name='constatées')),
                ('near', models.PositiveIntegerField(default=0, editable=False, verbose_name='noms proches à confirmer')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='vérifié à')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='importé à')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé à')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('done_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='importé par')),
                ('file', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.storedfile', verbose_name='fichier')),
                ('job', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job', verbose_name='travail')),
                ('ministry', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Vide : une colonne du fichier le donne, pour chaque ligne.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère porteur')),
                ('opened_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fichier déposé par')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='imports.importrun')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='annulé par')),
            ],
            options={
                'verbose_name': 'historique : import',
                'verbose_name_plural': 'historique : imports',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('edition', models.CharField(max_length=100, verbose_name='édition')),
                ('observed_on', models.DateField(verbose_name='valeurs au')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé dans la source')),
                ('cost', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True, verbose_name='coût selon la source')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unité')),
                ('duration', models.DecimalField(blank=True, decimal_places=10, max_digits=18, null=True, verbose_name='durée selon la source (années)')),
                ('start', models.DateField(blank=True, null=True, verbose_name='début selon la source')),
                ('end', models.DateField(blank=True, null=True, verbose_name='fin selon la source')),
                ('is_shared', models.BooleanField(blank=True, null=True, verbose_name='interministériel selon la source')),
                ('phase', models.CharField(blank=True, max_length=200, verbose_name='phase selon la source')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='projects.project', verbose_name='projet')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='imports.importrun', verbose_name='import')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'constat d’une édition',
                'verbose_name_plural': 'constats d’une édition',
            },
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['scope', '-created_at'], name='import_scope'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='import_done_at_and_by_together', violation_error_message='Un import fait porte une date et un auteur.'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('undone_at', None), ('done_at__isnull', False), _connector='OR'), name='import_undone_was_done', violation_error_message='Un import annulé a d’abord été fait.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_importrunevent" ("answers", "as_of", "checked_at", "columns", "comment", "created", "created_at", "done_at", "done_by_id", "edition", "factor", "file_id", "headers", "id", "is_fictitious", "job_id", "key", "ministry_id", "name", "near", "notes", "observed", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "reading", "refused", "reused", "sample", "scope_id", "sheets", "source", "state", "total", "unchanged", "undone_at", "undone_by_id", "unit", "unknown", "updated", "version", "words") VALUES (NEW."answers", NEW."as_of", NEW."checked_at", NEW."columns", NEW."comment", NEW."created", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."edition", NEW."factor", NEW."file_id", NEW."headers", NEW."id", NEW."is_fictitious", NEW."job_id", NEW."key", NEW."ministry_id", NEW."name", NEW."near", NEW."notes", NEW."observed", NEW."opened_by_id", NOW(), \'insert\', NEW."id", NEW."published", NEW."reading", NEW."refused", NEW."reused", NEW."sample", NEW."scope_id", NEW."sheets", NEW."source", NEW."state", NEW."total", NEW."unchanged", NEW."undone_at", NEW."undone_by_id", NEW."unit", NEW."unknown", NEW."updated", NEW."version", NEW."words"); RETURN NULL;', hash='2484a8848527b3d85048cfcfed8557ac9200c245', operation='INSERT', pgid='pgtrigger_insert_insert_2cb63', table='imports_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "imports_importrunevent" ("answers", "as_of", "checked_at", "columns", "comment", "created", "created_at", "done_at", "done_by_id", "edition", "factor", "file_id", "headers", "id", "is_fictitious", "job_id", "key", "ministry_id", "name", "near", "notes", "observed", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "reading", "refused", "reused", "sample", "scope_id", "sheets", "source", "state", "total", "unchanged", "undone_at", "undone_by_id", "unit", "unknown", "updated", "version", "words") VALUES (NEW."answers", NEW."as_of", NEW."checked_at", NEW."columns", NEW."comment", NEW."created", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."edition", NEW."factor", NEW."file_id", NEW."headers", NEW."id", NEW."is_fictitious", NEW."job_id", NEW."key", NEW."ministry_id", NEW."name", NEW."near", NEW."notes", NEW."observed", NEW."opened_by_id", NOW(), \'update\', NEW."id", NEW."published", NEW."reading", NEW."refused", NEW."reused", NEW."sample", NEW."scope_id", NEW."sheets", NEW."source", NEW."state", NEW."total", NEW."unchanged", NEW."undone_at", NEW."undone_by_id", NEW."unit", NEW."unknown", NEW."updated", NEW."version", NEW."words"); RETURN NULL;', hash='2970054ddd412406166a7cdc286bb14bc19df877', operation='UPDATE', pgid='pgtrigger_update_update_72662', table='imports_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_importrunevent" ("answers", "as_of", "checked_at", "columns", "comment", "created", "created_at", "done_at", "done_by_id", "edition", "factor", "file_id", "headers", "id", "is_fictitious", "job_id", "key", "ministry_id", "name", "near", "notes", "observed", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "reading", "refused", "reused", "sample", "scope_id", "sheets", "source", "state", "total", "unchanged", "undone_at", "undone_by_id", "unit", "unknown", "updated", "version", "words") VALUES (OLD."answers", OLD."as_of", OLD."checked_at", OLD."columns", OLD."comment", OLD."created", OLD."created_at", OLD."done_at", OLD."done_by_id", OLD."edition", OLD."factor", OLD."file_id", OLD."headers", OLD."id", OLD."is_fictitious", OLD."job_id", OLD."key", OLD."ministry_id", OLD."name", OLD."near", OLD."notes", OLD."observed", OLD."opened_by_id", NOW(), \'delete\', OLD."id", OLD."published", OLD."reading", OLD."refused", OLD."reused", OLD."sample", OLD."scope_id", OLD."sheets", OLD."source", OLD."state", OLD."total", OLD."unchanged", OLD."undone_at", OLD."undone_by_id", OLD."unit", OLD."unknown", OLD."updated", OLD."version", OLD."words"); RETURN NULL;', hash='98a6eb107bbbc9a84a0028ff7b2c85bc76f90e9e', operation='DELETE', pgid='pgtrigger_delete_delete_a1bac', table='imports_importrun', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['run', 'line', 'id'], name='import_row_line'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['run', 'outcome', 'line'], name='import_row_outcome'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importmappingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='69daa5f3af36cfbf07fd68f12514c56fd6676164', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4e51', table='imports_importmappingevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='importmapping',
            constraint=models.UniqueConstraint(fields=('scope', 'shape'), name='import_mapping_one_for_a_shape'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importmapping',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_importmappingevent" ("created_at", "headers", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "scope_id", "settings", "shape", "used_at", "version") VALUES (NEW."created_at", NEW."headers", NEW."id", NOW(), \'insert\', NEW."id", NEW."run_id", NEW."scope_id", NEW."settings", NEW."shape", NEW."used_at", NEW."version"); RETURN NULL;', hash='924d812246f06404e48c893ebc6a2888f8a4b60c', operation='INSERT', pgid='pgtrigger_insert_insert_2b7e0', table='imports_importmapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importmapping',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "imports_importmappingevent" ("created_at", "headers", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "scope_id", "settings", "shape", "used_at", "version") VALUES (NEW."created_at", NEW."headers", NEW."id", NOW(), \'update\', NEW."id", NEW."run_id", NEW."scope_id", NEW."settings", NEW."shape", NEW."used_at", NEW."version"); RETURN NULL;', hash='d079ec047d81f69efda5a0de9c83dfbd6e4a4839', operation='UPDATE', pgid='pgtrigger_update_update_f50a6', table='imports_importmapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importmapping',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_importmappingevent" ("created_at", "headers", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "scope_id", "settings", "shape", "used_at", "version") VALUES (OLD."created_at", OLD."headers", OLD."id", NOW(), \'delete\', OLD."id", OLD."run_id", OLD."scope_id", OLD."settings", OLD."shape", OLD."used_at", OLD."version"); RETURN NULL;', hash='db68e7a05a61c1a5db5afaad878f77ec2bdec58d', operation='DELETE', pgid='pgtrigger_delete_delete_437aa', table='imports_importmapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrunevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='66f6333152beb5251f36745b5f0c27c214279cc3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1e908', table='imports_importrunevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['project', 'observed_on'], name='observation_project_day'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(foundation.common.database.SortKey('title'), models.F('id'), name='observation_by_title'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(fields=('run', 'project'), name='observation_one_for_an_import'),
        ),
        migrations.CreateModel(
            name='Workbook',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('reference', models.CharField(default=imports.models.workbook.new_reference, editable=False, max_length=12, unique=True, verbose_name='numéro')),
                ('out_on', models.DateField(editable=False, verbose_name='sorti le')),
                ('total', models.PositiveIntegerField(default=0, editable=False, verbose_name='projets')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
            ],
            options={
                'verbose_name': 'classeur',
            },
        ),
        migrations.CreateModel(
            name='WorkbookEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('reference', models.CharField(default=imports.models.workbook.new_reference, editable=False, max_length=12, verbose_name='numéro')),
                ('out_on', models.DateField(editable=False, verbose_name='sorti le')),
                ('total', models.PositiveIntegerField(default=0, editable=False, verbose_name='projets')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
            ],
            options={
                'verbose_name': 'historique : classeur',
                'verbose_name_plural': 'historique : classeurs',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkbookRow',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('project_id', models.UUIDField(verbose_name='projet')),
                ('project_version', models.PositiveIntegerField(verbose_name='version du projet')),
                ('code', models.CharField(max_length=30, verbose_name='code')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé')),
                ('values', models.JSONField(default=dict, verbose_name='valeurs au départ')),
            ],
            options={
                'verbose_name': 'ligne d’un classeur',
                'verbose_name_plural': 'lignes d’un classeur',
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importrun',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importrun',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importrun',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='importrow',
            name='crossed',
            field=models.JSONField(default=dict, verbose_name='cellules croisées'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='absent',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='absentes du fichier'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='choices',
            field=models.JSONField(default=dict, editable=False, verbose_name='choix sur les cellules en conflit'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='conflicts',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='cellules en conflit'),
        ),
        migrations.AddField(
            model_name='importrunevent',
            name='absent',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='absentes du fichier'),
        ),
        migrations.AddField(
            model_name='importrunevent',
            name='choices',
            field=models.JSONField(default=dict, editable=False, verbose_name='choix sur les cellules en conflit'),
        ),
        migrations.AddField(
            model_name='importrunevent',
            name='conflicts',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='cellules en conflit'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='outcome',
            field=models.CharField(choices=[('created', 'créée'), ('updated', 'modifiée'), ('unchanged', 'inchangée'), ('refused', 'refusée'), ('absent', 'absente du fichier')], max_length=10, verbose_name='résultat'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_importrunevent" ("absent", "answers", "as_of", "checked_at", "choices", "columns", "comment", "conflicts", "created", "created_at", "done_at", "done_by_id", "edition", "factor", "file_id", "headers", "id", "is_fictitious", "job_id", "key", "ministry_id", "name", "near", "notes", "observed", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "reading", "refused", "reused", "sample", "scope_id", "sheets", "source", "state", "total", "unchanged", "undone_at", "undone_by_id", "unit", "unknown", "updated", "version", "words", "workbook_id") VALUES (NEW."absent", NEW."answers", NEW."as_of", NEW."checked_at", NEW."choices", NEW."columns", NEW."comment", NEW."conflicts", NEW."created", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."edition", NEW."factor", NEW."file_id", NEW."headers", NEW."id", NEW."is_fictitious", NEW."job_id", NEW."key", NEW."ministry_id", NEW."name", NEW."near", NEW."notes", NEW."observed", NEW."opened_by_id", NOW(), \'insert\', NEW."id", NEW."published", NEW."reading", NEW."refused", NEW."reused", NEW."sample", NEW."scope_id", NEW."sheets", NEW."source", NEW."state", NEW."total", NEW."unchanged", NEW."undone_at", NEW."undone_by_id", NEW."unit", NEW."unknown", NEW."updated", NEW."version", NEW."words", NEW."workbook_id"); RETURN NULL;', hash='a25e1a987f4fafacedd7e74756a75e8b7a03e9c9', operation='INSERT', pgid='pgtrigger_insert_insert_2cb63', table='imports_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "imports_importrunevent" ("absent", "answers", "as_of", "checked_at", "choices", "columns", "comment", "conflicts", "created", "created_at", "done_at", "done_by_id", "edition", "factor", "file_id", "headers", "id", "is_fictitious", "job_id", "key", "ministry_id", "name", "near", "notes", "observed", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "reading", "refused", "reused", "sample", "scope_id", "sheets", "source", "state", "total", "unchanged", "undone_at", "undone_by_id", "unit", "unknown", "updated", "version", "words", "workbook_id") VALUES (NEW."absent", NEW."answers", NEW."as_of", NEW."checked_at", NEW."choices", NEW."columns", NEW."comment", NEW."conflicts", NEW."created", NEW."created_at", NEW."done_at", NEW."done_by_id", NEW."edition", NEW."factor", NEW."file_id", NEW."headers", NEW."id", NEW."is_fictitious", NEW."job_id", NEW."key", NEW."ministry_id", NEW."name", NEW."near", NEW."notes", NEW."observed", NEW."opened_by_id", NOW(), \'update\', NEW."id", NEW."published", NEW."reading", NEW."refused", NEW."reused", NEW."sample", NEW."scope_id", NEW."sheets", NEW."source", NEW."state", NEW."total", NEW."unchanged", NEW."undone_at", NEW."undone_by_id", NEW."unit", NEW."unknown", NEW."updated", NEW."version", NEW."words", NEW."workbook_id"); RETURN NULL;', hash='f1c77673191883f167351c54767bd5e648da726d', operation='UPDATE', pgid='pgtrigger_update_update_72662', table='imports_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_importrunevent" ("absent", "answers", "as_of", "checked_at", "choices", "columns", "comment", "conflicts", "created", "created_at", "done_at", "done_by_id", "edition", "factor", "file_id", "headers", "id", "is_fictitious", "job_id", "key", "ministry_id", "name", "near", "notes", "observed", "opened_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "reading", "refused", "reused", "sample", "scope_id", "sheets", "source", "state", "total", "unchanged", "undone_at", "undone_by_id", "unit", "unknown", "updated", "version", "words", "workbook_id") VALUES (OLD."absent", OLD."answers", OLD."as_of", OLD."checked_at", OLD."choices", OLD."columns", OLD."comment", OLD."conflicts", OLD."created", OLD."created_at", OLD."done_at", OLD."done_by_id", OLD."edition", OLD."factor", OLD."file_id", OLD."headers", OLD."id", OLD."is_fictitious", OLD."job_id", OLD."key", OLD."ministry_id", OLD."name", OLD."near", OLD."notes", OLD."observed", OLD."opened_by_id", NOW(), \'delete\', OLD."id", OLD."published", OLD."reading", OLD."refused", OLD."reused", OLD."sample", OLD."scope_id", OLD."sheets", OLD."source", OLD."state", OLD."total", OLD."unchanged", OLD."undone_at", OLD."undone_by_id", OLD."unit", OLD."unknown", OLD."updated", OLD."version", OLD."words", OLD."workbook_id"); RETURN NULL;', hash='50f9a2223b6ead12cba219e40c437e0601ef6e56', operation='DELETE', pgid='pgtrigger_delete_delete_a1bac', table='imports_importrun', when='AFTER')),
        ),
        migrations.AddField(
            model_name='workbook',
            name='ministry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workbooks', to='ministries.ministry', verbose_name='ministère porteur'),
        ),
        migrations.AddField(
            model_name='workbook',
            name='out_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sorti par'),
        ),
        migrations.AddField(
            model_name='workbook',
            name='scope',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='workbook',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='imports.workbook', verbose_name='classeur revenu'),
        ),
        migrations.AddField(
            model_name='importrunevent',
            name='workbook',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='imports.workbook', verbose_name='classeur revenu'),
        ),
        migrations.AddField(
            model_name='workbookevent',
            name='ministry',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère porteur'),
        ),
        migrations.AddField(
            model_name='workbookevent',
            name='out_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sorti par'),
        ),
        migrations.AddField(
            model_name='workbookevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='imports.workbook'),
        ),
        migrations.AddField(
            model_name='workbookevent',
            name='scope',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre'),
        ),
        migrations.AddField(
            model_name='workbookrow',
            name='scope',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre'),
        ),
        migrations.AddField(
            model_name='workbookrow',
            name='workbook',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.workbook', verbose_name='classeur'),
        ),
        migrations.AddIndex(
            model_name='workbook',
            index=models.Index(fields=['scope', '-created_at'], name='workbook_scope'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workbook',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_workbookevent" ("created_at", "id", "is_fictitious", "ministry_id", "out_by_id", "out_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "scope_id", "total") VALUES (NEW."created_at", NEW."id", NEW."is_fictitious", NEW."ministry_id", NEW."out_by_id", NEW."out_on", NOW(), \'insert\', NEW."id", NEW."reference", NEW."scope_id", NEW."total"); RETURN NULL;', hash='f00fef4c8a16323a3f3e6e188be771d1912a2c98', operation='INSERT', pgid='pgtrigger_insert_insert_302da', table='imports_workbook', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workbook',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "imports_workbookevent" ("created_at", "id", "is_fictitious", "ministry_id", "out_by_id", "out_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "scope_id", "total") VALUES (NEW."created_at", NEW."id", NEW."is_fictitious", NEW."ministry_id", NEW."out_by_id", NEW."out_on", NOW(), \'update\', NEW."id", NEW."reference", NEW."scope_id", NEW."total"); RETURN NULL;', hash='ff834379c88ebaed1c35188287d841a804e962a8', operation='UPDATE', pgid='pgtrigger_update_update_9ae64', table='imports_workbook', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workbook',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_workbookevent" ("created_at", "id", "is_fictitious", "ministry_id", "out_by_id", "out_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "scope_id", "total") VALUES (OLD."created_at", OLD."id", OLD."is_fictitious", OLD."ministry_id", OLD."out_by_id", OLD."out_on", NOW(), \'delete\', OLD."id", OLD."reference", OLD."scope_id", OLD."total"); RETURN NULL;', hash='a7d20d228a632cdc30c4438439eaa25214327354', operation='DELETE', pgid='pgtrigger_delete_delete_437f6', table='imports_workbook', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workbookevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b6a35dd2aa4380241cce138522477fc3e059d723', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4757a', table='imports_workbookevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='workbookrow',
            constraint=models.UniqueConstraint(fields=('workbook', 'code'), name='workbook_row_one_for_a_project'),
        ),
    ]

import django.contrib.postgres.functions
import django.db.models.deletion
import foundation.common.ids
import foundation.journal.expressions
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('ministries', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('text', models.TextField(help_text='Telle qu’elle a été dite ou écrite.', max_length=2000, verbose_name='promesse')),
                ('origin', models.CharField(choices=[('council', 'Conseil des ministres'), ('pag', 'Programme d’action du Gouvernement (PAG)'), ('press', 'presse')], max_length=10, verbose_name='faite dans')),
                ('said_on', models.DateField(verbose_name='dite le')),
                ('source', models.CharField(help_text='Où chacun peut la lire : relevé, page, journal.', max_length=500, verbose_name='source')),
                ('due_on', models.DateField(blank=True, help_text='Vide si aucune date n’a été dite.', null=True, verbose_name='promise pour le')),
                ('kept_on', models.DateField(blank=True, null=True, verbose_name='tenue le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('ministry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='ministries.ministry', verbose_name='ministère')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'promesse publique',
                'constraints': [models.CheckConstraint(condition=models.Q(('kept_on', None), ('kept_on__gte', models.F('said_on')), _connector='OR'), name='promise_kept_after_it_was_said', violation_error_message='Une promesse est tenue après avoir été dite : corrigez l’une des deux dates.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_promiseevent" ("created_at", "due_on", "id", "is_fictitious", "kept_on", "ministry_id", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "said_on", "scope_id", "source", "text", "version") VALUES (NEW."created_at", NEW."due_on", NEW."id", NEW."is_fictitious", NEW."kept_on", NEW."ministry_id", NEW."origin", NOW(), \'insert\', NEW."id", NEW."project_id", NEW."said_on", NEW."scope_id", NEW."source", NEW."text", NEW."version"); RETURN NULL;', hash='01230def3d4f6eac565090264a5aa0555202c5e0', operation='INSERT', pgid='pgtrigger_insert_insert_d75e2', table='promises_promise', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "promises_promiseevent" ("created_at", "due_on", "id", "is_fictitious", "kept_on", "ministry_id", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "said_on", "scope_id", "source", "text", "version") VALUES (NEW."created_at", NEW."due_on", NEW."id", NEW."is_fictitious", NEW."kept_on", NEW."ministry_id", NEW."origin", NOW(), \'update\', NEW."id", NEW."project_id", NEW."said_on", NEW."scope_id", NEW."source", NEW."text", NEW."version"); RETURN NULL;', hash='4d0056e0da15d399be8aa67cdd5a4dbcb6595756', operation='UPDATE', pgid='pgtrigger_update_update_b4df0', table='promises_promise', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_promiseevent" ("created_at", "due_on", "id", "is_fictitious", "kept_on", "ministry_id", "origin", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "said_on", "scope_id", "source", "text", "version") VALUES (OLD."created_at", OLD."due_on", OLD."id", OLD."is_fictitious", OLD."kept_on", OLD."ministry_id", OLD."origin", NOW(), \'delete\', OLD."id", OLD."project_id", OLD."said_on", OLD."scope_id", OLD."source", OLD."text", OLD."version"); RETURN NULL;', hash='ab43d70a80a76678af5c7cf63ba743c42b75e0f5', operation='DELETE', pgid='pgtrigger_delete_delete_838c0', table='promises_promise', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PromiseEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('text', models.TextField(help_text='Telle qu’elle a été dite ou écrite.', max_length=2000, verbose_name='promesse')),
                ('origin', models.CharField(choices=[('council', 'Conseil des ministres'), ('pag', 'Programme d’action du Gouvernement (PAG)'), ('press', 'presse')], max_length=10, verbose_name='faite dans')),
                ('said_on', models.DateField(verbose_name='dite le')),
                ('source', models.CharField(help_text='Où chacun peut la lire : relevé, page, journal.', max_length=500, verbose_name='source')),
                ('due_on', models.DateField(blank=True, help_text='Vide si aucune date n’a été dite.', null=True, verbose_name='promise pour le')),
                ('kept_on', models.DateField(blank=True, null=True, verbose_name='tenue le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('ministry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='promises.promise')),
                ('project', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : promesse publique',
                'verbose_name_plural': 'historique : promesse publiques',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9ab599d904d2503477f95f80f1677c4e12b7be2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_626fb', table='promises_promiseevent', when='BEFORE'))],
            },
        ),
    ]

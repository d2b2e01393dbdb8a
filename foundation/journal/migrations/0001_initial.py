import django.core.serializers.json
import django.db.models.deletion
import foundation.common.ids
import foundation.journal.expressions
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(verbose_name='numéro dans la chaîne')),
                ('previous', models.CharField(blank=True, max_length=64, verbose_name='empreinte du bloc précédent')),
                ('sealed_at', models.DateTimeField(verbose_name='scellé à')),
                ('lines_count', models.PositiveIntegerField(verbose_name='lignes')),
                ('columns', models.JSONField(verbose_name='colonnes scellées')),
                ('root', models.CharField(max_length=64, verbose_name='empreinte des lignes')),
                ('hash', models.CharField(max_length=64, verbose_name='empreinte du bloc')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'bloc du journal',
                'verbose_name_plural': 'blocs du journal',
                'constraints': [models.UniqueConstraint(fields=('scope', 'number'), name='block_number_unique_per_chain', nulls_distinct=False)],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='521c7ef4688386d8ae7b55310e6ab6863d906c4c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ff06', table='journal_block', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('at', models.DateTimeField(db_default=foundation.journal.expressions.ClockTimestamp(), editable=False, verbose_name='à')),
                ('txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('act', models.CharField(max_length=60, verbose_name='acte')),
                ('act_label', models.CharField(blank=True, max_length=200, verbose_name='libellé de l’acte')),
                ('commission_id', models.UUIDField(null=True, verbose_name='commission')),
                ('is_closed', models.BooleanField(default=False, verbose_name='à huis clos')),
                ('object_type', models.CharField(max_length=100, verbose_name='nature de l’objet')),
                ('object_id', models.CharField(max_length=40, verbose_name='identifiant de l’objet')),
                ('object_label', models.CharField(blank=True, max_length=300, verbose_name='objet')),
                ('actor_id', models.UUIDField(null=True, verbose_name='compte')),
                ('capacity', models.CharField(blank=True, max_length=300, verbose_name='qualité')),
                ('channel', models.CharField(max_length=20, verbose_name='voie')),
                ('request_id', models.CharField(blank=True, max_length=40, verbose_name='demande')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='avant')),
                ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='après')),
                ('personal', models.JSONField(default=dict, verbose_name='empreintes des valeurs personnelles')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'ligne du journal',
                'verbose_name_plural': 'lignes du journal',
                'indexes': [models.Index(fields=['object_type', 'object_id', 'at'], name='entry_object'), models.Index(fields=['scope', 'at'], name='entry_scope_at'), models.Index(condition=models.Q(('commission_id__isnull', False)), fields=['commission_id', 'at'], name='entry_commission_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('act', ''), _negated=True), name='entry_names_its_act', violation_error_message='Une ligne du journal nomme son acte.')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4e2357730d0621f5305f59f950d1d9c44e23f9e8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6d2d9', table='journal_entry', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PersonalValue',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('salt', models.CharField(max_length=32, verbose_name='sel')),
                ('value', models.TextField(verbose_name='valeur')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personal_values', to='journal.entry', verbose_name='ligne')),
            ],
            options={
                'verbose_name': 'valeur personnelle du journal',
                'constraints': [models.UniqueConstraint(fields=('entry', 'name'), name='personal_value_unique_per_entry')],
                'triggers': [pgtrigger.compiler.Trigger(name='no_rewriting', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ec6d0e7a7fb48fcf5ba3fabfb87279f35d018d96', operation='UPDATE', pgid='pgtrigger_no_rewriting_4dfa2', table='journal_personalvalue', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SealedLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField(verbose_name='rang dans le bloc')),
                ('source', models.CharField(max_length=63, verbose_name='table')),
                ('source_id', models.CharField(max_length=40, verbose_name='identifiant dans la table')),
                ('digest', models.CharField(max_length=64, verbose_name='empreinte')),
                ('salt', models.CharField(blank=True, max_length=32, verbose_name='sel')),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='journal.block', verbose_name='bloc')),
            ],
            options={
                'verbose_name': 'ligne scellée',
                'verbose_name_plural': 'lignes scellées',
                'constraints': [models.UniqueConstraint(fields=('block', 'position'), name='sealed_line_position_unique'), models.UniqueConstraint(fields=('source', 'source_id'), name='sealed_line_sealed_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='no_deletion', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6b7eaff2c94f410bf5dd19ddbb257362852def9e', operation='DELETE', pgid='pgtrigger_no_deletion_068b0', table='journal_sealedline', when='BEFORE')), pgtrigger.compiler.Trigger(name='only_the_salt_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."block_id" IS DISTINCT FROM (NEW."block_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='471a99a314afd33be6834b63b715badc92bfe921', operation='UPDATE', pgid='pgtrigger_only_the_salt_changes_52d07', table='journal_sealedline', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SealState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('cluster', models.CharField(max_length=40, verbose_name='grappe PostgreSQL')),
                ('horizon', models.BigIntegerField(verbose_name='première transaction non scellée')),
            ],
            options={
                'verbose_name': 'état du scellement',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='seal_state_is_single', violation_error_message='Il n’y a qu’un état du scellement.')],
            },
        ),
    ]

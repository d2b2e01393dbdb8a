import django.contrib.postgres.functions
import django.db.models.deletion
import foundation.common.clock
import foundation.common.ids
import foundation.journal.expressions
import pgtrigger.compiler
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
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('kind', models.CharField(choices=[('quarterly', 'rapport trimestriel d’un ministère'), ('annual', 'rapport annuel national')], default='quarterly', max_length=10, verbose_name='rapport')),
                ('days_after', models.PositiveSmallIntegerField(default=5, help_text='De 1 à 60.', verbose_name='établi, jours après la fin de la période')),
                ('starts_on', models.DateField(default=foundation.common.clock.today, help_text='Le premier est celui de la période qui finit après ce jour.', verbose_name='à partir du')),
                ('recipients', models.CharField(choices=[('dsi', 'le DSI du ministère'), ('officers', 'le DSI et le secrétaire de la commission'), ('leaders', 'le DSI, le secrétaire et le président de la commission'), ('asin', 'l’ASIN seule')], default='leaders', max_length=10, verbose_name='destinataires')),
                ('tells_asin', models.BooleanField(default=False, verbose_name='prévenir aussi l’ASIN')),
                ('paused_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='suspendue le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('ministry', models.ForeignKey(blank=True, help_text='Vide : chaque ministère qui a un portefeuille, ou l’État pour le rapport annuel.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ministries.ministry', verbose_name='ministère')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'rapport programmé',
                'verbose_name_plural': 'rapports programmés',
                'constraints': [models.UniqueConstraint(fields=('kind', 'ministry'), name='schedule_one_for_each', nulls_distinct=False, violation_error_message='Ce rapport est déjà programmé : corrigez sa programmation.'), models.CheckConstraint(condition=models.Q(('days_after__range', (1, 60))), name='schedule_days_after', violation_error_message='Le rapport est établi de 1 à 60 jours après la fin de la période.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'annual'), _negated=True), models.Q(('ministry', None), ('recipients', 'asin')), _connector='OR'), name='schedule_national_is_for_the_asin', violation_error_message='Le rapport annuel est celui de l’État : laissez le ministère vide, choisissez « l’ASIN seule » pour destinataire.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_scheduleevent" ("created_at", "days_after", "id", "is_fictitious", "kind", "ministry_id", "paused_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "scope_id", "starts_on", "tells_asin", "version") VALUES (NEW."created_at", NEW."days_after", NEW."id", NEW."is_fictitious", NEW."kind", NEW."ministry_id", NEW."paused_at", NOW(), \'insert\', NEW."id", NEW."recipients", NEW."scope_id", NEW."starts_on", NEW."tells_asin", NEW."version"); RETURN NULL;', hash='3818ee99e373b959334f2abe24dfdb14fcfbec76', operation='INSERT', pgid='pgtrigger_insert_insert_712d4', table='reports_schedule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_scheduleevent" ("created_at", "days_after", "id", "is_fictitious", "kind", "ministry_id", "paused_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "scope_id", "starts_on", "tells_asin", "version") VALUES (NEW."created_at", NEW."days_after", NEW."id", NEW."is_fictitious", NEW."kind", NEW."ministry_id", NEW."paused_at", NOW(), \'update\', NEW."id", NEW."recipients", NEW."scope_id", NEW."starts_on", NEW."tells_asin", NEW."version"); RETURN NULL;', hash='347600c64dc8765385f4d7c8bfbb332db1b9cb1f', operation='UPDATE', pgid='pgtrigger_update_update_ae15d', table='reports_schedule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_scheduleevent" ("created_at", "days_after", "id", "is_fictitious", "kind", "ministry_id", "paused_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipients", "scope_id", "starts_on", "tells_asin", "version") VALUES (OLD."created_at", OLD."days_after", OLD."id", OLD."is_fictitious", OLD."kind", OLD."ministry_id", OLD."paused_at", NOW(), \'delete\', OLD."id", OLD."recipients", OLD."scope_id", OLD."starts_on", OLD."tells_asin", OLD."version"); RETURN NULL;', hash='f59e870b92ac7af900a1ae0abd27a2b889e93889', operation='DELETE', pgid='pgtrigger_delete_delete_6d104', table='reports_schedule', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('owner_name', models.CharField(help_text='Le nom que portait le ministère.', max_length=300, verbose_name='portefeuille')),
                ('kind', models.CharField(choices=[('quarterly', 'rapport trimestriel d’un ministère'), ('annual', 'rapport annuel national')], max_length=10, verbose_name='rapport')),
                ('period_start', models.DateField(verbose_name='du')),
                ('period_end', models.DateField(help_text='Tout y est lu au soir de ce jour.', verbose_name='au')),
                ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='établi le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='travail')),
                ('ministry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='ministries.ministry', verbose_name='ministère')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('workbook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='classeur des chiffres')),
                ('schedule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.schedule', verbose_name='programmation')),
            ],
            options={
                'verbose_name': 'rapport',
                'constraints': [models.UniqueConstraint(fields=('scope', 'kind', 'period_start'), name='report_once_a_period', violation_error_message='Ce rapport existe déjà pour cette période.'), models.CheckConstraint(condition=models.Q(models.Q(('made_at', None), ('workbook', None)), models.Q(('made_at__isnull', False), ('workbook__isnull', False)), _connector='OR'), name='report_made_has_its_workbook', violation_error_message='Un rapport établi a son classeur.'), models.CheckConstraint(condition=models.Q(('period_end__gt', models.F('period_start'))), name='report_period_is_in_order', violation_error_message='La période finit après avoir commencé.')],
            },
        ),
        migrations.CreateModel(
            name='ScheduleEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('kind', models.CharField(choices=[('quarterly', 'rapport trimestriel d’un ministère'), ('annual', 'rapport annuel national')], default='quarterly', max_length=10, verbose_name='rapport')),
                ('days_after', models.PositiveSmallIntegerField(default=5, help_text='De 1 à 60.', verbose_name='établi, jours après la fin de la période')),
                ('starts_on', models.DateField(default=foundation.common.clock.today, help_text='Le premier est celui de la période qui finit après ce jour.', verbose_name='à partir du')),
                ('recipients', models.CharField(choices=[('dsi', 'le DSI du ministère'), ('officers', 'le DSI et le secrétaire de la commission'), ('leaders', 'le DSI, le secrétaire et le président de la commission'), ('asin', 'l’ASIN seule')], default='leaders', max_length=10, verbose_name='destinataires')),
                ('tells_asin', models.BooleanField(default=False, verbose_name='prévenir aussi l’ASIN')),
                ('paused_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='suspendue le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('ministry', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Vide : chaque ministère qui a un portefeuille, ou l’État pour le rapport annuel.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.schedule')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : rapport programmé',
                'verbose_name_plural': 'historique : rapports programmés',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ae811fb63cfa19404635853df658a0d3f877caa4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_52a53', table='reports_scheduleevent', when='BEFORE'))],
            },
        ),
    ]

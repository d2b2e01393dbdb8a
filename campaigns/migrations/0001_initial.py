import django.contrib.postgres.functions
import django.db.models.deletion
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
        ('ministries', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('month', models.DateField(help_text='Premier jour du mois.', verbose_name='mois')),
                ('due_on', models.DateField(verbose_name='échéance')),
                ('remind_on', models.DateField(blank=True, null=True, verbose_name='rappel prévu le')),
                ('opened_at', models.DateTimeField(verbose_name='ouverte le')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='dernier rappel')),
                ('reminder_count', models.PositiveSmallIntegerField(default=0, verbose_name='rappels')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='close le')),
                ('expected_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='projets attendus')),
                ('answered_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='projets mis à jour ou attestés')),
                ('question', models.TextField(blank=True, max_length=2000, verbose_name='explication demandée')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='demandée le')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='attendue pour le')),
                ('explanation', models.TextField(blank=True, max_length=4000, verbose_name='explication')),
                ('explained_at', models.DateTimeField(blank=True, null=True, verbose_name='donnée le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandée par')),
                ('explained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='donnée par')),
                ('ministry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='ministries.ministry', verbose_name='ministère')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'campagne',
                'indexes': [models.Index(fields=['-month', 'id'], name='campaign_by_month')],
                'constraints': [models.UniqueConstraint(fields=('scope', 'month'), name='campaign_one_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('answer_by', None), ('asked_at', None), ('asked_by', None), ('question', '')), models.Q(models.Q(('question', ''), _negated=True), ('answer_by__isnull', False), ('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='campaign_asked_with_a_date', violation_error_message='Une explication se demande pour une date.'), models.CheckConstraint(condition=models.Q(models.Q(('explained_at', None), ('explained_by', None), ('explanation', '')), models.Q(models.Q(('explanation', ''), _negated=True), models.Q(('question', ''), _negated=True), ('explained_at__isnull', False), ('explained_by__isnull', False)), _connector='OR'), name='campaign_explained_when_asked', violation_error_message='Une explication répond à une demande.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_count', None), ('closed_on', None), ('expected_count', None)), models.Q(('answered_count__isnull', False), ('answered_count__lte', models.F('expected_count')), ('closed_on__isnull', False), ('expected_count__isnull', False)), _connector='OR'), name='campaign_closed_with_its_counts', violation_error_message='Une campagne se clôt avec ses comptes.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_campaignevent" ("answer_by", "answered_count", "asked_at", "asked_by_id", "closed_on", "created_at", "due_on", "expected_count", "explained_at", "explained_by_id", "explanation", "id", "is_fictitious", "ministry_id", "month", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "remind_on", "reminded_at", "reminder_count", "scope_id", "version") VALUES (NEW."answer_by", NEW."answered_count", NEW."asked_at", NEW."asked_by_id", NEW."closed_on", NEW."created_at", NEW."due_on", NEW."expected_count", NEW."explained_at", NEW."explained_by_id", NEW."explanation", NEW."id", NEW."is_fictitious", NEW."ministry_id", NEW."month", NEW."opened_at", NOW(), \'insert\', NEW."id", NEW."question", NEW."remind_on", NEW."reminded_at", NEW."reminder_count", NEW."scope_id", NEW."version"); RETURN NULL;', hash='a6c5390ad91329bd0ada17e463638686fdaee41f', operation='INSERT', pgid='pgtrigger_insert_insert_5522d', table='campaigns_campaign', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_campaignevent" ("answer_by", "answered_count", "asked_at", "asked_by_id", "closed_on", "created_at", "due_on", "expected_count", "explained_at", "explained_by_id", "explanation", "id", "is_fictitious", "ministry_id", "month", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "remind_on", "reminded_at", "reminder_count", "scope_id", "version") VALUES (NEW."answer_by", NEW."answered_count", NEW."asked_at", NEW."asked_by_id", NEW."closed_on", NEW."created_at", NEW."due_on", NEW."expected_count", NEW."explained_at", NEW."explained_by_id", NEW."explanation", NEW."id", NEW."is_fictitious", NEW."ministry_id", NEW."month", NEW."opened_at", NOW(), \'update\', NEW."id", NEW."question", NEW."remind_on", NEW."reminded_at", NEW."reminder_count", NEW."scope_id", NEW."version"); RETURN NULL;', hash='1e8d2ce98bb71418c1ad66f2b8fbdcc5ab1a45e4', operation='UPDATE', pgid='pgtrigger_update_update_f2afa', table='campaigns_campaign', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_campaignevent" ("answer_by", "answered_count", "asked_at", "asked_by_id", "closed_on", "created_at", "due_on", "expected_count", "explained_at", "explained_by_id", "explanation", "id", "is_fictitious", "ministry_id", "month", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "remind_on", "reminded_at", "reminder_count", "scope_id", "version") VALUES (OLD."answer_by", OLD."answered_count", OLD."asked_at", OLD."asked_by_id", OLD."closed_on", OLD."created_at", OLD."due_on", OLD."expected_count", OLD."explained_at", OLD."explained_by_id", OLD."explanation", OLD."id", OLD."is_fictitious", OLD."ministry_id", OLD."month", OLD."opened_at", NOW(), \'delete\', OLD."id", OLD."question", OLD."remind_on", OLD."reminded_at", OLD."reminder_count", OLD."scope_id", OLD."version"); RETURN NULL;', hash='0e39bfbcaebc84de055813c8a83450d8799129d8', operation='DELETE', pgid='pgtrigger_delete_delete_4123f', table='campaigns_campaign', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CampaignEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('month', models.DateField(help_text='Premier jour du mois.', verbose_name='mois')),
                ('due_on', models.DateField(verbose_name='échéance')),
                ('remind_on', models.DateField(blank=True, null=True, verbose_name='rappel prévu le')),
                ('opened_at', models.DateTimeField(verbose_name='ouverte le')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='dernier rappel')),
                ('reminder_count', models.PositiveSmallIntegerField(default=0, verbose_name='rappels')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='close le')),
                ('expected_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='projets attendus')),
                ('answered_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='projets mis à jour ou attestés')),
                ('question', models.TextField(blank=True, max_length=2000, verbose_name='explication demandée')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='demandée le')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='attendue pour le')),
                ('explanation', models.TextField(blank=True, max_length=4000, verbose_name='explication')),
                ('explained_at', models.DateTimeField(blank=True, null=True, verbose_name='donnée le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('asked_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandée par')),
                ('explained_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='donnée par')),
                ('ministry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.campaign')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : campagne',
                'verbose_name_plural': 'historique : campagnes',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd78d02846c8c3f1cd9afeabc1d0e11b4eea1c90', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6a65a', table='campaigns_campaignevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('due_day', models.PositiveSmallIntegerField(help_text='De 1 à 28, chaque mois.', verbose_name='jour du mois')),
                ('remind_before', models.PositiveSmallIntegerField(blank=True, help_text='Vide : aucun rappel ne part de lui-même.', null=True, verbose_name='rappel, jours avant')),
                ('first_month', models.DateField(help_text='La première campagne est celle du mois de ce jour.', verbose_name='à partir du')),
                ('source', models.CharField(blank=True, help_text='L’acte ou la lettre qui la fixe.', max_length=500, verbose_name='source')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('ministry', models.ForeignKey(blank=True, help_text='Vide : l’échéance de tous ceux qui n’ont pas la leur.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ministries.ministry', verbose_name='ministère')),
            ],
            options={
                'verbose_name': 'échéance mensuelle',
                'verbose_name_plural': 'échéances mensuelles',
                'constraints': [models.UniqueConstraint(fields=('ministry',), name='deadline_one_for_each', nulls_distinct=False, violation_error_message='Cette échéance est déjà fixée : corrigez-la.'), models.CheckConstraint(condition=models.Q(('due_day__range', (1, 28))), name='deadline_day_of_every_month', violation_error_message='Le jour va de 1 à 28 : chaque mois le compte.'), models.CheckConstraint(condition=models.Q(('remind_before', None), ('remind_before__range', (1, 27)), _connector='OR'), name='deadline_reminds_within_the_month', violation_error_message='Le rappel part de 1 à 27 jours avant.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_deadlineevent" ("created_at", "due_day", "first_month", "id", "is_fictitious", "ministry_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_before", "source", "version") VALUES (NEW."created_at", NEW."due_day", NEW."first_month", NEW."id", NEW."is_fictitious", NEW."ministry_id", NOW(), \'insert\', NEW."id", NEW."remind_before", NEW."source", NEW."version"); RETURN NULL;', hash='191ce29605ea30582d99c610aba8335dbd8e4afd', operation='INSERT', pgid='pgtrigger_insert_insert_fc96e', table='campaigns_deadline', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "campaigns_deadlineevent" ("created_at", "due_day", "first_month", "id", "is_fictitious", "ministry_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_before", "source", "version") VALUES (NEW."created_at", NEW."due_day", NEW."first_month", NEW."id", NEW."is_fictitious", NEW."ministry_id", NOW(), \'update\', NEW."id", NEW."remind_before", NEW."source", NEW."version"); RETURN NULL;', hash='51ec459f7ed8e4183a58183f04d16e4854848f15', operation='UPDATE', pgid='pgtrigger_update_update_a31a2', table='campaigns_deadline', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "campaigns_deadlineevent" ("created_at", "due_day", "first_month", "id", "is_fictitious", "ministry_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_before", "source", "version") VALUES (OLD."created_at", OLD."due_day", OLD."first_month", OLD."id", OLD."is_fictitious", OLD."ministry_id", NOW(), \'delete\', OLD."id", OLD."remind_before", OLD."source", OLD."version"); RETURN NULL;', hash='8d40d8f520f7f869383d730de721bb9a75c7eaac', operation='DELETE', pgid='pgtrigger_delete_delete_858bd', table='campaigns_deadline', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='DeadlineEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('due_day', models.PositiveSmallIntegerField(help_text='De 1 à 28, chaque mois.', verbose_name='jour du mois')),
                ('remind_before', models.PositiveSmallIntegerField(blank=True, help_text='Vide : aucun rappel ne part de lui-même.', null=True, verbose_name='rappel, jours avant')),
                ('first_month', models.DateField(help_text='La première campagne est celle du mois de ce jour.', verbose_name='à partir du')),
                ('source', models.CharField(blank=True, help_text='L’acte ou la lettre qui la fixe.', max_length=500, verbose_name='source')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('ministry', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Vide : l’échéance de tous ceux qui n’ont pas la leur.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='campaigns.deadline')),
            ],
            options={
                'verbose_name': 'historique : échéance mensuelle',
                'verbose_name_plural': 'historique : échéances mensuelles',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5ee15af289687dc3d73c84bf3c08fbc23118be81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8b532', table='campaigns_deadlineevent', when='BEFORE'))],
            },
        ),
    ]

import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.contrib.postgres.search
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
        ('commissions', '0001_initial'),
        ('documents', '0001_initial'),
        ('ministries', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('number', models.PositiveIntegerField(blank=True, editable=False, help_text='Vide pour une reprise dont le numéro n’est pas connu.', null=True, verbose_name='numéro')),
                ('text', models.TextField(max_length=10000, verbose_name='recommandation')),
                ('addressee_label', models.CharField(blank=True, help_text='Vide : le nom du siège, de la structure, du ministère ou de la commune.', max_length=300, verbose_name='destinataire, tel qu’écrit')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='échéance')),
                ('priority', models.CharField(choices=[('high', 'haute'), ('normal', 'normale'), ('low', 'basse')], default='normal', max_length=10, verbose_name='priorité')),
                ('theme', models.CharField(blank=True, max_length=100, verbose_name='thème')),
                ('origin_kind', models.CharField(choices=[('session', 'session de commission'), ('conference', 'conférence ou atelier'), ('other', 'autre')], default='session', max_length=10, verbose_name='nature de l’origine')),
                ('origin_label', models.CharField(help_text='Où et comment elle a été émise : session et point, courrier, réunion, conférence.', max_length=500, verbose_name='origine')),
                ('issued_on', models.DateField(verbose_name='émise le')),
                ('state', models.CharField(choices=[('issued', 'émise'), ('accepted', 'acceptée'), ('running', 'en cours'), ('reported', 'compte rendu remis'), ('done', 'exécutée'), ('lapsed', 'caduque')], default='issued', max_length=10, verbose_name='état')),
                ('is_closed_doors', models.BooleanField(default=False, verbose_name='huis clos')),
                ('is_draft', models.BooleanField(default=False, help_text='Écrite pendant une session qui n’est pas encore levée.', verbose_name='en séance')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictive (démonstration)')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('text', 'addressee_label', 'theme', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('addressee_scope', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received_recommendations', to='accounts.scope', verbose_name='périmètre du destinataire')),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='commissions.commission', verbose_name='commission')),
                ('commune', models.ForeignKey(blank=True, help_text='Son RSI la voit et en rend compte.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='ministries.commune', verbose_name='commune destinataire')),
                ('ministry', models.ForeignKey(blank=True, help_text='Son DSI la voit et en rend compte.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='ministries.ministry', verbose_name='ministère destinataire')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='accounts.scope', verbose_name='périmètre')),
                ('seat', models.ForeignKey(blank=True, help_text='Le titulaire du siège répond, même s’il change.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='commissions.seat', verbose_name='siège destinataire')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='ministries.structure', verbose_name='structure destinataire')),
                ('is_for_asin', models.BooleanField(default=False, help_text='Ses agents la voient et en rendent compte.', verbose_name='adressée à l’ASIN')),
                ('reminded_after', models.DateField(blank=True, editable=False, null=True, verbose_name='rappelée après l’échéance du')),
                ('reminded_before', models.DateField(blank=True, editable=False, null=True, verbose_name='rappelée avant l’échéance du')),
            ],
            options={
                'verbose_name': 'recommandation',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='recommendation_search'), models.Index(fields=['commission', 'state', 'due_on'], name='recommendation_state_due')],
                'constraints': [models.UniqueConstraint(fields=('commission', 'year', 'number'), name='recommendation_unique_number'), models.CheckConstraint(condition=models.Q(models.Q(('commune', None), ('is_for_asin', True), ('ministry', None), ('seat', None), ('structure', None)), models.Q(('is_for_asin', False), models.Q(models.Q(('ministry', None), ('seat', None), ('structure', None)), models.Q(('commune', None), ('seat', None), ('structure', None)), models.Q(('commune', None), ('ministry', None), ('seat', None)), models.Q(('commune', None), ('ministry', None), ('structure', None)), _connector='OR')), _connector='OR'), name='recommendation_one_addressee_at_most', violation_error_message='Une recommandation a un seul destinataire.')],
                'triggers': [pgtrigger.compiler.Trigger(name='recommendation_number_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS NOT NULL AND OLD."number" IS DISTINCT FROM (NEW."number"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1674884d17718f44de7e2126971b15428fc8908d', operation='UPDATE', pgid='pgtrigger_recommendation_number_is_kept_bc509', table='recommendations_recommendation', when='BEFORE')), pgtrigger.compiler.Trigger(name='recommendation_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT OLD."is_draft")', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0be762c0111fd028e0b146d8ed299b71abc9fcc9', operation='DELETE', pgid='pgtrigger_recommendation_is_never_deleted_d10ab', table='recommendations_recommendation', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationevent" ("addressee_label", "addressee_scope_id", "commission_id", "commune_id", "created_at", "due_on", "id", "is_closed_doors", "is_draft", "is_fictitious", "is_for_asin", "issued_on", "ministry_id", "number", "origin_kind", "origin_label", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "project_id", "reminded_after", "reminded_before", "scope_id", "seat_id", "source", "state", "structure_id", "text", "theme", "version", "year") VALUES (NEW."addressee_label", NEW."addressee_scope_id", NEW."commission_id", NEW."commune_id", NEW."created_at", NEW."due_on", NEW."id", NEW."is_closed_doors", NEW."is_draft", NEW."is_fictitious", NEW."is_for_asin", NEW."issued_on", NEW."ministry_id", NEW."number", NEW."origin_kind", NEW."origin_label", NOW(), \'insert\', NEW."id", NEW."priority", NEW."project_id", NEW."reminded_after", NEW."reminded_before", NEW."scope_id", NEW."seat_id", NEW."source", NEW."state", NEW."structure_id", NEW."text", NEW."theme", NEW."version", NEW."year"); RETURN NULL;', hash='92d56af5ad45f046a6c898853ae494785358ef58', operation='INSERT', pgid='pgtrigger_insert_insert_d6b9e', table='recommendations_recommendation', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."addressee_label" IS DISTINCT FROM (NEW."addressee_label") OR OLD."addressee_scope_id" IS DISTINCT FROM (NEW."addressee_scope_id") OR OLD."commission_id" IS DISTINCT FROM (NEW."commission_id") OR OLD."commune_id" IS DISTINCT FROM (NEW."commune_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_closed_doors" IS DISTINCT FROM (NEW."is_closed_doors") OR OLD."is_draft" IS DISTINCT FROM (NEW."is_draft") OR OLD."is_fictitious" IS DISTINCT FROM (NEW."is_fictitious") OR OLD."is_for_asin" IS DISTINCT FROM (NEW."is_for_asin") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."ministry_id" IS DISTINCT FROM (NEW."ministry_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."origin_kind" IS DISTINCT FROM (NEW."origin_kind") OR OLD."origin_label" IS DISTINCT FROM (NEW."origin_label") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."reminded_after" IS DISTINCT FROM (NEW."reminded_after") OR OLD."reminded_before" IS DISTINCT FROM (NEW."reminded_before") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."seat_id" IS DISTINCT FROM (NEW."seat_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."structure_id" IS DISTINCT FROM (NEW."structure_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."theme" IS DISTINCT FROM (NEW."theme") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "recommendations_recommendationevent" ("addressee_label", "addressee_scope_id", "commission_id", "commune_id", "created_at", "due_on", "id", "is_closed_doors", "is_draft", "is_fictitious", "is_for_asin", "issued_on", "ministry_id", "number", "origin_kind", "origin_label", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "project_id", "reminded_after", "reminded_before", "scope_id", "seat_id", "source", "state", "structure_id", "text", "theme", "version", "year") VALUES (NEW."addressee_label", NEW."addressee_scope_id", NEW."commission_id", NEW."commune_id", NEW."created_at", NEW."due_on", NEW."id", NEW."is_closed_doors", NEW."is_draft", NEW."is_fictitious", NEW."is_for_asin", NEW."issued_on", NEW."ministry_id", NEW."number", NEW."origin_kind", NEW."origin_label", NOW(), \'update\', NEW."id", NEW."priority", NEW."project_id", NEW."reminded_after", NEW."reminded_before", NEW."scope_id", NEW."seat_id", NEW."source", NEW."state", NEW."structure_id", NEW."text", NEW."theme", NEW."version", NEW."year"); RETURN NULL;', hash='a877a059441812ccabc8c54deca0a41ec556b107', operation='UPDATE', pgid='pgtrigger_update_update_f7db8', table='recommendations_recommendation', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "recommendations_recommendationevent" ("addressee_label", "addressee_scope_id", "commission_id", "commune_id", "created_at", "due_on", "id", "is_closed_doors", "is_draft", "is_fictitious", "is_for_asin", "issued_on", "ministry_id", "number", "origin_kind", "origin_label", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "project_id", "reminded_after", "reminded_before", "scope_id", "seat_id", "source", "state", "structure_id", "text", "theme", "version", "year") VALUES (OLD."addressee_label", OLD."addressee_scope_id", OLD."commission_id", OLD."commune_id", OLD."created_at", OLD."due_on", OLD."id", OLD."is_closed_doors", OLD."is_draft", OLD."is_fictitious", OLD."is_for_asin", OLD."issued_on", OLD."ministry_id", OLD."number", OLD."origin_kind", OLD."origin_label", NOW(), \'delete\', OLD."id", OLD."priority", OLD."project_id", OLD."reminded_after", OLD."reminded_before", OLD."scope_id", OLD."seat_id", OLD."source", OLD."state", OLD."structure_id", OLD."text", OLD."theme", OLD."version", OLD."year"); RETURN NULL;', hash='671c0111fc85858fe399bdb02dbac83c71fa4120', operation='DELETE', pgid='pgtrigger_delete_delete_540f8', table='recommendations_recommendation', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RecommendationReport',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('text', models.TextField(max_length=20000, verbose_name='ce qui a été fait')),
                ('proof_link', models.URLField(blank=True, help_text='Page publiée, dossier partagé… Une pièce ou une adresse est nécessaire.', verbose_name='adresse de la preuve')),
                ('reported_at', models.DateTimeField(verbose_name='le')),
                ('outcome', models.CharField(choices=[('pending', 'à examiner'), ('accepted', 'acceptée'), ('refused', 'refusée')], default='pending', max_length=10, verbose_name='suite')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='examiné le')),
                ('review_reason', models.TextField(blank=True, max_length=5000, verbose_name='motif')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('proof_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='pièce')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='recommendations.recommendation', verbose_name='recommandation')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='examiné par')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'compte rendu d’exécution',
                'constraints': [models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('author')), _negated=True), _connector='OR'), name='report_reviewed_by_another', violation_error_message='Une preuve n’est jamais acceptée par son auteur.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('review_reason', ''), _negated=True), _connector='OR'), name='report_refused_with_reason', violation_error_message='Un refus porte son motif.')],
            },
        ),
        migrations.CreateModel(
            name='RecommendationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('number', models.PositiveIntegerField(blank=True, editable=False, help_text='Vide pour une reprise dont le numéro n’est pas connu.', null=True, verbose_name='numéro')),
                ('text', models.TextField(max_length=10000, verbose_name='recommandation')),
                ('addressee_label', models.CharField(blank=True, help_text='Vide : le nom du siège, de la structure, du ministère ou de la commune.', max_length=300, verbose_name='destinataire, tel qu’écrit')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='échéance')),
                ('priority', models.CharField(choices=[('high', 'haute'), ('normal', 'normale'), ('low', 'basse')], default='normal', max_length=10, verbose_name='priorité')),
                ('theme', models.CharField(blank=True, max_length=100, verbose_name='thème')),
                ('origin_kind', models.CharField(choices=[('session', 'session de commission'), ('conference', 'conférence ou atelier'), ('other', 'autre')], default='session', max_length=10, verbose_name='nature de l’origine')),
                ('origin_label', models.CharField(help_text='Où et comment elle a été émise : session et point, courrier, réunion, conférence.', max_length=500, verbose_name='origine')),
                ('issued_on', models.DateField(verbose_name='émise le')),
                ('state', models.CharField(choices=[('issued', 'émise'), ('accepted', 'acceptée'), ('running', 'en cours'), ('reported', 'compte rendu remis'), ('done', 'exécutée'), ('lapsed', 'caduque')], default='issued', max_length=10, verbose_name='état')),
                ('is_closed_doors', models.BooleanField(default=False, verbose_name='huis clos')),
                ('is_draft', models.BooleanField(default=False, help_text='Écrite pendant une session qui n’est pas encore levée.', verbose_name='en séance')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictive (démonstration)')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                ('addressee_scope', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre du destinataire')),
                ('commission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commissions.commission', verbose_name='commission')),
                ('commune', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Son RSI la voit et en rend compte.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.commune', verbose_name='commune destinataire')),
                ('ministry', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Son DSI la voit et en rend compte.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère destinataire')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='recommendations.recommendation')),
                ('project', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('seat', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Le titulaire du siège répond, même s’il change.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commissions.seat', verbose_name='siège destinataire')),
                ('structure', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.structure', verbose_name='structure destinataire')),
                ('is_for_asin', models.BooleanField(default=False, help_text='Ses agents la voient et en rendent compte.', verbose_name='adressée à l’ASIN')),
                ('reminded_after', models.DateField(blank=True, editable=False, null=True, verbose_name='rappelée après l’échéance du')),
                ('reminded_before', models.DateField(blank=True, editable=False, null=True, verbose_name='rappelée avant l’échéance du')),
            ],
            options={
                'verbose_name': 'historique : recommandation',
                'verbose_name_plural': 'historique : recommandations',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='38188111013dac93ec26b35ec5f0f3717c5956bd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d81cd', table='recommendations_recommendationevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RecommendationStep',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('action', models.CharField(choices=[('accept', 'accepter'), ('start', 'commencer'), ('report', 'rendre compte'), ('validate', 'accepter la preuve'), ('reject', 'refuser la preuve'), ('lapse', 'déclarer caduque'), ('redate', 'changer l’échéance')], max_length=10, verbose_name='acte')),
                ('from_state', models.CharField(choices=[('issued', 'émise'), ('accepted', 'acceptée'), ('running', 'en cours'), ('reported', 'compte rendu remis'), ('done', 'exécutée'), ('lapsed', 'caduque')], max_length=10, verbose_name='de')),
                ('to_state', models.CharField(choices=[('issued', 'émise'), ('accepted', 'acceptée'), ('running', 'en cours'), ('reported', 'compte rendu remis'), ('done', 'exécutée'), ('lapsed', 'caduque')], max_length=10, verbose_name='à')),
                ('by_capacity', models.CharField(blank=True, max_length=300, verbose_name='en qualité de')),
                ('at', models.DateTimeField(verbose_name='le')),
                ('reason', models.TextField(blank=True, max_length=5000, verbose_name='motif')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='recommendations.recommendation', verbose_name='recommandation')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'étape de recommandation',
            },
        ),
    ]

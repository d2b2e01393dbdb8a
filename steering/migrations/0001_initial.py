import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import foundation.common.ids
import foundation.journal.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundingLine',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='année')),
                ('source', models.CharField(choices=[('state', 'budget de l’État'), ('own', 'ressources propres'), ('partner', 'don d’un partenaire'), ('loan', 'prêt'), ('private', 'partenariat public-privé'), ('other', 'autre')], max_length=10, verbose_name='source de financement')),
                ('funder', models.CharField(blank=True, help_text='Distingue deux lignes de même source et de même année.', max_length=200, verbose_name='bailleur ou ligne budgétaire')),
                ('planned', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='prévu (FCFA)')),
                ('planned_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', help_text='À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un.', max_length=15, verbose_name='prévu, sans montant')),
                ('committed', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='engagé (FCFA)')),
                ('committed_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', help_text='À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un.', max_length=15, verbose_name='engagé, sans montant')),
                ('paid', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='payé (FCFA)')),
                ('paid_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', help_text='À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un.', max_length=15, verbose_name='payé, sans montant')),
                ('withheld_reason', models.CharField(blank=True, help_text='Obligatoire dès qu’un montant est réservé : qui ne veut pas qu’il soit dit, et pourquoi.', max_length=500, verbose_name='motif de la réserve')),
                ('reference', models.CharField(blank=True, help_text='Loi de finances, convention, marché, décompte.', max_length=500, verbose_name='source du chiffre')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'ligne de financement',
                'verbose_name_plural': 'lignes de financement',
            },
        ),
        migrations.CreateModel(
            name='FundingLineEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='année')),
                ('source', models.CharField(choices=[('state', 'budget de l’État'), ('own', 'ressources propres'), ('partner', 'don d’un partenaire'), ('loan', 'prêt'), ('private', 'partenariat public-privé'), ('other', 'autre')], max_length=10, verbose_name='source de financement')),
                ('funder', models.CharField(blank=True, help_text='Distingue deux lignes de même source et de même année.', max_length=200, verbose_name='bailleur ou ligne budgétaire')),
                ('planned', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='prévu (FCFA)')),
                ('planned_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', help_text='À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un.', max_length=15, verbose_name='prévu, sans montant')),
                ('committed', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='engagé (FCFA)')),
                ('committed_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', help_text='À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un.', max_length=15, verbose_name='engagé, sans montant')),
                ('paid', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='payé (FCFA)')),
                ('paid_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', help_text='À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un.', max_length=15, verbose_name='payé, sans montant')),
                ('withheld_reason', models.CharField(blank=True, help_text='Obligatoire dès qu’un montant est réservé : qui ne veut pas qu’il soit dit, et pourquoi.', max_length=500, verbose_name='motif de la réserve')),
                ('reference', models.CharField(blank=True, help_text='Loi de finances, convention, marché, décompte.', max_length=500, verbose_name='source du chiffre')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.fundingline')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : ligne de financement',
                'verbose_name_plural': 'historique : lignes de financement',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(help_text='Ce qui est arrivé et gêne le projet.', max_length=300, verbose_name='problème')),
                ('seen_on', models.DateField(verbose_name='constaté le')),
                ('impact', models.PositiveSmallIntegerField(choices=[(1, '1, très faible'), (2, '2, faible'), (3, '3, moyen'), (4, '4, fort'), (5, '5, très fort')], verbose_name='impact')),
                ('action', models.TextField(blank=True, max_length=2000, verbose_name='action entreprise')),
                ('owner', models.CharField(help_text='Nom et fonction de qui le traite.', max_length=200, verbose_name='responsable')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='à résoudre pour le')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='résolu le')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'problème',
            },
        ),
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(help_text='Ce qui peut arriver, et ce que cela ferait au projet.', max_length=300, verbose_name='risque')),
                ('probability', models.PositiveSmallIntegerField(choices=[(1, '1, très faible'), (2, '2, faible'), (3, '3, moyen'), (4, '4, fort'), (5, '5, très fort')], verbose_name='probabilité')),
                ('impact', models.PositiveSmallIntegerField(choices=[(1, '1, très faible'), (2, '2, faible'), (3, '3, moyen'), (4, '4, fort'), (5, '5, très fort')], verbose_name='impact')),
                ('mitigation', models.TextField(blank=True, help_text='Obligatoire quand probabilité × impact vaut 6 ou plus.', max_length=2000, verbose_name='atténuation')),
                ('owner', models.CharField(help_text='Nom et fonction de qui surveille ce risque.', max_length=200, verbose_name='responsable')),
                ('review_on', models.DateField(help_text='Jour où il sera réexaminé.', verbose_name='revue le')),
                ('closed_on', models.DateField(blank=True, help_text='Vide tant que le risque existe.', null=True, verbose_name='clos le')),
                ('outcome', models.CharField(blank=True, help_text='Pourquoi il est clos.', max_length=500, verbose_name='issue')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'risque',
            },
        ),
        migrations.CreateModel(
            name='ProblemEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(help_text='Ce qui est arrivé et gêne le projet.', max_length=300, verbose_name='problème')),
                ('seen_on', models.DateField(verbose_name='constaté le')),
                ('impact', models.PositiveSmallIntegerField(choices=[(1, '1, très faible'), (2, '2, faible'), (3, '3, moyen'), (4, '4, fort'), (5, '5, très fort')], verbose_name='impact')),
                ('action', models.TextField(blank=True, max_length=2000, verbose_name='action entreprise')),
                ('owner', models.CharField(help_text='Nom et fonction de qui le traite.', max_length=200, verbose_name='responsable')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='à résoudre pour le')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='résolu le')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.problem')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('risk', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='steering.risk', verbose_name='risque dont il vient')),
            ],
            options={
                'verbose_name': 'historique : problème',
                'verbose_name_plural': 'historique : problèmes',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='problem',
            name='risk',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='steering.risk', verbose_name='risque dont il vient'),
        ),
        migrations.CreateModel(
            name='RiskEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(help_text='Ce qui peut arriver, et ce que cela ferait au projet.', max_length=300, verbose_name='risque')),
                ('probability', models.PositiveSmallIntegerField(choices=[(1, '1, très faible'), (2, '2, faible'), (3, '3, moyen'), (4, '4, fort'), (5, '5, très fort')], verbose_name='probabilité')),
                ('impact', models.PositiveSmallIntegerField(choices=[(1, '1, très faible'), (2, '2, faible'), (3, '3, moyen'), (4, '4, fort'), (5, '5, très fort')], verbose_name='impact')),
                ('mitigation', models.TextField(blank=True, help_text='Obligatoire quand probabilité × impact vaut 6 ou plus.', max_length=2000, verbose_name='atténuation')),
                ('owner', models.CharField(help_text='Nom et fonction de qui surveille ce risque.', max_length=200, verbose_name='responsable')),
                ('review_on', models.DateField(help_text='Jour où il sera réexaminé.', verbose_name='revue le')),
                ('closed_on', models.DateField(blank=True, help_text='Vide tant que le risque existe.', null=True, verbose_name='clos le')),
                ('outcome', models.CharField(blank=True, help_text='Pourquoi il est clos.', max_length=500, verbose_name='issue')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.risk')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : risque',
                'verbose_name_plural': 'historique : risques',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='fundingline',
            index=models.Index(fields=['project', 'year'], name='funding_project_year'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.UniqueConstraint(fields=('project', 'year', 'source', 'funder'), name='funding_line_once', violation_error_message='Ce projet a déjà une ligne de cette source pour cette année : corrigez-la, ou nommez le bailleur ou la ligne budgétaire qui les distingue.'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(('planned', None), models.Q(('planned__gte', 0), ('planned_absence', '')), _connector='OR'), name='funding_planned_has_one_state', violation_error_message='Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(('committed', None), models.Q(('committed__gte', 0), ('committed_absence', '')), _connector='OR'), name='funding_committed_has_one_state', violation_error_message='Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(('paid', None), models.Q(('paid__gte', 0), ('paid_absence', '')), _connector='OR'), name='funding_paid_has_one_state', violation_error_message='Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withheld_reason', ''), _negated=True), models.Q(models.Q(('planned_absence', 'withheld'), _negated=True), models.Q(('committed_absence', 'withheld'), _negated=True), models.Q(('paid_absence', 'withheld'), _negated=True)), _connector='OR'), name='funding_withheld_with_its_reason', violation_error_message='Un montant réservé l’est avec son motif.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_fundinglineevent" ("committed", "committed_absence", "created_at", "funder", "id", "paid", "paid_absence", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "planned_absence", "project_id", "reference", "scope_id", "source", "version", "withheld_reason", "year") VALUES (NEW."committed", NEW."committed_absence", NEW."created_at", NEW."funder", NEW."id", NEW."paid", NEW."paid_absence", NOW(), \'insert\', NEW."id", NEW."planned", NEW."planned_absence", NEW."project_id", NEW."reference", NEW."scope_id", NEW."source", NEW."version", NEW."withheld_reason", NEW."year"); RETURN NULL;', hash='cfe9a630befeb3e401d287f4f1c2a6a8bc06e668', operation='INSERT', pgid='pgtrigger_insert_insert_18c33', table='steering_fundingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_fundinglineevent" ("committed", "committed_absence", "created_at", "funder", "id", "paid", "paid_absence", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "planned_absence", "project_id", "reference", "scope_id", "source", "version", "withheld_reason", "year") VALUES (NEW."committed", NEW."committed_absence", NEW."created_at", NEW."funder", NEW."id", NEW."paid", NEW."paid_absence", NOW(), \'update\', NEW."id", NEW."planned", NEW."planned_absence", NEW."project_id", NEW."reference", NEW."scope_id", NEW."source", NEW."version", NEW."withheld_reason", NEW."year"); RETURN NULL;', hash='821f27742f7278bfc46a6bd09520b5a2ee5285f7', operation='UPDATE', pgid='pgtrigger_update_update_405a5', table='steering_fundingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingline',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_fundinglineevent" ("committed", "committed_absence", "created_at", "funder", "id", "paid", "paid_absence", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "planned_absence", "project_id", "reference", "scope_id", "source", "version", "withheld_reason", "year") VALUES (OLD."committed", OLD."committed_absence", OLD."created_at", OLD."funder", OLD."id", OLD."paid", OLD."paid_absence", NOW(), \'delete\', OLD."id", OLD."planned", OLD."planned_absence", OLD."project_id", OLD."reference", OLD."scope_id", OLD."source", OLD."version", OLD."withheld_reason", OLD."year"); RETURN NULL;', hash='0a48fa34e4979190c863b4f6e23472c1bffa3f95', operation='DELETE', pgid='pgtrigger_delete_delete_dd0c4', table='steering_fundingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundinglineevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='abf2d9a1bd0d415a4cddc9451add011deb224774', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1935c', table='steering_fundinglineevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['project', 'closed_on'], name='risk_project_open'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(('impact__range', (1, 5)), ('probability__range', (1, 5))), name='risk_levels_from_1_to_5', violation_error_message='La probabilité et l’impact vont de 1 à 5.'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThan(django.db.models.expressions.CombinedExpression(models.F('probability'), '*', models.F('impact')), 6), models.Q(('mitigation', ''), _negated=True), _connector='OR'), name='risk_mitigated_from_6', violation_error_message='Un risque de 6 ou plus (probabilité × impact) s’enregistre avec son atténuation.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='risk',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_riskevent" ("closed_on", "created_at", "id", "impact", "mitigation", "outcome", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "project_id", "review_on", "scope_id", "title", "version") VALUES (NEW."closed_on", NEW."created_at", NEW."id", NEW."impact", NEW."mitigation", NEW."outcome", NEW."owner", NOW(), \'insert\', NEW."id", NEW."probability", NEW."project_id", NEW."review_on", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='d1d2352fc44ba656e4c786425e5c401a8192beb4', operation='INSERT', pgid='pgtrigger_insert_insert_0ef69', table='steering_risk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='risk',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_riskevent" ("closed_on", "created_at", "id", "impact", "mitigation", "outcome", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "project_id", "review_on", "scope_id", "title", "version") VALUES (NEW."closed_on", NEW."created_at", NEW."id", NEW."impact", NEW."mitigation", NEW."outcome", NEW."owner", NOW(), \'update\', NEW."id", NEW."probability", NEW."project_id", NEW."review_on", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='22b1d979bae353e813ce5bd6775eed5a63cf336d', operation='UPDATE', pgid='pgtrigger_update_update_00c6b', table='steering_risk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='risk',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_riskevent" ("closed_on", "created_at", "id", "impact", "mitigation", "outcome", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "project_id", "review_on", "scope_id", "title", "version") VALUES (OLD."closed_on", OLD."created_at", OLD."id", OLD."impact", OLD."mitigation", OLD."outcome", OLD."owner", NOW(), \'delete\', OLD."id", OLD."probability", OLD."project_id", OLD."review_on", OLD."scope_id", OLD."title", OLD."version"); RETURN NULL;', hash='2b5e1ccf659328ef3f779a38ff6f86cc2398339f', operation='DELETE', pgid='pgtrigger_delete_delete_4e7c6', table='steering_risk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a100cb1c34f9d545b83ef930e5cc9945ebab3b3e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2ae82', table='steering_problemevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='problem',
            index=models.Index(fields=['project', 'closed_on'], name='problem_project_open'),
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('seen_on')), _connector='OR'), name='problem_solved_after_it_was_seen', violation_error_message='Un problème est résolu après avoir été constaté : corrigez l’une des deux dates.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_problemevent" ("action", "closed_on", "created_at", "due_on", "id", "impact", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "risk_id", "scope_id", "seen_on", "title", "version") VALUES (NEW."action", NEW."closed_on", NEW."created_at", NEW."due_on", NEW."id", NEW."impact", NEW."owner", NOW(), \'insert\', NEW."id", NEW."project_id", NEW."risk_id", NEW."scope_id", NEW."seen_on", NEW."title", NEW."version"); RETURN NULL;', hash='ce5edc7800691b92679f071364115fdb41cd0e4b', operation='INSERT', pgid='pgtrigger_insert_insert_83b71', table='steering_problem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_problemevent" ("action", "closed_on", "created_at", "due_on", "id", "impact", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "risk_id", "scope_id", "seen_on", "title", "version") VALUES (NEW."action", NEW."closed_on", NEW."created_at", NEW."due_on", NEW."id", NEW."impact", NEW."owner", NOW(), \'update\', NEW."id", NEW."project_id", NEW."risk_id", NEW."scope_id", NEW."seen_on", NEW."title", NEW."version"); RETURN NULL;', hash='fb0ded86c45a0c21e918454bd599221b642753b3', operation='UPDATE', pgid='pgtrigger_update_update_f44a5', table='steering_problem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_problemevent" ("action", "closed_on", "created_at", "due_on", "id", "impact", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "risk_id", "scope_id", "seen_on", "title", "version") VALUES (OLD."action", OLD."closed_on", OLD."created_at", OLD."due_on", OLD."id", OLD."impact", OLD."owner", NOW(), \'delete\', OLD."id", OLD."project_id", OLD."risk_id", OLD."scope_id", OLD."seen_on", OLD."title", OLD."version"); RETURN NULL;', hash='c174c6bcbfc3a6608f78eccf4e32fa66957e9663', operation='DELETE', pgid='pgtrigger_delete_delete_67596', table='steering_problem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='26bf1bd4dfebaf653daf74eba0d57f6073451b9a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9badc', table='steering_riskevent', when='BEFORE')),
        ),
        migrations.AlterField(
            model_name='risk',
            name='title',
            field=models.CharField(help_text='Ce qui peut arriver, et son effet sur le projet.', max_length=300, verbose_name='risque'),
        ),
        migrations.AlterField(
            model_name='riskevent',
            name='title',
            field=models.CharField(help_text='Ce qui peut arriver, et son effet sur le projet.', max_length=300, verbose_name='risque'),
        ),
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('outside', models.CharField(blank=True, help_text='En toutes lettres, à défaut de projet.', max_length=300, verbose_name='ou préalable hors de votre vue')),
                ('awaited', models.CharField(max_length=300, verbose_name='ce qui en est attendu')),
                ('needed_on', models.DateField(blank=True, null=True, verbose_name='nécessaire le')),
                ('predecessor', models.ForeignKey(blank=True, help_text='Parmi ceux que vous voyez. Les lecteurs qui ne le voient pas n’en lisent que l’intitulé.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet attendu')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'dépendance',
            },
        ),
        migrations.CreateModel(
            name='DependencyEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('outside', models.CharField(blank=True, help_text='En toutes lettres, à défaut de projet.', max_length=300, verbose_name='ou préalable hors de votre vue')),
                ('awaited', models.CharField(max_length=300, verbose_name='ce qui en est attendu')),
                ('needed_on', models.DateField(blank=True, null=True, verbose_name='nécessaire le')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.dependency')),
                ('predecessor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Parmi ceux que vous voyez. Les lecteurs qui ne le voient pas n’en lisent que l’intitulé.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet attendu')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : dépendance',
                'verbose_name_plural': 'historique : dépendances',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=300, verbose_name='jalon')),
                ('deliverable', models.CharField(blank=True, help_text='Ce qui est remis à ce jalon.', max_length=300, verbose_name='livrable')),
                ('initial_on', models.DateField(help_text='Ne changera plus : les reports se mesurent à lui.', verbose_name='prévu au départ le')),
                ('current_on', models.DateField(editable=False, verbose_name='attendu le')),
                ('actual_on', models.DateField(blank=True, editable=False, null=True, verbose_name='atteint le')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'jalon',
            },
        ),
        migrations.CreateModel(
            name='MilestoneEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=300, verbose_name='jalon')),
                ('deliverable', models.CharField(blank=True, help_text='Ce qui est remis à ce jalon.', max_length=300, verbose_name='livrable')),
                ('initial_on', models.DateField(help_text='Ne changera plus : les reports se mesurent à lui.', verbose_name='prévu au départ le')),
                ('current_on', models.DateField(editable=False, verbose_name='attendu le')),
                ('actual_on', models.DateField(blank=True, editable=False, null=True, verbose_name='atteint le')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.milestone')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : jalon',
                'verbose_name_plural': 'historique : jalons',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MilestoneMove',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('from_on', models.DateField(verbose_name='attendu auparavant le')),
                ('to_on', models.DateField(verbose_name='attendu le')),
                ('reason', models.CharField(choices=[('funding', 'financement modifié'), ('contract', 'passation ou marché'), ('scope', 'périmètre modifié'), ('plan', 'planification reprise à objectifs constants'), ('policy', 'décision de l’autorité'), ('correction', 'correction d’une erreur de saisie')], max_length=15, verbose_name='motif')),
                ('explanation', models.TextField(max_length=2000, verbose_name='explication')),
                ('at', models.DateTimeField(verbose_name='dit le')),
                ('by_name', models.CharField(blank=True, max_length=300, verbose_name='dit par')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='steering.milestone', verbose_name='jalon')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'report d’un jalon',
                'verbose_name_plural': 'reports d’un jalon',
            },
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outside', ''), ('predecessor__isnull', False)), models.Q(('predecessor', None), models.Q(('outside', ''), _negated=True)), _connector='OR'), name='dependency_on_one_thing', violation_error_message='Une dépendance porte sur un projet ou sur un préalable en toutes lettres, un seul des deux.'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', None), models.Q(('predecessor', models.F('project')), _negated=True), _connector='OR'), name='dependency_on_another_project', violation_error_message='Un projet ne dépend pas de lui-même.'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.UniqueConstraint(fields=('project', 'predecessor', 'awaited'), name='dependency_once', violation_error_message='Cette dépendance est déjà au registre.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependency',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_dependencyevent" ("awaited", "created_at", "id", "needed_on", "outside", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "project_id", "scope_id", "version") VALUES (NEW."awaited", NEW."created_at", NEW."id", NEW."needed_on", NEW."outside", NOW(), \'insert\', NEW."id", NEW."predecessor_id", NEW."project_id", NEW."scope_id", NEW."version"); RETURN NULL;', hash='e31bb962897d23dab6b26697ecb69834f709bd2f', operation='INSERT', pgid='pgtrigger_insert_insert_fb351', table='steering_dependency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependency',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_dependencyevent" ("awaited", "created_at", "id", "needed_on", "outside", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "project_id", "scope_id", "version") VALUES (NEW."awaited", NEW."created_at", NEW."id", NEW."needed_on", NEW."outside", NOW(), \'update\', NEW."id", NEW."predecessor_id", NEW."project_id", NEW."scope_id", NEW."version"); RETURN NULL;', hash='1a0bf52be53d9632beb2bbad9edf36ef43f32520', operation='UPDATE', pgid='pgtrigger_update_update_dca9f', table='steering_dependency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependency',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_dependencyevent" ("awaited", "created_at", "id", "needed_on", "outside", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "project_id", "scope_id", "version") VALUES (OLD."awaited", OLD."created_at", OLD."id", OLD."needed_on", OLD."outside", NOW(), \'delete\', OLD."id", OLD."predecessor_id", OLD."project_id", OLD."scope_id", OLD."version"); RETURN NULL;', hash='e2ac0b5a275f9ed9e1813c999b9d602fd047e6f8', operation='DELETE', pgid='pgtrigger_delete_delete_90746', table='steering_dependency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependencyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='596070a8acdfc5c9482b08ad9c92254ebbbfffd6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cf222', table='steering_dependencyevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(fields=['project', 'current_on'], name='milestone_project_current'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(fields=('project', 'title'), name='milestone_once', violation_error_message='Ce projet a déjà un jalon de ce nom : reportez-le plutôt que de le refaire.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='milestone_initial_mark_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."initial_on" IS DISTINCT FROM (NEW."initial_on") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2cecbe7d2fc132417b03f5b55d0ebbbd353cfebe', operation='UPDATE', pgid='pgtrigger_milestone_initial_mark_is_kept_a64ae', table='steering_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='milestone_moves_with_a_reason', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."current_on" IS DISTINCT FROM (NEW."current_on"))', func="\nIF NOT EXISTS (SELECT 1 FROM steering_milestonemove m WHERE m.milestone_id = NEW.id AND m.to_on = NEW.current_on) THEN\n    RAISE EXCEPTION 'a milestone moves with its reason'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_moves_with_a_reason';\nEND IF;\nRETURN NEW;\n", hash='ce47e4162358ca92f6c72f4963785b1105d5dfad', operation='UPDATE', pgid='pgtrigger_milestone_moves_with_a_reason_5283f', table='steering_milestone', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_milestoneevent" ("actual_on", "created_at", "current_on", "deliverable", "id", "initial_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "title", "version") VALUES (NEW."actual_on", NEW."created_at", NEW."current_on", NEW."deliverable", NEW."id", NEW."initial_on", NOW(), \'insert\', NEW."id", NEW."project_id", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='03ce10f7c2f9ec8071073a137d8aa5c06339cdf1', operation='INSERT', pgid='pgtrigger_insert_insert_9911b', table='steering_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_milestoneevent" ("actual_on", "created_at", "current_on", "deliverable", "id", "initial_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "title", "version") VALUES (NEW."actual_on", NEW."created_at", NEW."current_on", NEW."deliverable", NEW."id", NEW."initial_on", NOW(), \'update\', NEW."id", NEW."project_id", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='994d2f8428cfcd9e89b32e1bbd61cf4bfeb78927', operation='UPDATE', pgid='pgtrigger_update_update_b1743', table='steering_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_milestoneevent" ("actual_on", "created_at", "current_on", "deliverable", "id", "initial_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "title", "version") VALUES (OLD."actual_on", OLD."created_at", OLD."current_on", OLD."deliverable", OLD."id", OLD."initial_on", NOW(), \'delete\', OLD."id", OLD."project_id", OLD."scope_id", OLD."title", OLD."version"); RETURN NULL;', hash='d075327e8de7fd0403e4670aa529a3c6aae50869', operation='DELETE', pgid='pgtrigger_delete_delete_67a4b', table='steering_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestoneevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7cf4037757b2cfd67a5b4a19d4c755ee0421e438', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f66d4', table='steering_milestoneevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='milestonemove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('explanation', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='milestone_move_explains'),
        ),
        migrations.AddConstraint(
            model_name='milestonemove',
            constraint=models.CheckConstraint(condition=models.Q(('from_on', models.F('to_on')), _negated=True), name='milestone_move_moves'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonemove',
            trigger=pgtrigger.compiler.Trigger(name='milestone_move_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3b1e16b66f64cf140a482be32efaef6454f3a4b7', operation='UPDATE OR DELETE', pgid='pgtrigger_milestone_move_is_kept_e35f4', table='steering_milestonemove', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=300, verbose_name='indicateur')),
                ('unit', models.CharField(help_text='Par exemple : jours, démarches par mois, %.', max_length=60, verbose_name='unité')),
                ('direction', models.CharField(choices=[('up', 'doit monter'), ('down', 'doit baisser')], help_text='Vers quoi va le progrès.', max_length=10, verbose_name='sens')),
                ('initial_value', models.DecimalField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='valeur de départ')),
                ('initial_on', models.DateField(help_text='Jour de la valeur de départ : les mesures suivent.', verbose_name='relevée le')),
                ('target_value', models.DecimalField(decimal_places=3, max_digits=20, verbose_name='cible')),
                ('target_on', models.DateField(verbose_name='cible pour le')),
                ('source', models.CharField(help_text='Où la valeur se lit.', max_length=300, verbose_name='source')),
                ('periodicity', models.PositiveSmallIntegerField(choices=[(1, 'chaque mois'), (3, 'chaque trimestre'), (6, 'chaque semestre'), (12, 'chaque année')], verbose_name='périodicité')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='plus suivi depuis le')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'indicateur',
            },
        ),
        migrations.CreateModel(
            name='IndicatorEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=300, verbose_name='indicateur')),
                ('unit', models.CharField(help_text='Par exemple : jours, démarches par mois, %.', max_length=60, verbose_name='unité')),
                ('direction', models.CharField(choices=[('up', 'doit monter'), ('down', 'doit baisser')], help_text='Vers quoi va le progrès.', max_length=10, verbose_name='sens')),
                ('initial_value', models.DecimalField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='valeur de départ')),
                ('initial_on', models.DateField(help_text='Jour de la valeur de départ : les mesures suivent.', verbose_name='relevée le')),
                ('target_value', models.DecimalField(decimal_places=3, max_digits=20, verbose_name='cible')),
                ('target_on', models.DateField(verbose_name='cible pour le')),
                ('source', models.CharField(help_text='Où la valeur se lit.', max_length=300, verbose_name='source')),
                ('periodicity', models.PositiveSmallIntegerField(choices=[(1, 'chaque mois'), (3, 'chaque trimestre'), (6, 'chaque semestre'), (12, 'chaque année')], verbose_name='périodicité')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='plus suivi depuis le')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.indicator')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : indicateur',
                'verbose_name_plural': 'historique : indicateurs',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('measured_on', models.DateField(verbose_name='mesuré le')),
                ('value', models.DecimalField(decimal_places=3, max_digits=20, verbose_name='valeur')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='précision')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='steering.indicator', verbose_name='indicateur')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'mesure',
            },
        ),
        migrations.CreateModel(
            name='MeasureEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('measured_on', models.DateField(verbose_name='mesuré le')),
                ('value', models.DecimalField(decimal_places=3, max_digits=20, verbose_name='valeur')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='précision')),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='steering.indicator', verbose_name='indicateur')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.measure')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : mesure',
                'verbose_name_plural': 'historique : mesures',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UseReview',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('term', models.PositiveSmallIntegerField(choices=[(6, 'revue d’usage à 6 mois'), (18, 'revue d’usage à 18 mois')], verbose_name='échéance')),
                ('reviewed_on', models.DateField(verbose_name='relevée le')),
                ('users', models.PositiveIntegerField(blank=True, help_text='Personnes, sur le dernier mois.', null=True, verbose_name='usagers')),
                ('transactions', models.PositiveBigIntegerField(blank=True, help_text='Sur le dernier mois.', null=True, validators=[django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='opérations')),
                ('availability', models.DecimalField(blank=True, decimal_places=2, help_text='Part du temps où le service répond, sur le dernier mois.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='disponibilité (%)')),
                ('running_cost', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût annuel de fonctionnement (FCFA)')),
                ('running_cost_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', max_length=15, verbose_name='coût, sans montant')),
                ('comment', models.TextField(blank=True, help_text='Dont ce qui n’est pas mesuré, et pourquoi.', max_length=2000, verbose_name='observations')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'revue d’usage',
                'verbose_name_plural': 'revues d’usage',
            },
        ),
        migrations.CreateModel(
            name='UseReviewEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('term', models.PositiveSmallIntegerField(choices=[(6, 'revue d’usage à 6 mois'), (18, 'revue d’usage à 18 mois')], verbose_name='échéance')),
                ('reviewed_on', models.DateField(verbose_name='relevée le')),
                ('users', models.PositiveIntegerField(blank=True, help_text='Personnes, sur le dernier mois.', null=True, verbose_name='usagers')),
                ('transactions', models.PositiveBigIntegerField(blank=True, help_text='Sur le dernier mois.', null=True, validators=[django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='opérations')),
                ('availability', models.DecimalField(blank=True, decimal_places=2, help_text='Part du temps où le service répond, sur le dernier mois.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='disponibilité (%)')),
                ('running_cost', models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût annuel de fonctionnement (FCFA)')),
                ('running_cost_absence', models.CharField(blank=True, choices=[('not_applicable', 'sans objet'), ('withheld', 'réservé')], default='', max_length=15, verbose_name='coût, sans montant')),
                ('comment', models.TextField(blank=True, help_text='Dont ce qui n’est pas mesuré, et pourquoi.', max_length=2000, verbose_name='observations')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='steering.usereview')),
                ('project', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : revue d’usage',
                'verbose_name_plural': 'historique : revues d’usage',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='indicator',
            index=models.Index(fields=['project'], name='indicator_project'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('project', 'title'), name='indicator_once', violation_error_message='Ce projet a déjà un indicateur de ce nom : mesurez celui qui existe.'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('initial_value', None), models.Q(('direction', 'up'), ('target_value__gt', models.F('initial_value'))), models.Q(('direction', 'down'), ('target_value__lt', models.F('initial_value'))), _connector='OR'), name='indicator_target_lies_its_way', violation_error_message='La cible contredit le sens : plus haute que le départ s’il doit monter, plus basse s’il doit baisser.'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('target_on__gt', models.F('initial_on'))), name='indicator_target_after_the_start', violation_error_message='La cible est pour un jour d’après la valeur de départ.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_indicatorevent" ("created_at", "direction", "ended_on", "id", "initial_on", "initial_value", "periodicity", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "source", "target_on", "target_value", "title", "unit", "version") VALUES (NEW."created_at", NEW."direction", NEW."ended_on", NEW."id", NEW."initial_on", NEW."initial_value", NEW."periodicity", NOW(), \'insert\', NEW."id", NEW."project_id", NEW."scope_id", NEW."source", NEW."target_on", NEW."target_value", NEW."title", NEW."unit", NEW."version"); RETURN NULL;', hash='43ab71df36670124a8057837b73c56904c0fd597', operation='INSERT', pgid='pgtrigger_insert_insert_aa91c', table='steering_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_indicatorevent" ("created_at", "direction", "ended_on", "id", "initial_on", "initial_value", "periodicity", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "source", "target_on", "target_value", "title", "unit", "version") VALUES (NEW."created_at", NEW."direction", NEW."ended_on", NEW."id", NEW."initial_on", NEW."initial_value", NEW."periodicity", NOW(), \'update\', NEW."id", NEW."project_id", NEW."scope_id", NEW."source", NEW."target_on", NEW."target_value", NEW."title", NEW."unit", NEW."version"); RETURN NULL;', hash='ea05da8c5b687c1d8cf93a6f0376cd57c412b581', operation='UPDATE', pgid='pgtrigger_update_update_630e2', table='steering_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_indicatorevent" ("created_at", "direction", "ended_on", "id", "initial_on", "initial_value", "periodicity", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "source", "target_on", "target_value", "title", "unit", "version") VALUES (OLD."created_at", OLD."direction", OLD."ended_on", OLD."id", OLD."initial_on", OLD."initial_value", OLD."periodicity", NOW(), \'delete\', OLD."id", OLD."project_id", OLD."scope_id", OLD."source", OLD."target_on", OLD."target_value", OLD."title", OLD."unit", OLD."version"); RETURN NULL;', hash='07fcadc9b6d734a7f2c4ce14dc54f05556f86429', operation='DELETE', pgid='pgtrigger_delete_delete_cea2c', table='steering_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3005c8466b8efd7cd05db338d61f80e4fb4343ae', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2aa82', table='steering_indicatorevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('indicator', 'measured_on'), name='measure_once_a_day', violation_error_message='Cet indicateur est déjà mesuré ce jour-là : corrigez cette mesure.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_measureevent" ("created_at", "id", "indicator_id", "measured_on", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "value", "version") VALUES (NEW."created_at", NEW."id", NEW."indicator_id", NEW."measured_on", NEW."note", NOW(), \'insert\', NEW."id", NEW."scope_id", NEW."value", NEW."version"); RETURN NULL;', hash='7ca99661b54e4c8c314c64cc571679e6c55b8cc8', operation='INSERT', pgid='pgtrigger_insert_insert_e56f3', table='steering_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_measureevent" ("created_at", "id", "indicator_id", "measured_on", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "value", "version") VALUES (NEW."created_at", NEW."id", NEW."indicator_id", NEW."measured_on", NEW."note", NOW(), \'update\', NEW."id", NEW."scope_id", NEW."value", NEW."version"); RETURN NULL;', hash='002f40e1bd39f7113b176f475d9aa309fe1e9d8c', operation='UPDATE', pgid='pgtrigger_update_update_90332', table='steering_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_measureevent" ("created_at", "id", "indicator_id", "measured_on", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "value", "version") VALUES (OLD."created_at", OLD."id", OLD."indicator_id", OLD."measured_on", OLD."note", NOW(), \'delete\', OLD."id", OLD."scope_id", OLD."value", OLD."version"); RETURN NULL;', hash='7254f6b764ca8635d7b23fa740f9ad0a52ba6b24', operation='DELETE', pgid='pgtrigger_delete_delete_0cf1f', table='steering_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='99c95426593c2d476d5a49600777f216d19a5c68', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4b28', table='steering_measureevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='usereview',
            constraint=models.UniqueConstraint(fields=('project', 'term'), name='use_review_once', violation_error_message='Cette revue d’usage est déjà faite : corrigez-la.'),
        ),
        migrations.AddConstraint(
            model_name='usereview',
            constraint=models.CheckConstraint(condition=models.Q(('running_cost', None), models.Q(('running_cost__gte', 0), ('running_cost_absence', '')), _connector='OR'), name='use_review_cost_has_one_state', violation_error_message='Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.'),
        ),
        migrations.AddConstraint(
            model_name='usereview',
            constraint=models.CheckConstraint(condition=models.Q(('users__isnull', False), ('transactions__isnull', False), ('availability__isnull', False), ('running_cost__isnull', False), models.Q(('comment', ''), _negated=True), _connector='OR'), name='use_review_says_something', violation_error_message='Une revue d’usage donne au moins un chiffre, ou dit pourquoi il n’y en a pas.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usereview',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_usereviewevent" ("availability", "comment", "created_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reviewed_on", "running_cost", "running_cost_absence", "scope_id", "term", "transactions", "users", "version") VALUES (NEW."availability", NEW."comment", NEW."created_at", NEW."id", NOW(), \'insert\', NEW."id", NEW."project_id", NEW."reviewed_on", NEW."running_cost", NEW."running_cost_absence", NEW."scope_id", NEW."term", NEW."transactions", NEW."users", NEW."version"); RETURN NULL;', hash='37bcd91d77539ce3d6a8e13305ba711f8995dcd6', operation='INSERT', pgid='pgtrigger_insert_insert_c09c9', table='steering_usereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usereview',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "steering_usereviewevent" ("availability", "comment", "created_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reviewed_on", "running_cost", "running_cost_absence", "scope_id", "term", "transactions", "users", "version") VALUES (NEW."availability", NEW."comment", NEW."created_at", NEW."id", NOW(), \'update\', NEW."id", NEW."project_id", NEW."reviewed_on", NEW."running_cost", NEW."running_cost_absence", NEW."scope_id", NEW."term", NEW."transactions", NEW."users", NEW."version"); RETURN NULL;', hash='34161c05f269ca634fc691f67bbe2065a3083fe5', operation='UPDATE', pgid='pgtrigger_update_update_956ab', table='steering_usereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usereview',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "steering_usereviewevent" ("availability", "comment", "created_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "reviewed_on", "running_cost", "running_cost_absence", "scope_id", "term", "transactions", "users", "version") VALUES (OLD."availability", OLD."comment", OLD."created_at", OLD."id", NOW(), \'delete\', OLD."id", OLD."project_id", OLD."reviewed_on", OLD."running_cost", OLD."running_cost_absence", OLD."scope_id", OLD."term", OLD."transactions", OLD."users", OLD."version"); RETURN NULL;', hash='58ad4181e4cabcd23a71bfc852c34b39289e997f', operation='DELETE', pgid='pgtrigger_delete_delete_d1c5b', table='steering_usereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='usereviewevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c32cb02676e8d2ec0a1b7b040d9a6293d6c39662', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9355', table='steering_usereviewevent', when='BEFORE')),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='fundingline',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='indicator',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='milestone',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='problem',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='risk',
            name='update_update',
        ),
        migrations.AddField(
            model_name='fundingline',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('funder', 'reference', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='indicator',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('title', 'source', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='milestone',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('title', 'deliverable', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='problem',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('title', 'action', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='risk',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('title', 'mitigation', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='fundingline',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='funding_search'),
        ),
        migrations.AddIndex(
            model_name='indicator',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='indicator_search'),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='milestone_search'),
        ),
        migrations.AddIndex(
            model_name='problem',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='problem_search'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='risk_search'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."committed" IS DISTINCT FROM (NEW."committed") OR OLD."committed_absence" IS DISTINCT FROM (NEW."committed_absence") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."funder" IS DISTINCT FROM (NEW."funder") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."paid" IS DISTINCT FROM (NEW."paid") OR OLD."paid_absence" IS DISTINCT FROM (NEW."paid_absence") OR OLD."planned" IS DISTINCT FROM (NEW."planned") OR OLD."planned_absence" IS DISTINCT FROM (NEW."planned_absence") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withheld_reason" IS DISTINCT FROM (NEW."withheld_reason") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "steering_fundinglineevent" ("committed", "committed_absence", "created_at", "funder", "id", "paid", "paid_absence", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "planned_absence", "project_id", "reference", "scope_id", "source", "version", "withheld_reason", "year") VALUES (NEW."committed", NEW."committed_absence", NEW."created_at", NEW."funder", NEW."id", NEW."paid", NEW."paid_absence", NOW(), \'update\', NEW."id", NEW."planned", NEW."planned_absence", NEW."project_id", NEW."reference", NEW."scope_id", NEW."source", NEW."version", NEW."withheld_reason", NEW."year"); RETURN NULL;', hash='0eac0f184668e6788324d3d9bc23e17203167676', operation='UPDATE', pgid='pgtrigger_update_update_405a5', table='steering_fundingline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."direction" IS DISTINCT FROM (NEW."direction") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initial_on" IS DISTINCT FROM (NEW."initial_on") OR OLD."initial_value" IS DISTINCT FROM (NEW."initial_value") OR OLD."periodicity" IS DISTINCT FROM (NEW."periodicity") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."target_on" IS DISTINCT FROM (NEW."target_on") OR OLD."target_value" IS DISTINCT FROM (NEW."target_value") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."unit" IS DISTINCT FROM (NEW."unit") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "steering_indicatorevent" ("created_at", "direction", "ended_on", "id", "initial_on", "initial_value", "periodicity", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "source", "target_on", "target_value", "title", "unit", "version") VALUES (NEW."created_at", NEW."direction", NEW."ended_on", NEW."id", NEW."initial_on", NEW."initial_value", NEW."periodicity", NOW(), \'update\', NEW."id", NEW."project_id", NEW."scope_id", NEW."source", NEW."target_on", NEW."target_value", NEW."title", NEW."unit", NEW."version"); RETURN NULL;', hash='079961a6c2a732ddae66e03d1407b3ec57e27f01', operation='UPDATE', pgid='pgtrigger_update_update_630e2', table='steering_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestone',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."actual_on" IS DISTINCT FROM (NEW."actual_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."current_on" IS DISTINCT FROM (NEW."current_on") OR OLD."deliverable" IS DISTINCT FROM (NEW."deliverable") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initial_on" IS DISTINCT FROM (NEW."initial_on") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "steering_milestoneevent" ("actual_on", "created_at", "current_on", "deliverable", "id", "initial_on", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "scope_id", "title", "version") VALUES (NEW."actual_on", NEW."created_at", NEW."current_on", NEW."deliverable", NEW."id", NEW."initial_on", NOW(), \'update\', NEW."id", NEW."project_id", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='c88f90eabc00a1b57d0ee36e12db3646ebe664ee', operation='UPDATE', pgid='pgtrigger_update_update_b1743', table='steering_milestone', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='problem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."action" IS DISTINCT FROM (NEW."action") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."impact" IS DISTINCT FROM (NEW."impact") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."risk_id" IS DISTINCT FROM (NEW."risk_id") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."seen_on" IS DISTINCT FROM (NEW."seen_on") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "steering_problemevent" ("action", "closed_on", "created_at", "due_on", "id", "impact", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "risk_id", "scope_id", "seen_on", "title", "version") VALUES (NEW."action", NEW."closed_on", NEW."created_at", NEW."due_on", NEW."id", NEW."impact", NEW."owner", NOW(), \'update\', NEW."id", NEW."project_id", NEW."risk_id", NEW."scope_id", NEW."seen_on", NEW."title", NEW."version"); RETURN NULL;', hash='683517c1fc17fc27174f7dc48b7d0fbad6087832', operation='UPDATE', pgid='pgtrigger_update_update_f44a5', table='steering_problem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='risk',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."impact" IS DISTINCT FROM (NEW."impact") OR OLD."mitigation" IS DISTINCT FROM (NEW."mitigation") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."probability" IS DISTINCT FROM (NEW."probability") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."review_on" IS DISTINCT FROM (NEW."review_on") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "steering_riskevent" ("closed_on", "created_at", "id", "impact", "mitigation", "outcome", "owner", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "project_id", "review_on", "scope_id", "title", "version") VALUES (NEW."closed_on", NEW."created_at", NEW."id", NEW."impact", NEW."mitigation", NEW."outcome", NEW."owner", NOW(), \'update\', NEW."id", NEW."probability", NEW."project_id", NEW."review_on", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='ea0acc23c895398338d4831fd03affa760b1e6e2', operation='UPDATE', pgid='pgtrigger_update_update_00c6b', table='steering_risk', when='AFTER')),
        ),
    ]

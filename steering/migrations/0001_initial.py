import django.contrib.postgres.functions
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
    ]

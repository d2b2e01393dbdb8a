import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import foundation.common.database
import foundation.common.ids
import foundation.journal.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('commissions', '0001_initial'),
        ('ministries', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CriteriaGrid',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('scale_max', models.PositiveSmallIntegerField(help_text='Chaque critère est noté de 0 à cette note.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='note la plus haute')),
                ('set_on', models.DateField(verbose_name='fixée le')),
                ('source', models.CharField(blank=True, help_text='La décision ou l’acte. Vide si aucune source ne le dit.', max_length=500, verbose_name='fixée par')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictive (démonstration)')),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria_grids', to='commissions.commission', verbose_name='commission')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'grille de notation',
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('position', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('label', models.CharField(max_length=200, verbose_name='critère')),
                ('weight', models.DecimalField(decimal_places=2, max_digits=6, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000)], verbose_name='poids')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='needs.criteriagrid', verbose_name='grille')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'critère',
                'verbose_name_plural': 'critères',
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=300, verbose_name='lot')),
                ('purpose', models.TextField(blank=True, help_text='Pourquoi ces besoins vont ensemble.', max_length=3000, verbose_name='ce qui les réunit')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='commissions.commission', verbose_name='commission')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'lot de besoins',
                'verbose_name_plural': 'lots de besoins',
            },
        ),
        migrations.CreateModel(
            name='LotEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('title', models.CharField(max_length=300, verbose_name='lot')),
                ('purpose', models.TextField(blank=True, help_text='Pourquoi ces besoins vont ensemble.', max_length=3000, verbose_name='ce qui les réunit')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('commission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commissions.commission', verbose_name='commission')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='needs.lot')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : lot de besoins',
                'verbose_name_plural': 'historique : lots de besoins',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='année')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='numéro')),
                ('title', models.CharField(max_length=300, verbose_name='besoin')),
                ('asker', models.CharField(blank=True, help_text='S’il n’est pas dans la liste.', max_length=300, verbose_name='demandeur, en toutes lettres')),
                ('objectives', models.TextField(blank=True, max_length=5000, verbose_name='à quoi il répond')),
                ('beneficiaries', models.CharField(blank=True, max_length=500, verbose_name='bénéficiaires')),
                ('estimated_cost', models.BigIntegerField(blank=True, help_text='Vide si personne ne l’a estimé ; 0 s’il ne coûte rien.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût estimé (FCFA)')),
                ('urgency', models.CharField(blank=True, choices=[('low', 'peut attendre'), ('normal', 'dans l’année'), ('high', 'urgente')], max_length=10, verbose_name='urgence')),
                ('wish', models.CharField(blank=True, choices=[('project', 'projet'), ('e_service', 'e-service'), ('equipment', 'équipement'), ('other', 'autre')], max_length=10, verbose_name='attendu')),
                ('asked_on', models.DateField(blank=True, help_text='Vide si aucune source ne le dit.', null=True, verbose_name='demandé le')),
                ('source', models.CharField(blank=True, help_text='D’où l’on tient ce qui est écrit ici.', max_length=500, verbose_name='source')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('submitted', 'soumis'), ('scored', 'noté'), ('ranked', 'classé'), ('retained', 'retenu'), ('adjourned', 'ajourné'), ('discarded', 'écarté'), ('became', 'devenu projet')], default='draft', editable=False, max_length=10, verbose_name='état')),
                ('state_reason', models.TextField(blank=True, editable=False, max_length=3000, verbose_name='motif')),
                ('total', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=6, null=True, verbose_name='note')),
                ('spread', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=6, null=True, verbose_name='écart entre notateurs')),
                ('scorer_count', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='notateurs')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='commissions.commission', verbose_name='commission')),
                ('grid', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='needs.criteriagrid', verbose_name='grille')),
                ('lot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='needs.lot', verbose_name='lot')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='ministries.structure', verbose_name='structure qui le demande')),
            ],
            options={
                'verbose_name': 'besoin',
            },
        ),
        migrations.CreateModel(
            name='NeedEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='année')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='numéro')),
                ('title', models.CharField(max_length=300, verbose_name='besoin')),
                ('asker', models.CharField(blank=True, help_text='S’il n’est pas dans la liste.', max_length=300, verbose_name='demandeur, en toutes lettres')),
                ('objectives', models.TextField(blank=True, max_length=5000, verbose_name='à quoi il répond')),
                ('beneficiaries', models.CharField(blank=True, max_length=500, verbose_name='bénéficiaires')),
                ('estimated_cost', models.BigIntegerField(blank=True, help_text='Vide si personne ne l’a estimé ; 0 s’il ne coûte rien.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût estimé (FCFA)')),
                ('urgency', models.CharField(blank=True, choices=[('low', 'peut attendre'), ('normal', 'dans l’année'), ('high', 'urgente')], max_length=10, verbose_name='urgence')),
                ('wish', models.CharField(blank=True, choices=[('project', 'projet'), ('e_service', 'e-service'), ('equipment', 'équipement'), ('other', 'autre')], max_length=10, verbose_name='attendu')),
                ('asked_on', models.DateField(blank=True, help_text='Vide si aucune source ne le dit.', null=True, verbose_name='demandé le')),
                ('source', models.CharField(blank=True, help_text='D’où l’on tient ce qui est écrit ici.', max_length=500, verbose_name='source')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('submitted', 'soumis'), ('scored', 'noté'), ('ranked', 'classé'), ('retained', 'retenu'), ('adjourned', 'ajourné'), ('discarded', 'écarté'), ('became', 'devenu projet')], default='draft', editable=False, max_length=10, verbose_name='état')),
                ('state_reason', models.TextField(blank=True, editable=False, max_length=3000, verbose_name='motif')),
                ('total', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=6, null=True, verbose_name='note')),
                ('spread', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=6, null=True, verbose_name='écart entre notateurs')),
                ('scorer_count', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='notateurs')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('commission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commissions.commission', verbose_name='commission')),
                ('grid', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='needs.criteriagrid', verbose_name='grille')),
                ('lot', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='needs.lot', verbose_name='lot')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='needs.need')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('structure', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.structure', verbose_name='structure qui le demande')),
            ],
            options={
                'verbose_name': 'historique : besoin',
                'verbose_name_plural': 'historique : besoins',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NeedOutcome',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('kind', models.CharField(choices=[('project', 'projet')], default='project', max_length=10, verbose_name='nature')),
                ('became_on', models.DateField(verbose_name='devenu le')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='needs.need', verbose_name='besoin')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='born_of', to='projects.project', verbose_name='projet')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'suite d’un besoin',
                'verbose_name_plural': 'suites des besoins',
            },
        ),
        migrations.CreateModel(
            name='NeedScore',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('value', models.PositiveSmallIntegerField(verbose_name='note')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='needs.criterion', verbose_name='critère')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='needs.need', verbose_name='besoin')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('scorer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notateur')),
            ],
            options={
                'verbose_name': 'note d’un besoin',
                'verbose_name_plural': 'notes des besoins',
            },
        ),
        migrations.CreateModel(
            name='NeedScoreEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('value', models.PositiveSmallIntegerField(verbose_name='note')),
                ('criterion', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='needs.criterion', verbose_name='critère')),
                ('need', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='needs.need', verbose_name='besoin')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='needs.needscore')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('scorer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='notateur')),
            ],
            options={
                'verbose_name': 'historique : note d’un besoin',
                'verbose_name_plural': 'historique : notes des besoins',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('made_on', models.DateField(verbose_name='arrêté le')),
                ('method_version', models.PositiveSmallIntegerField(verbose_name='version de la méthode')),
                ('unscored_count', models.PositiveIntegerField(verbose_name='besoins soumis et pas encore notés ce jour')),
                ('state', models.CharField(choices=[('open', 'à adopter'), ('adopted', 'adopté'), ('dropped', 'abandonné')], default='open', max_length=10, verbose_name='état')),
                ('decision_reference', models.CharField(blank=True, max_length=300, verbose_name='décision')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='décidé le')),
                ('rows_sha256', models.CharField(blank=True, max_length=64, verbose_name='empreinte des lignes')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='commissions.commission', verbose_name='commission')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='needs.criteriagrid', verbose_name='grille')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='arrêté par')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'classement de besoins',
                'verbose_name_plural': 'classements de besoins',
            },
        ),
        migrations.CreateModel(
            name='RankingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('made_on', models.DateField(verbose_name='arrêté le')),
                ('method_version', models.PositiveSmallIntegerField(verbose_name='version de la méthode')),
                ('unscored_count', models.PositiveIntegerField(verbose_name='besoins soumis et pas encore notés ce jour')),
                ('state', models.CharField(choices=[('open', 'à adopter'), ('adopted', 'adopté'), ('dropped', 'abandonné')], default='open', max_length=10, verbose_name='état')),
                ('decision_reference', models.CharField(blank=True, max_length=300, verbose_name='décision')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='décidé le')),
                ('rows_sha256', models.CharField(blank=True, max_length=64, verbose_name='empreinte des lignes')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('commission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='commissions.commission', verbose_name='commission')),
                ('grid', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='needs.criteriagrid', verbose_name='grille')),
                ('made_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='arrêté par')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='needs.ranking')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'historique : classement de besoins',
                'verbose_name_plural': 'historique : classements de besoins',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RankingLine',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('position', models.PositiveIntegerField(verbose_name='ligne')),
                ('rank', models.PositiveIntegerField(verbose_name='rang')),
                ('code', models.CharField(max_length=30, verbose_name='numéro')),
                ('title', models.CharField(max_length=300, verbose_name='besoin')),
                ('asked_by', models.CharField(blank=True, max_length=300, verbose_name='demandé par')),
                ('lot_title', models.CharField(blank=True, max_length=300, verbose_name='lot')),
                ('estimated_cost', models.BigIntegerField(null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût estimé (FCFA)')),
                ('urgency', models.CharField(blank=True, choices=[('low', 'peut attendre'), ('normal', 'dans l’année'), ('high', 'urgente')], max_length=10, verbose_name='urgence')),
                ('total', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='note')),
                ('spread', models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name='écart entre notateurs')),
                ('scorer_count', models.PositiveSmallIntegerField(verbose_name='notateurs')),
                ('means', models.JSONField(verbose_name='moyenne de chaque critère')),
                ('verdict', models.CharField(blank=True, choices=[('retained', 'retenu'), ('adjourned', 'ajourné'), ('discarded', 'écarté')], max_length=10, verbose_name='sort')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='motif')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ranked', to='needs.need', verbose_name='besoin')),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='needs.ranking', verbose_name='classement')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'ligne de classement',
                'verbose_name_plural': 'lignes de classement',
            },
        ),
        migrations.AddConstraint(
            model_name='criteriagrid',
            constraint=models.UniqueConstraint(fields=('commission', 'number'), name='criteria_grid_number_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criteriagrid',
            trigger=pgtrigger.compiler.Trigger(name='criteria_grid_is_written_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2a39e205f73b5f183d8139c99e8cb42025ddf19f', operation='UPDATE OR DELETE', pgid='pgtrigger_criteria_grid_is_written_once_5de56', table='needs_criteriagrid', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(models.F('grid'), foundation.common.database.SortKey('label'), name='criterion_once', violation_error_message='Cette grille a deux fois le même critère.'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='criterion_weighs', violation_error_message='Un critère sans poids ne compte pas : donnez-lui un poids, ou retirez-le.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='criterion_is_written_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0764137f85e2b8038a87a9628fcab79994c49479', operation='UPDATE OR DELETE', pgid='pgtrigger_criterion_is_written_once_c6916', table='needs_criterion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(models.F('commission'), foundation.common.database.SortKey('title'), name='lot_once', violation_error_message='Cette commission a déjà un lot de ce nom.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lot',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_lotevent" ("commission_id", "created_at", "id", "is_fictitious", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "scope_id", "title", "version") VALUES (NEW."commission_id", NEW."created_at", NEW."id", NEW."is_fictitious", NOW(), \'insert\', NEW."id", NEW."purpose", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='d7c0cc2831dc1d82d2cc47179a776d58a71e7d9f', operation='INSERT', pgid='pgtrigger_insert_insert_cd4b2', table='needs_lot', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lot',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "needs_lotevent" ("commission_id", "created_at", "id", "is_fictitious", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "scope_id", "title", "version") VALUES (NEW."commission_id", NEW."created_at", NEW."id", NEW."is_fictitious", NOW(), \'update\', NEW."id", NEW."purpose", NEW."scope_id", NEW."title", NEW."version"); RETURN NULL;', hash='1c12dce1e41928c4bedf4a40a43306616465f527', operation='UPDATE', pgid='pgtrigger_update_update_a0045', table='needs_lot', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lot',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_lotevent" ("commission_id", "created_at", "id", "is_fictitious", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "scope_id", "title", "version") VALUES (OLD."commission_id", OLD."created_at", OLD."id", OLD."is_fictitious", NOW(), \'delete\', OLD."id", OLD."purpose", OLD."scope_id", OLD."title", OLD."version"); RETURN NULL;', hash='bf7f211b4881650eae31436e235856038812756f', operation='DELETE', pgid='pgtrigger_delete_delete_6734c', table='needs_lot', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lotevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dae78953e2abfd7635ceb400130ac6874ae5297e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_866bc', table='needs_lotevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['commission', 'state'], name='need_commission_state'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(foundation.common.database.SortKey('title'), name='gin_trgm_ops'), name='need_title_trigrams'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('title', config='public.fr'), name='need_title_words'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(fields=('commission', 'year', 'number'), name='need_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('total', None), models.Q(('grid__isnull', False), ('scorer_count__gt', 0)), _connector='OR'), name='need_total_says_its_grid', violation_error_message='Une note se lit avec sa grille et ceux qui l’ont donnée.'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'discarded'), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='need_discarded_with_reason', violation_error_message='Un besoin est écarté avec son motif.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='need',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_needevent" ("asked_on", "asker", "beneficiaries", "commission_id", "created_at", "estimated_cost", "grid_id", "id", "is_fictitious", "lot_id", "number", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "scorer_count", "source", "spread", "state", "state_reason", "structure_id", "title", "total", "urgency", "version", "wish", "year") VALUES (NEW."asked_on", NEW."asker", NEW."beneficiaries", NEW."commission_id", NEW."created_at", NEW."estimated_cost", NEW."grid_id", NEW."id", NEW."is_fictitious", NEW."lot_id", NEW."number", NEW."objectives", NOW(), \'insert\', NEW."id", NEW."scope_id", NEW."scorer_count", NEW."source", NEW."spread", NEW."state", NEW."state_reason", NEW."structure_id", NEW."title", NEW."total", NEW."urgency", NEW."version", NEW."wish", NEW."year"); RETURN NULL;', hash='0e1650f613a67a900c46780bc3149df8c17193fa', operation='INSERT', pgid='pgtrigger_insert_insert_ae169', table='needs_need', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='need',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "needs_needevent" ("asked_on", "asker", "beneficiaries", "commission_id", "created_at", "estimated_cost", "grid_id", "id", "is_fictitious", "lot_id", "number", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "scorer_count", "source", "spread", "state", "state_reason", "structure_id", "title", "total", "urgency", "version", "wish", "year") VALUES (NEW."asked_on", NEW."asker", NEW."beneficiaries", NEW."commission_id", NEW."created_at", NEW."estimated_cost", NEW."grid_id", NEW."id", NEW."is_fictitious", NEW."lot_id", NEW."number", NEW."objectives", NOW(), \'update\', NEW."id", NEW."scope_id", NEW."scorer_count", NEW."source", NEW."spread", NEW."state", NEW."state_reason", NEW."structure_id", NEW."title", NEW."total", NEW."urgency", NEW."version", NEW."wish", NEW."year"); RETURN NULL;', hash='ef0ec8f37194e2b9b2d23dc20aee0fb982db74f7', operation='UPDATE', pgid='pgtrigger_update_update_a52e1', table='needs_need', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='need',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_needevent" ("asked_on", "asker", "beneficiaries", "commission_id", "created_at", "estimated_cost", "grid_id", "id", "is_fictitious", "lot_id", "number", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "scorer_count", "source", "spread", "state", "state_reason", "structure_id", "title", "total", "urgency", "version", "wish", "year") VALUES (OLD."asked_on", OLD."asker", OLD."beneficiaries", OLD."commission_id", OLD."created_at", OLD."estimated_cost", OLD."grid_id", OLD."id", OLD."is_fictitious", OLD."lot_id", OLD."number", OLD."objectives", NOW(), \'delete\', OLD."id", OLD."scope_id", OLD."scorer_count", OLD."source", OLD."spread", OLD."state", OLD."state_reason", OLD."structure_id", OLD."title", OLD."total", OLD."urgency", OLD."version", OLD."wish", OLD."year"); RETURN NULL;', hash='cd09bb2634a5310399d73a4b2f89834ffed94868', operation='DELETE', pgid='pgtrigger_delete_delete_faaa7', table='needs_need', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='668ad2530b2eaf78a0fe24036eb28368f94050a4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2d236', table='needs_needevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='needoutcome',
            constraint=models.UniqueConstraint(fields=('need', 'project'), name='need_outcome_once', violation_error_message='Ce besoin est déjà relié à ce projet.'),
        ),
        migrations.AddConstraint(
            model_name='needoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'project'), _negated=True), ('project__isnull', False), _connector='OR'), name='need_outcome_says_its_row', violation_error_message='Un besoin devenu projet dit lequel.'),
        ),
        migrations.AddConstraint(
            model_name='needscore',
            constraint=models.UniqueConstraint(fields=('need', 'criterion', 'scorer'), name='need_scored_once_by_each'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needscore',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_needscoreevent" ("created_at", "criterion_id", "id", "need_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "scorer_id", "value") VALUES (NEW."created_at", NEW."criterion_id", NEW."id", NEW."need_id", NOW(), \'insert\', NEW."id", NEW."scope_id", NEW."scorer_id", NEW."value"); RETURN NULL;', hash='b48f8794afd19cec44fbaab1cad3d17d79dbec20', operation='INSERT', pgid='pgtrigger_insert_insert_5a5c5', table='needs_needscore', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needscore',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "needs_needscoreevent" ("created_at", "criterion_id", "id", "need_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "scorer_id", "value") VALUES (NEW."created_at", NEW."criterion_id", NEW."id", NEW."need_id", NOW(), \'update\', NEW."id", NEW."scope_id", NEW."scorer_id", NEW."value"); RETURN NULL;', hash='5a58ef75ad6e89a49a438c320c049e616cd176a0', operation='UPDATE', pgid='pgtrigger_update_update_fb1c3', table='needs_needscore', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needscore',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_needscoreevent" ("created_at", "criterion_id", "id", "need_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope_id", "scorer_id", "value") VALUES (OLD."created_at", OLD."criterion_id", OLD."id", OLD."need_id", NOW(), \'delete\', OLD."id", OLD."scope_id", OLD."scorer_id", OLD."value"); RETURN NULL;', hash='ef94bde0c4feb050046f6ea05b107f4f707ac1c3', operation='DELETE', pgid='pgtrigger_delete_delete_77e38', table='needs_needscore', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needscoreevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='485af988e4faeffa9ed420bf62ffe1f681db5c03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_394e7', table='needs_needscoreevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='ranking',
            constraint=models.UniqueConstraint(fields=('commission', 'number'), name='ranking_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='ranking',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('commission',), name='ranking_one_open', violation_error_message='Cette commission a déjà un classement à adopter : adoptez-le ou abandonnez-le d’abord.'),
        ),
        migrations.AddConstraint(
            model_name='ranking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'adopted'), _negated=True), models.Q(models.Q(('decision_reference', ''), _negated=True), models.Q(('rows_sha256', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='ranking_adopted_by_a_decision', violation_error_message='Un classement est adopté par une décision : dites laquelle, et de quel jour.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ranking',
            trigger=pgtrigger.compiler.Trigger(name='ranking_adopted_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'adopted\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0633b25fdfcf3995649ca87ff550e07afcb7fbad', operation='UPDATE OR DELETE', pgid='pgtrigger_ranking_adopted_is_kept_1b2ec', table='needs_ranking', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ranking',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_rankingevent" ("commission_id", "created_at", "decided_on", "decision_reference", "grid_id", "id", "is_fictitious", "made_by_id", "made_on", "method_version", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "rows_sha256", "scope_id", "state", "unscored_count", "version") VALUES (NEW."commission_id", NEW."created_at", NEW."decided_on", NEW."decision_reference", NEW."grid_id", NEW."id", NEW."is_fictitious", NEW."made_by_id", NEW."made_on", NEW."method_version", NEW."number", NOW(), \'insert\', NEW."id", NEW."rows_sha256", NEW."scope_id", NEW."state", NEW."unscored_count", NEW."version"); RETURN NULL;', hash='9cea111a6e59c058349a2af0076f01145374fa4c', operation='INSERT', pgid='pgtrigger_insert_insert_9f7b4', table='needs_ranking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ranking',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "needs_rankingevent" ("commission_id", "created_at", "decided_on", "decision_reference", "grid_id", "id", "is_fictitious", "made_by_id", "made_on", "method_version", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "rows_sha256", "scope_id", "state", "unscored_count", "version") VALUES (NEW."commission_id", NEW."created_at", NEW."decided_on", NEW."decision_reference", NEW."grid_id", NEW."id", NEW."is_fictitious", NEW."made_by_id", NEW."made_on", NEW."method_version", NEW."number", NOW(), \'update\', NEW."id", NEW."rows_sha256", NEW."scope_id", NEW."state", NEW."unscored_count", NEW."version"); RETURN NULL;', hash='f386fbeb597510eb619567b978638a9af2c09d30', operation='UPDATE', pgid='pgtrigger_update_update_714a8', table='needs_ranking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ranking',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_rankingevent" ("commission_id", "created_at", "decided_on", "decision_reference", "grid_id", "id", "is_fictitious", "made_by_id", "made_on", "method_version", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "rows_sha256", "scope_id", "state", "unscored_count", "version") VALUES (OLD."commission_id", OLD."created_at", OLD."decided_on", OLD."decision_reference", OLD."grid_id", OLD."id", OLD."is_fictitious", OLD."made_by_id", OLD."made_on", OLD."method_version", OLD."number", NOW(), \'delete\', OLD."id", OLD."rows_sha256", OLD."scope_id", OLD."state", OLD."unscored_count", OLD."version"); RETURN NULL;', hash='60c9d5a2f3f3af5bb2c1c74e57b7fd4d9df514cd', operation='DELETE', pgid='pgtrigger_delete_delete_4e65e', table='needs_ranking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rankingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='55cfa9106f2c8f67d8b1ca8cb9063ff119b757cd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_147e7', table='needs_rankingevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rankingline',
            constraint=models.UniqueConstraint(fields=('ranking', 'need'), name='ranking_line_unique'),
        ),
        migrations.AddConstraint(
            model_name='rankingline',
            constraint=models.UniqueConstraint(fields=('ranking', 'position'), name='ranking_line_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='rankingline',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['', 'retained']), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ranking_line_put_off_with_reason', violation_error_message='Un besoin est ajourné ou écarté avec son motif.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rankingline',
            trigger=pgtrigger.compiler.Trigger(name='ranking_line_of_an_adopted_one', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF (SELECT state FROM needs_ranking WHERE id = OLD.ranking_id) = 'adopted' THEN\n  RAISE EXCEPTION 'ranking_is_adopted: % of a line is refused', TG_OP;\nEND IF;\nIF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\nRETURN NEW;\n", hash='b717e09693e07bf37d1a7bf488a303c5d2fb0541', operation='UPDATE OR DELETE', pgid='pgtrigger_ranking_line_of_an_adopted_one_00b47', table='needs_rankingline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rankingline',
            trigger=pgtrigger.compiler.Trigger(name='ranking_line_is_kept_as_ranked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ranking_id" IS DISTINCT FROM (NEW."ranking_id") OR OLD."need_id" IS DISTINCT FROM (NEW."need_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."estimated_cost" IS DISTINCT FROM (NEW."estimated_cost") OR OLD."total" IS DISTINCT FROM (NEW."total") OR OLD."means" IS DISTINCT FROM (NEW."means"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a4b00d87a0c97f9b0cd9d5b0c47a84520297a65f', operation='UPDATE', pgid='pgtrigger_ranking_line_is_kept_as_ranked_e59c0', table='needs_rankingline', when='BEFORE')),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='need',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='need',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='need',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='need',
            name='proposed_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposé par'),
        ),
        migrations.AddField(
            model_name='needevent',
            name='proposed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposé par'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='need',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_needevent" ("asked_on", "asker", "beneficiaries", "commission_id", "created_at", "estimated_cost", "grid_id", "id", "is_fictitious", "lot_id", "number", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "scope_id", "scorer_count", "source", "spread", "state", "state_reason", "structure_id", "title", "total", "urgency", "version", "wish", "year") VALUES (NEW."asked_on", NEW."asker", NEW."beneficiaries", NEW."commission_id", NEW."created_at", NEW."estimated_cost", NEW."grid_id", NEW."id", NEW."is_fictitious", NEW."lot_id", NEW."number", NEW."objectives", NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."scope_id", NEW."scorer_count", NEW."source", NEW."spread", NEW."state", NEW."state_reason", NEW."structure_id", NEW."title", NEW."total", NEW."urgency", NEW."version", NEW."wish", NEW."year"); RETURN NULL;', hash='75ded11ce4c0156422ed67312eac0f8104aefdb9', operation='INSERT', pgid='pgtrigger_insert_insert_ae169', table='needs_need', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='need',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "needs_needevent" ("asked_on", "asker", "beneficiaries", "commission_id", "created_at", "estimated_cost", "grid_id", "id", "is_fictitious", "lot_id", "number", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "scope_id", "scorer_count", "source", "spread", "state", "state_reason", "structure_id", "title", "total", "urgency", "version", "wish", "year") VALUES (NEW."asked_on", NEW."asker", NEW."beneficiaries", NEW."commission_id", NEW."created_at", NEW."estimated_cost", NEW."grid_id", NEW."id", NEW."is_fictitious", NEW."lot_id", NEW."number", NEW."objectives", NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."scope_id", NEW."scorer_count", NEW."source", NEW."spread", NEW."state", NEW."state_reason", NEW."structure_id", NEW."title", NEW."total", NEW."urgency", NEW."version", NEW."wish", NEW."year"); RETURN NULL;', hash='86745a7f3636012f2ce20982422a5056033c5b2d', operation='UPDATE', pgid='pgtrigger_update_update_a52e1', table='needs_need', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='need',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "needs_needevent" ("asked_on", "asker", "beneficiaries", "commission_id", "created_at", "estimated_cost", "grid_id", "id", "is_fictitious", "lot_id", "number", "objectives", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "scope_id", "scorer_count", "source", "spread", "state", "state_reason", "structure_id", "title", "total", "urgency", "version", "wish", "year") VALUES (OLD."asked_on", OLD."asker", OLD."beneficiaries", OLD."commission_id", OLD."created_at", OLD."estimated_cost", OLD."grid_id", OLD."id", OLD."is_fictitious", OLD."lot_id", OLD."number", OLD."objectives", NOW(), \'delete\', OLD."id", OLD."proposed_by_id", OLD."scope_id", OLD."scorer_count", OLD."source", OLD."spread", OLD."state", OLD."state_reason", OLD."structure_id", OLD."title", OLD."total", OLD."urgency", OLD."version", OLD."wish", OLD."year"); RETURN NULL;', hash='7825c95a86bce312e3bf6c1925aac95df715cf3c', operation='DELETE', pgid='pgtrigger_delete_delete_faaa7', table='needs_need', when='AFTER')),
        ),
    ]

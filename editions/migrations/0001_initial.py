import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import foundation.common.ids
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('ministries', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('owner_name', models.CharField(help_text='Le nom que portait le ministère ce jour.', max_length=300, verbose_name='portefeuille')),
                ('number', models.PositiveIntegerField(verbose_name='numéro')),
                ('occasion', models.CharField(choices=[('session', 'session de la commission'), ('quarter', 'trimestre'), ('on_request', 'à la demande')], max_length=12, verbose_name='occasion')),
                ('frozen_on', models.DateField(verbose_name='figée le')),
                ('for_day', models.DateField(blank=True, null=True, verbose_name='pour la session du')),
                ('method_version', models.PositiveSmallIntegerField(verbose_name='version de la méthode')),
                ('yellow_from', models.PositiveSmallIntegerField(verbose_name='jaune à partir de (%)')),
                ('red_from', models.PositiveSmallIntegerField(verbose_name='rouge à partir de (%)')),
                ('totals', models.JSONField(verbose_name='totaux')),
                ('rows_sha256', models.CharField(max_length=64, verbose_name='empreinte des lignes')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('frozen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='figée par')),
                ('ministry', models.ForeignKey(blank=True, help_text='Vide : l’édition nationale, tous ministères réunis.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='ministries.ministry', verbose_name='ministère')),
                ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='editions.edition', verbose_name='édition précédente')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'édition du portefeuille',
                'verbose_name_plural': 'éditions du portefeuille',
                'constraints': [models.UniqueConstraint(fields=('scope', 'number'), name='edition_number_unique'), models.UniqueConstraint(fields=('scope', 'frozen_on'), name='edition_one_a_day', violation_error_message='Ce portefeuille a déjà une édition de ce jour.'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous', None)), models.Q(('number__gt', 1), ('previous__isnull', False)), _connector='OR'), name='edition_follows_another', violation_error_message='Une édition suit la précédente.')],
                'triggers': [pgtrigger.compiler.Trigger(name='edition_is_kept_as_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='63c668a535fc8a09d9514403a56d875d49b96d1a', operation='UPDATE OR DELETE', pgid='pgtrigger_edition_is_kept_as_frozen_8c3aa', table='editions_edition', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='EditionRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='identifiant')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('position', models.PositiveIntegerField(verbose_name='rang')),
                ('ministry_name', models.CharField(max_length=300, verbose_name='ministère')),
                ('structure_name', models.CharField(blank=True, max_length=300, verbose_name='structure responsable')),
                ('code', models.CharField(max_length=30, verbose_name='code')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé')),
                ('kind', models.CharField(choices=[('programme', 'programme'), ('project', 'projet'), ('lot', 'lot')], max_length=10, verbose_name='ligne')),
                ('is_leaf', models.BooleanField(verbose_name='sans subdivision')),
                ('stage', models.CharField(choices=[('identified', 'identifié'), ('submitted', 'soumis'), ('approved', 'approuvé'), ('running', 'en cours'), ('done', 'réalisé'), ('in_operation', 'en exploitation'), ('suspended', 'suspendu'), ('abandoned', 'abandonné')], max_length=15, verbose_name='stade')),
                ('situation', models.CharField(choices=[('to_come', 'à venir'), ('running', 'en cours'), ('done', 'réalisé'), ('stopped', 'arrêté')], max_length=10, verbose_name='situation')),
                ('colour', models.CharField(choices=[('green', 'vert'), ('yellow', 'jaune'), ('red', 'rouge'), ('unknown', 'non renseigné')], max_length=8, verbose_name='signal calculé')),
                ('own_rating', models.PositiveSmallIntegerField(choices=[(1, '1, compromis'), (2, '2, en difficulté'), (3, '3, à surveiller'), (4, '4, plutôt sûr'), (5, '5, sûr')], null=True, verbose_name='note du DSI')),
                ('asin_rating', models.PositiveSmallIntegerField(choices=[(1, '1, compromis'), (2, '2, en difficulté'), (3, '3, à surveiller'), (4, '4, plutôt sûr'), (5, '5, sûr')], null=True, verbose_name='note de l’ASIN')),
                ('progress', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='avancement (%)')),
                ('initial_end', models.DateField(null=True, verbose_name='fin initiale')),
                ('planned_end', models.DateField(null=True, verbose_name='fin prévue')),
                ('forecast_end', models.DateField(null=True, verbose_name='fin estimée')),
                ('actual_end', models.DateField(null=True, verbose_name='fin effective')),
                ('initial_cost', models.BigIntegerField(null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût initial (FCFA)')),
                ('planned_cost', models.BigIntegerField(null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût prévu (FCFA)')),
                ('forecast_cost', models.BigIntegerField(null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût estimé (FCFA)')),
                ('actual_cost', models.BigIntegerField(null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='coût effectif (FCFA)')),
                ('schedule_variance', models.DecimalField(decimal_places=1, max_digits=9, null=True, verbose_name='écart de délai (%)')),
                ('cost_variance', models.DecimalField(decimal_places=1, max_digits=9, null=True, verbose_name='écart de coût (%)')),
                ('revision_count', models.PositiveSmallIntegerField(verbose_name='révisions de la référence')),
                ('fresh_until', models.DateField(null=True, verbose_name='données à jour jusqu’au')),
                ('is_stale', models.BooleanField(verbose_name='données périmées')),
                ('exit_reason', models.CharField(blank=True, choices=[('done', 'achevé'), ('stopped', 'arrêté'), ('merged', 'fusionné'), ('out_of_scope', 'hors champ'), ('handed_over', 'transféré'), ('split', 'scindé')], max_length=15, verbose_name='motif de sortie')),
                ('narrative', models.TextField(blank=True, max_length=4000, verbose_name='dernier commentaire')),
                ('movement', models.CharField(choices=[('entered', 'entrée'), ('left', 'sortie'), ('moved', 'mouvement'), ('same', 'sans mouvement')], max_length=8, verbose_name='mouvement')),
                ('moves', models.JSONField(verbose_name='ce qui a changé')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='editions.edition', verbose_name='édition')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edition_rows', to='projects.project', verbose_name='projet')),
                ('greened_on', models.DateField(help_text='Jour, dans l’année qui précède, où une révision de la référence a amélioré le signal.', null=True, verbose_name='verdi par révision le')),
            ],
            options={
                'verbose_name': 'ligne d’édition',
                'verbose_name_plural': 'lignes d’édition',
                'constraints': [models.UniqueConstraint(fields=('edition', 'project'), name='edition_row_unique'), models.UniqueConstraint(fields=('edition', 'position'), name='edition_row_position_unique')],
                'triggers': [pgtrigger.compiler.Trigger(name='edition_row_is_kept_as_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6f212f22b7568b3bdba6530fb2ba523321348a58', operation='UPDATE OR DELETE', pgid='pgtrigger_edition_row_is_kept_as_frozen_5e1f0', table='editions_editionrow', when='BEFORE'))],
            },
        ),
    ]

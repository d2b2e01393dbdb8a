import datetime
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import foundation.common.database
import foundation.common.ids
import foundation.journal.expressions
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('ministries', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssetCategory',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=200, verbose_name='catégorie')),
                ('kind', models.CharField(choices=[('desktop', 'ordinateur fixe'), ('laptop', 'ordinateur portable'), ('server', 'serveur'), ('network', 'équipement réseau'), ('printer', 'imprimante'), ('phone', 'téléphone ou tablette'), ('monitor', 'écran'), ('other', 'autre matériel')], max_length=10, verbose_name='nature')),
                ('useful_years', models.PositiveSmallIntegerField(blank=True, help_text='Amortissement linéaire sur cette durée. Vide : aucune valeur nette n’est calculée.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(40)], verbose_name='durée d’amortissement (ans)')),
                ('renewal_price', models.BigIntegerField(blank=True, help_text='D’un seul, aujourd’hui. Vide : le plan de renouvellement prend le prix d’achat de chaque actif.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='prix de remplacement (FCFA)')),
                ('source', models.CharField(blank=True, help_text='Texte, marché ou étude d’où elles viennent.', max_length=500, verbose_name='source des hypothèses')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
            ],
            options={
                'verbose_name': 'catégorie d’actifs',
                'verbose_name_plural': 'catégories d’actifs',
                'constraints': [models.UniqueConstraint(foundation.common.database.SortKey('name'), name='asset_category_once', violation_error_message='Cette catégorie existe déjà : corrigez-la.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assets_assetcategoryevent" ("created_at", "id", "is_fictitious", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_price", "source", "useful_years", "version") VALUES (NEW."created_at", NEW."id", NEW."is_fictitious", NEW."kind", NEW."name", NOW(), \'insert\', NEW."id", NEW."renewal_price", NEW."source", NEW."useful_years", NEW."version"); RETURN NULL;', hash='9bd9be8d55aa4782ff7976a96558dc3421626641', operation='INSERT', pgid='pgtrigger_insert_insert_0dbe9', table='assets_assetcategory', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assets_assetcategoryevent" ("created_at", "id", "is_fictitious", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_price", "source", "useful_years", "version") VALUES (NEW."created_at", NEW."id", NEW."is_fictitious", NEW."kind", NEW."name", NOW(), \'update\', NEW."id", NEW."renewal_price", NEW."source", NEW."useful_years", NEW."version"); RETURN NULL;', hash='05e0c30ea23b6b955ccc9084537312fac40f5bfd', operation='UPDATE', pgid='pgtrigger_update_update_1c3e6', table='assets_assetcategory', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assets_assetcategoryevent" ("created_at", "id", "is_fictitious", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_price", "source", "useful_years", "version") VALUES (OLD."created_at", OLD."id", OLD."is_fictitious", OLD."kind", OLD."name", NOW(), \'delete\', OLD."id", OLD."renewal_price", OLD."source", OLD."useful_years", OLD."version"); RETURN NULL;', hash='9e91fec3ea255897811b3c15ba27e431ee36bdcb', operation='DELETE', pgid='pgtrigger_delete_delete_afc69', table='assets_assetcategory', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(editable=False, max_length=30, unique=True, verbose_name='numéro')),
                ('name', models.CharField(blank=True, help_text='Le nom qu’on lui donne : « Poste 12 ».', max_length=300, verbose_name='désignation')),
                ('manufacturer', models.CharField(blank=True, max_length=200, verbose_name='marque')),
                ('model_name', models.CharField(blank=True, max_length=300, verbose_name='modèle')),
                ('serial', models.CharField(blank=True, help_text='Celui du constructeur, écrit sur l’appareil.', max_length=200, verbose_name='numéro de série')),
                ('state', models.CharField(choices=[('ordered', 'commandé'), ('stock', 'en stock'), ('in_use', 'en service'), ('repair', 'en réparation'), ('missing', 'introuvable'), ('retired', 'réformé')], default='in_use', max_length=10, verbose_name='état')),
                ('site', models.CharField(blank=True, help_text='Bâtiment, bureau, ville.', max_length=300, verbose_name='site')),
                ('holder', models.CharField(blank=True, help_text='Fonction ou service plutôt qu’un nom : « secrétariat du SGM ».', max_length=200, verbose_name='détenteur')),
                ('management', models.CharField(blank=True, choices=[('bought', 'acheté'), ('leased', 'loué'), ('shared', 'partagé entre services'), ('asin', 'fourni par l’ASIN')], max_length=10, verbose_name='mode de gestion')),
                ('purchased_on', models.DateField(blank=True, help_text='Vide si aucune pièce ne le dit.', null=True, verbose_name='acquis le')),
                ('price', models.BigIntegerField(blank=True, help_text='Vide si personne ne le sait ; 0 pour un don.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='prix (FCFA)')),
                ('funding', models.CharField(blank=True, choices=[('state', 'budget de l’État'), ('own', 'ressources propres'), ('partner', 'don d’un partenaire'), ('loan', 'prêt'), ('private', 'partenariat public-privé'), ('other', 'autre')], max_length=10, verbose_name='source de financement')),
                ('funder', models.CharField(blank=True, max_length=200, verbose_name='bailleur ou ligne budgétaire')),
                ('supplier', models.CharField(blank=True, max_length=300, verbose_name='fournisseur et marché')),
                ('warranty_until', models.DateField(blank=True, null=True, verbose_name='garantie jusqu’au')),
                ('source', models.CharField(blank=True, help_text='D’où l’on tient ce qui est écrit ici.', max_length=500, verbose_name='source')),
                ('device_id', models.CharField(blank=True, editable=False, max_length=255, verbose_name='identifiant de l’agent')),
                ('last_seen_on', models.DateField(blank=True, editable=False, null=True, verbose_name='vu le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('code', 'name', 'serial', 'manufacturer', 'model_name', 'site', 'holder', config='public.fr'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('ministry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='ministries.ministry', verbose_name='ministère')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='ministries.structure', verbose_name='structure')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='assets.assetcategory', verbose_name='catégorie')),
            ],
            options={
                'verbose_name': 'actif informatique',
                'verbose_name_plural': 'actifs informatiques',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='asset_search'), models.Index(fields=['scope', 'code', 'id'], name='asset_scope_code'), models.Index(django.db.models.functions.comparison.Coalesce('warranty_until', models.Value(datetime.date(9999, 1, 1), output_field=models.DateField())), models.F('id'), name='asset_sort_warranty'), models.Index(fields=['category', 'state'], name='asset_category_state'), models.Index(fields=['scope', 'state', 'code'], name='asset_scope_state'), models.Index(fields=['structure'], name='asset_structure')],
                'constraints': [models.UniqueConstraint(models.F('scope'), foundation.common.database.SortKey('serial'), foundation.common.database.SortKey('manufacturer'), condition=models.Q(('serial', ''), _negated=True), name='asset_serial_once', violation_error_message='Ce ministère a déjà un actif de cette marque et de ce numéro de série.'), models.UniqueConstraint(condition=models.Q(('device_id', ''), _negated=True), fields=('scope', 'device_id'), name='asset_device_once', violation_error_message='Un actif de ce ministère porte déjà cet identifiant d’agent.'), models.CheckConstraint(condition=models.Q(('warranty_until', None), ('purchased_on', None), ('warranty_until__gte', models.F('purchased_on')), _connector='OR'), name='asset_warranty_after_purchase', violation_error_message='La garantie finit après l’acquisition : corrigez l’une des deux dates.')],
                'triggers': [pgtrigger.compiler.Trigger(name='asset_code_is_given_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a7527e9330ded948a185a573b1a863cd33aa7bd6', operation='UPDATE', pgid='pgtrigger_asset_code_is_given_once_db4c2', table='assets_asset', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assets_assetevent" ("category_id", "code", "created_at", "device_id", "funder", "funding", "holder", "id", "is_fictitious", "last_seen_on", "management", "manufacturer", "ministry_id", "model_name", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "purchased_on", "scope_id", "serial", "site", "source", "state", "structure_id", "supplier", "version", "warranty_until") VALUES (NEW."category_id", NEW."code", NEW."created_at", NEW."device_id", NEW."funder", NEW."funding", NEW."holder", NEW."id", NEW."is_fictitious", NEW."last_seen_on", NEW."management", NEW."manufacturer", NEW."ministry_id", NEW."model_name", NEW."name", NOW(), \'insert\', NEW."id", NEW."price", NEW."purchased_on", NEW."scope_id", NEW."serial", NEW."site", NEW."source", NEW."state", NEW."structure_id", NEW."supplier", NEW."version", NEW."warranty_until"); RETURN NULL;', hash='89faf1e02ddc7e7a79c5a658f0f4b7308585da3f', operation='INSERT', pgid='pgtrigger_insert_insert_db54a', table='assets_asset', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."device_id" IS DISTINCT FROM (NEW."device_id") OR OLD."funder" IS DISTINCT FROM (NEW."funder") OR OLD."funding" IS DISTINCT FROM (NEW."funding") OR OLD."holder" IS DISTINCT FROM (NEW."holder") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_fictitious" IS DISTINCT FROM (NEW."is_fictitious") OR OLD."last_seen_on" IS DISTINCT FROM (NEW."last_seen_on") OR OLD."management" IS DISTINCT FROM (NEW."management") OR OLD."manufacturer" IS DISTINCT FROM (NEW."manufacturer") OR OLD."ministry_id" IS DISTINCT FROM (NEW."ministry_id") OR OLD."model_name" IS DISTINCT FROM (NEW."model_name") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."purchased_on" IS DISTINCT FROM (NEW."purchased_on") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."serial" IS DISTINCT FROM (NEW."serial") OR OLD."site" IS DISTINCT FROM (NEW."site") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."structure_id" IS DISTINCT FROM (NEW."structure_id") OR OLD."supplier" IS DISTINCT FROM (NEW."supplier") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."warranty_until" IS DISTINCT FROM (NEW."warranty_until"))', func='INSERT INTO "assets_assetevent" ("category_id", "code", "created_at", "device_id", "funder", "funding", "holder", "id", "is_fictitious", "last_seen_on", "management", "manufacturer", "ministry_id", "model_name", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "purchased_on", "scope_id", "serial", "site", "source", "state", "structure_id", "supplier", "version", "warranty_until") VALUES (NEW."category_id", NEW."code", NEW."created_at", NEW."device_id", NEW."funder", NEW."funding", NEW."holder", NEW."id", NEW."is_fictitious", NEW."last_seen_on", NEW."management", NEW."manufacturer", NEW."ministry_id", NEW."model_name", NEW."name", NOW(), \'update\', NEW."id", NEW."price", NEW."purchased_on", NEW."scope_id", NEW."serial", NEW."site", NEW."source", NEW."state", NEW."structure_id", NEW."supplier", NEW."version", NEW."warranty_until"); RETURN NULL;', hash='0e41fd0d83d2c227f6fffd4e459e9a7c000dcbc6', operation='UPDATE', pgid='pgtrigger_update_update_4a336', table='assets_asset', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assets_assetevent" ("category_id", "code", "created_at", "device_id", "funder", "funding", "holder", "id", "is_fictitious", "last_seen_on", "management", "manufacturer", "ministry_id", "model_name", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "purchased_on", "scope_id", "serial", "site", "source", "state", "structure_id", "supplier", "version", "warranty_until") VALUES (OLD."category_id", OLD."code", OLD."created_at", OLD."device_id", OLD."funder", OLD."funding", OLD."holder", OLD."id", OLD."is_fictitious", OLD."last_seen_on", OLD."management", OLD."manufacturer", OLD."ministry_id", OLD."model_name", OLD."name", NOW(), \'delete\', OLD."id", OLD."price", OLD."purchased_on", OLD."scope_id", OLD."serial", OLD."site", OLD."source", OLD."state", OLD."structure_id", OLD."supplier", OLD."version", OLD."warranty_until"); RETURN NULL;', hash='58893bb6e8c525c017caf801fb2fa037b27fd04f', operation='DELETE', pgid='pgtrigger_delete_delete_1b720', table='assets_asset', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AssetCategoryEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=200, verbose_name='catégorie')),
                ('kind', models.CharField(choices=[('desktop', 'ordinateur fixe'), ('laptop', 'ordinateur portable'), ('server', 'serveur'), ('network', 'équipement réseau'), ('printer', 'imprimante'), ('phone', 'téléphone ou tablette'), ('monitor', 'écran'), ('other', 'autre matériel')], max_length=10, verbose_name='nature')),
                ('useful_years', models.PositiveSmallIntegerField(blank=True, help_text='Amortissement linéaire sur cette durée. Vide : aucune valeur nette n’est calculée.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(40)], verbose_name='durée d’amortissement (ans)')),
                ('renewal_price', models.BigIntegerField(blank=True, help_text='D’un seul, aujourd’hui. Vide : le plan de renouvellement prend le prix d’achat de chaque actif.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='prix de remplacement (FCFA)')),
                ('source', models.CharField(blank=True, help_text='Texte, marché ou étude d’où elles viennent.', max_length=500, verbose_name='source des hypothèses')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assets.assetcategory')),
            ],
            options={
                'verbose_name': 'historique : catégorie d’actifs',
                'verbose_name_plural': 'historique : catégories d’actifs',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1ea2060dfd953dfe3adb1b5eebe1a5a082e5b94c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_50717', table='assets_assetcategoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AssetCounter',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('prefix', models.CharField(max_length=20, unique=True, verbose_name='préfixe')),
                ('last_number', models.PositiveIntegerField(default=0, verbose_name='dernier numéro donné')),
                ('scope', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='asset_counter', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'compteur d’actifs',
                'triggers': [pgtrigger.compiler.Trigger(name='asset_counter_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='adb7fba2f83a709edfe258309b4e8b924dbdaa58', operation='DELETE', pgid='pgtrigger_asset_counter_is_kept_56cc0', table='assets_assetcounter', when='BEFORE')), pgtrigger.compiler.Trigger(name='asset_counter_prefix_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."prefix" IS DISTINCT FROM (NEW."prefix") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8fe69e27b21575d9f81a608a3e672115ef9cf6cc', operation='UPDATE', pgid='pgtrigger_asset_counter_prefix_is_kept_9fa73', table='assets_assetcounter', when='BEFORE')), pgtrigger.compiler.Trigger(name='asset_counter_only_grows', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."last_number" < (OLD."last_number"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d0cc2af9d55f95fdfde5bbabf075633a40692530', operation='UPDATE', pgid='pgtrigger_asset_counter_only_grows_c19f6', table='assets_assetcounter', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AssetEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_txid', models.BigIntegerField(db_default=foundation.journal.expressions.CurrentTransaction(), db_index=True, editable=False, verbose_name='transaction')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(editable=False, max_length=30, verbose_name='numéro')),
                ('name', models.CharField(blank=True, help_text='Le nom qu’on lui donne : « Poste 12 ».', max_length=300, verbose_name='désignation')),
                ('manufacturer', models.CharField(blank=True, max_length=200, verbose_name='marque')),
                ('model_name', models.CharField(blank=True, max_length=300, verbose_name='modèle')),
                ('serial', models.CharField(blank=True, help_text='Celui du constructeur, écrit sur l’appareil.', max_length=200, verbose_name='numéro de série')),
                ('state', models.CharField(choices=[('ordered', 'commandé'), ('stock', 'en stock'), ('in_use', 'en service'), ('repair', 'en réparation'), ('missing', 'introuvable'), ('retired', 'réformé')], default='in_use', max_length=10, verbose_name='état')),
                ('site', models.CharField(blank=True, help_text='Bâtiment, bureau, ville.', max_length=300, verbose_name='site')),
                ('holder', models.CharField(blank=True, help_text='Fonction ou service plutôt qu’un nom : « secrétariat du SGM ».', max_length=200, verbose_name='détenteur')),
                ('management', models.CharField(blank=True, choices=[('bought', 'acheté'), ('leased', 'loué'), ('shared', 'partagé entre services'), ('asin', 'fourni par l’ASIN')], max_length=10, verbose_name='mode de gestion')),
                ('purchased_on', models.DateField(blank=True, help_text='Vide si aucune pièce ne le dit.', null=True, verbose_name='acquis le')),
                ('price', models.BigIntegerField(blank=True, help_text='Vide si personne ne le sait ; 0 pour un don.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000000000)], verbose_name='prix (FCFA)')),
                ('funding', models.CharField(blank=True, choices=[('state', 'budget de l’État'), ('own', 'ressources propres'), ('partner', 'don d’un partenaire'), ('loan', 'prêt'), ('private', 'partenariat public-privé'), ('other', 'autre')], max_length=10, verbose_name='source de financement')),
                ('funder', models.CharField(blank=True, max_length=200, verbose_name='bailleur ou ligne budgétaire')),
                ('supplier', models.CharField(blank=True, max_length=300, verbose_name='fournisseur et marché')),
                ('warranty_until', models.DateField(blank=True, null=True, verbose_name='garantie jusqu’au')),
                ('source', models.CharField(blank=True, help_text='D’où l’on tient ce qui est écrit ici.', max_length=500, verbose_name='source')),
                ('device_id', models.CharField(blank=True, editable=False, max_length=255, verbose_name='identifiant de l’agent')),
                ('last_seen_on', models.DateField(blank=True, editable=False, null=True, verbose_name='vu le')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='fictif (démonstration)')),
                ('category', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assets.assetcategory', verbose_name='catégorie')),
                ('ministry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.ministry', verbose_name='ministère')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assets.asset')),
                ('scope', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('structure', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ministries.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'historique : actif informatique',
                'verbose_name_plural': 'historique : actifs informatiques',
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='22d926ce264ae34201ef70beaca6d0289a0c84d2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bd9cc', table='assets_assetevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AssetMove',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('act', models.CharField(blank=True, choices=[('', 'enregistrement'), ('receive_asset', 'actif reçu'), ('assign_asset', 'actif mis en service'), ('move_asset', 'actif déplacé'), ('stock_asset', 'actif remis en stock'), ('repair_asset', 'actif envoyé en réparation'), ('lose_asset', 'actif introuvable'), ('find_asset', 'actif retrouvé'), ('retire_asset', 'actif réformé'), ('reinstate_asset', 'réforme annulée')], max_length=20, verbose_name='acte')),
                ('from_state', models.CharField(blank=True, choices=[('ordered', 'commandé'), ('stock', 'en stock'), ('in_use', 'en service'), ('repair', 'en réparation'), ('missing', 'introuvable'), ('retired', 'réformé')], max_length=10, verbose_name='état d’avant')),
                ('to_state', models.CharField(choices=[('ordered', 'commandé'), ('stock', 'en stock'), ('in_use', 'en service'), ('repair', 'en réparation'), ('missing', 'introuvable'), ('retired', 'réformé')], max_length=10, verbose_name='état')),
                ('from_place', models.CharField(blank=True, max_length=700, verbose_name='lieu d’avant')),
                ('to_place', models.CharField(blank=True, max_length=700, verbose_name='lieu')),
                ('from_holder', models.CharField(blank=True, max_length=200, verbose_name='détenteur d’avant')),
                ('to_holder', models.CharField(blank=True, max_length=200, verbose_name='détenteur')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='motif')),
                ('at', models.DateTimeField(verbose_name='dit le')),
                ('by_name', models.CharField(blank=True, max_length=300, verbose_name='dit par')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='assets.asset', verbose_name='actif')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'mouvement d’un actif',
                'verbose_name_plural': 'mouvements des actifs',
                'indexes': [models.Index(fields=['asset', 'at'], name='asset_move_of_asset')],
                'triggers': [pgtrigger.compiler.Trigger(name='asset_move_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='26c7ba6782e79f866c19c3f170cff6b42896a3ae', operation='UPDATE OR DELETE', pgid='pgtrigger_asset_move_is_kept_b734f', table='assets_assetmove', when='BEFORE'))],
            },
        ),
    ]

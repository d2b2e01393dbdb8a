import django.contrib.postgres.functions
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
        ('jobs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(verbose_name='taille')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('content_type', models.CharField(max_length=120, verbose_name='type')),
                ('state', models.CharField(choices=[('pending', 'à vérifier'), ('accepted', 'accepté'), ('refused', 'refusé')], default='pending', max_length=10, verbose_name='état')),
                ('refusal', models.TextField(blank=True, verbose_name='motif du refus')),
                ('level', models.CharField(choices=[('public', 'public'), ('national', 'national'), ('ministry', 'ministère'), ('commission', 'commission'), ('closed', 'huis clos'), ('personal', 'secret personnel'), ('technical', 'technique')], default='ministry', max_length=10, verbose_name='niveau')),
                ('commission_id', models.UUIDField(blank=True, null=True, verbose_name='commission')),
                ('is_closed_doors', models.BooleanField(default=False, verbose_name='à huis clos')),
                ('transmitted_at', models.DateTimeField(blank=True, null=True, verbose_name='transmis à l’ASIN le')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='déposé par')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'fichier',
                'indexes': [models.Index(fields=['scope', '-created_at'], name='file_scope')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='file_sha256_is_one', violation_error_message='L’empreinte est un SHA-256.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='file_refused_says_why', violation_error_message='Un fichier refusé dit pourquoi.'), models.CheckConstraint(condition=models.Q(('is_closed_doors', False), ('commission_id__isnull', False), _connector='OR'), name='file_closed_doors_names_its_commission', violation_error_message='Un fichier à huis clos désigne sa commission.')],
                'triggers': [pgtrigger.compiler.Trigger(name='content_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cf0dc659314dc4145d01d16871e2cadf84175944', operation='UPDATE', pgid='pgtrigger_content_never_changes_78323', table='documents_storedfile', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PreparedPart',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 du contenu')),
                ('rules', models.CharField(max_length=8, verbose_name='règles de préparation')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='pages')),
                ('finding', models.CharField(blank=True, help_text='Pourquoi ce contenu est joint à part.', max_length=200, verbose_name='motif')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='pages établies')),
            ],
            options={
                'verbose_name': 'pièce préparée',
                'verbose_name_plural': 'pièces préparées',
                'constraints': [models.UniqueConstraint(fields=('sha256', 'rules'), name='part_prepared_once'), models.CheckConstraint(condition=models.Q(models.Q(('finding', ''), ('pages__gt', 0)), models.Q(('pages', 0), models.Q(('finding', ''), _negated=True)), _connector='OR'), name='part_has_pages_or_a_reason', violation_error_message='Une pièce a des pages, ou la raison de n’en pas avoir.')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('kind', models.CharField(max_length=40, verbose_name='nature')),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='référence')),
                ('subject_type', models.CharField(max_length=100, verbose_name='nature du sujet')),
                ('subject_id', models.UUIDField(verbose_name='sujet')),
                ('commission_id', models.UUIDField(blank=True, null=True, verbose_name='commission')),
                ('is_closed_doors', models.BooleanField(default=False, verbose_name='à huis clos')),
                ('is_specimen', models.BooleanField(default=False, verbose_name='données fictives')),
                ('transmitted_at', models.DateTimeField(blank=True, null=True, verbose_name='transmis à l’ASIN le')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('content', models.JSONField(verbose_name='contenu')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='SHA-256 du contenu')),
                ('pdf_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 du PDF')),
                ('stored_at', models.DateTimeField(blank=True, null=True, verbose_name='PDF enregistré à')),
                ('code_hash', models.CharField(blank=True, max_length=64, verbose_name='empreinte du code de vérification')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='établi par')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='travail')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='documents.document', verbose_name='remplace')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='documents.storedfile', verbose_name='PDF')),
            ],
            options={
                'verbose_name': 'document',
                'indexes': [models.Index(fields=['scope', '-created_at'], name='document_scope'), models.Index(fields=['commission_id', '-created_at'], name='document_commission'), models.Index(condition=models.Q(('pdf_sha256', ''), _negated=True), fields=['pdf_sha256'], name='document_pdf')],
                'constraints': [models.UniqueConstraint(fields=('subject_type', 'subject_id', 'kind', 'version'), name='document_version_unique'), models.UniqueConstraint(condition=models.Q(('code_hash', ''), _negated=True), fields=('code_hash',), name='document_code_unique'), models.CheckConstraint(condition=models.Q(models.Q(('code_hash', ''), ('file', None), ('pdf_sha256', ''), ('stored_at', None)), models.Q(('file__isnull', False), ('stored_at__isnull', False), models.Q(('pdf_sha256', ''), _negated=True), models.Q(('code_hash', ''), _negated=True)), _connector='OR'), name='document_paper_is_whole', violation_error_message='Un PDF enregistré porte son fichier, son empreinte et son code.'), models.CheckConstraint(condition=models.Q(('is_closed_doors', False), ('commission_id__isnull', False), _connector='OR'), name='document_closed_doors_names_its_commission', violation_error_message='Un document à huis clos désigne sa commission.'), models.CheckConstraint(condition=models.Q(('supersedes', None), models.Q(('supersedes', models.F('id')), _negated=True), _connector='OR'), name='document_does_not_replace_itself', violation_error_message='Un document ne se remplace pas lui-même.')],
                'triggers': [pgtrigger.compiler.Trigger(name='kept_for_ever', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='98d2c40a24c58cf99e601743689cdcd7443ecfbb', operation='DELETE', pgid='pgtrigger_kept_for_ever_b3b60', table='documents_document', when='BEFORE')), pgtrigger.compiler.Trigger(name='content_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."subject_type" IS DISTINCT FROM (NEW."subject_type") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."scope_id" IS DISTINCT FROM (NEW."scope_id") OR OLD."commission_id" IS DISTINCT FROM (NEW."commission_id") OR OLD."is_closed_doors" IS DISTINCT FROM (NEW."is_closed_doors") OR OLD."is_specimen" IS DISTINCT FROM (NEW."is_specimen") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."supersedes_id" IS DISTINCT FROM (NEW."supersedes_id") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."content_sha256" IS DISTINCT FROM (NEW."content_sha256") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4e1fe8b3aa90ebe5beb8db6258f9d30fc57d874b', operation='UPDATE', pgid='pgtrigger_content_is_frozen_30c98', table='documents_document', when='BEFORE')), pgtrigger.compiler.Trigger(name='paper_is_written_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."file_id" IS NOT NULL)', func="\n                IF NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.pdf_sha256 <> OLD.pdf_sha256 OR NEW.code_hash <> OLD.code_hash OR NEW.stored_at <> OLD.stored_at THEN\n                    RAISE EXCEPTION 'a stored document never changes (document %)', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'paper_is_written_once';\n                END IF;\n                RETURN NEW;\n                ", hash='a19e0605dd530b4226dd14e4bfd1e01b9aed9724', operation='UPDATE', pgid='pgtrigger_paper_is_written_once_8cc8f', table='documents_document', when='BEFORE'))],
            },
        ),
    ]

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import foundation.common.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('common', '0001_database'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('kind', models.CharField(choices=[('ministry', 'ministère'), ('commune', 'commune'), ('national', 'organe national'), ('rehearsal', 'répétition')], max_length=10, verbose_name='nature')),
                ('label', models.CharField(max_length=300, verbose_name='libellé')),
            ],
            options={
                'verbose_name': 'périmètre',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('full_name', models.CharField(max_length=200, verbose_name='prénom et nom')),
                ('is_active', models.BooleanField(default=True, verbose_name='actif')),
                ('is_staff', models.BooleanField(default=False, verbose_name='équipe du portail')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='compte de démonstration')),
                ('unread_notices', models.PositiveIntegerField(default=0, editable=False, verbose_name='notifications non lues')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créé le')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'compte',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('name', models.CharField(max_length=100, verbose_name='usage')),
                ('secret_hash', models.CharField(max_length=64, unique=True, verbose_name='empreinte')),
                ('abilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None, verbose_name='portée')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expire le')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='révoqué le')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='dernier usage')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'jeton d’API',
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('key', models.CharField(max_length=100, verbose_name='clé')),
                ('path', models.CharField(max_length=500, verbose_name='adresse')),
                ('fingerprint', models.CharField(max_length=64, verbose_name='empreinte de la demande')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='code de réponse')),
                ('location', models.CharField(blank=True, max_length=2000, verbose_name='redirection')),
                ('body', models.BinaryField(null=True, verbose_name='corps')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='type')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'clé d’idempotence',
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='idempotency_key_unique_per_user')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('role', models.CharField(choices=[('secretary', 'secrétaire'), ('president', 'président'), ('member', 'membre'), ('observer', 'observateur'), ('dsi', 'directeur des systèmes d’information'), ('project_lead', 'chef de projet'), ('auditor', 'auditeur'), ('rsi', 'responsable des systèmes d’information de la commune'), ('asin_reader', 'agent de l’ASIN'), ('asin_admin', 'administrateur ASIN'), ('portal_admin', 'administrateur du portail')], max_length=20, verbose_name='rôle')),
                ('commission_id', models.UUIDField(blank=True, null=True, verbose_name='commission')),
                ('capacity', models.CharField(help_text='Tel qu’écrit au journal : « secrétaire de la CMSIC du MDGL ».', max_length=300, verbose_name='qualité')),
                ('valid_from', models.DateField(verbose_name='du')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='jusqu’au (exclu)')),
                ('origin', models.CharField(help_text='mandat ou nomination dont le droit découle', max_length=60, verbose_name='origine')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'droit',
                'indexes': [models.Index(fields=['user', 'valid_from'], name='grant_user_from'), models.Index(fields=['commission_id', 'role'], name='grant_commission_role')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='grant_period_is_ordered', violation_error_message='Un droit finit après avoir commencé.'), models.CheckConstraint(condition=models.Q(models.Q(('commission_id__isnull', False), ('role__in', ['member', 'observer', 'president', 'secretary'])), models.Q(models.Q(('role__in', ['member', 'observer', 'president', 'secretary']), _negated=True), ('commission_id', None)), _connector='OR'), name='grant_commission_role_names_its_commission', violation_error_message='Un rôle de commission désigne sa commission, et lui seul.'), models.UniqueConstraint(fields=('user', 'role', 'scope', 'commission_id', 'origin', 'valid_from'), name='grant_unique_per_origin', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('honorific', models.CharField(blank=True, choices=[('m', 'Monsieur'), ('mme', 'Madame')], max_length=4, verbose_name='civilité')),
                ('full_name', models.CharField(help_text='Tels qu’ils seront imprimés : « Afiavi DOSSOU ».', max_length=200, verbose_name='prénom et nom')),
                ('function', models.CharField(blank=True, help_text='Par exemple « directeur adjoint de cabinet ».', max_length=300, verbose_name='fonction')),
                ('email', models.EmailField(blank=True, help_text='Nécessaire pour convoquer la personne et l’inviter sur le portail.', max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, validators=[django.core.validators.RegexValidator('^\\+?[0-9 ()./-]{4,30}$', 'Donnez un numéro, par exemple +229 01 52 16 00 00.')], verbose_name='téléphone')),
                ('is_fictitious', models.BooleanField(default=False, verbose_name='personne fictive')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'personne',
            },
        ),
    ]

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
    ]

    operations = [
        migrations.CreateModel(
            name='PausedQueue',
            fields=[
                ('queue', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='file')),
                ('reason', models.CharField(max_length=300, verbose_name='motif')),
                ('paused_at', models.DateTimeField(auto_now_add=True, verbose_name='depuis')),
            ],
            options={
                'verbose_name': 'file suspendue',
                'verbose_name_plural': 'files suspendues',
            },
        ),
        migrations.CreateModel(
            name='DueDate',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='clé')),
                ('kind', models.CharField(max_length=60, verbose_name='nature')),
                ('ids', models.JSONField(default=list, verbose_name='arguments')),
                ('due_at', models.DateTimeField(db_index=True, verbose_name='échéance')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'échéance',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('kind', models.CharField(max_length=60, verbose_name='nature')),
                ('queue', models.CharField(max_length=20, verbose_name='file')),
                ('ids', models.JSONField(default=list, verbose_name='arguments')),
                ('payload_version', models.PositiveSmallIntegerField(default=1, verbose_name='version du message')),
                ('request_id', models.CharField(blank=True, max_length=40, verbose_name='demande')),
                ('dedup_key', models.CharField(blank=True, max_length=200, verbose_name='clé de dédoublonnage')),
                ('state', models.CharField(choices=[('queued', 'en attente'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'nouvel essai prévu'), ('dead', 'abandonné'), ('cancelled', 'annulé')], default='queued', max_length=10, verbose_name='état')),
                ('run_after', models.DateTimeField(blank=True, null=True, verbose_name='pas avant')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoyé à')),
                ('sends', models.PositiveSmallIntegerField(default=0, verbose_name='envois')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('token', models.UUIDField(blank=True, null=True, verbose_name='jeton de l’essai')),
                ('worker', models.CharField(blank=True, max_length=120, verbose_name='service de traitement')),
                ('pid', models.PositiveIntegerField(blank=True, null=True, verbose_name='processus')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='bail jusqu’à')),
                ('cancel_requested', models.BooleanField(default=False, verbose_name='annulation demandée')),
                ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='avancement (%)')),
                ('progress_text', models.CharField(blank=True, max_length=200, verbose_name='étape')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='commencé à')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='fini à')),
                ('result', models.JSONField(blank=True, null=True, verbose_name='résultat')),
                ('error', models.TextField(blank=True, help_text='Pour l’équipe du portail : nature et texte de l’exception.', verbose_name='dernière erreur')),
                ('refusal', models.TextField(blank=True, help_text='Phrase en français montrée à qui a demandé le travail.', verbose_name='refus')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
            ],
            options={
                'verbose_name': 'travail',
                'verbose_name_plural': 'travaux',
                'indexes': [models.Index(condition=models.Q(('sent_at', None), ('state__in', ['queued', 'failed'])), fields=['queue', 'scope', 'created_at'], name='job_unsent'), models.Index(condition=models.Q(('sent_at', None), ('state__in', ['queued', 'failed'])), fields=['queue', 'created_at'], name='job_unsent_oldest'), models.Index(condition=models.Q(('sent_at__isnull', False), ('state__in', ['queued', 'failed'])), fields=['queue', 'sent_at'], name='job_sent'), models.Index(condition=models.Q(('state', 'running')), fields=['lease_until'], name='job_running'), models.Index(condition=models.Q(('state', 'dead')), fields=['-finished_at'], name='job_dead'), models.Index(fields=['scope', '-created_at'], name='job_scope')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'queued'), models.Q(('dedup_key', ''), _negated=True)), fields=('kind', 'dedup_key'), name='job_waits_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('lease_until__isnull', False), ('token__isnull', False)), _connector='OR'), name='job_running_has_a_lease', violation_error_message='Un travail en cours porte un jeton et un bail.'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ['queued', 'failed', 'running'])), models.Q(('finished_at__isnull', False), ('state__in', ['done', 'dead', 'cancelled'])), _connector='OR'), name='job_finished_has_an_end', violation_error_message='Un travail fini porte l’instant de sa fin.'), models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='job_progress_is_a_percentage', violation_error_message='Un avancement va de 0 à 100 %.'), models.CheckConstraint(condition=models.Q(('started_at', None), ('finished_at', None), ('finished_at__gte', models.F('started_at')), _connector='OR'), name='job_started_before_it_finished', violation_error_message='Un travail finit après avoir commencé.')],
                'triggers': [pgtrigger.compiler.Trigger(name='wake_the_relay', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                PERFORM pg_notify('cmsic_jobs', job.id || ' ' || job.queue || ' ' || job.kind) FROM (SELECT * FROM new_values WHERE run_after IS NULL LIMIT 5) job;\n                RETURN NULL;\n                ", hash='e27b419dc590e093c1e8d556c7d1da14471b7c87', level='STATEMENT', operation='INSERT', pgid='pgtrigger_wake_the_relay_a346e', referencing='REFERENCING NEW TABLE AS new_values ', table='jobs_job', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='nom')),
                ('next_run_at', models.DateTimeField(verbose_name='prochaine exécution')),
                ('last_run_at', models.DateTimeField(null=True, verbose_name='dernière exécution')),
                ('last_job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='dernier travail')),
            ],
            options={
                'verbose_name': 'travail régulier',
                'verbose_name_plural': 'travaux réguliers',
            },
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False, verbose_name='nom')),
                ('role', models.CharField(choices=[('worker', 'service de traitement'), ('relay', 'relais')], max_length=10, verbose_name='fonction')),
                ('pid', models.PositiveIntegerField(verbose_name='processus')),
                ('queues', models.JSONField(default=list, verbose_name='files')),
                ('started_at', models.DateTimeField(verbose_name='démarré à')),
                ('seen_at', models.DateTimeField(db_index=True, verbose_name='vu à')),
            ],
            options={
                'verbose_name': 'processus',
                'verbose_name_plural': 'processus',
            },
        ),
    ]

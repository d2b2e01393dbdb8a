import django.contrib.postgres.functions
import django.db.models.deletion
import foundation.common.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('documents', '0001_initial'),
        ('jobs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('message_id', models.CharField(editable=False, max_length=120, unique=True, verbose_name='Message-ID')),
                ('commission_id', models.UUIDField(blank=True, null=True, verbose_name='commission')),
                ('to_name', models.CharField(blank=True, max_length=200, verbose_name='nom du destinataire')),
                ('to_email', models.EmailField(max_length=254, verbose_name='adresse')),
                ('subject', models.CharField(max_length=250, verbose_name='objet')),
                ('text', models.TextField(verbose_name='texte')),
                ('html', models.TextField(verbose_name='HTML')),
                ('ics', models.BinaryField(null=True, verbose_name='invitation')),
                ('ics_method', models.CharField(blank=True, max_length=10, verbose_name='méthode de l’invitation')),
                ('template', models.CharField(max_length=80, verbose_name='modèle')),
                ('state', models.CharField(choices=[('queued', 'à envoyer'), ('sent', 'envoyé'), ('maybe_twice', 'peut-être envoyé deux fois'), ('failed', 'non remis'), ('cancelled', 'retiré'), ('rehearsed', 'écrit en répétition, jamais envoyé')], default='queued', max_length=12, verbose_name='état')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('sending_since', models.DateTimeField(blank=True, null=True, verbose_name='remise commencée à')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoyé à')),
                ('error', models.TextField(blank=True, verbose_name='dernière erreur')),
                ('subject_type', models.CharField(blank=True, max_length=100, verbose_name='nature de l’objet')),
                ('subject_id', models.CharField(blank=True, max_length=40, verbose_name='objet lié')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job', verbose_name='travail')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person', verbose_name='destinataire')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('reply_to', models.CharField(blank=True, max_length=400, verbose_name='réponse à')),
                ('unsubscribe_address', models.CharField(blank=True, max_length=400, verbose_name='adresse de désabonnement')),
            ],
            options={
                'verbose_name': 'message sortant',
                'verbose_name_plural': 'messages sortants',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='mail_about'), models.Index(fields=['commission_id', '-created_at'], name='mail_commission'), models.Index(fields=['scope', '-created_at'], name='mail_scope')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'maybe_twice']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='mail_sent_says_when', violation_error_message='Un message envoyé dit quand.'), models.CheckConstraint(condition=models.Q(models.Q(('subject__regex', '[\\r\\n]'), _negated=True), models.Q(('to_name__regex', '[\\r\\n]'), _negated=True), models.Q(('to_email__regex', '[\\r\\n]'), _negated=True), models.Q(('reply_to__regex', '[\\r\\n]'), _negated=True)), name='mail_headers_are_one_line', violation_error_message='L’objet et le destinataire tiennent sur une ligne.')],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('day', models.DateField(verbose_name='jour')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='destinataire')),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='notifications.outgoingmail', verbose_name='courriel')),
            ],
            options={
                'verbose_name': 'récapitulatif',
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='digest_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='fichier')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='notifications.outgoingmail', verbose_name='message')),
            ],
            options={
                'verbose_name': 'pièce jointe',
                'verbose_name_plural': 'pièces jointes',
                'constraints': [models.UniqueConstraint(fields=('mail', 'position'), name='attachment_position_unique')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('commission_id', models.UUIDField(blank=True, null=True, verbose_name='commission')),
                ('secret_hash', models.CharField(max_length=64, unique=True, verbose_name='empreinte de l’adresse')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='révoquée le')),
                ('last_read_at', models.DateTimeField(blank=True, null=True, verbose_name='dernière lecture')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'adresse de calendrier',
                'verbose_name_plural': 'adresses de calendrier',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user', 'commission_id'), name='calendar_feed_one_alive', nulls_distinct=False, violation_error_message='Ce calendrier a déjà une adresse : remplacez-la ou révoquez-la.')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('kind', models.CharField(choices=[('mutualisation', 'une mutualisation est proposée à mon ministère'), ('revision', 'la référence d’un projet est à réviser, ou la révision que j’ai demandée a sa réponse'), ('campaign', 'la mise à jour mensuelle de mes projets est attendue, ou une explication l’est'), ('recommendation', 'une recommandation m’est adressée, ou sa suite est examinée'), ('report', 'un compte rendu d’exécution attend mon examen'), ('session', 'une session de mes commissions est convoquée, déplacée ou annulée, ou son ordre du jour change'), ('pv', 'un procès-verbal de mes commissions est soumis aux membres'), ('opinion', 'un avis de l’ASIN est demandé ou rendu'), ('periodic', 'un rapport trimestriel ou annuel qui m’est destiné est établi'), ('conference', 'une conférence qui me réunit est annoncée, annulée, ou son rapport est établi'), ('referral', 'une recommandation monte à mon organe, ou la réponse redescend à ma commission'), ('deadline', 'l’échéance d’une recommandation dont je réponds approche ou vient de passer'), ('licence', 'une licence de mon ministère finit bientôt'), ('proposal', 'une proposition que j’ai faite est inscrite, reportée, rendue ou refusée')], max_length=15, verbose_name='nature')),
                ('channel', models.CharField(choices=[('page', 'dans le portail seulement'), ('mail', 'par courriel, aussitôt'), ('digest', 'dans le récapitulatif du jour'), ('none', 'jamais')], max_length=10, verbose_name='voie')),
                ('commission_id', models.UUIDField(blank=True, null=True, verbose_name='commission')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé')),
                ('text', models.TextField(blank=True, verbose_name='texte')),
                ('href', models.CharField(blank=True, max_length=300, verbose_name='adresse')),
                ('at', models.DateTimeField(verbose_name='le')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='lue le')),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='notifications.digest', verbose_name='récapitulatif')),
                ('scope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope', verbose_name='périmètre')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='destinataire')),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='notifications.outgoingmail', verbose_name='courriel')),
            ],
            options={
                'verbose_name': 'notification',
                'indexes': [models.Index(fields=['user', '-at', 'id'], name='notice_of_user'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread'), models.Index(condition=models.Q(('channel', 'digest'), ('digest', None)), fields=['user'], name='notice_for_digest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('href', ''), models.Q(('href__startswith', '/'), models.Q(('href__startswith', '//'), _negated=True)), _connector='OR'), name='notice_stays_inside', violation_error_message='Une notification ne mène qu’au portail.')],
            },
        ),
        migrations.CreateModel(
            name='NoticePreference',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('kind', models.CharField(choices=[('mutualisation', 'une mutualisation est proposée à mon ministère'), ('revision', 'la référence d’un projet est à réviser, ou la révision que j’ai demandée a sa réponse'), ('campaign', 'la mise à jour mensuelle de mes projets est attendue, ou une explication l’est'), ('recommendation', 'une recommandation m’est adressée, ou sa suite est examinée'), ('report', 'un compte rendu d’exécution attend mon examen'), ('session', 'une session de mes commissions est convoquée, déplacée ou annulée, ou son ordre du jour change'), ('pv', 'un procès-verbal de mes commissions est soumis aux membres'), ('opinion', 'un avis de l’ASIN est demandé ou rendu'), ('periodic', 'un rapport trimestriel ou annuel qui m’est destiné est établi'), ('conference', 'une conférence qui me réunit est annoncée, annulée, ou son rapport est établi'), ('referral', 'une recommandation monte à mon organe, ou la réponse redescend à ma commission'), ('deadline', 'l’échéance d’une recommandation dont je réponds approche ou vient de passer'), ('licence', 'une licence de mon ministère finit bientôt'), ('proposal', 'une proposition que j’ai faite est inscrite, reportée, rendue ou refusée')], max_length=15, verbose_name='nature')),
                ('channel', models.CharField(choices=[('page', 'dans le portail seulement'), ('mail', 'par courriel, aussitôt'), ('digest', 'dans le récapitulatif du jour'), ('none', 'jamais')], max_length=10, verbose_name='voie')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_preferences', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'préférence de notification',
                'verbose_name_plural': 'préférences de notification',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='notice_preference_once')],
            },
        ),
    ]

import django.contrib.postgres.functions
import django.db.models.deletion
import foundation.common.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=foundation.common.ids.new_id, editable=False, primary_key=True, serialize=False, verbose_name='identifiant')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, verbose_name='créé le')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(help_text='Court : « En retard, mon ministère ».', max_length=60, verbose_name='nom de la vue')),
                ('address', models.CharField(max_length=200, verbose_name='liste')),
                ('title', models.CharField(max_length=120, verbose_name='titre de la liste')),
                ('query', models.CharField(blank=True, max_length=1500, verbose_name='filtres')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_views', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'vue gardée',
                'constraints': [models.UniqueConstraint(fields=('user', 'address', 'name'), name='saved_view_named_once_a_list', violation_error_message='Vous gardez déjà une vue de ce nom sur cette liste : donnez un autre nom.')],
            },
        ),
    ]

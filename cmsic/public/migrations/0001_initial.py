from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='VerificationTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, verbose_name='empreinte de l’adresse')),
                ('at', models.DateTimeField(verbose_name='à')),
            ],
            options={
                'verbose_name': 'essai de vérification',
                'verbose_name_plural': 'essais de vérification',
                'indexes': [models.Index(fields=['key', 'at'], name='verification_tries')],
            },
        ),
    ]

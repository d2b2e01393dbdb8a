from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commission_sessions", "0005_scan_and_answer_recorder")]

    operations = [
        migrations.AddField(model_name="speech", name="version", field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
    ]

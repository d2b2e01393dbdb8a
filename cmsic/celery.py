"""The engine of background jobs. Settings and their reasons: docs/architecture.md, "travaux"."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsic.settings.base")
app = Celery("cmsic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

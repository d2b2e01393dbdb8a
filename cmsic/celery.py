"""The engine of background jobs. Settings and their reasons: docs/architecture.md, « travaux »."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsic.settings.base")
app = Celery("cmsic", include=["cmsic.jobs.worker"])
app.config_from_object("django.conf:settings", namespace="CELERY")
# Not autodiscover_tasks: the kinds of jobs in tasks.py are plain functions, and jobs.run the only task.

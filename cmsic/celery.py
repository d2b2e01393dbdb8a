"""The engine of background jobs. Settings and their reasons: docs/architecture.md, « travaux »."""

import os
from typing import Any

from celery import Celery
from kombu.transport import redis as transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsic.settings.base")
app = Celery("cmsic", include=["foundation.jobs.worker"])
app.config_from_object("django.conf:settings", namespace="CELERY")
# Not autodiscover_tasks: the kinds of jobs in tasks.py are plain functions, and jobs.run the only task.


class ForgettingQoS(transport.QoS):
    """Counts a message as done even when the broker is not there to hear it.

    Kombu 5.7 keeps such a message for ever among those at work: as many as the worker has processes, and it asks for no
    other one. The job's row is the truth, a message that comes again changes nothing.
    """

    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)
        except Exception:
            self._quick_ack(delivery_tag)
            raise


transport.Channel.QoS = ForgettingQoS

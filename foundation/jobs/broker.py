"""The only place that speaks to the broker to send work. Called by the relay alone."""

from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

TASK = "jobs.run"


@cache
def app() -> Any:
    """The Celery application of the roof, named by the settings: the ground does not import it."""
    return import_string(settings.JOB_CELERY_APP)


class Broker:
    """One connection kept open; an error closes it and leaves the sending to the next turn."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.producer: Any = None

    def open(self) -> None:
        if self.connection is None:
            self.connection = app().connection_for_write()
            self.connection.ensure_connection(max_retries=1, timeout=3)
            self.producer = app().amqp.Producer(self.connection, auto_declare=False)

    def send(self, job_id: UUID, queue: str, time_limit: int) -> None:
        self.open()
        limit = min(time_limit, settings.JOB_HARD_LIMIT)
        app().send_task(
            TASK,
            args=[str(job_id)],
            queue=queue,
            producer=self.producer,
            retry=False,
            time_limit=limit + 10,
            soft_time_limit=limit,
            ignore_result=True,
        )

    def is_empty(self, queue: str) -> bool:
        """No message stands in the queue (those that a worker holds are not counted)."""
        self.open()
        return self.connection.default_channel.queue_declare(queue, passive=False).message_count == 0

    def close(self) -> None:
        connection, self.connection, self.producer = self.connection, None, None
        if connection is not None:
            connection.release()

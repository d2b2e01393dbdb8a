"""What the page of the portal's team shows of background work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from .enums import WAITING_STATES, JobState
from .models import Job, PausedQueue, Worker
from .registry import QUEUES


@dataclass(frozen=True)
class QueueFigures:
    name: str
    waiting: int
    running: int
    dead: int
    oldest_at: datetime | None
    paused: str  # why, or empty


def queue_figures() -> list[QueueFigures]:
    """One line for each queue; costs two queries."""
    paused = dict(PausedQueue.objects.values_list("queue", "reason"))
    rows = (
        Job.objects.exclude(state__in=[JobState.DONE, JobState.CANCELLED])
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=Q(state__in=WAITING_STATES)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            dead=Count("pk", filter=Q(state=JobState.DEAD)),
            oldest_at=Min("created_at", filter=Q(state__in=WAITING_STATES)),
        )
    )
    known: dict[str, dict[str, Any]] = {row["queue"]: dict(row) for row in rows}
    figures = [
        known.get(name, {"queue": name, "waiting": 0, "running": 0, "dead": 0, "oldest_at": None}) for name in QUEUES
    ]
    return [
        QueueFigures(
            row["queue"], row["waiting"], row["running"], row["dead"], row["oldest_at"], paused.get(row["queue"], "")
        )
        for row in figures
    ]


def dead_jobs(limit: int = 100) -> list[Job]:
    return list(Job.objects.dead().select_related("scope", "created_by").order_by("-finished_at", "pk")[:limit])


def processes() -> list[Worker]:
    return list(Worker.objects.order_by("role", "name"))

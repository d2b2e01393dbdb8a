"""Jobs that ended well are kept for a while, then go. Those that were given up stay until somebody decides."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from ..enums import JobState
from ..models import Job

BATCH = 5000


def forget_finished() -> int:
    """Delete jobs done or cancelled more than JOB_RETENTION_DAYS ago, at most BATCH at a time; return how many."""
    limit = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    old = (
        Job.objects.filter(state__in=[JobState.DONE, JobState.CANCELLED], finished_at__lt=limit)
        .order_by("finished_at", "pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    _, deleted = Job.objects.filter(pk__in=list(old)).delete()
    return deleted.get("jobs.Job", 0)

"""The sessions of a training, with how many came of those that the reader may see."""

from django.db.models import Count, Q

from foundation.accounts.models import User

from ..enums import Presence
from ..models import Attendance, Training, TrainingSession


def sessions_of(training: Training, user: User) -> list[TrainingSession]:
    """1 query."""
    seen = Q(attendances__in=Attendance.objects.visible_to(user))
    return list(
        training.sessions.annotate(
            told=Count("attendances", filter=seen, distinct=True),
            came=Count("attendances", filter=seen & Q(attendances__presence=Presence.PRESENT), distinct=True),
        ).order_by("-held_on", "pk")
    )

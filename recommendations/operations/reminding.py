"""Reminders of a date, before and after it: once each for a date, again when the date changes."""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from foundation.common import clock
from foundation.journal.record import record

from ..enums import RecommendationAct, RecommendationState
from ..models import Recommendation
from ..models.recommendation import RecommendationQuerySet
from ..notifications import tell_due


def remind_due(today: date | None = None) -> int:
    """Write to who answers for each recommendation whose date is near, or was just passed; return how many rows. Run
    twice, the second time does nothing; where nobody answers yet, it waits for the first day somebody does. One that is
    reported waits for its examination: nothing is asked of it.
    """
    day = today or clock.today()
    soon = day + timedelta(days=settings.RECOMMENDATION_REMIND_BEFORE)
    passed = day - timedelta(days=settings.RECOMMENDATION_REMIND_AFTER)
    waiting = Recommendation.objects.open().filter(commission__is_rehearsal=False)
    waiting = waiting.exclude(state=RecommendationState.REPORTED)
    near = waiting.filter(due_on__gte=day, due_on__lte=soon).exclude(reminded_before=F("due_on"))
    late = waiting.filter(due_on__lte=passed).exclude(reminded_after=F("due_on"))
    return sum(_remind(key, "reminded_before") for key in _keys(near)) + sum(
        _remind(key, "reminded_after") for key in _keys(late)
    )


def _keys(rows: RecommendationQuerySet) -> list[UUID]:
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(recommendation_id: UUID, mark: str) -> int:
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation_id)
    if getattr(row, mark) == row.due_on or not row.is_open:
        return 0
    if not tell_due(row):
        return 0
    setattr(row, mark, row.due_on)
    row.save(update_fields=[mark])
    record(RecommendationAct.REMIND, row, by=None, after={"due_on": row.due_on})
    return 1

"""What a report tells besides the portfolio, by its own days: conferences held, problems of e-services."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from conferences.models import Conference, Participant, Question
from conferences.models import Panel as Subject
from eservices.enums import Origin, ProblemState
from eservices.models import ServiceProblem
from ministries.models import Ministry
from recommendations.enums import OPEN_STATES, RecommendationState
from recommendations.models import Recommendation

from ..periods import Period
from .reading import reader


@dataclass(frozen=True)
class HeldConference:
    conference: Conference
    people: int
    institutions: int
    panels: int
    issued: int
    done: int
    late: int
    questions: int  # of several commissions, on its programme


def conferences_of(ministry: Ministry | None, period: Period) -> list[HeldConference]:
    """Those held in the period; of a ministry, those to which it sent somebody (5 queries)."""
    rows = Conference.objects.visible_to(reader()).took_place()
    rows = rows.filter(held_on__range=(period.start, period.end))
    if ministry is not None:
        rows = rows.with_participants_of(ministry.pk)
    found = list(rows.select_related("body").order_by("held_on", "pk"))
    within = {"conference__in": found}
    came = {
        row["conference"]: (row["people"], row["institutions"])
        for row in Participant.objects.filter(**within)
        .order_by()
        .values("conference")
        .annotate(people=Sum("count"), institutions=Count("institution", distinct=True))
    }
    panels = Counter(Subject.objects.filter(**within).values_list("conference", flat=True))
    asked = Counter(Question.objects.filter(**within).values_list("conference", flat=True))
    advice = _advice([row.pk for row in found], period.end)
    return [
        HeldConference(
            row,
            *came.get(row.pk, (0, 0)),
            panels[row.pk],
            advice[row.pk, "issued"],
            advice[row.pk, "done"],
            advice[row.pk, "late"],
            asked[row.pk],
        )
        for row in found
    ]


def _advice(conferences: list[Any], day: date) -> Counter[tuple[Any, str]]:
    rows: Any = Recommendation.objects.visible_to(reader()).as_of(day)
    rows = rows.filter(conference_origin__conference__in=conferences)
    counted: Counter[tuple[Any, str]] = Counter()
    for key, state, due_on in rows.values_list("conference_origin__conference", "state_then", "due_on"):
        counted[key, "issued"] += 1
        counted[key, "done"] += state == RecommendationState.DONE
        counted[key, "late"] += state in OPEN_STATES and due_on is not None and due_on < day
    return counted


@dataclass(frozen=True)
class ServiceTrouble:
    """Of one e-service: what was reported and ended in the period, what is open at its end."""

    service: str
    ministry: str
    reported: int
    from_conferences: int
    ended: int
    open: int


def problems_of(ministry: Ministry | None, period: Period) -> list[ServiceTrouble]:
    """The e-services that had any, the most open first (1 query)."""
    rows = ServiceProblem.objects.visible_to(reader())
    rows = rows.filter(reported_on__lte=period.end)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=period.start))
    if ministry is not None:
        rows = rows.filter(service__ministry=ministry)
    inside, then = Q(reported_on__gte=period.start), Q(ended_on=None) | Q(ended_on__gt=period.end)
    counts = {
        "reported": Count("pk", filter=inside),
        "from_conferences": Count("pk", filter=inside & Q(origin=Origin.CONFERENCE)),
        "ended": Count("pk", filter=Q(ended_on__range=(period.start, period.end), state=ProblemState.DONE)),
        "open": Count("pk", filter=then),
    }
    grouped = rows.order_by().values("service", "service__name", "service__ministry__name").annotate(**counts)
    found = [
        ServiceTrouble(row["service__name"], row["service__ministry__name"] or "", *(row[name] for name in counts))
        for row in grouped
    ]
    return sorted(found, key=lambda row: (-row.open, -row.reported, row.service, row.ministry))

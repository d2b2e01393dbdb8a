"""What the page of an e-service shows besides its columns."""

from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.lists import Cell
from foundation.common.typography import percent
from needs.models import NeedOutcome

from ..enums import OUTCOME_TONES, ProbeOutcome
from ..models import AskedPiece, EService, ServiceProblem, ServiceStep
from ..models.use import share
from ..rules import can_keep_service
from .use import months_of


def shown_beside(row: EService, user: User) -> dict[str, Any]:
    """The needs it is born of, steps, pieces, months, problems, what the probe saw (10 queries)."""
    told = {each.step_id: each for each in row.steps.select_related("step")}
    steps = [
        (step.name, Cell(told[step.pk].get_extent_display() if step.pk in told else ""))
        for step in ServiceStep.objects.offered()
    ]
    keeps = can_keep_service(user, row)
    months, chart = months_of(row, clock.today())
    problems = ServiceProblem.objects.visible_to(user).filter(service=row)
    samples = list(row.samples.order_by("-at", "-pk")[:5])
    seen, up = row.samples.count(), row.samples.filter(outcome=ProbeOutcome.UP).count() if samples else 0
    shown: dict[str, Any] = {
        "steps": steps,
        "steps_href": reverse("eservices:steps", args=[row.pk]) if keeps else "",
        "month_href": f"{reverse('service-months:new')}?service={row.pk}" if keeps else "",
        "pieces": list(
            AskedPiece.objects.visible_to(user)
            .filter(service=row)
            .select_related("holder")
            .order_by(SortKey("name"), "pk")
        ),
        "months": months,
        "missing": sum(line.row is None for line in months),
        "problems": list(problems.order_by("-reported_on", "-pk")[:5]),
        "problem_count": problems.count(),
        "samples": samples,
        "samples_said": f"{percent(share(up, seen), 1)} des {seen} relevés répondent" if seen else "",
        "outcome_tones": OUTCOME_TONES,
        "born_of": list(
            NeedOutcome.objects.visible_to(user)
            .filter(elsewhere=row.pk)
            .select_related("need__structure", "need__commission")
            .order_by("became_on", "pk")
        ),
        "problems_href": f"{reverse('service-problems:list')}?service={row.pk}",
        "months_href": f"{reverse('service-months:list')}?service={row.pk}",
    }
    return shown | ({"chart": chart} if chart is not None else {})

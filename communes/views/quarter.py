"""« Ma commune »: the quarter of a RSI on one page, saved at once, with or without a script."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import require_form
from foundation.common.contractions import of
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.facts import FactsForm
from foundation.common.form_pages import base_version
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import plural
from ministries.models import Commune

from ..forms import AnswerForm, ProjectRowForm, StepForm
from ..models import CommuneProject, CommuneQuarter, NextStep
from ..operations.quarter import Answered, ProjectTold, StepTold, tell_quarter
from ..queries.follow import LIVE
from ..queries.grid import Grid, Theme, answers_of, grid
from ..queries.quarters import quarter_of
from ..register import PROJECTS
from ..register.common import CRUMBS
from ..rules import can_tell_quarter
from .grid import read

RANKS = (1, 2, 3)


@dataclass
class Drawn:
    """The forms of the page, drawn from the rows or from what was sent."""

    answers: dict[str, AnswerForm]
    projects: list[tuple[CommuneProject, ProjectRowForm]]
    steps: list[tuple[int, NextStep | None, StepForm]]
    version: int
    refusals: list[str] = field(default_factory=list)

    @property
    def forms(self) -> Iterator[FactsForm]:
        yield from self.answers.values()
        yield from (form for _, form in self.projects)
        yield from (form for _, _, form in self.steps)

    def is_valid(self) -> bool:
        refused = [form for form in self.forms if not form.is_valid()]  # each says its own
        return not refused


def _drawn(request: Request, commune: Commune, asked: Grid) -> Drawn:
    sent = request.POST if request.method == "POST" else None
    now, kept = quarter_of(clock.today()), answers_of(commune)
    told = CommuneQuarter.objects.filter(commune=commune, year=now.year, number=now.number).first()
    waiting = {row.rank: row for row in NextStep.objects.filter(commune=commune, done_on=None)}
    live = CommuneProject.objects.filter(commune=commune, situation__in=LIVE).order_by("title", "pk")
    return Drawn(
        {
            question.code: AnswerForm(sent, prefix=f"q-{question.code}", instance=kept.get(question.code))
            for question in asked.questions
        },
        [(row, ProjectRowForm(sent, prefix=f"p-{row.pk}", instance=row)) for row in live],
        [(rank, waiting.get(rank), _step_form(sent, rank, waiting.get(rank))) for rank in RANKS],
        told.version if told else 0,
    )


def _step_form(sent: Any, rank: int, row: NextStep | None) -> StepForm:
    return StepForm(sent, prefix=f"s-{rank}", instance=row, empty_permitted=row is None, use_required_attribute=False)


def _told(request: Request, drawn: Drawn) -> dict[str, Any]:
    """What the operation takes of valid forms: what changed, with the version that each row was drawn at."""
    return {
        "answers": [
            Answered(code, form.cleaned_data["reply"], form.cleaned_data["proof"])
            for code, form in drawn.answers.items()
            if form.has_changed()
        ],
        "projects": [
            ProjectTold(row.pk, form.cleaned_data, base_version(request, f"{form.prefix}-version"))
            for row, form in drawn.projects
            if form.has_changed()
        ],
        "steps": [
            StepTold(rank, **form.cleaned_data, base_version=base_version(request, f"{form.prefix}-version"))
            for rank, _, form in drawn.steps
            if form.has_changed() and form.cleaned_data
        ],
        "base_version": base_version(request),
    }


@require_form
def tell(request: Request, pk: UUID) -> HttpResponse:
    commune, asked = read(request, pk), grid()
    require(can_tell_quarter, request.user, commune)
    drawn = _drawn(request, commune, asked)
    if request.method != "POST":
        return _show(request, commune, asked, drawn)
    if not drawn.is_valid():
        return _show(request, commune, asked, drawn, 400)
    try:
        quarter = tell_quarter(commune.pk, **_told(request, drawn), by=request.user)
    except Conflict:
        raise
    except Refused as refusal:
        drawn.refusals = [refusal.message, *refusal.blockers]
        return _show(request, commune, asked, drawn, 400 if isinstance(refusal, InvalidInput) else 409)
    messages.success(request, _said(quarter))
    return HttpResponseRedirect(reverse("ministries:commune", args=[commune.pk]) + "#suivi")


def _said(quarter: CommuneQuarter) -> str:
    left = quarter.questions - quarter.yes - quarter.no
    rest = f", {plural(left, 'question sans réponse', 'questions sans réponse')}" if left else ""
    return f"Le {quarter.label} est renseigné : {quarter.yes} oui sur {quarter.questions}{rest}."


def _show(request: Request, commune: Commune, asked: Grid, drawn: Drawn, status: int = 200) -> HttpResponse:
    now = quarter_of(clock.today())
    here = reverse("ministries:commune", args=[commune.pk])
    context = {
        "commune": commune,
        "title": f"{now.label.capitalize()} {of(commune.name)}",
        "grid": asked,
        "themes": [_theme(theme, drawn) for theme in asked.themes],
        "drawn": drawn,
        "errors": [form for form in drawn.forms if form.is_bound and form.errors],
        "version": base_version(request) if request.method == "POST" else drawn.version,
        "quarter": now,
        "told": drawn.version > 0,
        "new_project": f"{PROJECTS.new_href(request.user)}?commune={commune.pk}",
        "crumbs": [*CRUMBS, (commune.name, here), ("Trimestre", "")],
        "back": here,
    }
    return render(request, "communes/quarter.html", context, status=status, using="jinja2")


def _theme(theme: Theme, drawn: Drawn) -> tuple[Theme, list[Any], int, bool]:
    """A theme with the forms of its questions, how many are answered, and whether one is to be corrected."""
    rows = [(question, drawn.answers[question.code]) for question in theme.questions]
    answered = sum(bool(form["reply"].value()) for _, form in rows)
    return theme, rows, answered, any(form.is_bound and form.errors for _, form in rows)

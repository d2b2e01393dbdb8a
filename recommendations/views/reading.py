"""The list over all commissions, « Mes recommandations », the balance, and the page of one recommendation."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.paging import page_of
from foundation.common.typography import capitalize_first, long_date, plural
from foundation.ui.navigation import address_of

from .. import rules
from ..enums import RecommendationAction as Action
from ..enums import RecommendationState as State
from ..filters import RecommendationFilter
from ..models import Recommendation
from ..queries.balance import AXES, BANDS, balance, total
from ..queries.following import (
    EXPORT_HEADER,
    TONES,
    addressee_words,
    age_words,
    due_words,
    export_rows,
    follow_of,
    list_rows,
)
from ..workflow import RECOMMENDATION_WORKFLOW


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Accueil", address_of("home")), ("Recommandations", reverse("recommendations:list")), *last]


def visible_recommendation(request: HttpRequest, pk: UUID) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user).defer("search")
    return get_object_or_404(
        rows.select_related("commission", "seat", "structure", "ministry", "commune", "project"), pk=pk
    )


def found(request: HttpRequest) -> RecommendationFilter:
    return RecommendationFilter(
        request.GET, queryset=Recommendation.objects.visible_to(request.user).issued(), request=request
    )


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    selection = found(request)
    page = page_of(request, list_rows(selection.qs))
    everything = Recommendation.objects.visible_to(request.user)
    mine = Recommendation.objects.addressed_to(request.user, today)
    is_mine = request.GET.get("mine") == "1"
    line = total(request.user, today, selection.qs)
    context = {
        "filter": selection,
        "page": page,
        "chips": chips_of(request, selection, without=("mine",)),
        "count": plural(page.count, "recommandation"),
        "tabs": [
            {
                "label": "Mes recommandations",
                "href": "?mine=1&state=open",
                "current": is_mine,
                "count": mine.open().count(),
            },
            {
                "label": "Toutes",
                "href": reverse("recommendations:list"),
                "current": not is_mine,
                "count": everything.issued().count(),
            },
        ],
        "is_mine": is_mine,
        "line": line,
        "state": f"{plural(line.open, 'ouverte')}, dont {plural(line.late, 'en retard', 'en retard')}."
        if line.issued
        else "",
        "today": today,
        "tones": TONES,
        "age_words": age_words,
        "due_words": due_words,
        "can_issue": bool(request.user.access.commissions(Role.SECRETARY)),
        "query": request.GET.urlencode(),
    }
    return render(request, "recommendations/list.html", context, using="jinja2")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    return csv_response(
        f"recommandations-{today.isoformat()}.csv", EXPORT_HEADER, export_rows(found(request).qs, today)
    )


@require_safe
def balance_page(request: HttpRequest) -> HttpResponse:
    """Rate of execution and ageing by ministry, theme or addressee."""
    today = clock.today()
    axis = request.GET.get("par", "ministry")
    axis = axis if axis in AXES else "ministry"
    lines = balance(request.user, axis, today)
    context = {
        "axis": axis,
        "axis_label": AXES[axis],
        "tabs": [{"label": label, "href": f"?par={key}", "current": key == axis} for key, label in AXES.items()],
        "lines": lines,
        "whole": total(request.user, today),
        "bands": [label for _, _, label in BANDS],
        "breadcrumb": crumbs(("Bilan", "")),
    }
    return render(request, "recommendations/balance.html", context, using="jinja2")


@require_safe
def balance_csv(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    axis = request.GET.get("par", "ministry")
    axis = axis if axis in AXES else "ministry"
    header = (
        AXES[axis],
        "Émises",
        "Exécutées",
        "Caduques",
        "Ouvertes",
        "En retard",
        "Taux d’exécution (%)",
        *(label for _, _, label in BANDS),
    )
    rows = [
        (
            line.label,
            line.issued,
            line.done,
            line.lapsed,
            line.open,
            line.late,
            int(line.rate) if line.rate is not None else "",
            *line.bands,
        )
        for line in balance(request.user, axis, today)
    ]
    return csv_response(f"bilan-des-recommandations-{today.isoformat()}.csv", header, rows)


@require_safe
def recommendation(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_recommendation(request, pk)
    today = clock.today()
    follow = follow_of(row)
    context = {
        "row": row,
        "follow": follow,
        "addressee": addressee_words(row, today),
        "sentence": sentence_of(row, today),
        "tone": TONES[State(row.state)],
        "acts": acts_of(request, row, follow.waiting.author_id if follow.waiting else None),
        "today": today,
        "breadcrumb": crumbs((row.reference, "")),
    }
    return render(request, "recommendations/detail.html", context, using="jinja2")


def sentence_of(row: Recommendation, today: Any) -> str:
    """« En cours, en retard de 12 jours : à exécuter avant le 30 juin 2026. »"""
    state = row.get_state_display()
    if row.is_draft:
        return "Écrite en séance : elle recevra son numéro à la levée de la session."
    if not row.is_open or row.due_on is None:
        return capitalize_first(state) + ("." if row.due_on else ", sans échéance connue." if row.is_open else ".")
    return f"{capitalize_first(state)}, {due_words(row, today)} : échéance au {long_date(row.due_on, weekday=False)}."


def acts_of(request: HttpRequest, row: Recommendation, waiting_author: Any) -> dict[str, bool]:
    """What this reader may do now; `own_report` says why he cannot judge what he wrote."""
    user, state = request.user, State(row.state)
    possible = set(RECOMMENDATION_WORKFLOW.actions_from(state)) if not row.is_draft else set()
    answers = rules.can_answer(user, row)
    judges = rules.can_review(user, row)
    own = waiting_author is not None and waiting_author == user.pk
    return {
        "accept": answers and Action.ACCEPT in possible,
        "start": answers and Action.START in possible,
        "report": answers and Action.REPORT in possible,
        "validate": judges and not own and Action.VALIDATE in possible,
        "reject": judges and not own and Action.REJECT in possible,
        "lapse": rules.can_lapse(user, row) and Action.LAPSE in possible,
        "own_report": judges and own,
    }

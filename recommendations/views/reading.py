"""The list over all commissions, « Mes recommandations », the balance, and the page of one recommendation."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exports import csv_response
from foundation.common.lists import Button, Column, Empty, Filters, ListPage
from foundation.common.typography import capitalize_first, long_date, plural

from .. import rules
from ..enums import RecommendationAction as Action
from ..enums import RecommendationState as State
from ..filters import RecommendationFilter
from ..models import Recommendation
from ..queries.balance import AXES, BANDS, balance, total
from ..queries.following import (
    SORTS,
    TONES,
    addressee_words,
    age_words,
    days_late,
    days_of_age,
    due_words,
    follow_of,
    with_line,
)
from ..workflow import RECOMMENDATION_WORKFLOW


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Accueil", reverse("home")), ("Recommandations", reverse("recommendations:list")), *last]


def visible_recommendation(request: HttpRequest, pk: UUID) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user).defer("search")
    return get_object_or_404(
        rows.select_related("commission", "seat", "structure", "ministry", "commune", "project"), pk=pk
    )


def _more(request: HttpRequest, found: Filters) -> dict[str, Any]:
    """The tabs and the balance of what is shown, beside its rows."""
    user, today = request.user, clock.today()
    is_mine = request.GET.get("mine") == "1"
    line = total(user, today, found.qs)
    late = plural(line.late, "en retard", "en retard")
    return {
        "tabs": [
            {
                "label": "Mes recommandations",
                "href": "?mine=1&state=open",
                "current": is_mine,
                "count": Recommendation.objects.addressed_to(user, today).open().count(),
            },
            {
                "label": "Toutes",
                "href": reverse("recommendations:list"),
                "current": not is_mine,
                "count": Recommendation.objects.visible_to(user).issued().count(),
            },
        ],
        "is_mine": is_mine,
        "sentence": f"{plural(line.open, 'ouverte')}, dont {late}." if line.issued else "",
        "today": today,
        "tones": TONES,
        "age_words": age_words,
        "due_words": due_words,
    }


def _buttons(user: User) -> list[Button]:
    buttons = [Button("Bilan", reverse("recommendations:balance"), icon="dashboards")]
    if user.access.commissions(Role.SECRETARY):
        create = reverse("recommendations:create")
        buttons.append(Button("Émettre une recommandation", create, tone="primary", icon="plus"))
    return buttons


RECOMMENDATIONS = ListPage(
    title="Recommandations",
    noun=("recommandation", "recommandations"),
    rows=lambda user: with_line(Recommendation.objects.visible_to(user).issued()),
    filters=RecommendationFilter,
    said_elsewhere=("mine",),
    columns=(
        Column("Commission", lambda row: row.commission.code, on_page=False),
        Column("Référence", lambda row: row.reference, on_page=False),
        Column("Recommandation", lambda row: row.text, width="wide"),
        Column("Destinataire", lambda row: row.addressee_label),
        Column("Émise le", lambda row: row.issued_on, on_page=False),
        Column("Échéance", lambda row: row.due_on, sort="due"),
        Column("Âge (jours)", days_of_age, on_page=False),
        Column("Retard (jours)", days_late, on_page=False),
        Column("État", lambda row: row.get_state_display()),
        Column("Priorité", lambda row: row.get_priority_display(), on_page=False),
        Column("Thème", lambda row: row.theme, on_page=False),
        Column("Projet", lambda row: row.project.code if row.project else "", on_page=False),
        Column("Origine", lambda row: row.origin_label, on_page=False),
        Column("Source", lambda row: row.source, on_page=False),
    ),
    sorts=SORTS,
    default="due",
    file="recommandations",
    empty=Empty(
        "Aucune recommandation",
        "Une recommandation s’écrit en séance, sur le point qui la fait naître ; elle apparaît ici à la levée de la"
        " session.",
    ),
    crumbs=(("Accueil", "/"),),
    buttons=_buttons,
    icon="recommendations",
    template="recommendations/list.html",
    more=_more,
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

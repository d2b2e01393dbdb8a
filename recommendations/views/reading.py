"""The list over all commissions, « Mes recommandations », the balance, and the page of one recommendation."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exports import csv_file
from foundation.common.figures import FIGURES
from foundation.common.lists import Button, Column, Empty, Filters, ListPage, columns_of
from foundation.common.requests import Request
from foundation.common.typography import plural
from ministries.extensions import gather

from .. import rules
from ..enums import RecommendationAction as Action
from ..enums import RecommendationState as State
from ..extensions import recommendation_buttons, recommendation_panels
from ..filters import RecommendationFilter
from ..models import Recommendation
from ..models.recommendation import RecommendationQuerySet
from ..queries.balance import AXES, BANDS, BalanceLine, balance, band_keys, total
from ..queries.following import (
    OUTCOMES,
    SORTS,
    TONES,
    addressee_words,
    age_words,
    days_late,
    days_of_age,
    due_words,
    follow_of,
    sentence_of,
    with_line,
)
from ..workflow import RECOMMENDATION_WORKFLOW


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Accueil", reverse("home")), ("Recommandations", reverse("recommendations:list")), *last]


def address(row: Recommendation) -> str:
    return reverse("recommendations:detail", args=[row.pk])


def visible_recommendation(request: Request, pk: UUID) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user).defer("search")
    return get_object_or_404(
        rows.select_related("commission", "seat", "structure", "ministry", "commune", "project"), pk=pk
    )


def _more(request: Request, found: Filters) -> dict[str, Any]:
    """The tabs and the balance of what is shown, beside its rows."""
    user, today = request.user, clock.today()
    is_mine = request.GET.get("mine") == "1"
    rows = found.qs
    assert isinstance(rows, RecommendationQuerySet)
    line = total(user, today, rows)
    late = plural(line.late, "en retard", "en retard")
    return {
        "tabs": [
            {"label": label, "href": href, "current": current, "count": rows.count()}
            for label, href, current, rows in (
                (
                    *("Mes recommandations", "?mine=1&state=open", is_mine),
                    Recommendation.objects.mine(user, today).open(),
                ),
                (
                    *("Toutes", reverse("recommendations:list"), not is_mine),
                    Recommendation.objects.visible_to(user).issued(),
                ),
            )
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
        *columns_of(Recommendation, "issued_on"),
        Column("Échéance", lambda row: row.due_on, sort="due"),
        Column("Âge (jours)", days_of_age, on_page=False),
        Column("Retard (jours)", days_late, on_page=False),
        *columns_of(Recommendation, "state", on_page=True),
        *columns_of(Recommendation, "priority", "theme"),
        Column("Projet", lambda row: row.project.code if row.project else "", on_page=False),
        *columns_of(Recommendation, "origin_label", "source"),
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


COUNTS = {"issued": "Émises", "done": "Exécutées", "lapsed": "Caduques", "open": "Ouvertes", "late": "En retard"}
# What defines the numbers of the balance, each with its rows.
WHY = ("recommendations.execution", "recommendations.open", "recommendations.late", "recommendations.ageing")
# Which filter of the list shows the rows of each number.
BALANCE_LINKS = {"done": "state=done", "lapsed": "state=lapsed", "open": "state=open", "late": "late=1"}
# How the page of a figure calls what it is asked for.
IN_FIGURES = {
    **{"ministry": "ministere", "commission": "commission"},
    **{"theme": "theme", "addressee": "destinataire", "untold": "sans"},
}
BAND_LABELS = [label for _, _, label in BANDS]


def _balanced(request: Request) -> tuple[str, list[BalanceLine]]:
    """The axis asked, and its lines."""
    axis = request.GET.get("par", "")
    axis = axis if axis in AXES else "ministry"
    return axis, balance(request.user, axis, clock.today())


def why_of(line: BalanceLine, key: str) -> str:
    """« Pourquoi ce chiffre ? » of one line: the figure asked for its very rows."""
    asked = urlencode({IN_FIGURES[name]: value for name, value in line.asked.items()})
    return reverse("dashboards:figure", args=[key]) + (f"?{asked}" if asked else "")


@require_safe
def balance_page(request: Request) -> HttpResponse:
    """Rate of execution and ageing by ministry, theme or addressee."""
    axis, lines = _balanced(request)
    context = {
        "axis": axis,
        "axis_label": AXES[axis],
        "tabs": [{"label": label, "href": f"?par={key}", "current": key == axis} for key, label in AXES.items()],
        "lines": lines,
        "whole": total(request.user, clock.today()),
        "linked": BALANCE_LINKS,
        "why_of": why_of,
        "why": [(key, FIGURES[key].label) for key in WHY],
        "bands": [(label, f"age={key}") for key, label in band_keys()],
        "breadcrumb": crumbs(("Bilan", "")),
    }
    return render(request, "recommendations/balance.html", context, using="jinja2")


@require_safe
def balance_csv(request: Request) -> HttpResponseBase:
    axis, lines = _balanced(request)
    rows = (
        [
            line.label,
            *(getattr(line, name) for name in COUNTS),
            None if line.rate is None else int(line.rate),
            *line.bands,
        ]
        for line in lines
    )
    header = [AXES[axis], *COUNTS.values(), "Taux d’exécution (%)", *BAND_LABELS]
    return csv_file("bilan-des-recommandations", header, rows)


@require_safe
def recommendation(request: Request, pk: UUID) -> HttpResponse:
    row, today = visible_recommendation(request, pk), clock.today()
    follow = follow_of(row)
    wrote = follow.waiting is not None and follow.waiting.author_id == request.user.pk
    context = {
        "row": row,
        "follow": follow,
        "addressee": addressee_words(row, today),
        "sentence": sentence_of(row, today),
        "tone": TONES[State(row.state)],
        "outcomes": OUTCOMES,
        "buttons": buttons_of(request.user, row, wrote=wrote),
        "cannot_judge": wrote and rules.can_review(request.user, row),
        "panels": gather(recommendation_panels, row, request.user),
        "breadcrumb": crumbs((row.reference, "")),
    }
    return render(request, "recommendations/detail.html", context, using="jinja2")


ACTS = (
    (Action.ACCEPT, rules.can_answer, "Accepter", "primary", True),
    (Action.START, rules.can_answer, "Commencer", "secondary", True),
    (Action.REPORT, rules.can_answer, "Rendre compte", "primary", False),
    (Action.VALIDATE, rules.can_review, "Accepter la preuve", "primary", True),
    (Action.REJECT, rules.can_review, "Refuser la preuve", "secondary", False),
    (Action.LAPSE, rules.can_lapse, "Déclarer caduque", "quiet", False),
)


def buttons_of(user: User, row: Recommendation, *, wrote: bool) -> list[Button]:
    """What he may do now; nobody judges what he wrote himself."""
    possible = RECOMMENDATION_WORKFLOW.actions_from(State(row.state)) if not row.is_draft else ()
    may = {rule: rule(user, row) for rule in (rules.can_answer, rules.can_review, rules.can_lapse)}
    may[rules.can_review] &= not wrote
    if row.is_open and not row.is_draft and rules.can_redate(user, row):
        redate = [Button("Changer l’échéance", reverse("recommendations:redate", args=[row.pk]), "quiet")]
    else:
        redate = []
    own = [
        Button(label, reverse(f"recommendations:{act}", args=[row.pk]), tone, posts=posts)
        for act, rule, label, tone, posts in ACTS
        if act in possible and may[rule]
    ]
    return own + redate + [button for add in recommendation_buttons for button in add(row, user)]

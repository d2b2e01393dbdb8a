"""The register of use reviews, with those that are asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import integer, short_date
from foundation.registers.register import Register, Words
from projects.models import Project

from ..enums import ReviewTerm
from ..extensions import Line
from ..models import UseReview
from ..queries.panels import SHOWN_ABOVE, measured
from ..queries.use import RULE, reviews_asked
from .common import PROJECT_COLUMNS, PartFilter, steers


class UseReviewFilter(PartFilter):
    term = chosen("Échéance", ReviewTerm, "toutes")


def check(values: Mapping[str, Any]) -> None:
    project = values["project"]
    if project.actual_end is None:
        raise InvalidInput(
            {"project": ["Ce projet n’a pas de fin effective : sa revue d’usage se fait après. Renseignez-la d’abord."]}
        )
    if not project.actual_end <= values["reviewed_on"] <= clock.today():
        said = f"La revue se relève entre la fin du projet ({short_date(project.actual_end)}) et aujourd’hui."
        raise InvalidInput({"reviewed_on": [said]})
    if values["running_cost"] is not None and values["running_cost_absence"]:
        raise InvalidInput({"running_cost": ["Un montant est saisi, et dit sans montant : gardez l’un des deux."]})
    figures = ("users", "transactions", "availability", "running_cost")
    if not values["comment"] and all(values[name] is None for name in figures):
        raise InvalidInput({"comment": ["Donnez au moins un chiffre, ou dites ici pourquoi il n’y en a pas."]})


def above(request: Request, rows: QuerySet[UseReview], about: Project | None) -> dict[str, Any]:
    """The reviews that are due, among the projects whose ministry one serves (2 queries)."""
    scopes = request.user.access.scopes()
    asked = reviews_asked(Project.objects.filter(scope_id__in=scopes), clock.today(), SHOWN_ABOVE) if scopes else []
    return {
        "asked": [
            Line(
                each.project.title,
                f"{reverse('use-reviews:new')}?{urlencode({'project': each.project.pk, 'term': each.term.value})}",
                f"{each.project.code}, {each.term.label}",
                f"demandée depuis le {short_date(each.since)}",
                "attention",
            )
            for each in asked
        ],
        "review_rule": RULE,
    }


USE_REVIEWS: Register = Register(
    model=UseReview,
    fields=(
        "project",
        "term",
        "reviewed_on",
        "users",
        "transactions",
        "availability",
        "running_cost",
        "running_cost_absence",
        "comment",
    ),
    check=check,
    words=Words(
        "revue d’usage",
        none="Aucune revue d’usage",
        new="Enregistrer une revue d’usage",
        added="La revue d’usage est au registre ; la commission la lira avec les indicateurs.",
    ),
    title="Revues d’usage",
    noun=("revue", "revues"),
    state="Six puis dix-huit mois après la fin d’un projet : qui s’en sert, combien, et ce que cela coûte.",
    empty="Les revues d’usage des projets réalisés apparaîtront ici.",
    columns=(
        Column(
            "Revue", lambda row: row.get_term_display(), lambda row: Cell(row.get_term_display(), USE_REVIEWS.href(row))
        ),
        *PROJECT_COLUMNS,
        column_of(UseReview, "reviewed_on", sort="reviewed"),
        Column("Usagers", "users", lambda row: Cell(integer(row.users)), numeric=True),
        Column("Opérations", "transactions", lambda row: Cell(integer(row.transactions)), numeric=True),
        Column("Disponibilité (%)", "availability", lambda row: Cell(measured(row.availability, "%")), numeric=True),
        Column("Coût annuel (FCFA)", "running_cost", lambda row: Cell(row.cost_told), numeric=True),
        Column("Coût, état", lambda row: row.cost_state.label, on_page=False),
        column_of(UseReview, "comment", on_page=False),
    ),
    filters=UseReviewFilter,
    sorts={"reviewed": Sort("reviewed_on", date.fromisoformat)},
    default="-reviewed",
    file="revues-d-usage",
    also_shown={"cost_told": serializers.CharField(read_only=True, label="coût annuel, en toutes lettres")},
    **steers("use-reviews", above) | {"once": ("project", "term")},
)
app_name, urlpatterns = USE_REVIEWS.name, USE_REVIEWS.urlpatterns

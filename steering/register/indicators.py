"""The register of indicators: first value, dated target, last measure, and the way made."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.charts import Series, lines
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import short_date
from foundation.registers.register import Register, Words
from projects.models import Project

from ..enums import IndicatorStanding
from ..extensions import Line
from ..models import Indicator
from ..models.indicator import FORMULA
from ..queries.panels import INDICATOR_TONES, SHOWN_ABOVE, measured, of_project, way
from ..queries.use import without_indicator
from ..rules import can_steer
from .common import PROJECT_COLUMNS, PartFilter, steers

STATES = {
    "overdue": lambda rows: rows.overdue(clock.today()),
    "unmeasured": lambda rows: rows.unmeasured(),
    "ended": lambda rows: rows.filter(ended_on__isnull=False),
}


class IndicatorFilter(PartFilter):
    state = chosen(
        "État",
        [("overdue", "mesure en retard"), ("unmeasured", "jamais mesurés"), ("ended", "plus suivis")],
        "tous",
        lambda rows, value: STATES[value](rows),
    )


def standing_cell(row: Indicator) -> Cell:
    standing = row.standing(clock.today())
    note = f"depuis le {short_date(row.next_on)}" if standing == IndicatorStanding.OVERDUE else ""
    return Cell(standing.label, tone=INDICATOR_TONES[standing], note=note)


def current_cell(row: Indicator) -> Cell:
    note = f"le {short_date(row.current_on)}" if row.current_on else ""
    return Cell(measured(row.current_value, row.unit), note=note)


def acts(user: User, row: Indicator) -> list[Button]:
    if not can_steer(user, row) or row.ended_on is not None:
        return []
    href = f"{reverse('measures:new')}?indicator={row.pk}"
    return [Button("Enregistrer une mesure", href, tone="primary", icon="plus")]


def measures(row: Indicator, user: User) -> dict[str, Any]:
    """Its measures, and their line with the target (1 query)."""
    found = list(row.measures.order_by("measured_on", "pk"))
    values = [row.initial_value, *(each.value for each in found)]
    shown: dict[str, Any] = {"measures": found[::-1], "unit": row.unit, "formula": FORMULA, "told": measured}
    if len(found) > 1:
        labels = [short_date(row.initial_on), *(short_date(each.measured_on) for each in found)]
        series = [Series("mesures", values, "primary"), Series("cible", [row.target_value] * len(values), "neutral")]
        shown["chart"] = lines(row.title, labels, series, unit=row.unit, label="Jour")
    return shown


def above(request: Request, rows: QuerySet[Indicator], about: Project | None) -> dict[str, Any]:
    """The finished projects of which nothing is measured, for whoever keeps them (2 queries)."""
    scopes = request.user.access.scopes()
    found = without_indicator(Project.objects.filter(scope_id__in=scopes)) if scopes else Project.objects.none()
    missing = [
        Line(row.title, of_project("indicators:new", row), row.code)
        for row in found.defer("search").order_by("code", "pk")[:SHOWN_ABOVE]
    ]
    return {"missing": missing, "missing_count": found.count() if missing else 0}


INDICATORS: Register = Register(
    model=Indicator,
    fields=(
        "project",
        "title",
        "unit",
        "direction",
        "initial_value",
        "initial_on",
        "target_value",
        "target_on",
        "source",
        "periodicity",
        "ended_on",
    ),
    words=Words(
        "indicateur",
        none="Aucun indicateur",
        new="Enregistrer un indicateur",
        added="L’indicateur est au registre ; sa première mesure est attendue après une période.",
    ),
    title="Indicateurs",
    noun=("indicateur", "indicateurs"),
    state="Ce que les projets changent : valeur de départ, cible datée, mesures. L’avancement vaut pour ce qui doit"
    " baisser comme pour ce qui doit monter.",
    empty="Les indicateurs des projets apparaîtront ici, ceux dont la mesure est en retard d’abord.",
    columns=(
        column_of(Indicator, "title", href=lambda row: INDICATORS.href(row), width="wide"),
        *PROJECT_COLUMNS,
        column_of(Indicator, "unit", on_page=False),
        column_of(Indicator, "direction", on_page=False),
        Column("Départ", "initial_value", lambda row: Cell(measured(row.initial_value, row.unit))),
        Column("Dernière mesure", "current_value", current_cell),
        column_of(Indicator, "initial_on", on_page=False),
        Column("Mesuré le", "current_on", on_page=False),
        Column(
            "Cible",
            "target_value",
            lambda row: Cell(measured(row.target_value, row.unit), note=f"pour le {short_date(row.target_on)}"),
        ),
        column_of(Indicator, "target_on", on_page=False),
        Column("Chemin fait (%)", "progress", lambda row: Cell(way(row)), numeric=True),
        Column("Prochaine mesure", "next_on", sort="next", on_page=False),
        Column("État", lambda row: row.standing(clock.today()).label, standing_cell, sort="next"),
        column_of(Indicator, "periodicity", on_page=False),
        column_of(Indicator, "source", on_page=False),
        column_of(Indicator, "ended_on", on_page=False),
    ),
    filters=IndicatorFilter,
    sorts={"next": Sort("next_on", date.fromisoformat)},
    default="next",
    file="indicateurs",
    also_shown={
        "current_value": serializers.DecimalField(20, 3, read_only=True, allow_null=True, label="dernière mesure"),
        "current_on": serializers.DateField(read_only=True, allow_null=True, label="mesuré le"),
        "next_on": serializers.DateField(read_only=True, label="prochaine mesure"),
        "progress": serializers.DecimalField(12, 1, read_only=True, allow_null=True, label="chemin fait, en %"),
    },
    acts=acts,
    row_template="steering/indicator.html",
    row_more=measures,
    **steers("indicators", above, lambda rows: rows.with_current()),
)
app_name, urlpatterns = INDICATORS.name, INDICATORS.urlpatterns

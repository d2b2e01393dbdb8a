"""The figures of steering: each link gives the rows counted."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.figures import Compute, Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import short_date

from ..enums import MITIGATED_FROM, AmountState
from ..models import FundingLine, Indicator, Milestone, Problem, Risk
from ..models.funding import AMOUNTS
from .amounts import sums_of

METHOD_VERSION = 1
MINISTRY = ("ministry",)
CARRIED = "Projets portés par le ministère ; ceux dont il n’est que partenaire sont comptés ailleurs."
LEFT_OUT = "non renseignées, réservées ou sans objet, non comptées"
LEFT_OUT_ONE = "non renseignée, réservée ou sans objet, non comptée"


def _asked(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry": getattr(ministry, "pk", ministry)} if ministry else {}


def address(name: str, filters: Mapping[str, Any], **query: Any) -> str:
    return f"{reverse(name)}?{urlencode(_asked(filters) | {'role': 'carrier'} | query)}"


def _carried(model: Any, user: User, filters: Mapping[str, Any]) -> Any:
    asked = _asked(filters)
    rows = model.objects.carried_by(user)
    return rows.filter(project__ministry_id=asked["ministry"]) if asked else rows


def counted(model: Any, route: str, narrowed: Callable[[Any], QuerySet], **query: Any) -> Compute:
    """A count of rows, and the list that shows them."""

    def compute(user: User, filters: Mapping[str, Any]) -> FigureValue:
        rows = narrowed(_carried(model, user, filters))
        return FigureValue(rows.count(), rows, href=address(route, filters, **query), as_of=clock.today())

    return compute


def funded(name: str) -> Compute:
    def compute(user: User, filters: Mapping[str, Any]) -> FigureValue:
        rows = _carried(FundingLine, user, filters)
        found = sums_of(rows)[name]
        parts = tuple(
            Part(
                state.value,
                f"lignes : {state.label}",
                getattr(found, state.value),
                address("funding:list", filters, amount=f"{name}-{state.value}"),
            )
            for state in AmountState
        )
        href = address("funding:list", filters)
        return FigureValue(found.total, rows, withheld=found.left_out, parts=parts, href=href, as_of=clock.today())

    return compute


WORDS = {"planned": ("prévu", "prévus"), "committed": ("engagé", "engagés"), "paid": ("payé", "payés")}
for each in AMOUNTS:
    register(
        Figure(
            f"funding.{each}",
            f"Financements {WORDS[each][1]}",
            f"de financements {WORDS[each][1]}",
            f"Somme des montants {WORDS[each][1]} des lignes de financement. Ce qui est non renseigné, réservé ou sans"
            f" objet ne compte pas pour zéro : ces lignes sont laissées de côté et dénombrées. {CARRIED}",
            METHOD_VERSION,
            funded(each),
            unit="FCFA",
            withheld_words=LEFT_OUT,
            withheld_one=LEFT_OUT_ONE,
            filters=MINISTRY,
        )
    )


def late(user: User, filters: Mapping[str, Any]) -> FigureValue:
    today = clock.today()
    rows = _carried(Milestone, user, filters).late(today)
    total, overdue = rows.count(), rows.filter(current_on__lt=today).count()
    parts = (
        Part("overdue", "dépassés", overdue, address("milestones:list", filters, state="overdue_late"), "late"),
        Part(
            "moved", "reportés", total - overdue, address("milestones:list", filters, state="moved_late"), "attention"
        ),
    )
    return FigureValue(total, rows, parts=parts, href=address("milestones:list", filters, state="late"), as_of=today)


register(
    Figure(
        "milestones.late",
        "Jalons en retard",
        "jalons sont en retard sur leur date initiale",
        "Jalons pas encore atteints dont la date initiale est passée, des projets suivis qui ne sont ni achevés ni"
        f" abandonnés. Un report ne retire aucun jalon de ce compte : il dit seulement « reporté ». {CARRIED}",
        METHOD_VERSION,
        late,
        "jalon est en retard sur sa date initiale",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "risks.open",
        "Risques ouverts",
        "risques sont ouverts",
        f"Risques qui ne sont pas clos. {CARRIED}",
        METHOD_VERSION,
        counted(Risk, "risks:list", lambda rows: rows.open(), state="open"),
        "risque est ouvert",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "risks.to_review",
        "Risques à revoir",
        "risques ouverts n’ont pas été revus à temps",
        f"Risques ouverts dont la date de revue est passée. {CARRIED}",
        METHOD_VERSION,
        counted(Risk, "risks:list", lambda rows: rows.to_review(clock.today()), review="late"),
        "risque ouvert n’a pas été revu à temps",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "risks.without_mitigation",
        "Risques sans atténuation",
        "risques ouverts n’ont pas d’atténuation",
        f"Risques ouverts sans atténuation dite. Elle est obligatoire à partir de {MITIGATED_FROM} (probabilité ×"
        f" impact) : seuls de moindres risques peuvent en manquer. {CARRIED}",
        METHOD_VERSION,
        counted(Risk, "risks:list", lambda rows: rows.open().filter(mitigation=""), state="open", mitigation="none"),
        "risque ouvert n’a pas d’atténuation",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "problems.open",
        "Problèmes ouverts",
        "problèmes sont ouverts",
        f"Problèmes qui ne sont pas résolus. {CARRIED}",
        METHOD_VERSION,
        counted(Problem, "problems:list", lambda rows: rows.open(), state="open"),
        "problème est ouvert",
        filters=MINISTRY,
    )
)
for name, label, many, one, formula, narrowed in (
    (
        "overdue",
        "Indicateurs dont la mesure est en retard",
        "indicateurs attendent leur mesure",
        "indicateur attend sa mesure",
        "Indicateurs suivis dont la dernière mesure, ou la valeur de départ, date de plus d’une période.",
        lambda rows: rows.overdue(clock.today()),
    ),
    (
        "unmeasured",
        "Indicateurs jamais mesurés",
        "indicateurs n’ont jamais été mesurés",
        "indicateur n’a jamais été mesuré",
        "Indicateurs suivis sans aucune mesure depuis leur valeur de départ.",
        lambda rows: rows.unmeasured(),
    ),
):
    register(
        Figure(
            f"indicators.{name}",
            label,
            many,
            f"{formula} {CARRIED}",
            METHOD_VERSION,
            counted(Indicator, "indicators:list", narrowed, state=name),
            one,
            filters=MINISTRY,
        )
    )
PROJECT = ("Projet", lambda row: row.project.code)
show_rows(
    FundingLine,
    lambda row: reverse("funding:detail", args=[row.pk]),
    (
        ("Ligne", str),
        PROJECT,
        *((WORDS[name][0].capitalize(), lambda row, name=name: row.told(name)) for name in AMOUNTS),
    ),
)
show_rows(
    Milestone,
    lambda row: reverse("milestones:detail", args=[row.pk]),
    (
        ("Jalon", str),
        PROJECT,
        ("Initial", lambda row: short_date(row.initial_on)),
        ("Attendu", lambda row: short_date(row.current_on)),
    ),
)
show_rows(
    Risk,
    lambda row: reverse("risks:detail", args=[row.pk]),
    (
        ("Risque", str),
        PROJECT,
        ("Criticité", lambda row: str(row.probability * row.impact)),
        ("Revue le", lambda row: short_date(row.review_on)),
    ),
)
show_rows(
    Problem,
    lambda row: reverse("problems:detail", args=[row.pk]),
    (("Problème", str), PROJECT, ("Constaté le", lambda row: short_date(row.seen_on))),
)
show_rows(
    Indicator,
    lambda row: reverse("indicators:detail", args=[row.pk]),
    (("Indicateur", str), PROJECT, ("Mesuré le", lambda row: short_date(row.current_on))),
)

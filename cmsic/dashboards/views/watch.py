"""The life of commissions on one page."""

from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django import forms
from django.urls import reverse

from commissions.enums import CommissionKind
from commissions.models import Commission
from foundation.common import clock
from foundation.common.facts import offer
from foundation.common.lists import Column, Empty, Filters, ListPage, chosen
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, long_date
from ministries.filters import MinistryChoice

from ..queries import watch as queries
from ..queries.asked import year_asked

CONCERNS: dict[str, tuple[str, dict[str, Any]]] = {
    "sat": ("ont siégé dans l’année", {"held__gt": 0}),
    "sessions": ("sessions en retard sur l’année", {"missing_sessions__gt": 0}),
    "never": ("n’ont jamais siégé", {"first_on": None}),
    "vacant": ("sièges vacants", {"vacant__gt": 0}),
    "ending": ("mandats qui finissent sous 90 jours", {"ending__gt": 0}),
    "pv": ("procès-verbaux attendus", {"pv_missing__gt": 0}),
}


class WatchFilter(Filters):
    year = chosen("Année des sessions", [], "cette année", lambda rows, value: rows)  # chooses what is counted
    kind = chosen("Nature", CommissionKind, "toutes les natures")
    ministry = MinistryChoice()
    concern = chosen(
        "À surveiller",
        [(key, label) for key, (label, _) in CONCERNS.items()],
        "toutes les commissions",
        lambda rows, value: rows.filter(**CONCERNS[value][1]),
    )
    data = chosen(
        "Données",
        [("reelles", "réelles"), ("demo", "démonstration")],
        "toutes les données",
        lambda rows, value: rows.of_data(value),
    )
    # Reached from the figures: what they count, to the row.
    counted = chosen(
        "Comptées",
        [("1", "commissions des ministères en exercice")],
        "",
        lambda rows, value: rows.filter(pk__in=queries.counted_rows(clock.today()).values("pk")),
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Commission
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, queryset: Any, **options: Any) -> None:
        super().__init__(data, queries.with_sessions(queryset, year_asked(data, "year")), **options)
        offer(self.form, "year", [(str(year), str(year)) for year in range(clock.today().year, 2017, -1)])


WHY = {
    "sessions.held_of_due": "sessions tenues",
    "sessions.due": "sessions dues",
    "commissions.first_session": "première session",
    "seats.vacant": "sièges vacants",
    "mandates.ending": "mandats",
    "pv.delay": "délai des procès-verbaux",
    "pv.expected": "procès-verbaux attendus",
}


def _more(request: Request, found: Filters) -> Mapping[str, Any]:
    year, today = year_asked(request.GET, "year"), clock.today()
    whose = "Toutes les commissions" if request.user.access.is_asin else "Vos commissions"
    return {
        "state": f"{whose} en fonction, sessions de {year}, au {long_date(today, weekday=False)}.",
        "line_of": lambda row: queries.line_of(row, day=today),
        "why": [(label, reverse("dashboards:figure", args=[key]) + f"?annee={year}") for key, label in WHY.items()],
    }


def _in_file(name: str, label: str) -> Column:
    value = attrgetter(name)
    return Column(capitalize_first(label), lambda row: value(queries.line_of(row, day=clock.today())), on_page=False)


def _on_page(label: str, sort: str, *, numeric: bool = False) -> Column:
    """Drawn by the template."""
    return Column(label, lambda row: "", sort=sort, numeric=numeric, in_files=False)


WATCH = ListPage(
    title="Vie des commissions",
    noun=("commission", "commissions"),
    rows=lambda user: queries.commissions_watched(user, clock.today()),
    filters=WatchFilter,
    columns=(
        _on_page("Commission", "commission"),
        _on_page("Sessions", "seances"),
        _on_page("Acte → 1re session", "premiere"),
        _on_page("Vacants", "vacants", numeric=True),
        _on_page("Fins < 90 j", "mandats", numeric=True),
        _on_page("Délai PV", "pv", numeric=True),
        _on_page("PV dus", "pv_attendus", numeric=True),
        _in_file("figures.code", "code"),
        _in_file("figures.name", "commission"),
        Column("Ministère", lambda row: row.ministry.name if row.ministry else "", on_page=False),
        Column("Année des sessions", lambda row: row.year, on_page=False),
        *(_in_file(f"figures.{each.name}", each.metadata["label"]) for each in fields(queries.WatchFigures)[4:]),
    ),
    sorts=queries.SORTS,
    default="commission",
    file="vie-des-commissions",
    empty=Empty(
        "Aucune commission pour vous",
        "Vous verrez ici la vie des commissions où vous siégez et de celles de votre ministère.",
    ),
    crumbs=(("Accueil", "/"), ("Tableau de bord", "/tableau-de-bord/")),
    icon="commissions",
    template="dashboards/watch.html",
    more=_more,
    more_of=lambda found, rows: {"totals": queries.totals(found.qs, rows, found.data)},
)

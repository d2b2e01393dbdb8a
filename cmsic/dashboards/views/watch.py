"""The life of commissions on one page."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissions.enums import CommissionKind
from commissions.models import Commission
from foundation.common import clock
from foundation.common.chips import chips_of
from foundation.common.database import SortKey
from foundation.common.exports import csv_response
from foundation.common.lists import Filters
from foundation.common.paging import page_of
from ministries.models import Ministry

from ..queries import watch as queries

CONCERNS = {
    "sessions": ("sessions en retard sur l’année", {"missing_sessions__gt": 0}),
    "never": ("n’ont jamais siégé", {"first_on": None}),
    "vacant": ("sièges vacants", {"vacant__gt": 0}),
    "ending": ("mandats qui finissent sous 90 jours", {"ending__gt": 0}),
    "pv": ("procès-verbaux attendus", {"pv_missing__gt": 0}),
}


class WatchFilter(Filters):
    year = django_filters.ChoiceFilter(
        label="Année des sessions", choices=[], method="as_read", empty_label="cette année"
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=CommissionKind.choices, empty_label="toutes les natures")
    ministry = django_filters.ModelChoiceFilter(
        label="Ministère", queryset=Ministry.objects.order_by(SortKey("name"), "pk"), empty_label="tous les ministères"
    )
    concern = django_filters.ChoiceFilter(
        label="À surveiller",
        choices=[(key, label) for key, (label, _) in CONCERNS.items()],
        method="by_concern",
        empty_label="toutes les commissions",
    )
    data = django_filters.ChoiceFilter(
        label="Données",
        choices=[("reelles", "réelles"), ("demo", "démonstration")],
        method="by_data",
        empty_label="toutes les données",
    )

    class Meta:
        model = Commission
        fields: list[str] = []

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.form.fields["year"].choices = [(str(year), str(year)) for year in range(clock.today().year, 2017, -1)]

    def as_read(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        return rows  # the year chooses what is counted, not which commissions are shown

    def by_concern(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        return rows.filter(**CONCERNS[value][1])

    def by_data(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        return rows.filter(is_fictitious=value == "demo")


def asked_year(request: HttpRequest) -> int:
    today, typed = clock.today(), request.GET.get("year", "")
    return (
        int(typed)
        if typed.isascii() and typed.isdigit() and len(typed) == 4 and 2018 <= int(typed) <= today.year
        else today.year
    )


def _found(request: HttpRequest) -> WatchFilter:
    rows = queries.watched(request.user, year=asked_year(request), day=clock.today(), sort=request.GET.get("sort", ""))
    return WatchFilter(request.GET, queryset=rows)


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    found, today = _found(request), clock.today()
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "lines": [queries.line_of(row, day=today) for row in page.rows],
        "chips": chips_of(request, found),
        "sort": request.GET.get("sort", ""),
        "year": asked_year(request),
        "today": today,
        "is_asin": request.user.access.is_asin,
    }
    return render(request, "dashboards/watch.html", context, using="jinja2")


@require_safe
def watch_csv(request: HttpRequest) -> HttpResponse:
    year, today = asked_year(request), clock.today()
    header = [
        "Code",
        "Commission",
        "Ministère",
        "Sessions dues",
        "Sessions tenues",
        "Acte du",
        "Première session",
        "Jours de l’acte à la première session",
        "Sièges vacants",
        "Mandats finissant sous 90 jours",
        "Délai moyen du PV (jours)",
        "PV attendus",
    ]
    rows = (
        [
            row.code,
            row.name,
            row.ministry.name if row.ministry else "",
            row.due,
            row.held,
            row.act_on,
            row.first_on,
            line.days_to_first,
            row.vacant,
            row.ending,
            line.pv_days,
            row.pv_missing,
        ]
        for row in _found(request).qs
        for line in [queries.line_of(row, day=today)]
    )
    return csv_response(f"vie-des-commissions-{year}.csv", header, rows)

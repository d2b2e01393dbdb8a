"""The communes that one may follow, with what each line of their table says."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import charts
from foundation.common.typography import percent, plural
from ministries.models import Commune
from ministries.queries import communes_with_rsi
from plans.enums import PlanKind
from plans.models import Plan
from plans.models.plan import counted

from ..enums import Connection, Drawn, Reply, Situation
from ..models import CommuneProject, CommuneQuarter, CommuneReading, GridAnswer, NextStep, read_by
from .grid import grid
from .quarters import quarter_of

LIVE = (Situation.TO_COME, Situation.RUNNING)


def communes_read(user: User) -> Any:
    """The communes whose follow-up he reads; their names are everybody’s."""
    return read_by(Commune.objects.all(), user)


def followed(user: User, day: date, *names: str) -> Any:
    """They, with their RSI and all that is counted of them, or what is named of it, in one query."""
    return with_follow(read_by(communes_with_rsi(user), user), day, *names)


def told_rows(user: User, day: date) -> Any:
    """They, with the day of their quarter alone: what the dashboard draws."""
    return read_by(Commune.objects.select_related("departement"), user).annotate(told_on=_told_on(day))


def _told_on(day: date) -> Subquery:
    now = quarter_of(day)
    told = CommuneQuarter.objects.filter(commune=OuterRef("pk"), year=now.year, number=now.number)
    return Subquery(told.values("told_on")[:1])


def with_follow(rows: Any, day: date, *names: str) -> Any:
    here = {"commune": OuterRef("pk")}
    readings = CommuneReading.objects.filter(**here, read_on__lte=day).order_by("-read_on", "-pk")

    def answers() -> Any:
        return GridAnswer.objects.filter(**here, grid=grid().version)

    def counted_on(name: str) -> Subquery:
        return Subquery(readings.filter(agents__isnull=False).values(name)[:1])

    def road_maps() -> Any:
        return Plan.objects.filter(**here, kind=PlanKind.ROADMAP).with_standing(day).applied()

    told: dict[str, Callable[[], Any]] = {
        "yes": lambda: counted(answers().filter(reply=Reply.YES)),
        "no": lambda: counted(answers().filter(reply=Reply.NO)),
        "proven": lambda: counted(answers().exclude(reply="").exclude(proof="")),
        "told_on": lambda: _told_on(day),
        "agents": lambda: counted_on("agents"),
        "addresses": lambda: counted_on("addresses"),
        "counted_on": lambda: counted_on("read_on"),
        "connection": lambda: Subquery(readings.exclude(connection="").values("connection")[:1]),
        "live_projects": lambda: counted(CommuneProject.objects.filter(**here, situation__in=LIVE)),
        "all_projects": lambda: counted(CommuneProject.objects.filter(**here)),
        "open_steps": lambda: counted(NextStep.objects.filter(**here, done_on=None)),
        "late_steps": lambda: counted(NextStep.objects.filter(**here, done_on=None, due_on__lt=day)),
        "has_road_map": lambda: Exists(road_maps()),
    }
    return rows.annotate(**{name: told[name]() for name in names or told})


def share(part: int | None, whole: int | None) -> int | None:
    """In whole percents; None where the whole is not known."""
    return round(100 * part / whole) if whole and part is not None else None


def addresses_of(rows: Iterable[Any]) -> int | None:
    """Addresses in use among the agents of the communes that counted them: sums, not a mean of shares."""
    known = [row for row in rows if row.agents]
    return share(sum(row.addresses for row in known), sum(row.agents for row in known))


def _told(rows: Sequence[Any]) -> int:
    return sum(row.told_on is not None for row in rows)


def _connected(rows: Sequence[Any]) -> int | None:
    known = [row for row in rows if row.connection]
    return sum(row.connection != Connection.NONE for row in known) if known else None


def _grid(rows: Sequence[Any]) -> int | None:
    known = [share(row.yes, row.yes + row.no) or 0 for row in rows if row.yes + row.no]  # as `Peers.share` counts
    return round(median(known)) if known else None


DRAWS: dict[Drawn, tuple[Any, str, Any]] = {
    Drawn.TOLD: (_told, "Communes", charts.plain),
    Drawn.ADDRESSES: (addresses_of, "% des agents", percent),
    Drawn.CONNECTED: (_connected, "Communes", charts.plain),
    Drawn.GRID: (_grid, "% de « oui » parmi les réponses, médiane", percent),
}
NOTES = {
    Drawn.TOLD: "Le trimestre en cours.",
    Drawn.ADDRESSES: "Adresses en usage sur agents, au dernier relevé de chaque commune qui les compte.",
    Drawn.CONNECTED: "Au dernier relevé ; une commune qui n’en dit rien n’est pas comptée.",
    Drawn.GRID: "De chaque commune du statut choisi, la part de « oui » parmi ses réponses ; leur médiane.",
}
ONE_STATUS = "Choisissez un statut dans les filtres : les communes ne se comparent qu’à statut égal."


def map_of(rows: Sequence[Any], drawn: Drawn, *, one_status: bool) -> charts.Chart:
    """The départements tinted by what their communes say; by their grid for one status only."""
    measure, unit, form = DRAWS[drawn]
    places: dict[str, list[Any]] = {shape.name: [] for shape in charts.departements()[1]}
    for row in rows:
        if row.departement.name in places:
            places[row.departement.name].append(row)
    refused = drawn == Drawn.GRID and not one_status
    seen = {name: found for name, found in places.items() if found}
    listed = reverse("communes:list")
    return charts.benin_map(
        f"{drawn.label.capitalize()}, par département",
        {} if refused else {name: measure(found) for name, found in seen.items()},
        unit=unit,
        form=form,
        hrefs={name: f"{listed}?departement={found[0].departement_id}" for name, found in seen.items()},
        note=ONE_STATUS if refused else f"{NOTES[drawn]} {plural(len(rows), 'commune lue', 'communes lues')}.",
    )

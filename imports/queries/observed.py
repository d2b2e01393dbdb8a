"""What editions say: of a project, from one to the next; of all the projects of one, beside what its source printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from foundation.common.typography import integer, known, plural
from ministries.extensions import Panel
from projects.models import Project

from ..enums import ImportState, RowOutcome
from ..models import ImportRow, ImportRun, Observation

if TYPE_CHECKING:
    from foundation.accounts.models import User

NAMED = 30
MISSING = {
    (True, False): "coût non renseigné",
    (False, True): "durée non renseignée",
    (True, True): "coût et durée non renseignés",
}


def written(value: Decimal | int | None, digits: int | None = None, unit: str = "") -> str:
    """A number as it is printed: « 2 292,9 M€ »; all its decimals, or so many."""
    if value is None:
        return known(None)
    exact = Decimal(value)
    exact = exact.normalize() if digits is None else exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    whole, _, decimals = format(abs(exact), "f").partition(".")
    text = integer(int(whole)) + (f",{decimals}" if decimals else "")
    return f"{'−' if exact < 0 else ''}{text} {unit}".strip()


def observed_panel(project: Project, user: "User") -> Panel | None:
    """On the page of a project: its history of cost and duration, edition by edition."""
    rows = list(Observation.objects.filter(project=project).order_by("observed_on", "created_at", "pk")[:100])
    if not rows:
        return None
    readable = set(ImportRun.objects.visible_to(user).filter(pk__in={row.run_id for row in rows}).values_list("pk"))
    return Panel(
        title="Ce que disent les éditions",
        template="imports/panel.html",
        context={"rows": rows, "readable": {key for (key,) in readable}, "written": written},
        position=45,
        count=len(rows),
        anchor="editions",
    )


@dataclass(frozen=True)
class EditionFigure:
    """One figure of an edition: computed from its rows, beside the one that its source published."""

    label: str
    value: Decimal | int | None
    unit: str
    published: Decimal | None
    times: int
    left_out: str  # which rows it does not count, and why

    @property
    def rounded(self) -> Decimal | None:
        """As precise as what was published."""
        if self.value is None or self.published is None:
            return None
        value = Decimal(self.value) / self.times
        return value.quantize(Decimal(1).scaleb(int(self.published.as_tuple().exponent)), ROUND_HALF_UP)

    @property
    def texts(self) -> tuple[str, str, str]:
        """By the rows, as published, and by the rows to the precision of what was published."""
        digits = 0 if isinstance(self.value, int) else 2
        published = "" if self.published is None else written(self.published, -int(self.published.as_tuple().exponent))
        times = "" if self.times == 1 else f" × {integer(self.times)}"
        return written(self.value, digits, self.unit), published + times, written(self.rounded)

    @property
    def is_equal(self) -> bool:
        return self.rounded is not None and self.rounded == self.published


@dataclass(frozen=True)
class Edition:
    figures: tuple[EditionFigure, ...]
    missing: tuple[tuple[str, str], ...]  # by name: what explains a difference

    @property
    def has_published(self) -> bool:
        return any(figure.published is not None for figure in self.figures)

    @property
    def differs(self) -> bool:
        return any(figure.published is not None and not figure.is_equal for figure in self.figures)


def edition_of(run: ImportRun) -> Edition | None:
    """The figures of what this import noted of its edition, and with it the others of the same edition, day and place:
    lines that were refused come in by a second file (five queries).
    """
    together = ImportRun.objects.filter(
        scope_id=run.scope_id, edition=run.edition, as_of=run.as_of, state=ImportState.DONE
    )
    rows = _last_said(together)
    in_unit = Q(unit=run.unit)  # amounts of another are not added to these
    found = rows.aggregate(
        total=Count("pk"),
        total_cost=Sum("cost", filter=in_unit),
        costs=Count("cost", filter=in_unit),
        mean_duration=Avg("duration"),
        durations=Count("duration"),
        shared=Count("pk", filter=Q(is_shared=True)),
        answers=Count("is_shared"),
    )
    total = found["total"]
    if not total:
        return None
    published: Mapping[str, str] = run.published or next(filter(None, _published(together)), {})

    def figure(name: str, label: str, value: Any, unit: str, known: int) -> EditionFigure:
        left = total - known
        said = Decimal(published[name]) if name in published else None
        return EditionFigure(
            label,
            value,
            unit,
            said,
            int(published.get("times", 1)) if name == "cost" else 1,
            plural(left, "projet sans cette valeur, non compté", "projets sans cette valeur, non comptés")
            if left
            else "",
        )

    shared = found["shared"] if found["answers"] else None  # nobody says it: unknown, and not 0
    figures = (
        figure("projects", "Projets", total, "", total),
        figure("cost", "Somme des coûts", found["total_cost"], run.unit, found["costs"]),
        figure("duration", "Durée moyenne", found["mean_duration"], "ans", found["durations"]),
        figure("shared", "Projets interministériels", shared, "", found["answers"]),
    )
    without = rows.filter(Q(cost=None) | Q(duration=None)).order_by("title", "pk")
    missing = [(row.title, MISSING[row.cost is None, row.duration is None]) for row in without[:NAMED]]
    refused = ImportRow.objects.filter(run__in=together, outcome=RowOutcome.REFUSED).exclude(
        title__in=rows.values("title")
    )
    named = dict.fromkeys(row.title or f"ligne {row.line}" for row in refused.order_by("run", "line", "pk")[:NAMED])
    return Edition(figures, (*missing, *((title, "ligne refusée") for title in named)))


def _last_said(runs: QuerySet[ImportRun]) -> QuerySet[Observation]:
    """What these imports noted, once a project: the last of them corrects the others."""
    told = Observation.objects.filter(run__in=runs).order_by("project_id", "-created_at", "-pk").distinct("project_id")
    return Observation.objects.filter(pk__in=told.values("pk"))


def _published(runs: QuerySet[ImportRun]) -> QuerySet[ImportRun, dict[str, str]]:
    return runs.order_by("-done_at", "pk").values_list("published", flat=True)

"""Guards of an honest portfolio: what a colour or a rating does not say by itself, and how far each ministry's own
ratings stand from those of the ASIN.

Each guard is one condition: the list shows it, its filter gives the rows that it counts.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from foundation.common import clock
from foundation.common.lists import Cell
from foundation.common.questions import WrittenOnce
from ministries.models import Ministry

from ..enums import CLOSED_STAGES, COLOUR_RANK, Colour, Guard
from ..models import Project
from .project_signals import add_months

TOO_KIND = 2  # how much better a self-rating is, to be told « optimiste »
SHOWN_AS = {guard: f"is_{guard.value}" for guard in Guard}


def still_before(today: date) -> date:
    """A green project of which nothing was published since this day is « vert immobile »."""
    return add_months(today, -settings.PROJECT_STILL_PERIODS * settings.PROJECT_UPDATE_MONTHS)


def _red_inside() -> Q:
    red = Project.objects.filter(colour=Colour.RED, left_on=None)
    below = Exists(red.filter(parent=OuterRef("pk"))) | Exists(red.filter(parent__parent=OuterRef("pk")))
    return Q(is_leaf=False) & below


def condition(guard: Guard, today: date) -> Q:
    if guard == Guard.OPTIMIST:
        return Q(left_on=None, own_rating__gte=F("asin_rating") + TOO_KIND)
    green = Q(left_on=None, colour=Colour.GREEN)
    if guard == Guard.WATERMELON:
        return green & _red_inside()
    # An attestation is no value: it leaves the clock of this guard where it was.
    since = still_before(today)
    silent = Q(last_update_on__lt=since) | Q(last_update_on=None, created_at__date__lt=since)
    return green & silent & ~Q(stage__in=CLOSED_STAGES)


def guarded(rows: QuerySet[Project], guard: str, today: date) -> QuerySet[Project]:
    """The rows that a guard points at."""
    return rows.filter(condition(Guard(guard), today))


def with_guards(rows: QuerySet[Project], today: date) -> QuerySet[Project]:
    """Add one truth for each guard (`is_still`, `is_watermelon`, `is_optimist`), where the rows do not bear it yet."""
    return rows.annotate(
        **{
            name: WrittenOnce(When(condition(guard, today), then=Value(True)), default=Value(False))
            for guard, name in SHOWN_AS.items()
            if name not in rows.query.annotations
        }
    )


def all_with_guards() -> QuerySet[Project]:
    """Every project with its guards of today and its ministry, before anybody narrows them.

    The question is put together once a day and asked again by each list: it is a seventh of what a list costs.
    """
    today = clock.today()
    return _asked_of_all(today, still_before(today)).all()


@lru_cache(maxsize=4)
def _asked_of_all(today: date, since: date) -> QuerySet[Project]:
    """Never read itself, only copied; `since` keeps apart the same day under another setting."""
    return with_guards(Project.objects.defer("search").select_related("ministry"), today)


def guards_of(row: Any) -> list[Guard]:
    """Those of a row made by `with_guards`, an object or a dictionary."""
    flags = row if isinstance(row, dict) else vars(row)
    return [guard for guard, name in SHOWN_AS.items() if flags[name]]


def retained(colour: str, *ratings: int | None) -> Colour:
    """The colour that is kept once people have judged: a low rating pulls it down, no rating ever pulls it up."""
    return _retained(colour, ratings, settings.PROJECT_RED_RATING, settings.PROJECT_YELLOW_RATING)


@lru_cache(maxsize=1024)  # a list says the same few again and again
def _retained(colour: str, ratings: tuple[int | None, ...], red: int, yellow: int) -> Colour:
    known = [rating for rating in ratings if rating is not None]
    computed = Colour(colour)
    if not known or min(known) > yellow:
        return computed
    judged = Colour.RED if min(known) <= red else Colour.YELLOW
    return max(computed, judged, key=lambda one: COLOUR_RANK.get(one, -1))


def retained_among(colour: str, projects: int, rated: Sequence[int]) -> Counter[Colour]:
    """The colours kept of so many projects, all of this computed one; `rated`: how many have 1 as their lowest rating,
    then 2, and so on as long as a rating may say something.
    """
    kept = Counter({Colour(colour): projects - sum(rated)})
    for rating, count in enumerate(rated, start=1):
        if count:
            kept[retained(colour, rating)] += count
    return kept


def retained_as(colour: str) -> Q:
    """The projects of which this colour is kept."""

    def rated(highest: int) -> Q:
        return Q(own_rating__lte=highest) | Q(asin_rating__lte=highest)

    red = Q(colour=Colour.RED) | rated(settings.PROJECT_RED_RATING)
    if colour == Colour.RED:
        return red
    low = rated(settings.PROJECT_YELLOW_RATING)
    return ~red & (Q(colour=Colour.YELLOW) | low) if colour == Colour.YELLOW else Q(colour=colour) & ~red & ~low


def retained_rule() -> str:
    return (
        f"Une note de {settings.PROJECT_RED_RATING} ou moins, du DSI ou de l’ASIN, fait retenir le rouge ; une note de"
        f" {settings.PROJECT_YELLOW_RATING} ou moins, le jaune. Une bonne note ne relève jamais un mauvais signal."
    )


def guard_rules() -> list[tuple[str, str]]:
    months = settings.PROJECT_STILL_PERIODS * settings.PROJECT_UPDATE_MONTHS
    return [
        (Guard.STILL.label, f"Signal vert, rien de publié depuis {months} mois ; « rien de changé » n’y compte pas."),
        (Guard.WATERMELON.label, "Signal vert, mais une ligne qui le compose est au rouge."),
        (Guard.OPTIMIST.label, f"Le DSI note son projet {TOO_KIND} points de mieux que l’ASIN, ou davantage."),
    ]


def calibration(ministries: QuerySet[Ministry], scopes: Collection[Any] | None) -> QuerySet[Ministry]:
    """For each ministry whose projects both have rated: how many, the mean gap, how often too kind, agreed, severe.

    `scopes`: those whose portfolio the reader may see; None for all of them.
    """
    both = Q(projects__left_on=None, projects__own_rating__isnull=False, projects__asin_rating__isnull=False)
    gap = F("projects__own_rating") - F("projects__asin_rating")
    kind = both & Q(projects__own_rating__gte=F("projects__asin_rating") + TOO_KIND)
    severe = both & Q(projects__own_rating__lt=F("projects__asin_rating"))
    green_low = both & Q(projects__colour=Colour.GREEN, projects__asin_rating__lte=settings.PROJECT_RED_RATING)
    rows = ministries if scopes is None else ministries.filter(scope_id__in=scopes)
    return rows.annotate(
        rated=Count("projects", filter=both),
        gap=Coalesce(Avg(gap, filter=both), Value(0.0)),
        too_kind=Count("projects", filter=kind),
        agreed=Count("projects", filter=both & Q(projects__own_rating=F("projects__asin_rating"))),
        severe=Count("projects", filter=severe),
        green_low=Count("projects", filter=green_low),
    ).filter(rated__gt=0)


def gap_of(row: Any) -> str:
    return f"{row.gap:+.1f}".replace(".", ",").replace("-", "− ").replace("+", "+ ")


def too_kind_cell(row: Any) -> Cell:
    """How many self-ratings of a ministry are too kind, and the list of them."""
    href = f"{reverse('projects:list')}?ministry={row.pk}&guard={Guard.OPTIMIST.value}"
    return Cell(row.too_kind, href if row.too_kind else "")

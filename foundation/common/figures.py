"""Figures: one definition each, read by pages, exports, reports and « Pourquoi ce chiffre ? ».

An app registers its figures in its `queries/figures.py`, which is read at the start. What a figure counts is
limited to what the reader may see; `value.rows` are the very rows counted, so that every number can be opened.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .extensions import ExtensionPoint
from .facts import fact
from .typography import integer, percent, plural, short_amount

if TYPE_CHECKING:
    from django.db.models import QuerySet


Number = int | Decimal | float
UNITS: dict[str, Callable[[Any], str]] = {"": integer, "%": percent, "FCFA": short_amount}


@dataclass(frozen=True)
class Part:
    """One line of a figure that is broken down (a stage, a colour): how many of its rows, whatever its unit."""

    key: str
    label: str
    value: Number | None
    href: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class FigureValue:
    """A value with its rows.

    `withheld` rows belong to the figure but have no value: they are printed, never counted as zero.
    """

    value: Number | None
    rows: "QuerySet[Any] | None" = None
    withheld: int = 0
    parts: tuple[Part, ...] = ()
    href: str = ""  # the list of the rows, filters in the address
    listed: Number | None = None  # how many rows that list has, when the value is not their number
    as_of: date | None = None
    note: str = ""  # why it is not known, when it is not

    @property
    def shown_there(self) -> Number | None:
        """How many rows its address shows."""
        return self.value if self.listed is None else self.listed


Compute = Callable[
    [Any, Mapping[str, Any]], FigureValue
]  # the reader (a User: this library knows no model), the filters


@dataclass(frozen=True)
class Figure:
    """`sentence` completes the number (« projets sont en cours »); `withheld_words` says what the rows left
    out lack, `withheld_one` what a single one does where more than its count differs.
    """

    key: str  # "projects.by_stage"
    label: str
    sentence: str
    formula: str
    method_version: int
    compute: Compute
    sentence_one: str = ""  # when the value is 0 or 1; the plural otherwise
    unit: str = ""
    withheld_words: str = "sans valeur, non comptées"
    withheld_one: str = ""
    filters: tuple[str, ...] = field(default_factory=tuple)  # names that compute() understands

    @property
    def asked_filters(self) -> list[str]:
        """Those that may be asked in an address; the day is the clock's."""
        return [name for name in self.filters if name != "today"]

    def text(self, value: Number | None) -> str:
        """The number as it is printed, « non renseigné » when it is not known."""
        return UNITS[self.unit](value)

    def part(self, value: Number | None) -> str:
        """How many rows a part has, with what they are where the figure counts them: neither « 7 % » nor « 7 FCFA »."""
        return integer(int(value)) if self.unit and value is not None else self.said(value)

    def measure(self, value: Number | None = None) -> str:
        """What the number is counted in: « FCFA », « % », « jours », « projets », as its sentence begins."""
        return self.unit or self.words(value).partition(" ")[0].rstrip(",")

    def said(self, value: Number | None) -> str:
        """The number with its unit, where no sentence follows it: « 485 jours »."""
        text = self.text(value)
        return text if self.unit or value is None else f"{text}\u00a0{self.measure(value)}"

    def words(self, value: Number | None) -> str:
        return (
            self.sentence_one
            if self.sentence_one and value is not None and not self.unit and -2 < value < 2
            else self.sentence
        )

    def withheld_text(self, value: FigureValue) -> str:
        """« 3 lignes sans coût estimé, non comptées »; nothing when all are counted."""
        if not value.withheld:
            return ""
        one = self.withheld_one or self.withheld_words.replace("non comptées", "non comptée")
        return plural(value.withheld, f"ligne {one}", f"lignes {self.withheld_words}")


FIGURES: dict[str, Figure] = {}


def register(figure: Figure) -> Figure:
    known = FIGURES.get(figure.key)
    if known is not None and known.compute.__module__ != figure.compute.__module__:
        raise ValueError(f"figure {figure.key!r} is already defined by {known.compute.__module__}")
    FIGURES[figure.key] = figure
    return figure


def get(key: str) -> Figure:
    if key not in FIGURES:
        raise KeyError(f"unknown figure {key!r}, expected one of {', '.join(sorted(FIGURES))}")
    return FIGURES[key]


@dataclass(frozen=True)
class Headline:
    """A number one reads across the room, its rows and its explanation."""

    number: str
    sentence: str
    figure: str = fact("chiffre", help_text="clé du chiffre qui l’explique")
    href: str = ""
    tone: str = ""
    note: str = ""
    excluded: str = fact("exclusions", help_text="ce que le chiffre ne compte pas", default="")
    count: int | None = None  # the rows of its address, when they are what it counts


def unjudged(value: int, whole: int) -> str:
    return ""


def headline(
    key: str, user: Any, filters: Mapping[str, Any], *, of: str = "", tone: Callable[[int, int], str] = unjudged
) -> Headline:
    """A figure as one reads it across the room; `of` is what it is a part of. No row, no address."""
    figure = get(key)
    found = figure.compute(user, filters)
    whole = get(of).compute(user, filters).value if of else None
    told = figure.text(found.value)
    opens = bool(found.href and found.value)
    return Headline(
        f"{told} sur {get(of).text(whole)}" if whole and found.value is not None else told,
        figure.sentence if whole else figure.words(found.value),
        key,
        found.href if opens else "",
        tone(int(found.value or 0), int(whole or 0)),
        found.note,
        figure.withheld_text(found),
        int(found.shown_there or 0) if opens else None,
    )


@dataclass(frozen=True)
class ShownRows:
    """How the rows behind a figure are shown: the address of each, then a few columns, the first one being its link."""

    address: Callable[[Any], str]
    columns: tuple[tuple[str, Callable[[Any], str]], ...]


SHOWN_ROWS: dict[type, ShownRows] = {}


def show_rows(
    model: type, address: Callable[[Any], str], columns: tuple[tuple[str, Callable[[Any], str]], ...]
) -> None:
    """Say it once for a kind of row, whatever the figures that count it."""
    SHOWN_ROWS[model] = ShownRows(address, columns)


@dataclass(frozen=True)
class Drift:
    """A stored value that differs from the one computed again."""

    what: str
    stored: Any
    computed: Any


@dataclass(frozen=True)
class Check:
    """A summary kept by the database or by an operation, and how to compute it again. `repair` puts it right."""

    name: str
    drifts: Callable[[], Iterable[Drift]]
    repair: Callable[[], int]


summary_checks: "ExtensionPoint[Callable[[], Check]]" = ExtensionPoint(
    "summary_checks", "summaries that `manage.py figures --check` computes again"
)

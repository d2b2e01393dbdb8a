"""The one search box: each app says, in its `search.py`, what of its own is found and how a hit is shown.

@source("projets", "Projets", of=Project, position=10, spelled="title")
def projects(user, words, limit): …    # a list of hits, one query, among what the reader may see
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchRank, SearchVectorField, TrigramWordSimilarity
from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from markupsafe import Markup, escape

from .database import FRENCH, SortKey, Typed, is_exactly, prefix_query
from .extensions import ExtensionPoint
from .references import plain
from .rooms import read_once

if TYPE_CHECKING:
    from .requests import User

# Marks that no text holds: the extract is escaped first, then they become <mark>.
START, STOP = "\ue000", "\ue001"
LIKE, NEAREST = 0.3, 10  # a text is like the words typed from here on; how many of them are read


@dataclass(frozen=True)
class Hit:
    title: str
    href: str
    extract: Markup | str = ""
    note: Markup | str = ""
    lit_title: Markup | str = ""  # the title with the words found lit, where it was searched
    is_named: bool = False  # it was asked for by its own name or reference

    @property
    def shown_title(self) -> Markup | str:
        return self.lit_title or self.title


Find = Callable[[Any, str, int], list[Hit]]  # the reader, his words, how many at most


@dataclass(frozen=True)
class Source:
    """One kind of rows found. `spelled` names the column whose words are proposed for those that find nothing: a name
    or a title that the reader may see, never a text behind it.
    """

    key: str
    label: str
    model: type[Any]
    position: int
    find: Find
    spelled: str = ""

    def __call__(self, user: "User", words: str, limit: int) -> list[Hit]:
        return self.find(user, words, limit)


search_sources: ExtensionPoint[Source] = ExtensionPoint(
    "search_sources", "ce que la recherche trouve, une requête par nature de fiche"
)


def source(key: str, label: str, *, of: type[Model], position: int, spelled: str = "") -> Callable[[Find], Find]:
    """Register a function as what finds the rows of a model."""

    def named(find: Find) -> Find:
        search_sources.register(Source(key, label, of, position, find, spelled))
        return find

    return named


def sources() -> dict[str, Source]:
    """Every source by its key, in the order of the page. The drawers are read when somebody searches."""
    for name in ("search", "register"):
        read_once(name)
    return {each.key: each for each in sorted(search_sources, key=lambda each: each.position)}


def spelled_of(model: type[Model]) -> tuple[str, ...]:
    """The column whose words are proposed for those that find no row of this model."""
    return tuple(each.spelled for each in sources().values() if each.model is model and each.spelled)


def nearest(words: str, spelled: Iterable[tuple[QuerySet, str]]) -> str:
    """Words that find nothing, each replaced by its nearest neighbour in these columns of these rows; empty when
    nothing is near. A query a column.
    """
    asked = plain(words.strip()[:100])
    known: dict[str, str] = {}
    for rows, field in spelled:
        likeness = TrigramWordSimilarity(asked, SortKey(field))
        # The operator reads the index of trigrams, with the threshold of the connection (settings).
        near_rows = rows.alias(spelled=SortKey(field)).filter(spelled__trigram_word_similar=asked)
        near_rows = near_rows.annotate(likeness=likeness).filter(likeness__gte=LIKE).order_by("-likeness", "pk")
        for text in near_rows.values_list(field, flat=True)[:NEAREST]:
            known |= {plain(word): word for word in re.findall(r"[^\W\d_]{3,}", text)}
    meant = []
    for word in asked.split():
        near = get_close_matches(word, known, n=1, cutoff=0.7) if len(word) > 3 else []
        meant.append(known[near[0]] if near else word)
    proposed = " ".join(meant)
    return proposed if plain(proposed) != asked else ""


def marked(extract: str) -> Markup:
    return Markup(str(escape(extract)).replace(START, "<mark>").replace(STOP, "</mark>"))


class Lit(Func):
    """A text, or an extract of it, with the words of a query set between marks; its options are written once."""

    template = f"ts_headline('{FRENCH}'::regconfig, %(expressions)s, 'StartSel={START}, StopSel={STOP}, %(options)s')"
    output_field = TextField()


class FrenchWords(Func):
    """The words of some columns, as PostgreSQL reads them in French: what `SearchVector` makes where no index is, for
    less work.
    """

    template = f"to_tsvector('{FRENCH}'::regconfig, concat_ws(' ', %(expressions)s))"
    output_field = SearchVectorField()


def lit(field: Any, query: Typed, options: str) -> Lit:
    return Lit(field, query, options=options)


def extract_of(text: str) -> Markup | str:
    """An extract that shows something found; the beginning of a text that holds none of the words says nothing."""
    return marked(text) if START in (text or "") else ""


def ranked(
    rows: QuerySet,
    field: str,
    body: Any,
    words: str,
    limit: int,
    *,
    title: str = "",
    or_else: Q | None = None,
    exact: Q | None = None,
) -> QuerySet:
    """The one that was named first, then the best, with the words found set between marks in an extract of
    `body` and in the whole `title`.
    """
    query = prefix_query(words)
    lit_title = {"lit_title": lit(title, query, "HighlightAll=true")} if title else {}
    rows = rows.filter(Q(**{field: query}) | or_else if or_else is not None else Q(**{field: query}))
    told = {"rank": SearchRank(F(field), query), "extract": lit(body, query, "MaxWords=30, MinWords=12"), **lit_title}
    if exact is None:
        return rows.annotate(is_named=Value(0), **told).order_by("-rank", "pk")[:limit]
    return rows.annotate(is_named=is_exactly(exact), **told).order_by("-is_named", "-rank", "pk")[:limit]


def on_the_fly(rows: QuerySet, fields: tuple[Any, ...], body: str, words: str, limit: int, **options: Any) -> QuerySet:
    """The same over columns that have no index of their words: for tables of some thousands of rows."""
    return ranked(rows.alias(vector=FrenchWords(*fields)), "vector", body, words, limit, **options)

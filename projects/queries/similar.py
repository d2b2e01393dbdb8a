"""« Déjà vu » : what resembles the title and the aims being typed, among what the reader may see.

Nothing else is counted, ranked or missed.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db import connection
from django.db.models import F, Q, Value
from django.urls import reverse

from foundation.common.database import FRENCH, SortKey

from ..extensions import Alike, Likeness, alike_sources
from ..models import Mutualisation, Project
from ..rules import PROPOSING_ROLES, proposing_scope

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 5
SHORTEST = 6  # letters: below, everything resembles everything
TELLING = 8  # words kept of what is typed
# Half of the portfolio has these words in its titles: two projects that share only them are not alike.
COMMON = (
    "système information projet numérique digital digitalisation dématérialisation informatisation informatique mise"
    " place plateforme gestion logiciel application ministère direction national service public bénin république"
    " développement acquisition réalisation modernisation renforcement solution outil administration agent usager"
    " rendre simple sûr plus"
)
# Telling words in the order they were typed, without the common ones; all of them when nothing else is left.
WORDS = """
WITH typed AS (SELECT lexeme, min(place) AS place FROM unnest(to_tsvector('public.fr', %s)) AS t(lexeme, places, weights), unnest(places) AS place GROUP BY lexeme),
     title AS (SELECT unnest(tsvector_to_array(to_tsvector('public.fr', %s))) AS lexeme),
     common AS (SELECT unnest(tsvector_to_array(to_tsvector('public.fr', %s))) AS lexeme)
SELECT lexeme, lexeme IN (SELECT lexeme FROM common) AS is_common, lexeme IN (SELECT lexeme FROM title) AS is_titled FROM typed ORDER BY place LIMIT 60
"""  # noqa: E501


@dataclass(frozen=True)
class AlikeProject:
    project: Project
    score: float
    can_propose: bool  # another ministry's, and nothing was proposed yet
    proposed: Mutualisation | None
    is_own: bool

    @property
    def href(self) -> str:
        return reverse("projects:detail", args=[self.project.pk])


@dataclass(frozen=True)
class Similar:
    projects: list[AlikeProject]
    others: list[Alike]

    @property
    def count(self) -> int:
        return len(self.projects) + len(self.others)


def likeness(title: str, text: str = "", *, leave_out: Any = None) -> Likeness | None:
    """How to look for what resembles a title and its text; None when too little is typed. Costs one query."""
    title, text = title.replace("\x00", " ").strip()[:500], text.replace("\x00", " ").strip()[:2000]
    if len(title) < SHORTEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [f"{title} . {text}", title, COMMON])
        found = cursor.fetchall()
    telling = ([row for row in found if not row[1]] or found)[:TELLING]
    titled = {word for word, _, is_titled in telling if is_titled}
    # Two words in common, one of the title: one alone would bring half of a portfolio of a hundred thousand rows.
    pairs = [(one, other) for (one, *_), (other, *_) in combinations(telling, 2) if not titled or titled & {one, other}]
    parts = [f"({_quoted(one)} & {_quoted(other)})" for one, other in pairs] or [_quoted(word) for word, *_ in telling]
    return Likeness(
        title, SearchQuery(" | ".join(parts), config="simple", search_type="raw") if parts else None, leave_out
    )


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def similar(user: "User", title: str, text: str = "", *, leave_out: Any = None) -> Similar:
    """What the reader may see and that resembles; the same number of queries whatever is found."""
    wanted = likeness(title, text, leave_out=leave_out)
    if wanted is None:
        return Similar([], [])
    others = sorted(
        (row for source in alike_sources for row in source(user, wanted, SHOWN)), key=lambda row: -row.score
    )
    return Similar(alike_projects(user, wanted), others[:SHOWN])


def _resemblance(key: str, words: str) -> Any:
    return TrigramSimilarity(key, SortKey(Value(words)))  # type: ignore[arg-type]  # an expression is a text too


def alike_projects(user: "User", wanted: Likeness, limit: int = SHOWN) -> list[AlikeProject]:
    """Two queries: the projects, and what was already proposed about them."""
    rows = Project.objects.visible_to(user).annotate(title_key=SortKey("title"))
    near = Q(title_key__trigram_similar=SortKey(Value(wanted.title)))
    score: Any = _resemblance("title_key", wanted.title)
    if wanted.words is not None:
        near |= Q(search=wanted.words)
        score = score + SearchRank(F("search"), wanted.words)
    if wanted.leave_out is not None:
        rows = rows.exclude(pk=wanted.leave_out)
    found = list(
        rows.filter(near)
        .annotate(score=score)
        .select_related("ministry")
        .defer("search")
        .order_by("-score", "pk")[:limit]
    )
    own = user.access.scopes(*PROPOSING_ROLES)
    proposals = Mutualisation.objects.filter(
        project__in=[row.pk for row in found], scope_id__in=user.access.scopes()
    ).select_related("proposed_by")
    proposed = {(row.project_id, row.scope_id): row for row in proposals}
    lines = []
    for row in found:
        scope = proposing_scope(user, row) if row.scope_id not in own and row.left_on is None else None
        before = next((proposal for (project_id, _), proposal in proposed.items() if project_id == row.pk), None)
        lines.append(
            AlikeProject(
                row, row.score, scope is not None and before is None, before, row.scope_id in user.access.scopes()
            )
        )
    return lines


def alike_rows(rows: Any, field: str, wanted: Likeness, vector: Any) -> Any:
    """For the apps above: the rows whose `field` resembles, best first, with their `score`.

    `vector` has its index, as the sort key of the field.
    """
    rows = rows.annotate(alike_key=SortKey(field), alike_words=vector)
    near = Q(alike_key__trigram_similar=SortKey(Value(wanted.title)))
    score: Any = _resemblance("alike_key", wanted.title)
    if wanted.words is not None:
        near |= Q(alike_words=wanted.words)
        score = score + SearchRank(F("alike_words"), wanted.words)
    return rows.filter(near).annotate(score=score).order_by("-score", "pk")


__all__ = ["FRENCH", "AlikeProject", "Similar", "alike_projects", "alike_rows", "likeness", "similar"]

"""Which project each line of a file is: by its code, or by its title in its ministry, whatever the case, the accents
and the name under which a former edition gave it; else those whose name is near.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from foundation.common.database import SortKey
from foundation.common.tables import Raw, folded
from foundation.common.tables.values import words_of
from ministries.models import Ministry, MinistryName
from projects.models import Project, ProjectName

from ..enums import MatchKey
from ..fields import BY_NAME, Field
from ..models import ImportRun

BATCH = 1000
NEAREST = 5  # projects proposed for one line
ALIKE = 0.45  # of the letters of both, three by three
WITHIN = 0.9  # of the shorter in the longer
MOST_POSTINGS = 60  # a word that more titles share tells nothing

# By title: the title of today, or the one that an edition gave. Each line looks in the index: the planner knows nothing
# of what this very import has just written, and would read the whole table for each.
BY_TITLE = """
WITH sent AS MATERIALIZED (
    SELECT line, ministry, public.sort_key(title) AS key FROM unnest(%s::int[], %s::uuid[], %s::text[]) AS s(line, ministry, title)
)
SELECT line, ministry, key, NULL::uuid, 0 FROM sent
UNION ALL
SELECT sent.line, sent.ministry, sent.key, p.id, 1
FROM sent CROSS JOIN LATERAL (SELECT id, ministry_id FROM projects_project WHERE public.sort_key(title) = sent.key OFFSET 0) p
WHERE p.ministry_id = sent.ministry
UNION ALL
SELECT sent.line, sent.ministry, sent.key, p.id, 2
FROM sent CROSS JOIN LATERAL (SELECT project_id FROM imports_observation WHERE public.sort_key(title) = sent.key OFFSET 0) o
CROSS JOIN LATERAL (SELECT id, ministry_id FROM projects_project WHERE id = o.project_id OFFSET 0) p
WHERE p.ministry_id = sent.ministry
"""  # noqa: E501
BY_INDEX = "SELECT set_config('enable_seqscan', %s, true), set_config('enable_bitmapscan', %s, true)"
T = TypeVar("T")


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


class Words:
    """What the words of closed lists mean: as one said, else as the portal writes them."""

    def __init__(self, run: ImportRun) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        for name in {name for name in run.columns if name and BY_NAME[name].has_words}:
            self.known[name] = self._of(BY_NAME[name]) | run.words.get(name, {})
        self.ministries: dict[str, Ministry] = {
            str(row.pk): row for row in (Ministry.objects.all() if run.ministry is None else [run.ministry])
        }

    def _of(self, field: Field) -> dict[str, Any]:
        if field.choices is not None:
            own = {folded(word): value for value, label in field.choices.choices for word in (value, label)}
            return dict(field.synonyms or {}) | own
        found: dict[str, set[str]] = defaultdict(set)
        for key, name, acronym in [
            *MinistryName.objects.values_list("ministry_id", "name", "acronym"),
            *Ministry.objects.values_list("pk", "name", "acronym"),
        ]:
            for word in {folded(name), folded(acronym)} - {""}:
                found[word].add(str(key))
        living = {str(key) for key in Ministry.objects.filter(valid_to=None).values_list("pk", flat=True)}
        told = {}
        for word, keys in found.items():
            kept = keys & living or keys
            if len(kept) == 1:  # a name that two ministries bore says nothing
                told[word] = next(iter(kept))
        return told

    def value(self, name: str, text: str) -> str | None:
        return self.known[name].get(folded(text))


@dataclass
class Matches:
    projects: dict[int, UUID] = field(default_factory=dict)  # by line
    doubtful: dict[int, list[UUID]] = field(default_factory=dict)  # several projects bear that title
    near: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


class Finder:
    """One walk through the file: reads the title, the code and the ministry of each line, and nothing else."""

    def __init__(self, run: ImportRun, words: Words) -> None:
        self.run, self.words = run, words
        self.former: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
        columns = run.columns
        self.title = columns.index("title") if "title" in columns else None
        self.code = columns.index("code") if "code" in columns else None
        self.ministry = columns.index("ministry") if "ministry" in columns else None

    def title_of(self, raw: Raw) -> str:
        return "" if self.title is None else " ".join(words_of(raw.cell(self.title)).split())[:300]

    def code_of(self, raw: Raw) -> str:
        return "" if self.code is None else raw.cell(self.code).strip()

    def ministry_of(self, raw: Raw) -> Ministry | None:
        if self.run.ministry is not None:
            return self.run.ministry
        key = self.words.value("ministry", raw.cell(self.ministry)) if self.ministry is not None else None
        return self.words.ministries.get(key) if key else None

    def other_ministry(self, raw: Raw) -> str:
        """The ministry that the line names where the whole file is said to be of another; empty when none."""
        if self.run.ministry is None or self.ministry is None:
            return ""
        text = raw.cell(self.ministry)
        key = self.words.value("ministry", text)
        return " ".join(text.split()) if key is not None and key != str(self.run.ministry.pk) else ""

    def matches(self, raws: Iterable[Raw]) -> Matches:
        found, left = Matches(), []
        answered: set[int] = set()
        for ministry, key, project in ProjectName.objects.values_list(
            "project__ministry_id", SortKey("title"), "project_id"
        ):
            self.former[ministry, key].add(project)
        for batch in batches(raws):
            unmatched = batch
            if self.code is not None:
                self._by_code(batch, found)
                unmatched = [raw for raw in batch if not self.code_of(raw)]
            if self.title is not None and self.run.key == MatchKey.TITLE:
                self._by_title(unmatched, found)
            answered |= self._by_answer(batch, found)
            if self.title is not None and self.run.key == MatchKey.TITLE:
                left += [
                    (raw.line, self.title_of(raw))
                    for raw in unmatched
                    if raw.line not in found.projects and raw.line not in found.doubtful
                ]
        self._near([(line, title) for line, title in left if title and line not in answered], found)
        return found

    def _by_answer(self, batch: list[Raw], found: Matches) -> set[int]:
        """The lines of which somebody said what they are, seeing the title that they still bear."""
        answered = set()
        for raw in batch:
            answer, title = self.run.answers.get(str(raw.line), ("", ""))
            if answer and title == self.title_of(raw):
                answered.add(raw.line)
                if answer != "new":
                    found.projects[raw.line] = UUID(answer)
        return answered

    def _by_code(self, batch: list[Raw], found: Matches) -> None:
        rows = Project.objects.filter(code__in={code for raw in batch if (code := self.code_of(raw))})
        if self.run.ministry is not None:
            rows = rows.filter(ministry=self.run.ministry)
        keys = dict(rows.values_list("code", "pk"))
        for raw in batch:
            if (key := keys.get(self.code_of(raw))) is not None:
                found.projects[raw.line] = key

    def _by_title(self, batch: list[Raw], found: Matches) -> None:
        sent = [
            (raw.line, ministry.pk, title)
            for raw in batch
            if (ministry := self.ministry_of(raw)) is not None and (title := self.title_of(raw))
        ]
        if not sent:
            return
        # The title of today first; else those of before, and those of editions.
        ranked: dict[int, tuple[set[UUID], set[UUID]]] = defaultdict(lambda: (set(), set()))
        with connection.cursor() as cursor:
            cursor.execute(BY_INDEX, ["off", "off"])
            cursor.execute(BY_TITLE, [list(column) for column in zip(*sent, strict=True)])
            for line, ministry, key, project, rank in cursor.fetchall():
                if rank:
                    ranked[line][rank - 1].add(project)
                elif (ministry, key) in self.former:
                    ranked[line][1].update(self.former[ministry, key])
            cursor.execute(BY_INDEX, ["on", "on"])
        for line, (today, before) in ranked.items():
            several = today or before
            if len(several) == 1:
                found.projects[line] = next(iter(several))
            elif several:
                found.doubtful[line] = sorted(several)

    def _near(self, asked: list[tuple[int, str]], found: Matches) -> None:
        if not asked:
            return
        taken = set(found.projects.values())
        names = Names(self.run, taken)
        for batch in batches(asked):
            for line, title in batch:
                if near := names.near(title):
                    found.near[line] = near
            with connection.cursor() as cursor:  # a transaction that is silent for long is ended by the server
                cursor.execute("SELECT 1")


def trigrams(words: list[str]) -> set[str]:
    return {padded[at : at + 3] for word in words for padded in [f"  {word} "] for at in range(len(padded) - 2)}


def split(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(title.replace("@", "a")))


class Names:
    """The titles of the portfolio by their words, so that the near ones are found without comparing all with all."""

    def __init__(self, run: ImportRun, taken: set[UUID]) -> None:
        rows = Project.objects.filter(left_on=None)
        if run.ministry is not None:
            rows = rows.filter(ministry=run.ministry)
        self.titles: list[tuple[UUID, str, str]] = [
            (key, code, title) for key, code, title in rows.values_list("pk", "code", "title") if key not in taken
        ]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, (_, _, title) in enumerate(self.titles):
            for begin in _begins(split(title)):
                self.places[begin].append(place)

    def near(self, title: str) -> list[dict[str, Any]]:
        words = split(title)
        mine = trigrams(words)
        postings = [self.places.get(begin, []) for begin in _begins(words)]
        places = {place for found in postings if len(found) <= MOST_POSTINGS for place in found}
        scored = []
        for place in places:
            key, code, other = self.titles[place]
            theirs = trigrams(split(other))
            shared = len(mine & theirs)
            score = shared / len(mine | theirs)
            shorter = min(len(mine), len(theirs))
            if score >= ALIKE or (shorter >= 6 and shared / shorter >= WITHIN):
                scored.append((score, str(key), code, other))
        return [
            {"id": key, "code": code, "title": other, "score": round(score, 2)}
            for score, key, code, other in sorted(scored, reverse=True)[:NEAREST]
        ]


def _begins(words: list[str]) -> set[str]:
    """What two near titles share: the beginning of one word at least."""
    return {word[:4] for word in words if len(word) > 2 or len(words) == 1}

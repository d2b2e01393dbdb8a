"""The grid of questions, read from its files (one a version), and what a commune answers to it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from ministries.models import Commune

from ..enums import Reply
from ..models import GridAnswer

FOLDER = "communes/grids"


@dataclass(frozen=True)
class GridQuestion:
    code: str
    text: str
    proof: str  # what would prove it
    source: str = ""


@dataclass(frozen=True)
class Theme:
    title: str
    questions: tuple[GridQuestion, ...]


@dataclass(frozen=True)
class Grid:
    version: str
    title: str
    state: str  # « à valider » as long as nobody has validated its questions
    source: str
    themes: tuple[Theme, ...]

    @property
    def questions(self) -> list[GridQuestion]:
        return [question for theme in self.themes for question in theme.questions]


def _themes(rows: list[dict[str, Any]]) -> tuple[Theme, ...]:
    return tuple(Theme(row["title"], tuple(GridQuestion(**question) for question in row["questions"])) for row in rows)


@lru_cache(maxsize=1)
def grids() -> dict[str, Grid]:
    """Every version, by its number."""
    found = {}
    for path in (settings.BASE_DIR / FOLDER).glob("*.toml"):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        grid = Grid(**said | {"themes": _themes(said["themes"])})
        codes = [question.code for question in grid.questions]
        if grid.version != path.stem or len(codes) != len(set(codes)):
            raise ValueError(f"grid {path.name}: its version is its name, and each code serves once")
        found[grid.version] = grid
    return found


def grid() -> Grid:
    """The version that is answered today: the latest."""
    return grids()[max(grids(), key=int)]


def answers_of(commune: Commune) -> dict[str, GridAnswer]:
    """Its answers to the questions of today, by their code (1 query)."""
    asked = grid()
    codes = {question.code for question in asked.questions}
    rows = GridAnswer.objects.filter(commune=commune, grid=asked.version).exclude(reply="")
    return {row.code: row for row in rows if row.code in codes}


@dataclass(frozen=True)
class Counts:
    questions: int
    yes: int
    no: int
    proven: int

    @property
    def unknown(self) -> int:
        return self.questions - self.yes - self.no


def counts_of(answers: Mapping[str, GridAnswer], questions: int) -> Counts:
    yes = sum(row.reply == Reply.YES for row in answers.values())
    return Counts(questions, yes, len(answers) - yes, sum(bool(row.proof) for row in answers.values()))

"""A workbook that went out comes back: each cell is what it was when it left, what the file says, and what the portal
says now.

1. A line is known by its keys, which are worth what was kept when it left; one whose keys do not hold is refused.
2. A cell that says what it said when it left changes nothing, whatever the portal says since.
3. A cell that changed is taken, where the portal did not; where both did, somebody chooses, seeing the three values.
   A choice holds for the value of the portal that was seen, and for no other.
4. What is taken goes through the rules of every import: a change of state is a published monthly update.
"""

from collections.abc import Iterator
from typing import Any

from foundation.common.tables import Raw, folded
from foundation.common.tables.values import words_of
from foundation.common.typography import plural
from projects.models import Project
from projects.operations.storing import as_text

from ..enums import Crossing, RefusalRule, RowOutcome
from ..fields import ALWAYS_SAID, BASELINE, BY_NAME, VERSION, WORKBOOK, Kind
from ..models import ImportRun, WorkbookRow
from .judging import Fault, Judge, Verdict

TEXTS = (Kind.TEXT, Kind.LONG)


class Returned(Judge):
    clears = True

    def __init__(self, run: ImportRun, *more: Any) -> None:
        super().__init__(run, *more)
        assert run.workbook is not None
        self.left = {row.code: row for row in run.workbook.rows.all()}
        headers = [folded(header) for header in run.headers]
        self.version, self.workbook = headers.index(folded(VERSION)), headers.index(folded(WORKBOOK))
        self.read = {each.name: read for _, each, read in self.readers}
        self.seen: set[str] = set()

    def absent(self) -> Iterator[Verdict]:
        """The lines that went out and are not in the file."""
        for code, row in self.left.items():
            if code not in self.seen:
                yield Verdict(0, row.title, RowOutcome.ABSENT)

    def judge(self, raw: Raw) -> Verdict:
        self.seen.add(self.finder.code_of(raw))
        return super().judge(raw)

    # Which project

    def _project(self, raw: Raw, verdict: Verdict) -> Project:
        left = self._left(raw)
        self._once(left.project_id, raw)
        project = self.projects.get(left.project_id)
        if project is None:
            raise Fault(
                RefusalRule.LEFT,
                f"{left.code} n’est plus un projet de ce ministère depuis que le classeur est sorti.",
                "code",
            )
        return project

    def _left(self, raw: Raw) -> WorkbookRow:
        code, version = self.finder.code_of(raw), raw.cell(self.version).strip()
        reference = raw.cell(self.workbook).strip()
        assert self.run.workbook is not None
        if not (code or version or reference):
            raise Fault(
                RefusalRule.ADDED,
                "Cette ligne n’est pas sortie avec le classeur. Un projet nouveau se crée au portail, ou par un autre"
                " tableau.",
                "title",
            )
        left = self.left.get(code)
        if left is None:
            raise Fault(
                RefusalRule.KEY,
                f"Le code « {code[:30]} » n’est pas de ceux qui sont sortis avec ce classeur : la clé de la ligne a"
                " changé. Remettez le code d’origine.",
                "code",
            )
        own = self.run.workbook.reference
        keys = [
            ("code", version == str(left.project_version), f"« {VERSION} » : {left.project_version}"),
            ("code", reference == own, f"« {WORKBOOK} » : {own}"),
            ("title", self._title(raw) == self._again("title", left.title), f"l’intitulé : « {left.title} »"),
        ]
        wrong = [(name, said) for name, is_kept, said in keys if not is_kept]
        if wrong:
            raise Fault(
                RefusalRule.KEY,
                f"Les clés de cette ligne ne sont plus celles de {code} au départ. Remettez"
                f" {', '.join(said for _, said in wrong)}. Si un tri a mêlé les lignes, repartez du classeur sorti.",
                wrong[0][0],
            )
        return left

    def _new_title(self, raw: Raw, project: Project) -> str:
        return ""

    # Cells

    def _again(self, name: str, value: Any) -> Any:
        """A value as its own cell reads: neither double spaces nor markup come back."""
        if name == "title":
            return " ".join(words_of(value).split())
        return self.read[name](value) if value and BY_NAME[name].kind in TEXTS else value

    def _change(self, raw: Raw, project: Project, values: dict[str, Any], verdict: Verdict) -> None:
        left = self.left[project.code].values
        taken = {name: value for name, value in values.items() if name == "narrative" and value}
        for place, each, _ in self.readers:
            name = each.name
            if name not in left:
                continue
            was, now = (self._again(name, value) for value in (left[name], as_text(getattr(project, name))))
            if name in values:
                if self._is_taken(raw, project, name, (was, as_text(values[name]), now), verdict):
                    taken[name] = values[name]
            elif was not in (None, "") and not raw.cell(place):
                verdict.cross(name, Crossing.EMPTIED, was, "", now)
        undecided = [name for name, cell in verdict.crossed.items() if cell["state"] == Crossing.BOTH]
        if undecided:
            raise Fault(
                RefusalRule.CONFLICT,
                f"{plural(len(undecided), 'cellule a changé', 'cellules ont changé')} dans le fichier et au portail :"
                f" {', '.join(BY_NAME[name].label for name in undecided)}. Choisissez la valeur à garder.",
                undecided[0],
            )
        super()._change(raw, project, taken, verdict)

    def _is_taken(self, raw: Raw, project: Project, name: str, sides: tuple[Any, Any, Any], verdict: Verdict) -> bool:
        """Whether the cell moves the portal, from what it was when it left, what was sent, and what the portal has."""
        was, sent, now = sides
        if sent == was:
            if now != was:
                verdict.cross(name, Crossing.SINCE, *sides)
            return False
        if sent == now:
            return False
        if sent in (None, "") and name in ALWAYS_SAID:
            raise Fault(RefusalRule.MISSING, f"« {BY_NAME[name].label} » ne s’efface pas.", name)
        if now == was or (name in BASELINE and project.pk in self.based):  # the rules of a baseline answer
            return True
        choice, seen = self.run.choices.get(f"{raw.line}.{name}", ("", None))
        state = Crossing(choice) if choice and seen == now else Crossing.BOTH
        verdict.cross(name, state, *sides)
        return state == Crossing.FILE

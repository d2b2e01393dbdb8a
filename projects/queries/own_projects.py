"""« Mes projets »: one row a project, prefilled from its draft or from the last publication."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from foundation.accounts.enums import Role

from ..enums import ATTESTATIONS_IN_A_ROW, CLOSED_STAGES, UpdateState
from ..models import Project, StatusUpdate

if TYPE_CHECKING:
    from foundation.accounts.models import User

# The fields one types into, in the order of the table.
TYPED = (
    "stage",
    "forecast_start",
    "actual_start",
    "forecast_end",
    "actual_end",
    "progress",
    "forecast_cost",
    "actual_cost",
    "own_rating",
    "narrative",
)


@dataclass
class OwnRow:
    """A row as it is drawn: texts to put in the fields, those of the last publication beside, what is wrong."""

    project: Project
    values: dict[str, str]
    published: dict[str, str]
    draft: StatusUpdate | None
    is_stale: bool
    recent: list[StatusUpdate]  # the last published ones, newest first
    attestation_blockers: list[str] = field(default_factory=list)
    attests: bool = False
    base_version: int = 0
    draft_version: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)
    conflict_sides: dict[str, tuple[str, str]] = field(default_factory=dict)

    def kind(self, name: str, usual: str) -> str:
        """The kind of the field: what was typed and is no day, or no number, is only shown in one of text."""
        read: Callable[[str], object] = date.fromisoformat if usual == "date" else int
        try:
            if value := self.values[name]:
                read(value)
        except ValueError:
            return "text"
        return usual

    def moved(self, *names: str) -> bool:
        """Whether one of these fields differs from the last publication."""
        return any(self.values[name] != self.published[name] for name in names)


def own_projects(user: "User") -> QuerySet[Project]:
    """The followed projects this user may update: those of his ministry for a DSI, those he leads for a
    project lead.
    """
    led = Q(scope_id__in=user.access.scopes(Role.PROJECT_LEAD), lead__user_id=user.pk)
    return Project.objects.followed().filter(Q(scope_id__in=user.access.scopes(Role.DSI)) | led)


def expecting(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those of which an update is expected: neither done nor abandoned, or with a draft waiting."""
    drafts = StatusUpdate.objects.filter(state=UpdateState.DRAFT).values("project_id")
    return projects.filter(~Q(stage__in=CLOSED_STAGES) | Q(pk__in=drafts))


def text_of(value: Any) -> str:
    """A value as it is put into a field."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def typed_texts(row: Project | StatusUpdate) -> dict[str, str]:
    """The values of a project or an update as texts for the fields; amounts with their thousands apart."""
    texts = {name: text_of(getattr(row, name, "")) for name in TYPED}
    return texts | {
        name: f"{int(texts[name]):,}".replace(",", " ") for name in ("forecast_cost", "actual_cost") if texts[name]
    }


def own_rows(projects: list[Project], today: date) -> dict[UUID, OwnRow]:
    """Rows for these projects, with two more queries: drafts, and the last published updates of each."""
    drafts = {
        draft.project_id: draft for draft in StatusUpdate.objects.filter(project__in=projects, state=UpdateState.DRAFT)
    }
    ranked = StatusUpdate.objects.filter(project__in=projects, state=UpdateState.PUBLISHED).annotate(
        rank=Window(RowNumber(), partition_by=F("project_id"), order_by=[F("published_at").desc(), F("id").desc()])
    )
    recent: dict[UUID, list[StatusUpdate]] = {}
    for update in ranked.filter(rank__lte=ATTESTATIONS_IN_A_ROW).order_by("project_id", "rank"):
        recent.setdefault(update.project_id, []).append(update)
    rows = {}
    for project in projects:
        draft = drafts.get(project.pk)
        published = typed_texts(project)
        rows[project.pk] = OwnRow(
            project=project,
            values=typed_texts(draft) if draft else dict(published),
            published=published,
            draft=draft,
            is_stale=project.is_stale(today),
            recent=recent.get(project.pk, []),
            base_version=project.version,
            draft_version=draft.version if draft else 0,
        )
    return rows

"""« Mes projets »: one row a project, prefilled from its draft or from the last publication."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2s
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Concat, RowNumber

from foundation.accounts.enums import Role
from foundation.common.keyset import Sort
from foundation.common.typography import plural, short_datetime

from ..enums import ATTESTATIONS_IN_A_ROW, CLOSED_STAGES, UpdateState
from ..models import Project, StatusUpdate
from ..models.project import SORT_TITLE

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
    month: date = date.min  # the first day of the one that is asked
    attestation_blockers: list[str] = field(default_factory=list)
    attests: bool = False
    base_version: int = 0
    draft_version: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)
    conflict_sides: dict[str, tuple[str, str]] = field(default_factory=dict)
    conflict_author: str = ""
    is_open: bool = False

    @property
    def done(self) -> StatusUpdate | None:
        """What was published of this month, if anything."""
        last = self.recent[0] if self.recent else None
        return last if last is not None and last.month == self.month else None

    @property
    def drawn(self) -> str:
        """The mark of the texts that the row was drawn with: one sent back with it was not touched. None of a draft,
        which waits to be published as it is.
        """
        return "" if self.draft else mark_of(self.published[name] for name in TYPED)

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


def done_in(month: date | OuterRef) -> Exists:
    """Published or attested for the month of this first day."""
    return Exists(StatusUpdate.objects.filter(project=OuterRef("pk"), state=UpdateState.PUBLISHED, month=month))


# Within a page: what waits, then what is done, each by title.
MARK = Case(When(told=True, then=Value("1")), default=Value("0"))
WAITING_FIRST = {"waiting": Sort(Concat(MARK, SORT_TITLE, output_field=TextField()))}


@dataclass(frozen=True)
class Month:
    """What the projects of one person come to this month."""

    waiting: int
    stale: int
    published: int
    attested: int

    @property
    def said(self) -> str:
        words = plural(self.waiting, "projet attend sa mise à jour", "projets attendent leur mise à jour")
        if self.stale:
            words += f", dont {plural(self.stale, 'périmé')}"
        done = []
        if self.published:
            done.append(plural(self.published, "publié"))
        if self.attested:
            done.append(plural(self.attested, "attesté sans changement", "attestés sans changement"))
        return f"{words}{' ; déjà faits : ' if done else ''}{', '.join(done)}."


def month_of(rows: Iterable[OwnRow]) -> Month:
    """Of the rows of one page that holds them all."""
    waiting, stale, published, attested = 0, 0, 0, 0
    for row in rows:
        told = [update.attests_no_change for update in row.recent if update.month == row.month]
        waiting += not told
        stale += not told and row.is_stale
        published += False in told
        attested += bool(told) and False not in told
    return Month(waiting, stale, published, attested)


def whole_month(projects: QuerySet[Project], today: date) -> Month:
    """Of all of them, when one page does not hold them; one query. An attestation after an update is the update's."""
    month = today.replace(day=1)
    last = StatusUpdate.objects.filter(project=OuterRef("pk"), state=UpdateState.PUBLISHED, month=month)
    counted = projects.annotate(told=done_in(month), moved=Exists(last.filter(attests_no_change=False))).aggregate(
        waiting=Count("pk", filter=Q(told=False)),
        stale=Count("pk", filter=Q(told=False, left_on=None, fresh_until__lt=today)),
        published=Count("pk", filter=Q(moved=True)),
        attested=Count("pk", filter=Q(told=True, moved=False)),
    )
    return Month(**counted)


def crossed_by(row: OwnRow) -> str:
    """Who wrote the text that a row crosses, and when: a draft, or the last publication."""
    if row.draft is not None:
        return f"{row.draft.author_name} (brouillon)"
    if not row.recent:
        return ""
    return f"{row.recent[0].author_name}, le {short_datetime(row.recent[0].published_at)}"


def mark_of(texts: Iterable[str]) -> str:
    return blake2s("\x1f".join(texts).encode(), digest_size=8).hexdigest()


def every_side(stored: Project | StatusUpdate, said: str, typed: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Of two texts that cross, every field: what is stored, what was typed."""
    return {
        name: (said if name == "narrative" else text_of(getattr(stored, name)), text_of(typed.get(name)))
        for name in TYPED
    }


COSTS = ("forecast_cost", "actual_cost")


def spaced(text: str) -> str:
    """An amount with its thousands apart, as its field shows it."""
    return f"{int(text):,}".replace(",", " ") if text else ""


def text_of(value: Any) -> str:
    """A value as it is put into a field."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def typed_texts(row: Project | StatusUpdate) -> dict[str, str]:
    """The values of a project or an update as texts for the fields; amounts with their thousands apart."""
    texts = {name: text_of(getattr(row, name, "")) for name in TYPED}
    return texts | {name: spaced(texts[name]) for name in COSTS}


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
            month=today.replace(day=1),
            base_version=project.version,
            draft_version=draft.version if draft else 0,
        )
    return rows

"""What the file of a session holds, as one audience may read it; then its own pages: cover, contents, one sheet for
each item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse

from editions.enums import EDITION_PAPER
from foundation.common.models import beforehand
from foundation.common.typography import capitalize_first, hour, long_date, short_datetime
from foundation.documents.canonical import canonical, sha256
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document, StoredFile
from foundation.documents.operations.binding import BINDABLE
from sessions.core.enums import ItemKind, PvState
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation
from sessions.preparing.queries.releases import as_released, last_release
from sessions.preparing.queries.sheet import ask_secretariat
from sessions.preparing.reports.convocation import ministry_name_of

from ..enums import FileAudience
from ..queries.session_files import file_of
from .session_projects import FileRow, rows_of_projects

READ_BY_LINK = (State.CONVENED, State.OPEN, State.SUSPENDED)
LAYOUT = "3"  # raised when the same content must be laid out anew
AUDIENCE_WORDS = {
    FileAudience.INSIDE: "Exemplaire des membres de la commission, à ne pas diffuser",
    FileAudience.OUTSIDE: "Exemplaire communicable hors de la commission",
}
FORMATS = {
    "docx": "Word",
    "xlsx": "tableur",
    "pptx": "présentation",
    "odt": "texte OpenDocument",
    "ods": "tableur OpenDocument",
    "odp": "présentation OpenDocument",
}


@dataclass(frozen=True)
class FileAnnex:
    key: str  # « 2.1 »: the place of the annex, and of its link
    title: str
    name: str
    sha256: str
    is_signed: bool
    apart: str  # why it is not bound; empty when it is


@dataclass(frozen=True)
class FileItem:
    number: int | None  # headings have none
    title: str
    kind: str
    presenter: str
    minutes: int | None
    description: str
    is_closed_doors: bool
    annexes: tuple[FileAnnex, ...]
    rows: tuple[FileRow, ...] = ()

    @property
    def anchor(self) -> str:
        return f"point-{self.number}"

    @property
    def label(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True)
class SessionFileContent:
    ministry: str
    organ: str
    code: str
    session: str
    theme: str
    day: str
    hour: str
    place: str
    video_link: str
    audience: str
    is_fictitious: bool
    items: tuple[FileItem, ...]

    @property
    def fingerprint(self) -> str:
        """Two contents that would give the same pages have the same one: the hashes of the annexes are in it."""
        return sha256(canonical({"layout": LAYOUT, "content": self}))

    @property
    def title(self) -> str:
        return f"Dossier de la {self.session}, {self.code}"

    @property
    def author(self) -> str:
        return f"{self.organ}, {self.ministry}" if self.ministry not in self.organ else self.organ

    @property
    def sections(self) -> tuple[FileItem, ...]:
        return tuple(item for item in self.items if item.number)

    @property
    def annexes(self) -> tuple[FileAnnex, ...]:
        return tuple(annex for item in self.items for annex in item.annexes)


def build_session_file(session: CommissionSession, audience: FileAudience) -> SessionFileContent:
    """Gather what one audience may read (7 queries). What it may not see is not there at all: no title, no count; the
    others keep their numbers.

    Between the convocation and the opening it holds the version that the members were told of.
    """
    items = AgendaItem.objects.filter(session=session).numbered()
    annexes = Annex.objects.kept()
    if audience == FileAudience.OUTSIDE:
        items, annexes = (
            items.filter(is_closed_doors=False, session__is_closed_doors=False),
            annexes.filter(is_confidential=False),
        )
    rows = (
        items.select_related("presenter", "about_session__pv__document__file")
        .prefetch_related(
            Prefetch(
                "annexes", queryset=annexes.select_related("file").order_by("position", "pk"), to_attr="filed_annexes"
            )
        )
        .in_order()
    )
    release = last_release(session) if session.is_unopened else None
    shown = [(item, beforehand(item, "filed_annexes")) for item in rows]
    if release is None:
        told = [(item, filed, item.number) for item, filed in shown]
    else:
        told = as_released(release, shown)
    communications = edition_papers([item for item, _ in shown])
    examined = rows_of_projects(session) if audience == FileAudience.INSIDE else {}
    lines = [
        _line(item, filed, number, audience, communications.get(item.edition_id), examined.get(item.pk, ()))
        for item, filed, number in told
        if item.withdrawn_at is None
    ]
    return SessionFileContent(
        ministry=ministry_name_of(session),
        organ=session.commission.name,
        code=session.commission.code,
        session=session.label,
        theme=session.theme,
        day=long_date(session.held_on),
        hour=hour(session.starts_at),
        place=session.place,
        video_link=session.video_link,
        audience=AUDIENCE_WORDS[audience],
        is_fictitious=session.is_fictitious,
        items=tuple(lines),
    )


def edition_papers(items: Sequence[AgendaItem]) -> dict[UUID | None, Document]:
    """The communication of each edition that an agenda reads (1 query, none where it reads none)."""
    keys = {item.edition_id for item in items if item.edition_id is not None}
    if not keys:
        return {}
    rows = Document.objects.filter(kind=EDITION_PAPER, subject_id__in=keys).select_related("file")
    return {row.subject_id: row for row in rows}


def content_by_link(convocation: Convocation) -> SessionFileContent | None:
    """What the link of a letter opens, for as long as the session is ahead or under way: whoever has the link reads it,
    so that nothing which stays inside the commission is there.
    """
    if convocation.session.state not in READ_BY_LINK:
        return None
    content = build_session_file(convocation.session, FileAudience.OUTSIDE)
    return content if content.sections else None


def why_no_piece(convocation: Convocation, sha256: str) -> list[str]:
    """What became of an annex that the link of a letter opened, and whom to ask. Of what its holder was never told,
    nothing.
    """
    session = convocation.session
    if session.state not in READ_BY_LINK:
        state = State(session.state).label
        return [
            f"La {session.label} est à l’état « {state} » : ce lien n’en ouvre plus les pièces.",
            ask_secretariat(session),
        ]
    told = Annex.objects.filter(item__session=session, file__sha256=sha256, is_confidential=False)
    told = told.filter(item__is_closed_doors=False, item__session__is_closed_doors=False).exclude(announced_title="")
    taken = told.exclude(removed_at=None, item__withdrawn_at=None).select_related("item")
    gone = taken.order_by("-removed_at", "-pk").first()
    when = (gone.removed_at or gone.item.withdrawn_at) if gone is not None else None
    if gone is None or when is None:
        return [
            "Cette pièce n’est pas, ou n’est plus, dans le dossier de la session. Celles qui y sont se lisent par le"
            " lien de votre convocation.",
            ask_secretariat(session),
        ]
    content = content_by_link(convocation)
    now = [annex.title for annex in content.annexes] if content is not None else []
    after = (
        "Une pièce du même nom la remplace : ouvrez-la par le lien de votre convocation."
        if gone.announced_title in now
        else "Les pièces qui restent se lisent par le lien de votre convocation."
    )
    what = "du dossier" if gone.removed_at is not None else "avec son point"
    day = long_date(when, weekday=False)
    return [f"La pièce « {gone.announced_title} » a été retirée {what} le {day}. {after}", ask_secretariat(session)]


def linked_part(convocation: Convocation, secret: str) -> tuple[str, Any]:
    """What a member reads behind his link, without an account: the copy that may leave the commission."""
    content = content_by_link(convocation)
    if content is None:
        return "linked", None
    row = file_of(convocation.session, FileAudience.OUTSIDE)
    is_current = row is not None and row.file_id is not None and row.fingerprint == content.fingerprint
    return "linked", {
        "row": row if is_current else None,
        "is_asked": row is not None and row.job is not None and not row.job.is_finished and not is_current,
        "file_href": reverse("sessions:linked_file", args=[secret]),
        "items": [
            (item, [(annex, reverse("sessions:linked_piece", args=[secret, annex.sha256])) for annex in item.annexes])
            for item in content.sections
            if item.annexes
        ],
    }


def _line(
    item: AgendaItem,
    filed: Sequence[Annex],
    number: int | None,
    audience: FileAudience,
    communication: Document | None,
    examined: Sequence[FileRow],
) -> FileItem:
    pieces = [(annex.title, annex.file, annex.is_signed, _apart(annex)) for annex in filed] + _pv_to_approve(
        item, audience
    )
    if communication is not None and communication.file is not None:
        pieces.append((communication.title, communication.file, False, ""))
    return FileItem(
        number=number,
        title=item.title,
        kind=capitalize_first(str(ItemKind(item.kind).label)),
        presenter=item.presenter_in_words,
        minutes=item.planned_minutes,
        description=item.description,
        is_closed_doors=item.is_closed_doors,
        annexes=(
            tuple(
                FileAnnex(f"{number}.{place}", title, file.name, file.sha256, is_signed, apart)
                for place, (title, file, is_signed, apart) in enumerate(pieces, start=1)
            )
            if number
            else ()
        ),
        rows=(
            *(
                FileRow(row["title"], row["text"], row["state"], row["detail"])
                for row in item.own_rows
                if audience == FileAudience.INSIDE or not row["is_restricted"]
            ),
            *examined,
        ),
    )


def _pv_to_approve(item: AgendaItem, audience: FileAudience) -> list[tuple[str, StoredFile, bool, str]]:
    """The procès-verbal of the session that the item is about, once submitted and laid out; outside the commission,
    only what was transmitted.
    """
    before = item.about_session
    pv = getattr(before, "pv", None)
    if before is None or pv is None or pv.state == PvState.DRAFT or pv.document is None or pv.document.file is None:
        return []
    if audience == FileAudience.OUTSIDE and (before.is_closed_doors or before.transmitted_at is None):
        return []
    return [(f"{pv.document.title}, à approuver", pv.document.file, False, "")]


def _apart(annex: Annex) -> str:
    if not annex.is_printed:
        return "annexe non imprimée"
    if annex.file.content_type not in BINDABLE:
        extension = annex.file.name.rpartition(".")[2].lower()
        return f"fichier {FORMATS.get(extension, f'.{extension}')}"
    return ""


def session_file_html(
    content: SessionFileContent, *, apart: Mapping[str, str], pages: Mapping[str, int], total: int, moment: datetime
) -> str:
    """The pages of our own. `apart` and `pages` are by key of annex or anchor of item; a page not known yet is 0."""
    frame = Frame(
        title=content.title, ministry=content.ministry, organ=content.organ, is_specimen=content.is_fictitious
    )
    context: dict[str, Any] = {
        "file": content,
        "apart": apart,
        "pages": pages,
        "total": total,
        "made_on": short_datetime(moment),
    }
    return paper_html("pdf/session_file.html", frame, **context)

"""The letter of convocation: what one member reads, frozen before it is laid out."""

from dataclasses import dataclass
from typing import Any

from commissions.enums import HolderKind, SeatRole
from commissions.models import Mandate
from foundation.common import clock
from foundation.common.typography import hour, local_day, long_date, plural
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document
from sessions.core.models import AgendaRelease, CommissionSession, Convocation
from sessions.core.queries.blockers import CONVENED_AS, notice_for
from sessions.core.reports.wording import chair_title, convocation_reference

from ..queries.releases import frozen_agenda, hidden_in, last_release, on_paper

CONVOCATION_PAPER = "convocation"
CLOSED_AGENDA = "La session se tient à huis clos : l’ordre du jour est remis en séance."


@dataclass(frozen=True)
class AgendaLine:
    number: int | None  # headings have none
    title: str
    detail: str = ""


@dataclass(frozen=True)
class ConvocationLetter:
    ministry: str
    organ: str
    reference: str
    dated: str
    recipient_name: str
    recipient_function: str
    session: str
    theme: str
    day: str
    hour: str
    place: str
    video_link: str
    duration: str
    legal_basis: str
    agenda: tuple[AgendaLine, ...]
    agenda_version: str
    agenda_note: str
    urgency_motive: str
    urgency_rule: str
    proxies: str
    changed: bool
    former_answer: str  # what the member had answered for another day or hour, and that no longer holds
    signatory_function: str
    signatory_name: str


def ministry_name_of(session: CommissionSession) -> str:
    """The ministry under the name it bears on the day of the session; for a national body, its scope."""
    ministry = session.commission.ministry
    if ministry is None:
        return str(session.commission.scope)
    name = ministry.names.in_force(session.held_on or clock.today()).first()
    return name.name if name is not None else ministry.name


def agenda_lines(session: CommissionSession, release: AgendaRelease | None = None) -> tuple[AgendaLine, ...]:
    """The agenda as a letter prints it: this version, or the last released, or what stands before any is; nothing of
    what is behind closed doors.
    """
    if session.is_closed_doors:
        return ()
    release = release or last_release(session)
    content = release.content if release is not None else frozen_agenda(session)
    return tuple(
        AgendaLine(item["number"], item["title"], f"présenté par {item['presenter']}" if item["presenter"] else "")
        for item in on_paper(content, hidden_in(session, content))["items"]
        if not item["withdrawal"]
    )


def build_letter(convocation: Convocation, *, changed: bool = False, former_answer: str = "") -> ConvocationLetter:
    """Gather what the letter of one member says (about 6 queries)."""
    session = convocation.session
    statute = session.statute
    release = last_release(session)
    notice = notice_for(session, sent_on=local_day(session.convened_at) if session.convened_at else clock.today())
    is_urgent = notice is not None and notice.is_short
    signatory = _signatory(session)
    title = chair_title(
        signatory.seat.role if signatory else SeatRole.PRESIDENT, signatory.person if signatory else None
    )
    return ConvocationLetter(
        ministry=ministry_name_of(session),
        organ=session.commission.name,
        reference=f"N° {convocation_reference(session)}",
        dated=f"Le {long_date(clock.today(), weekday=False)}",
        recipient_name=convocation.person.titled_name,
        recipient_function=convocation.seat_label,
        session=session.label,
        theme="" if session.is_closed_doors else session.theme,
        day=long_date(session.held_on),
        hour=hour(session.starts_at),
        place=session.place,
        video_link=session.video_link,
        duration=plural(session.planned_minutes, "minute") if session.planned_minutes else "",
        legal_basis=_legal_basis(session),
        agenda=agenda_lines(session, release),
        agenda_version=f"version {release.letter}" if release is not None else "",
        agenda_note=CLOSED_AGENDA if session.is_closed_doors else "",
        urgency_motive=session.urgency_motive if is_urgent else "",
        urgency_rule=(
            f"{plural(notice.given, 'jour franc', 'jours francs')} au lieu de {notice.required},"
            f" {notice.article or 'article non renseigné'}"
            if is_urgent and notice
            else ""
        ),
        proxies=(
            f"Les procurations sont admises ({statute.proxies_article or 'article non renseigné'})."
            if statute is not None and statute.proxies_allowed
            else ""
        ),
        changed=changed,
        former_answer=former_answer,
        signatory_function=(
            f"{title[0]}{title[1:].lower()} de la"
            f" commission{' par intérim' if signatory and signatory.kind == HolderKind.INTERIM else ''}"
        ),
        signatory_name=signatory.person.full_name if signatory else "",
    )


def _signatory(session: CommissionSession) -> Mandate | None:
    """Who holds the president's seat on the day, par intérim first, else the vice-president's."""
    heads = Mandate.objects.in_force(session.held_on or clock.today()).filter(
        seat__commission_id=session.commission_id,
        seat__role__in=[SeatRole.PRESIDENT, SeatRole.VICE_PRESIDENT],
        kind__in=CONVENED_AS,
    )
    by_role: dict[str, Mandate] = {}
    for mandate in heads.select_related("person", "seat").order_by("-seat__position", "-pk"):
        if mandate.kind == HolderKind.INTERIM or by_role.get(mandate.seat.role, mandate).kind != HolderKind.INTERIM:
            by_role[mandate.seat.role] = mandate
    return by_role.get(SeatRole.PRESIDENT) or by_role.get(SeatRole.VICE_PRESIDENT)


def _legal_basis(session: CommissionSession) -> str:
    text = session.statute.legal_text if session.statute is not None else session.commission.founded_by
    if text is None:
        return ""
    of_day = f" du {long_date(text.dated_on, weekday=False)}" if text.dated_on else ""
    return f"{text.get_kind_display()} n° {text.reference}{of_day}"


def letter_html(document: Document, *, code: str) -> str:
    """The whole page, from the frozen content alone."""
    letter: dict[str, Any] = document.content
    frame = Frame(
        title=document.title,
        ministry=letter["ministry"],
        organ=letter["organ"],
        reference=letter["reference"],
        is_specimen=document.is_specimen,
        code=code,
    )
    return paper_html("pdf/convocation.html", frame, letter=letter)


def convocation_paper() -> Paper:
    return Paper(kind=CONVOCATION_PAPER, label="convocation", html=letter_html)

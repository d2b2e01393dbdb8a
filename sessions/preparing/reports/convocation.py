"""The letter of convocation: what one member reads, frozen before it is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commissions.enums import HolderKind, SeatRole
from commissions.models import Mandate
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.french import bare, head_of
from foundation.common.typography import capitalize_first, hour, local_day, long_date, plural
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document
from sessions.core.models import AgendaRelease, CommissionSession, Convocation
from sessions.core.queries.blockers import CONVENED_AS, holders_of, notice_for
from sessions.core.reports.wording import by_gender, chair_title, city_of, convocation_reference

from ..queries.releases import frozen_agenda, hidden_in, last_release, on_paper

CONVOCATION_PAPER = "convocation"
# Who is written to by the name of his function; any other by the civility alone.
ADDRESSED = {
    "directeur",
    "directrice",
    "inspecteur",
    "inspectrice",
    "maire",
    "ministre",
    "préfet",
    "préfète",
    "président",
    "présidente",
    "secrétaire",
    "vice-président",
    "vice-présidente",
}
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
    dated: str  # « Cotonou, le 12 octobre 2026 »
    object: str
    recipient_name: str
    recipient_function: str
    address: str  # « Madame la Directrice »
    invited: str  # « priée », « prié(e) » when the civility is not known
    attending: str  # « présente »
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
    enclosed: tuple[str, ...]
    changed: bool
    changes: tuple[str, ...]  # « la date : le jeudi 15 octobre 2026, au lieu du mercredi 14 octobre 2026 »
    replaced: str  # « n° 001/MDEMO/2026 du 2 octobre 2026 »
    former_answer: str  # what the member had answered for another day or hour, and that no longer holds
    signatory_function: str
    signatory_name: str
    secretariat: str  # where it answers: « téléphone …, courriel … »


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


def letter_to_come(session: CommissionSession) -> ConvocationLetter | None:
    """The letter of the first member as it would leave today, without its number; None while nobody is to be convened.

    Nothing is written.
    """
    mandate = next(iter(holders_of(session.commission_id, on=session.held_on)), None) if session.held_on else None
    if mandate is None:
        return None
    release = AgendaRelease(session=session, number=len(session.agenda_releases.all()) + 1)
    release.content = frozen_agenda(session)
    row = Convocation(session=session, seat=mandate.seat, person=mandate.person, seat_label=function_of(mandate))
    return build_letter(row, common=common_to(session, release))


def function_of(mandate: Mandate) -> str:
    """What the seat is called in the letter of who holds it."""
    label = mandate.seat.label
    return f"{label[:286]}, par intérim" if mandate.kind == HolderKind.INTERIM else label


@dataclass(frozen=True)
class Common:
    """What all the letters of a session say alike."""

    ministry: str
    city: str
    signatory: Mandate | None
    agenda: tuple[AgendaLine, ...]
    agenda_version: str
    enclosed: tuple[str, ...]


def common_to(session: CommissionSession, release: AgendaRelease | None = None) -> Common:
    """Gather it (about 8 queries), with the last version of the agenda or `release`."""
    release = release or last_release(session)
    return Common(
        ministry=ministry_name_of(session),
        city=city_of(session.place, session.commission.meeting_place),
        signatory=_signatory(session),
        agenda=agenda_lines(session, release),
        agenda_version=f"version {release.letter}" if release is not None else "",
        enclosed=_enclosed(session, release),
    )


def build_letter(
    convocation: Convocation, *, changed: bool = False, former_answer: str = "", common: Common | None = None
) -> ConvocationLetter:
    """What the letter of one member says; whoever writes several gives what is `common` to them."""
    session = convocation.session
    statute = session.statute
    common = common or common_to(session)
    notice = notice_for(session, sent_on=local_day(session.convened_at) if session.convened_at else clock.today())
    is_urgent = notice is not None and notice.is_short
    signatory, city = common.signatory, common.city
    person, today = convocation.person, long_date(clock.today(), weekday=False)
    former = convocation.letter.content if convocation.letter is not None else {}
    title = chair_title(
        signatory.seat.role if signatory else SeatRole.PRESIDENT, signatory.person if signatory else None
    )
    return ConvocationLetter(
        ministry=common.ministry,
        organ=session.commission.name,
        reference=f"N° {convocation_reference(session)}",
        dated=f"{city}, le {today}" if city else f"Le {today}",
        object=f"{'Modification de la convocation' if changed else 'Convocation'} à la {session.label}",
        recipient_name=person.titled_name,
        recipient_function=_function(convocation),
        address=form_of_address(person, _function(convocation)),
        invited=by_gender(person, "prié", "priée", "prié(e)"),
        attending=by_gender(person, "présent", "présente", "présent(e)"),
        session=session.label,
        theme="" if session.is_closed_doors else session.theme,
        day=long_date(session.held_on),
        hour=hour(session.starts_at),
        place=session.place,
        video_link=session.video_link,
        duration=_duration(session),
        legal_basis=_legal_basis(session),
        agenda=common.agenda,
        agenda_version=common.agenda_version,
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
        enclosed=common.enclosed,
        changed=changed,
        changes=_changes(session, former) if changed else (),
        replaced=_date_of(former) if changed else "",
        former_answer=former_answer,
        signatory_function=(
            f"{title[0]}{title[1:].lower()} de la"
            f" commission{' par intérim' if signatory and signatory.kind == HolderKind.INTERIM else ''}"
        ),
        signatory_name=signatory.person.full_name if signatory else "",
        secretariat=session.commission.reached_at,
    )


def _function(convocation: Convocation) -> str:
    """The quality of the member, in his or her gender, without its article: it stands under a name."""
    return capitalize_first(bare(convocation.quality))


def form_of_address(person: Person, function: str) -> str:
    """« Madame la Directrice », « Monsieur le Secrétaire général »; « Madame, Monsieur » when nothing is known."""
    civility = person.get_honorific_display() if person.honorific else ""
    head = head_of(function)
    if not civility:
        return "Madame, Monsieur"
    if bare(head).split(" ")[0].lower() not in ADDRESSED:
        return civility
    words = " ".join([capitalize_first(head.split(" ")[0]), *head.split(" ")[1:]])
    article = "l’" if words[0].lower() in "aeiouéh" else by_gender(person, "le ", "la ")
    return f"{civility} {article}{words}"


@dataclass(frozen=True)
class Piece:
    """An annex that a letter names and its link opens."""

    number: int
    title: str
    sha256: str


def pieces_of(session: CommissionSession, release: AgendaRelease | None) -> list[Piece]:
    """The annexes of a version that may leave the commission, in its order (2 queries)."""
    if release is None or session.is_closed_doors:
        return []
    return [
        Piece(item["number"], annex["title"], annex["sha256"])
        for item in on_paper(release.content, hidden_in(session, release.content))["items"]
        if item["number"] and not item["withdrawal"]
        for annex in item["annexes"]
        if not annex["is_restricted"]
    ]


def _enclosed(session: CommissionSession, release: AgendaRelease | None) -> tuple[str, ...]:
    """What goes with the letter: the invitation in the mail, and each piece behind the personal link."""
    titles = [f"{piece.title} (point {piece.number})" for piece in pieces_of(session, release)]
    return ("invitation pour l’agenda électronique, jointe au courriel", *titles)


def _changes(session: CommissionSession, former: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs from the letter that this one replaces, each with what it was."""
    told = (
        ("day", "date", long_date(session.held_on)),
        ("hour", "heure", hour(session.starts_at)),
        ("place", "lieu", session.place),
        ("video_link", "visioconférence", session.video_link),
        ("duration", "durée prévue", _duration(session)),
    )
    lines = []
    for key, label, now in told:
        before = former.get(key, now)
        if before == now:
            continue
        if not now:
            lines.append(f"{label} : supprimée ou retirée ({before})")
        else:
            lines.append(f"{label} : {now}{f', au lieu de : {before}' if before else ''}")
    return tuple(lines)


def _date_of(former: Mapping[str, Any]) -> str:
    """« du 2 octobre 2026 », of the letter that is replaced."""
    _, _, day = str(former.get("dated", "")).rpartition("e ")
    return f"du {day}" if day else ""


def _duration(session: CommissionSession) -> str:
    hours, minutes = divmod(session.planned_minutes or 0, 60)
    if hours:
        return f"{hours} h {minutes:02d}" if minutes else plural(hours, "heure")
    return plural(minutes, "minute") if minutes else ""


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

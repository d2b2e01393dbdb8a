"""The procès-verbal as data: every sentence the commission will read. The template only lays it out."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from cmsic.common import clock
from cmsic.common.typography import UNKNOWN, hour, long_date
from cmsic.journal.operations.sealing import head
from commissions.enums import CommissionKind, SeatRole
from commissions.models import Commission
from ministries.models import FactSource

from ..enums import Section, SessionAction, SessionState, SpeechKind
from ..models import CommissionSession
from ..queries.notice import notice_of
from ..queries.presence import events_of, read_presence, seats_of
from .course import AgendaLine, AnnexLine, Course, DecisionLine, ItemPart, RecommendationLine, SpeechLine, follow_up
from .participation import Participation, QuorumTable, participation, quorum_table
from .wording import according_to, at_hour, at_place, commission_in_words, convocation_words, de, named, opening_words, pv_title, session_in_words, upper_first

SCHEMA = "cmsic/proces-verbal/1"
CITY = "Cotonou"
FIELDS = {
    "": "l’ensemble",
    "held_on": "la date",
    "starts_at": "l’heure",
    "place": "le lieu",
    "theme": "le thème",
    "number": "le numéro",
    "chair": "la présidence",
    "title": "l’intitulé",
    "projects": "les projets",
}


@dataclass(frozen=True)
class SignatureLine:
    role: str
    name: str
    capacity: str


@dataclass(frozen=True)
class SourceLine:
    about: str
    source: str
    note: str
    is_contested: bool


@dataclass(frozen=True)
class Letterhead:
    """The ministry and the commission as they were named on the day."""

    ministry: str
    acronym: str
    commission: str


@dataclass(frozen=True)
class PvDocument:
    schema: str
    session_id: str
    session_reference: str
    held_on: date | None
    status: str  # draft, final, reconstituted
    reference: str  # « Procès-verbal n° 3/2026 » ; empty until submitted
    is_fictitious: bool
    is_carence: bool
    is_closed_doors: bool
    letterhead: Letterhead
    title: str
    theme: str
    formula: str
    urgency: str
    rapporteur: str
    participation: Participation
    quorum: QuorumTable
    agenda: tuple[AgendaLine, ...]
    opening: str
    opening_speeches: tuple[SpeechLine, ...]
    follow_up: tuple[RecommendationLine, ...]
    items: tuple[ItemPart, ...]
    decisions: tuple[DecisionLine, ...]
    recommendations: tuple[RecommendationLine, ...]
    miscellaneous: str
    interruptions: tuple[str, ...]
    closing: str
    closing_speeches: tuple[SpeechLine, ...]
    closing_hour: str
    made: str
    signatures: tuple[SignatureLine, ...]
    annexes: tuple[AnnexLine, ...]
    reconstituted_from: str
    sources: tuple[SourceLine, ...]
    recipients: str
    journal_block: int = 0
    journal_hash: str = ""
    facts: dict[str, str] = field(default_factory=dict)  # for the machine: instants in ISO form


def build_pv_document(session: CommissionSession, *, reference: str = "", status: str = "draft", made_on: date | None = None) -> PvDocument:
    """Gather what the procès-verbal says, from the recorded facts alone; about 25 queries, whatever the number of items.

    `status` is draft, final (submitted, with its reference) or reconstituted (from a paper or an article of the past).
    """
    course = Course(session)
    heading = letterhead(session.commission, session.held_on)
    body = commission_in_words(session.commission, heading.acronym, heading.ministry)
    chair, rapporteur = _signatories(session)
    is_carence = session.state == SessionState.NO_QUORUM
    block, digest = head(session.scope_id)
    return PvDocument(
        schema=SCHEMA,
        session_id=str(session.pk),
        session_reference=session.reference,
        held_on=session.held_on,
        status=status,
        reference=reference,
        is_fictitious=session.is_fictitious,
        is_carence=is_carence,
        is_closed_doors=course.has_closed_doors,
        letterhead=heading,
        title=pv_title(session, body, is_carence=is_carence),
        theme=session.theme,
        formula=_formula(session, body, chair),
        urgency=_urgency(session),
        rapporteur=named_signature(rapporteur),
        participation=participation(session),
        quorum=quorum_table(session),
        agenda=course.agenda(),
        opening=course.text(Section.OPENING),
        opening_speeches=course.spoken(SpeechKind.OPENING, SpeechKind.COMMUNICATION, SpeechKind.INTERVENTION),
        follow_up=follow_up(session, with_closed_doors=course.has_closed_doors),
        items=course.parts(),
        decisions=course.decision_lines(),
        recommendations=course.recommendation_lines(),
        miscellaneous=course.text(Section.MISCELLANEOUS),
        interruptions=_interruptions(session),
        closing=course.text(Section.CLOSING),
        closing_speeches=course.spoken(SpeechKind.CLOSING),
        closing_hour=_closing_hour(session, is_carence=is_carence),
        made=_made(status, made_on),
        signatures=() if status == "reconstituted" else (rapporteur, chair),
        annexes=course.annexes(),
        reconstituted_from=session.reconstituted_from,
        sources=_sources(session, course),
        recipients=session.statute.pv_recipients if session.statute is not None else "",
        journal_block=block,
        journal_hash=digest,
        facts=_facts(session),
    )


def letterhead(commission: Commission, day: date | None) -> Letterhead:
    """The names in force on the day (1 query); a national body has no ministry."""
    ministry = commission.ministry
    if ministry is None:
        return Letterhead(commission.scope.label, "", commission.name)
    name = ministry.names.in_force(day).first() if day is not None else None
    return Letterhead(name.name if name else ministry.name, (name.acronym if name else "") or ("" if name else ministry.acronym), commission.name)


def _formula(session: CommissionSession, body: str, chair: SignatureLine) -> str:
    """« L’an deux mille vingt-quatre et le mercredi dix-huit septembre, à 15 heures 00, s’est tenue à …, sous la présidence de … »"""
    presided = f"sous la présidence {de(named_signature(chair))}" if chair.name or chair.capacity else f"sous une présidence {UNKNOWN}e"
    statute = session.statute
    founding = (statute.legal_text if statute is not None else None) or session.commission.founded_by
    what = f"la {session_in_words(session)}" if session.commission.kind == CommissionKind.CMSIC else f"la séance « {session_in_words(session)} »"
    of_body = f" {de(body)}" if session.commission.kind == CommissionKind.CMSIC else ""
    return (
        f"{opening_words(session.held_on, session.opened_at or session.starts_at)}, s’est tenue {at_place(session.place)}, {presided}, "
        f"{what}{of_body} au titre de l’année {session.year}, {according_to(founding)} {convocation_words(session)}."
    )


def _signatories(session: CommissionSession) -> tuple[SignatureLine, SignatureLine]:
    """The chair and the rapporteur as recorded; else who sat in those seats that day. Nobody is invented."""
    chair = SignatureLine(
        "Le Président", session.chair.titled_name if session.chair else "", session.chair_capacity or (session.chair.function if session.chair else "")
    )
    rapporteur = SignatureLine(
        "Le Rapporteur", session.rapporteur.titled_name if session.rapporteur else "", session.rapporteur.function if session.rapporteur else ""
    )
    if (chair.name or chair.capacity) and rapporteur.name:
        return chair, rapporteur
    sitting = {line.role: line for line in reversed(read_presence(seats_of(session), events_of(session))) if line.is_present or line.arrived_at}
    if not chair.name and not chair.capacity and (line := sitting.get(SeatRole.PRESIDENT) or sitting.get(SeatRole.VICE_PRESIDENT)):
        chair = SignatureLine("Le Président", line.person_name, line.label)
    if not rapporteur.name and (line := sitting.get(SeatRole.RAPPORTEUR) or sitting.get(SeatRole.SECRETARY)):
        rapporteur = SignatureLine("Le Rapporteur", line.person_name, line.label)
    return chair, rapporteur


def named_signature(line: SignatureLine) -> str:
    """« Madame …, le ministre ou son représentant »: within a sentence the article takes no capital."""
    capacity = line.capacity[:1].lower() + line.capacity[1:] if line.name and line.capacity.startswith(("Le ", "La ", "L’", "Les ")) else line.capacity
    return ", ".join(part for part in (line.name, capacity) if part)


def _urgency(session: CommissionSession) -> str:
    """The motive of a convocation sent later than the article allows."""
    if session.convened_at is None or session.held_on is None or not session.urgency_motive:
        return ""
    notice = notice_of(session.statute, sent_on=timezone.localtime(session.convened_at).date(), held_on=session.held_on)
    if not notice.is_short:
        return ""
    article = f" par l’{notice.article}" if notice.article else ""
    return f"La convocation a été adressée en urgence, {notice.given} jours francs avant la séance au lieu des {notice.required} prévus{article}. Motif : {session.urgency_motive}"


def _interruptions(session: CommissionSession) -> tuple[str, ...]:
    sentences, since = [], None
    for step in session.steps.filter(action__in=[SessionAction.SUSPEND, SessionAction.RESUME]).order_by("at", "pk"):
        reason = f" ({step.reason.strip().rstrip('.')})" if step.reason.strip() else ""
        if step.action == SessionAction.SUSPEND:
            since = (at_hour(step.at), reason)
        elif since is not None:
            sentences.append(f"La séance a été suspendue de {since[0]} à {at_hour(step.at)}{since[1]}.")
            since = None
    if since is not None:
        sentences.append(f"La séance a été suspendue à {since[0]}{since[1]}.")
    return tuple(sentences)


def _closing_hour(session: CommissionSession, *, is_carence: bool) -> str:
    if is_carence:
        step = session.steps.filter(action=SessionAction.DECLARE_NO_QUORUM).order_by("-at").first()
        moment = hour(step.at) if step is not None else f"une heure {UNKNOWN}e"
        return f"Le quorum n’étant pas réuni, la carence a été constatée à {moment} et la séance n’a pas pu se tenir."
    return f"La séance a été levée à {hour(session.lifted_at)}." if session.lifted_at is not None else f"La séance a été levée à une heure {UNKNOWN}e."


def _made(status: str, made_on: date | None) -> str:
    day = long_date(made_on or clock.today(), weekday=False)
    if status == "reconstituted":
        return f"Reconstitué le {day} d’après les sources citées en fin de document."
    return f"Fait à {CITY}, le {day}."


def _sources(session: CommissionSession, course: Course) -> tuple[SourceLine, ...]:
    """Where the facts come from: the session's, its items', its guests', its speeches' (4 queries)."""
    about = {session.pk: "La session"} | {item.pk: f"Point « {item.title} »" for item in course.items}
    about |= {guest.pk: guest.name or upper_first(guest.function) for guest in session.guests.all()}
    about |= {event.pk: f"Présence : {event.person_name}" for event in session.presence_events.all()}
    about |= {row.pk: f"Recommandation « {row.text[:60]} »" for row in course.recommendations}
    lines = [
        SourceLine(about[row.object_id] + (f", {FIELDS.get(row.field, row.field)}" if row.field else ""), row.source, row.note, row.is_contested)
        for row in FactSource.objects.filter(object_id__in=about).order_by("field", "source", "pk")
        if row.field or row.note or row.source != session.reconstituted_from
    ]
    lines += [SourceLine(f"{speech.get_kind_display().capitalize()} : {speech}", speech.source, "", False) for speech in course.speeches if speech.source]
    # Facts that one source establishes without a remark stand on one line.
    merged: dict[tuple[str, str, bool], list[str]] = {}
    for line in lines:
        facts = merged.setdefault((line.source, line.note, line.is_contested), [])
        if line.about not in facts:
            facts.append(line.about)
    return tuple(SourceLine(" ; ".join(facts), *key) for key, facts in merged.items())


def _facts(session: CommissionSession) -> dict[str, str]:
    instants = {"convened_at": session.convened_at, "opened_at": session.opened_at, "lifted_at": session.lifted_at}
    return {name: moment.isoformat() for name, moment in instants.items() if moment is not None} | {
        "commission": session.commission.code,
        "year": str(session.year),
    }


__all__ = ["Letterhead", "PvDocument", "SignatureLine", "SourceLine", "build_pv_document", "letterhead", "named"]

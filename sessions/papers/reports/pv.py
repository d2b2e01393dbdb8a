"""The procès-verbal as data: every sentence the commission will read. The template only lays it out."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from commissions.enums import CommissionKind
from foundation.common import clock
from foundation.common.typography import (
    NBSP,
    UNKNOWN,
    capitalize_first,
    hour,
    inner_quotes,
    long_date,
    plural,
    quoted,
    shortened,
)
from foundation.documents.signs import drawable
from foundation.journal.operations.sealing import head
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.enums import BallotState, PvState, Section, SessionAction, SessionState, SilentRule, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, Guest, PresenceEvent, ProcesVerbal
from sessions.core.queries.act_rules import answers_of, is_silent, sentence_of
from sessions.core.queries.blockers import notice_for
from sessions.core.queries.roll import names_then
from sessions.core.reports.wording import (
    according_to,
    at_hour,
    at_place,
    city_of,
    commission_in_words,
    convocation_words,
    de,
    founding_act,
    named,
    opening_words,
    pv_title,
    session_in_words,
)
from sessions.meeting.models import Correction
from sessions.meeting.queries.room import room_of
from sessions.preparing.queries.releases import last_release

from .carence import Carence, build_carence
from .course import AgendaLine, AnnexLine, Course, DecisionLine, ItemPart, RecommendationLine, SpeechLine, follow_up
from .participation import Participation, QuorumTable, participation, quorum_table
from .signatures import Chair, SignatureLine, chairs_of, named_signature, rapporteur_of, secretariat_of

SCHEMA = "cmsic/proces-verbal/1"
FIELDS = {
    "": "l’ensemble",
    "held_on": "la date",
    "starts_at": "l’heure",
    "place": "le lieu",
    "theme": "le thème",
    "number": "le numéro",
    "kind": "la nature",
    "commission": "la commission",
    "chair": "la présidence",
    "title": "l’intitulé",
    "projects": "les projets",
    "texts": "ce qui est rapporté",
    "presenter_label": "qui présente",
    "speeches": "les interventions",
    "guests": "les invités",
    "recommendations": "les recommandations",
    "presence": "les présences",
}
CITED: tuple[type[models.Model], ...] = (CommissionSession, AgendaItem, Guest, PresenceEvent, Recommendation)


def field_in_french(name: str) -> str:
    """The name that a reader knows a recorded fact by: ours, else that of the model; never the word of the code."""
    if name in FIELDS:
        return FIELDS[name]
    for model in CITED:
        with suppress(FieldDoesNotExist):
            return str(getattr(model._meta.get_field(name), "verbose_name", "")) or "une donnée"
    return "une donnée"


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
    is_commission: bool  # a conference or a workshop has neither seats nor quorum
    is_carence: bool
    carence: Carence | None  # the whole paper, when the session never opened
    is_closed_doors: bool
    letterhead: Letterhead
    title: str
    theme: str
    formula: str
    urgency: str
    rapporteur: str
    participation: Participation
    quorum: QuorumTable
    silences: tuple[str, ...]  # what the act does not say, with what was answered for this session and on what ground
    agenda: tuple[AgendaLine, ...]
    agenda_version: str  # « version B », the last one released before the session; empty when the portal released none
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
    corrections: tuple[str, ...]  # what was changed after the session, beside what it replaces
    made: str
    signatures: tuple[SignatureLine, ...]
    annexes: tuple[AnnexLine, ...]
    reconstituted_from: str
    sources: tuple[SourceLine, ...]
    recipients: str
    journal_block: int = 0
    journal_hash: str = ""
    facts: dict[str, str] = field(default_factory=dict)  # for the machine: instants in ISO form


def build_pv_document(
    session: CommissionSession, *, reference: str = "", status: str = "draft", made_on: date | None = None
) -> PvDocument:
    """Gather what the procès-verbal says, from the recorded facts alone; about 25 queries, whatever the number of
    items.

    `status` is draft, final (submitted, with its reference) or reconstituted (from a paper or an article of the past).
    """
    room = room_of(session, BallotState.CANCELLED)
    guests = list(session.guests.order_by("position", "pk"))
    course = Course(room)
    heading = letterhead(session)
    body = commission_in_words(session.commission, heading.acronym, heading.ministry)
    chairs, rapporteur = chairs_of(room), rapporteur_of(room)
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
        is_commission=session.commission.kind == CommissionKind.CMSIC or bool(room.seats),
        is_carence=is_carence,
        carence=build_carence(room, body),
        is_closed_doors=course.has_closed_doors,
        letterhead=heading,
        title=pv_title(session, body, is_carence=is_carence),
        theme=session.theme,
        formula=_formula(session, body, chairs),
        urgency=_urgency(session),
        rapporteur=secretariat_of(session, rapporteur),
        participation=participation(room, guests),
        quorum=quorum_table(room, course.all_ballots, course.numbers),
        silences=_silences(session),
        agenda=course.agenda(),
        agenda_version=f"version {release.letter}" if (release := last_release(session)) is not None else "",
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
        corrections=_corrections(session),
        made=_made(session, status, made_on),
        signatures=(
            ()
            if status == "reconstituted"
            else (rapporteur, chairs[-1].signature if chairs else SignatureLine("Le Président", "", ""))
        ),
        annexes=course.annexes(),
        reconstituted_from=session.reconstituted_from,
        sources=_sources(session, course, guests, room.events),
        recipients=session.statute.pv_recipients if session.statute is not None else "",
        journal_block=block,
        journal_hash=digest,
        facts=_facts(session),
    )


def submitted(draft: PvDocument, reference: str) -> PvDocument:
    """What a draft of today becomes under its number: the same facts, read once."""
    return replace(draft, status="final", reference=reference)


# What is another at each reading though nothing else was noted.
OF_THE_MOMENT = ("made", "reference", "journal_block", "journal_hash")


def status_of(session: CommissionSession, pv: ProcesVerbal | None) -> str:
    if session.is_reconstituted:
        return "reconstituted"
    return "draft" if pv is None or pv.state == PvState.DRAFT else "final"


def says_the_same(frozen: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether a frozen procès-verbal says what another content would, but for the moment they were read at."""
    known = [{name: value for name, value in each.items() if name not in OF_THE_MOMENT} for each in (frozen, content)]
    return known[0] == drawable(known[1])


def _silences(session: CommissionSession) -> tuple[str, ...]:
    """« L’acte ne dit rien de : majorité. Pour cette session : …, d’après … (réponse de …). »"""
    return tuple(
        f"L’acte ne dit rien de ce point ({row.get_rule_display()}). Pour cette session :"
        f" {sentence_of(row.rule, row.values)}. Fondement : {row.ground.rstrip('.')}"
        + (f" ({row.capacity})." if row.capacity else ".")
        for row in answers_of(session)
        if is_silent(session.statute, SilentRule(row.rule))
    )


def _corrections(session: CommissionSession) -> tuple[str, ...]:
    """Each with what was written, what replaces it, who, when and why (1 query)."""
    rows = Correction.objects.filter(session=session).select_related("item").order_by("at", "pk")
    return tuple(_correction(row) for row in rows)


def _correction(row: Correction) -> str:
    about = f" ({quoted(row.item.title)})" if row.item is not None else ""
    before, after = inner_quotes(row.before) or "rien n’était noté", inner_quotes(row.after) or "ligne annulée"
    day = long_date(timezone.localtime(row.at).date(), weekday=False)
    return (
        f"{capitalize_first(row.get_kind_display())}{about} : « {before} » devient « {after} ». Motif :"
        f" {row.reason.rstrip('.')}. Corrigé le {day} par {row.by_name or row.by_capacity or 'le portail'}."
    )


def letterhead(session: CommissionSession) -> Letterhead:
    """The names as they were at the session (1 query)."""
    return Letterhead(**names_then(session))


def _formula(session: CommissionSession, body: str, chairs: Sequence[Chair]) -> str:
    """« L’an deux mille vingt-quatre et le mercredi dix-huit septembre, à 15 heures 00, s’est tenue à …, sous la
    présidence de … »
    """
    presided = ""
    if chairs:
        later = [
            f"puis, à partir de {at_hour(chair.since)}, {de(named_signature(chair.signature))}" for chair in chairs[1:]
        ]
        presided = ", ".join([f"sous la présidence {de(named_signature(chairs[0].signature))}", *later])
    opened = opening_words(session.held_on, session.opened_at or session.starts_at)
    if session.commission.kind != CommissionKind.CMSIC:
        return _formula_of_a_meeting(session, opened, presided)
    grounds = " ".join(part for part in (according_to(founding_act(session)), convocation_words(session)) if part)
    parts = [
        f"{opened}, s’est tenue {at_place(session.place)}",
        presided,
        f"la {session_in_words(session)} {de(body)} au titre de l’année {session.year}",
        grounds.removeprefix("et "),
    ]
    return ", ".join(part for part in parts if part) + "."


def _formula_of_a_meeting(session: CommissionSession, opened: str, presided: str) -> str:
    """« …, s’est tenue au Novotel Orisha, Cotonou, la 9e Conférence des DSI »: a conference and a workshop have their
    own names.
    """
    name = session_in_words(session)
    first = name.split(" ")[1 if name[:1].isdigit() else 0].lower()
    is_feminine = first in ("conférence", "session", "réunion", "rencontre", "séance") or first.endswith("e session")
    article = "l’" if name[:1].lower() in "aeiouéh" else "la " if is_feminine or "session" in name else "le "
    held = "s’est tenue" if is_feminine or "session" in name else "s’est tenu"
    named_body = name[:1].lower() + name[1:] if article == "l’" else name
    parts = [f"{opened}, {held} {at_place(session.place)}", presided, f"{article}{named_body}"]
    return ", ".join(part for part in parts if part) + "."


def _urgency(session: CommissionSession) -> str:
    """The motive of a convocation sent later than the article allows."""
    if session.convened_at is None or session.held_on is None or not session.urgency_motive:
        return ""
    notice = notice_for(session, sent_on=timezone.localtime(session.convened_at).date())
    if notice is None or notice.required is None or not notice.is_short:
        return ""
    article = f" par l’{notice.article}" if notice.article else ""
    given = plural(notice.given, "jour franc", "jours francs").replace(NBSP, " ")
    required = f"des {notice.required} prévus" if notice.required > 1 else "du jour prévu"
    return (
        f"La convocation a été adressée en urgence, {given} avant la séance au lieu {required}{article}. Motif :"
        f" {session.urgency_motive}"
    )


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
    return (
        f"La séance a été levée à {hour(session.lifted_at)}."
        if session.lifted_at is not None
        else f"La séance a été levée à une heure {UNKNOWN}e."
    )


def _made(session: CommissionSession, status: str, made_on: date | None) -> str:
    day = long_date(made_on or clock.today(), weekday=False)
    if status == "reconstituted":
        return f"Reconstitué le {day} d’après les sources citées en fin de document."
    city = city_of(session.place, session.commission.meeting_place)
    return f"Fait à {city}, le {day}." if city else f"Fait le {day}."


def _sources(
    session: CommissionSession, course: Course, guests: Sequence[Guest], events: Sequence[PresenceEvent]
) -> tuple[SourceLine, ...]:
    """Where the facts come from: the session's, its items', its guests', its presences', its speeches' (1 query)."""
    about = {session.pk: "La session"} | {item.pk: f"Point {quoted(item.title)}" for item in course.items}
    about |= {guest.pk: guest.name or capitalize_first(guest.function) for guest in guests}
    about |= {event.pk: f"Présence : {event.person_name}" for event in events}
    about |= {row.pk: f"Recommandation {quoted(shortened(row.text))}" for row in course.recommendations}
    lines = [
        SourceLine(
            about[row.object_id] + (f", {field_in_french(row.field)}" if row.field else ""),
            row.source,
            row.note,
            row.is_contested,
        )
        for row in FactSource.objects.filter(object_id__in=about).order_by("field", "source", "pk")
        if row.field or row.note or row.source != session.reconstituted_from
    ]
    lines += [
        SourceLine(f"{capitalize_first(speech.get_kind_display())} : {speech}", speech.source, "", False)
        for speech in course.speeches
        if speech.source
    ]
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

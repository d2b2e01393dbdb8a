"""Reprise of the past (C16): a session held on paper, recorded after the fact with exactly what a source says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from commissions.enums import CommissionKind, SeriesKind
from commissions.models import Commission, Seat
from commissions.operations.numbering import reserve_up_to
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import Level
from foundation.common.typography import long_date
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import SCANS, receive_upload
from foundation.journal.record import record
from ministries.models import Commune, FactSource, LegalText, Ministry, Structure
from projects.models import Project
from recommendations.enums import OriginKind
from recommendations.models import Recommendation
from recommendations.operations import issue
from sessions.core.enums import (
    SESSION_SECTIONS,
    ItemKind,
    Outcome,
    PresenceKind,
    Section,
    SessionAction,
    SessionKind,
    SessionState,
    SpeechKind,
)
from sessions.core.extensions import session_lifted
from sessions.core.models import (
    AgendaItem,
    CommissionSession,
    Decision,
    DecisionEffect,
    Guest,
    ItemRecommendation,
    MinuteText,
    PresenceEvent,
    SessionStep,
    Speech,
    TextRevision,
)
from sessions.core.operations.rolling import keep_projects
from sessions.core.workflow import SESSION_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User

SERIES_OF_KIND = {
    SessionKind.ORDINARY: SeriesKind.ORDINARY_SESSION,
    SessionKind.EXTRAORDINARY: SeriesKind.EXTRAORDINARY_SESSION,
    SessionKind.UNSPECIFIED: SeriesKind.ORDINARY_SESSION,
}


@dataclass(frozen=True)
class PastFact:
    """Where one fact comes from. `field` names the field of the session or item; empty: the whole of it."""

    field: str = ""
    source: str = ""
    note: str = ""
    is_contested: bool = False
    pk: UUID | None = None  # of the line that a correction changes, here and below


@dataclass(frozen=True)
class PastSpeech:
    """Who spoke, as the source names him; with a `person` his name and function are filled in where empty."""

    kind: SpeechKind = SpeechKind.OPENING
    speaker_name: str = ""
    speaker_function: str = ""
    summary: str = ""
    person: Person | None = None
    source: str = ""
    pk: UUID | None = None


@dataclass(frozen=True)
class PastDecision:
    outcome: Outcome
    text: str = ""
    number: int | None = None  # as printed; None when no source gives it


@dataclass(frozen=True)
class PastItem:
    """An item or heading, in the order of the paper. `texts` are those of its minutes, by section."""

    title: str
    kind: ItemKind = ItemKind.COMMUNICATION
    description: str = ""
    presenter: Person | None = None
    presenter_label: str = ""
    projects: Sequence[Project] = ()
    legal_texts: Sequence[LegalText] = ()
    outcome: Outcome | None = None
    texts: Mapping[Section, str] = field(default_factory=dict)
    speeches: Sequence[PastSpeech] = ()
    decision: PastDecision | None = None
    is_closed_doors: bool = False
    facts: Sequence[PastFact] = ()
    pk: UUID | None = None


@dataclass(frozen=True)
class PastGuest:
    """Somebody without a seat; the name stays empty when the source gives only the function."""

    function: str
    name: str = ""
    source: str = ""
    pk: UUID | None = None


@dataclass(frozen=True)
class PastPresence:
    """What is known of one seat: arrived, excused, represented, proxy. The hour stays empty when no source gives it."""

    seat: Seat
    kind: PresenceKind = PresenceKind.ARRIVED
    person: Person | None = None
    person_name: str = ""
    at: datetime | None = None
    proxy_seat: Seat | None = None
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class PastRecommendation:
    """A recommendation as the paper gives it.

    `item` is the rank of its item in `PastSession.items`, from 1; None: the session.
    """

    text: str
    addressee_label: str = ""
    item: int | None = None
    seat: Seat | None = None
    structure: Structure | None = None
    ministry: Ministry | None = None
    commune: Commune | None = None
    project: Project | None = None
    due_on: date | None = None
    number: int | None = None
    theme: str = ""
    source: str = ""
    pk: UUID | None = None


@dataclass(frozen=True)
class PastSession:
    """Everything a paper or an article may tell of a session.

    What it does not tell stays empty and is shown « non renseigné ».
    """

    commission: Commission
    year: int
    source: str  # compulsory: where all this comes from
    kind: SessionKind = SessionKind.ORDINARY
    number: int | None = None  # gives the address of its papers (MDGL/2024/1); later numbers start above
    printed_number: str = ""  # as the source writes it: « 1ère », « 9e Conférence des DSI »
    held_on: date | None = None
    starts_at: time | None = None
    ended_at: time | None = None
    place: str = ""
    theme: str = ""
    chair: Person | None = None
    chair_capacity: str = ""
    rapporteur: Person | None = None
    is_closed_doors: bool = False
    is_fictitious: bool = False
    items: Sequence[PastItem] = ()
    texts: Mapping[Section, str] = field(default_factory=dict)  # opening, miscellaneous, closing
    speeches: Sequence[PastSpeech] = ()
    guests: Sequence[PastGuest] = ()
    presence: Sequence[PastPresence] = ()
    recommendations: Sequence[PastRecommendation] = ()
    facts: Sequence[PastFact] = ()
    scan: StoredFile | None = None
    transmitted_at: datetime | None = None  # already known to the ASIN


def receive_scan(upload: UploadedFile, commission: Commission, *, by: "User") -> StoredFile:
    """Take the digitised original in: read through the session alone."""
    return receive_upload(
        upload, by=by, scope=commission.scope_id, commission_id=commission.pk, allowed=SCANS, level=Level.PERSONAL
    )


@transaction.atomic
def record_past_session(past: PastSession, *, by: "User | None") -> CommissionSession:
    """Record a session held on paper; raise InvalidInput or Refused when it is impossible or already there.

    In order: the session, lifted; its items with their texts, speeches and decisions; guests and presence;
    recommendations; the sources, fact by fact; the numbers taken, so that later ones start above. No mail leaves and no
    notice is counted.
    """
    _check(past)
    # Two secretaries may record the same paper at once: the commission's row makes the second wait for the first.
    Commission.objects.select_for_update(of=("self",)).get(pk=past.commission.pk)
    _refuse_twice(past)
    session = _write_session(past, by=by)
    items = [_write_item(session, position, line, by=by) for position, line in enumerate(past.items, start=1)]
    for section, text in past.texts.items():
        _write_text(session, None, section, text, by=by)
    for position, speech in enumerate(past.speeches, start=1):
        _write_speech(session, None, position, speech)
    for position, guest in enumerate(past.guests, start=1):
        row = Guest.objects.create(
            scope_id=session.scope_id,
            session=session,
            name=guest.name.strip(),
            function=guest.function.strip(),
            position=position,
        )
        _write_source(row.pk, guest.source)
    for presence in past.presence:
        _write_presence(session, presence, by=by)
    for recommendation in past.recommendations:
        _write_recommendation(session, items, recommendation, by=by)
    keep_projects(session, at=clock.now())
    for fact in past.facts:
        _write_fact(session.pk, fact)
    FactSource.objects.get_or_create(object_id=session.pk, field="", source=past.source.strip()[:500])
    take_number(past)
    record(
        SessionAction.RECORD_PAST,
        session,
        by=by,
        reason=past.source,
        after={
            "year": past.year,
            "number": past.number,
            "printed_number": past.printed_number,
            "held_on": str(past.held_on or ""),
            "items": len(items),
        },
    )
    for prepare in session_lifted:
        prepare(session, by)
    return session


def take_number(past: PastSession) -> None:
    """Later sessions of the year are numbered above."""
    if past.number is not None:
        reserve_up_to(past.commission, SERIES_OF_KIND[SessionKind(past.kind)], past.year, past.number)


def number_given(row: "Decision | Recommendation", number: int | None, series: SeriesKind) -> dict[str, int]:
    """The number that a paper gives to a row that has none, as a value to write; later ones start above. Raise
    InvalidInput when it has another, or when the number is taken.
    """
    if number is None or number == row.number:
        return {}
    kind = row._meta.verbose_name
    if row.number is not None:
        raise InvalidInput({"number": [f"Cette {kind} porte déjà le n° {row.number} : un numéro ne change plus."]})
    if type(row).objects.filter(commission=row.commission, year=row.year, number=number).exists():
        raise InvalidInput({"number": [f"Une autre {kind} de {row.year} porte déjà le n° {number}."]})
    reserve_up_to(row.commission, series, row.year, number)
    return {"number": number}


def _check(past: PastSession, *, rank: int | None = None) -> None:
    """Raise InvalidInput, field by field. `rank`: how many items there are, when not those of `past` alone."""
    errors: dict[str, list[str]] = {}
    if not past.source.strip():
        errors["source"] = [
            "Citez la source : procès-verbal papier, archive, article de presse. Sans source, une reprise ne vaut rien."
        ]
    if past.held_on is not None and past.held_on > clock.today():
        errors["held_on"] = [
            f"Le {long_date(past.held_on)} n’est pas encore passé : préparez cette session et convoquez ses membres."
        ]
    if past.starts_at and past.ended_at and past.ended_at < past.starts_at:
        errors["ended_at"] = ["La session est levée avant d’être ouverte : corrigez les heures."]
    if past.number is not None and past.number < 1:
        errors["number"] = ["Un numéro commence à 1."]
    if past.held_on is None and past.recommendations:
        errors["held_on"] = ["Donnez la date de la session : une recommandation porte le jour où elle est émise."]
    if any(not item.title.strip() for item in past.items):
        errors["items"] = ["Chaque point porte un intitulé."]
    if any(not (row.person or row.speaker_name.strip() or row.speaker_function.strip()) for row in past.speeches):
        errors["speeches"] = ["Une allocution dit qui a parlé, au moins sa qualité."]
    if any(section not in SESSION_SECTIONS for section in past.texts):
        errors["texts"] = [
            "Les textes de la session sont l’ouverture, les divers et la clôture ; les autres sont ceux d’un point."
        ]
    last = rank if rank is not None else len(past.items)
    if any(line.item is not None and not 1 <= line.item <= last for line in past.recommendations):
        errors["recommendations"] = ["Une recommandation désigne un point de l’ordre du jour par son rang."]
    if errors:
        raise InvalidInput(errors)


def _refuse_twice(past: PastSession) -> None:
    if past.number is not None:
        same = CommissionSession.objects.filter(
            commission=past.commission, kind=past.kind, year=past.year, number=past.number
        ).first()
        if same is not None:
            raise Refused(
                f"Impossible d’enregistrer cette reprise : la commission {past.commission.code} a déjà sa {same.label}."
                " Corrigez le numéro, ou complétez la session existante."
            )


def _write_session(past: PastSession, *, by: "User | None") -> CommissionSession:
    statute = past.commission.statutes.in_force(past.held_on).first() if past.held_on else None
    target = SESSION_WORKFLOW.target(SessionAction.RECORD_PAST, SessionState.PREPARING)
    session = CommissionSession.objects.create(
        scope_id=past.commission.scope_id,
        commission=past.commission,
        statute=statute,
        kind=past.kind,
        year=past.year,
        number=past.number,
        printed_number=past.printed_number.strip(),
        theme=past.theme.strip(),
        state=target,
        held_on=past.held_on,
        starts_at=past.starts_at,
        place=past.place.strip(),
        is_closed_doors=past.is_closed_doors,
        opened_at=_moment(past.held_on, past.starts_at),
        lifted_at=_moment(past.held_on, past.ended_at),
        chair=past.chair,
        chair_capacity=past.chair_capacity.strip(),
        rapporteur=past.rapporteur,
        is_reconstituted=True,
        reconstituted_from=past.source.strip(),
        is_fictitious=past.is_fictitious,
        scan=past.scan,
        transmitted_at=past.transmitted_at,
    )
    SessionStep.objects.create(
        scope_id=session.scope_id,
        session=session,
        action=SessionAction.RECORD_PAST,
        from_state=SessionState.PREPARING,
        to_state=target,
        by=by,
        by_capacity=by.access.capacity(scope=session.scope_id, commission=session.commission_id) if by else "",
        at=clock.now(),
        reason=past.source.strip(),
    )
    return session


def _moment(day: date | None, at: time | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, at)) if day is not None and at is not None else None


def _write_item(session: CommissionSession, position: int, line: PastItem, *, by: "User | None") -> AgendaItem:
    outcome = line.outcome or (line.decision.outcome if line.decision else None)
    if line.kind == ItemKind.HEADING and (outcome or line.decision):
        raise InvalidInput({"items": [f"« {line.title} » est un titre : il n’a ni conclusion ni décision."]})
    item = AgendaItem.objects.create(
        scope_id=session.scope_id,
        session=session,
        position=position,
        kind=line.kind,
        title=line.title.strip(),
        description=line.description.strip(),
        presenter=line.presenter,
        presenter_label=line.presenter_label.strip(),
        is_closed_doors=line.is_closed_doors or session.is_closed_doors,
        outcome=outcome or "",
    )
    item.projects.set(line.projects)
    item.legal_texts.set(line.legal_texts)
    for section, text in line.texts.items():
        _write_text(session, item, section, text, by=by)
    for rank, speech in enumerate(line.speeches, start=1):
        _write_speech(session, item, rank, speech)
    if line.decision is not None:
        _write_decision(session, item, line, line.decision)
    for fact in line.facts:
        _write_fact(item.pk, fact)
    return item


def _write_decision(session: CommissionSession, item: AgendaItem, line: PastItem, past: PastDecision) -> None:
    decision = Decision(
        scope_id=session.scope_id,
        commission=session.commission,
        session=session,
        item=item,
        year=session.year,
        outcome=past.outcome,
        text=past.text.strip(),
        decided_at=session.opened_at,
    )
    decision.number = number_given(decision, past.number, SeriesKind.DECISION).get("number")
    decision.save()
    for project in line.projects:
        DecisionEffect.objects.create(scope_id=session.scope_id, decision=decision, project=project)


def _write_text(
    session: CommissionSession, item: AgendaItem | None, section: Section, text: str, *, by: "User | None"
) -> None:
    if not text.strip():
        return
    now, name = clock.now(), by.full_name if by else "reprise"
    row = MinuteText.objects.create(
        scope_id=session.scope_id,
        session=session,
        item=item,
        section=section,
        text=text.strip(),
        revision=1,
        saved_by_name=name,
        saved_at=now,
    )
    TextRevision.objects.create(
        scope_id=session.scope_id,
        minute_text=row,
        revision=1,
        base_revision=0,
        text=row.text,
        author=by,
        author_name=name,
        at=now,
    )


def _write_speech(session: CommissionSession, item: AgendaItem | None, position: int, speech: PastSpeech) -> None:
    person = speech.person
    row = Speech.objects.create(
        scope_id=session.scope_id,
        session=session,
        item=item,
        kind=speech.kind,
        position=position,
        person=person,
        speaker_name=speech.speaker_name.strip() or (person.full_name if person else ""),
        speaker_function=speech.speaker_function.strip() or (person.function if person else ""),
        summary=speech.summary.strip(),
        source=speech.source.strip(),
    )
    _write_source(row.pk, speech.source)


def _write_presence(session: CommissionSession, line: PastPresence, *, by: "User | None") -> None:
    if line.seat.commission_id != session.commission_id:
        raise InvalidInput({"presence": [f"« {line.seat} » n’est pas un siège de cette commission."]})
    row = PresenceEvent.objects.create(
        scope_id=session.scope_id,
        session=session,
        seat=line.seat,
        kind=line.kind,
        at=line.at,
        person=line.person,
        person_name=line.person_name.strip() or (line.person.full_name if line.person else ""),
        proxy_seat=line.proxy_seat,
        note=line.note.strip(),
        recorded_by=by,
    )
    _write_source(row.pk, line.source)


def _write_recommendation(
    session: CommissionSession, items: Sequence[AgendaItem], line: PastRecommendation, *, by: "User | None"
) -> None:
    assert session.held_on is not None  # _check refuses a recommendation without it
    item = items[line.item - 1] if line.item is not None else None
    is_cmsic = session.commission.kind == CommissionKind.CMSIC
    recommendation = issue(
        commission=session.commission,
        year=session.year,
        text=line.text,
        addressee_label=line.addressee_label,
        seat=line.seat,
        structure=line.structure,
        ministry=line.ministry,
        commune=line.commune,
        due_on=line.due_on,
        project=line.project,
        origin_kind=OriginKind.SESSION if is_cmsic else OriginKind.CONFERENCE,
        origin_label=session.label + (f", point {line.item}" if item else ""),
        issued_on=session.held_on,
        theme=line.theme,
        is_closed_doors=session.is_closed_doors or bool(item and item.is_closed_doors),
        numbered=False,
        source=line.source or session.reconstituted_from[:500],
        is_fictitious=session.is_fictitious,
        by=by,
    )
    if given := number_given(recommendation, line.number, SeriesKind.RECOMMENDATION):
        Recommendation.objects.filter(pk=recommendation.pk).update(**given)
    ItemRecommendation.objects.create(
        scope_id=session.scope_id, session=session, item=item, recommendation=recommendation
    )
    _write_source(recommendation.pk, line.source)


def _write_fact(object_id: UUID, fact: PastFact) -> None:
    """Note where a fact comes from; a second figure of the same source stands below the first."""
    note = fact.note.strip()
    row, is_new = FactSource.objects.get_or_create(
        object_id=object_id,
        field=fact.field,
        source=fact.source.strip()[:500],
        defaults={"note": note, "is_contested": fact.is_contested},
    )
    if is_new:
        return
    if f"\n{note}\n" not in f"\n{row.note}\n":
        row.note = f"{row.note}\n{note}".strip()
    row.is_contested = row.is_contested or fact.is_contested
    row.save(update_fields=["note", "is_contested"])


def _write_source(object_id: UUID, source: str, *, field: str = "") -> None:
    if source.strip():
        FactSource.objects.get_or_create(object_id=object_id, field=field, source=source.strip()[:500])

"""The procès-verbal de carence: that the commission was convened, who came, and that too few did. One page."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.common.typography import NBSP, UNKNOWN, capitalize_first, hour, long_date, plural
from sessions.core.enums import SessionAction, SessionState
from sessions.core.models import CommissionSession, SessionStep
from sessions.core.reports.wording import (
    according_to,
    at_place,
    convocation_reference,
    de,
    founding_act,
    session_in_words,
)
from sessions.meeting.queries.presence import SeatPresence
from sessions.meeting.queries.room import Room

from .signatures import SignatureLine, chairs_of, person_at, rapporteur_of, role_and_name


@dataclass(frozen=True)
class Carence:
    convened: str
    constat: str
    quorum: str
    consequence: str
    second: str  # the second convocation: its day when it is written, else the rule of the act
    observations: str
    signatures: tuple[SignatureLine, ...]


def build_carence(room: Room, body: str) -> Carence | None:
    """None for a session that was opened and lost its quorum on the way: its procès-verbal tells what it did
    (3 queries).
    """
    session = room.session
    if session.state != SessionState.NO_QUORUM or session.opened_at is not None:
        return None
    step = session.steps.filter(action=SessionAction.DECLARE_NO_QUORUM).order_by("-at").select_related("by").first()
    at = step.at if step is not None else None
    presence, quorum = room.presence_at(at), room.quorum(at=at)
    present = plural(quorum.present, "membre ayant voix délibérative", "membres ayant voix délibérative")
    verb = "est présent" if quorum.present < 2 else "sont présents"
    stands_in = plural(quorum.represented, "est représenté", "sont représentés")
    represented = f" et {stands_in}" if quorum.represented else ""
    source = ", ".join(part for part in (quorum.article, quorum.rule) if part)
    required = (
        f"{plural(quorum.required, 'membre est requis', 'membres sont requis')}{f' ({source})' if source else ''}"
        if quorum.required is not None
        else f"le nombre requis est {UNKNOWN}"
    )
    stated = hour(at) if at is not None else f"une heure {UNKNOWN}e"
    return Carence(
        convened=_convened(session, body),
        constat=f"À {stated}, {present} sur {quorum.base} {verb}{represented}.".replace(NBSP, " "),
        quorum=f"Quorum : {required} ; {plural(quorum.counted, 'compté')}.".replace(NBSP, " "),
        consequence=(
            f"Le quorum n’étant pas réuni, la carence a été constatée à {stated} et la séance n’a pas pu se tenir. La"
            " commission n’a ni délibéré ni décidé."
        ),
        second=_second(session),
        observations=step.reason.strip() if step is not None else "",
        signatures=_signatures(room, presence, step),
    )


def _convened(session: CommissionSession, body: str) -> str:
    """Who was called, by which letter and when, to which day, hour and place."""
    basis = f", {according}," if (according := according_to(founding_act(session))) else ""
    letter = ""
    if session.convened_at is not None:
        number = convocation_reference(session)
        letter = f"Par lettre{f' n° {number}' if number else ''} du {long_date(session.convened_at, weekday=False)}"
    called = session.convocations.count()
    who = f"les {called} membres {de(body)}" if called > 1 else f"les membres {de(body)}"
    start = f" à {hour(session.starts_at)}" if session.starts_at is not None else ""
    place = f", {at_place(session.place)}" if session.place else ""
    sentence = (
        f"{who} ont été convoqués{basis} à la {session_in_words(session)} au titre de l’année {session.year}, prévue le"
        f" {long_date(session.held_on)}{start}{place}."
    )
    return f"{letter}, {sentence}" if letter else capitalize_first(sentence)


def _second(session: CommissionSession) -> str:
    """The session that takes up the same agenda, as far as it is known; else what the act says; else nothing."""
    following = session.postponed_to.exclude(state=SessionState.CANCELLED).order_by("pk").first()
    statute = session.statute
    rules = []
    if statute is not None and statute.second_convocation_days is not None:
        rules.append(f"{plural(statute.second_convocation_days, 'jour franc', 'jours francs')} au moins après l’envoi")
    if statute is not None and statute.second_quorum_free:
        rules.append("sans condition de quorum")
    elif statute is not None and statute.second_quorum_sentence:
        rules.append(f"quorum : {statute.second_quorum_sentence}")
    article = statute.second_convocation_article if statute is not None else ""
    rule = " ; ".join(rules) + (f" ({article})" if article and rules else "")
    if following is not None and following.held_on is not None and following.convened_at is not None:
        start = f" à {hour(following.starts_at)}" if following.starts_at is not None else ""
        number = convocation_reference(following)
        by_letter = f", par lettre{f' n° {number}' if number else ''}"
        told = f"Seconde convocation : le {long_date(following.held_on)}{start}{by_letter}"
    elif following is not None:
        told = "Seconde convocation : en préparation, sur le même ordre du jour"
    elif rule:
        return f"Seconde convocation, sur le même ordre du jour : {rule}."
    else:
        return f"Seconde convocation : {UNKNOWN}e."
    return f"{told}{f' ; {rule}' if rule else ''}."


def _signatures(room: Room, presence: Sequence[SeatPresence], step: SessionStep | None) -> tuple[SignatureLine, ...]:
    """Whoever kept the minutes (else whoever stated the carence), and whoever presided (else the first member
    present). Nobody who was not there signs; a place without a name is left to be filled by hand.
    """
    session, by_id = room.session, {seat.pk: seat for seat in room.seats}
    there = [line for line in presence if line.is_present]
    names = {line.person_name for line in there}
    minutes = rapporteur_of(room)
    if session.rapporteur is None or session.rapporteur.full_name not in names:
        keeper = next((line for line in there if line.role in ("rapporteur", "secretary")), None)
        if keeper is not None:
            minutes = role_and_name(by_id[keeper.seat_id], keeper)
        elif step is not None and step.by is not None:
            minutes = SignatureLine("Pour le secrétariat de la commission", step.by.full_name, step.by_capacity)
        else:
            minutes = SignatureLine("Pour le secrétariat de la commission", "", "")
    chairs = [chair.signature for chair in chairs_of(room)]
    if chairs and any(name and chairs[-1].name.endswith(name) for name in names):
        return minutes, chairs[-1]
    first = next((line for line in there if line.has_vote), None)
    if first is None:
        return (minutes,)
    seat = by_id[first.seat_id]
    person = person_at(seat, first.person_name)
    name = person.titled_name if person is not None else first.person_name
    return minutes, SignatureLine("Pour les membres présents", name, seat.quality_of(person))

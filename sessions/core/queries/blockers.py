"""What still prevents a convocation: one list, shown as a to-do list and raised by the operation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from commissions.enums import HolderKind
from commissions.models import Mandate, Seat
from foundation.common.holidays import working_day_from
from foundation.common.typography import long_date, plural

from ..enums import ItemKind
from ..models import CommissionSession
from .act_rules import is_second_convocation
from .notice import Notice, notice_of

CONVENED_AS = (HolderKind.TITULAR, HolderKind.INTERIM)


@dataclass(frozen=True)
class Blocker:
    sentence: str
    place: str  # where it is mended: agenda, session, seats, sheet
    article: str = ""
    key: str = ""  # of the row to mend, for a sheet
    field: str = ""  # of the form where it is typed

    def __str__(self) -> str:
        return self.sentence


def notice_for(session: CommissionSession, *, sent_on: date) -> Notice | None:
    """The notice that members would get, with the rule of the second convocation where it applies; None
    without a date.
    """
    if session.held_on is None:
        return None
    statute = session.statute
    if statute is not None and statute.second_convocation_days is not None and is_second_convocation(session):
        return notice_of(
            statute,
            sent_on=sent_on,
            held_on=session.held_on,
            required=statute.second_convocation_days,
            article=statute.second_convocation_article,
        )
    return notice_of(statute, sent_on=sent_on, held_on=session.held_on)


def notice_blocker(session: CommissionSession, *, today: date) -> Blocker | None:
    """The notice is too short and no urgency is motivated; the sentence quotes the article."""
    notice = notice_for(session, sent_on=today)
    if notice is None or not notice.is_short or session.urgency_motive.strip():
        return None
    assert notice.first_day is not None
    return Blocker(
        f"Le délai de convocation n’est pas respecté : {plural(notice.given, 'jour franc', 'jours francs')} d’ici la"
        f" session, {notice.required} requis ({notice.article or 'article non renseigné'}). Fixez la session au"
        f" {long_date(working_day_from(notice.first_day))} ou après, ou motivez l’urgence : le motif sera imprimé.",
        "session",
        notice.article,
        field="urgency_motive",
    )


def holders_of(commission_id: UUID, *, on: date) -> list[Mandate]:
    """Whom to convene, or to consult, in protocol order: who holds the seat par intérim on that day, else its titular
    (1 query).
    """
    rows = (
        Mandate.objects.in_force(on)
        .filter(kind__in=CONVENED_AS, seat__in=Seat.objects.filter(commission_id=commission_id).in_force(on))
        .select_related("seat", "person")
        .order_by("seat__position", "seat__pk")
    )
    held: dict[UUID, Mandate] = {}
    for row in rows:
        if row.kind == HolderKind.INTERIM or row.seat_id not in held:
            held[row.seat_id] = row
    return list(held.values())


def convening_blockers(session: CommissionSession, *, today: date) -> list[Blocker]:
    """What must be done before the members can be convened (2 queries, 1 more when no seat is filled)."""
    blockers = []
    if not session.agenda_items.filter(withdrawn_at=None).exclude(kind=ItemKind.HEADING).exists():
        blockers.append(Blocker("L’ordre du jour est vide : inscrivez au moins un point.", "agenda"))
    if session.held_on is None:
        blockers.append(Blocker("La date de la session n’est pas fixée.", "session", field="held_on"))
    elif session.held_on < today:
        blockers.append(
            Blocker(
                f"La date de la session ({long_date(session.held_on)}) est passée : fixez-en une autre.",
                "session",
                field="held_on",
            )
        )
    if session.starts_at is None:
        blockers.append(Blocker("L’heure de la session n’est pas fixée.", "session", field="starts_at"))
    if not session.place and not session.video_link:
        blockers.append(
            Blocker(
                "Le lieu de la session n’est pas fixé (ni lieu, ni lien de visioconférence).", "session", field="place"
            )
        )
    if session.commission.closed_on is not None:
        blockers.append(Blocker("La commission est dissoute : elle ne siège plus.", "seats"))
    day = session.held_on or today
    seats = session.commission.seats.in_force(day)
    if not Mandate.objects.in_force(day).filter(kind__in=CONVENED_AS, seat__in=seats).exists():
        blockers.append(
            Blocker("Aucun siège n’est pourvu à la date de la session : nommez les titulaires.", "seats")
            if seats.exists()
            else Blocker("La commission n’a aucun siège : saisissez sa composition d’après l’arrêté.", "seats")
        )
    if session.held_on is not None and session.held_on >= today and (short := notice_blocker(session, today=today)):
        blockers.append(short)
    return blockers

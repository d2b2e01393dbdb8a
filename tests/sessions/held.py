"""A session being held, with as many members present as a test asks."""

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from commissions.models import Commission, Mandate, Seat
from foundation.accounts.enums import Role
from sessions.core.enums import PresenceKind, SessionState
from sessions.core.models import CommissionSession, PresenceEvent
from sessions.core.models.settled import writing_the_past
from tests.factories import AgendaItemFactory, ProjectFactory, SessionFactory, commission_with_members, member_of


def voting_seats(commission: Commission) -> list[Seat]:
    return list(Seat.objects.filter(commission=commission, has_vote=True).order_by("position"))


def arrive(session: CommissionSession, seat: Seat, *, minutes_ago: int = 30) -> PresenceEvent:
    return arrive_all(session, [seat], minutes_ago=minutes_ago)[0]


@writing_the_past()
def arrive_all(session: CommissionSession, seats: list[Seat], *, minutes_ago: int = 30) -> list[PresenceEvent]:
    names = dict(Mandate.objects.filter(seat__in=seats).values_list("seat_id", "person__full_name"))
    return PresenceEvent.objects.bulk_create(
        PresenceEvent(
            scope_id=session.scope_id,
            session=session,
            seat=seat,
            kind=PresenceKind.ARRIVED,
            at=timezone.now() - timedelta(minutes=minutes_ago),
            person_name=names[seat.pk],
        )
        for seat in seats
    )


def held(
    present: int = 8,
    *,
    voting: int = 12,
    state: str = SessionState.OPEN,
    items: int = 2,
    statute: dict[str, Any] | None = None,
    **fields: Any,
) -> SimpleNamespace:
    """Return session, commission, seats (voting, in order), items, project (linked to the first item) and secretary.

    With 12 voting seats, article 9 asks for 7.
    """
    commission = commission_with_members(voting)
    if statute:
        commission.statutes.update(**statute)
    opened = timezone.now() - timedelta(minutes=20)
    session = SessionFactory(
        commission=commission,
        convened=True,
        number=1,
        state=state,
        held_on=timezone.localdate(opened),
        opened_at=opened if state not in (SessionState.CONVENED, SessionState.PREPARING) else None,
        lifted_at=timezone.now() if state in (SessionState.LIFTED, SessionState.ARCHIVED) else None,
        **({"starts_at": time(0, 0)} | fields),  # an hour that has come, whatever that of the run
    )
    seats = voting_seats(commission)
    arrive_all(session, seats[:present])
    agenda = [
        AgendaItemFactory(session=session, position=place, title=f"Point {place}") for place in range(1, items + 1)
    ]
    project = ProjectFactory(ministry=commission.ministry, stage="submitted")
    if agenda:
        agenda[0].projects.add(project)
    return SimpleNamespace(
        session=session,
        commission=commission,
        seats=seats,
        items=agenda,
        item=agenda[0] if agenda else None,
        project=project,
        secretary=member_of(commission, Role.SECRETARY),
    )

"""(d) 50 parallel « décider » give 50 numbers without gap or double."""

import pytest
from django.db import connection

from sessions.core.enums import SessionState
from sessions.core.models import Decision
from sessions.meeting.operations.deciding import decide
from tests.acceptance.a.test_numbers import in_threads
from tests.factories import AgendaItemFactory, SessionFactory
from tests.measure import report
from tests.sessions.held import arrive, held

AT_ONCE = 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_fifty_parallel_decisions_are_numbered_one_to_fifty():
    """Over five sessions of one commission held at once, so that the lock of a session does not do the work of the lock
    of the series.
    """
    first = held(present=8, items=10)
    items = list(first.items)
    for number in range(2, 6):
        session = SessionFactory(
            commission=first.commission,
            convened=True,
            number=number,
            state=SessionState.OPEN,
            held_on=first.session.held_on,
            opened_at=first.session.opened_at,
        )
        for seat in first.seats[:8]:
            arrive(session, seat)
        items += [
            AgendaItemFactory(session=session, position=place, title=f"Point {number}.{place}")
            for place in range(1, 11)
        ]
    assert len(items) == AT_ONCE
    in_threads(
        lambda item: decide(item.pk, outcome="favourable", by_consensus=True, by=first.secretary),
        items,
        workers=AT_ONCE // 2,
    )
    connection.close()
    numbers = sorted(Decision.objects.filter(commission=first.commission).values_list("number", flat=True))
    assert numbers == list(range(1, AT_ONCE + 1))
    report("parallel decisions", at_once=AT_ONCE, sessions=5, numbers=len(numbers), gaps=0, doubles=0)

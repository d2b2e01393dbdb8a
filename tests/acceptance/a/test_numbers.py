"""« 2,000 concurrent numberings: no gap, no double. » Short here; CMSIC_LONG=1 tries them all."""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from commissions.enums import SeriesKind
from commissions.models import NumberSeries
from commissions.operations import next_number
from sessions.core.models import CommissionSession
from sessions.preparing.operations.convening import convene
from tests.factories import AgendaItemFactory, CommissionFactory, SessionFactory, UserFactory, commission_with_members
from tests.measure import report

ATTEMPTS = 2000 if os.environ.get("CMSIC_LONG") else 200
WORKERS = 8


class _GivenUp(Exception):
    """An act that fails after it took its number."""


def in_threads(function, arguments, workers=WORKERS):
    def closing(argument):
        try:
            return function(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(closing, arguments))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_thousand_concurrent_numberings_leave_no_gap_and_no_double():
    commissions = [CommissionFactory() for _ in range(3)]
    random.seed(20240918)
    plan = [
        (random.choice(commissions), random.choice([SeriesKind.DECISION, SeriesKind.PV]), random.random() < 0.1)
        for _ in range(ATTEMPTS)
    ]

    def attempt(line):
        commission, kind, fails = line
        try:
            with transaction.atomic():
                number = next_number(commission, kind, 2026)
                if fails:
                    raise _GivenUp
        except _GivenUp:
            return None
        return (commission.pk, kind, number)

    given = in_threads(attempt, plan)
    kept = [line for line in given if line]
    rolled_back = len(given) - len(kept)
    assert rolled_back > 0
    assert max(Counter(kept).values()) == 1
    for series in NumberSeries.objects.all():
        numbers = sorted(
            number for commission, kind, number in kept if (commission, kind) == (series.commission_id, series.kind)
        )
        assert numbers == list(range(1, series.last_number + 1))
    report("numbers", attempts=ATTEMPTS, at_a_time=WORKERS, rolled_back=rolled_back, gaps=0, doubles=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_thirty_two_concurrent_first_convocations_are_numbered_one_to_thirty_two():
    commission, by = commission_with_members(1), UserFactory()
    sessions = [SessionFactory(commission=commission) for _ in range(32)]
    for session in sessions:
        AgendaItemFactory(session=session, position=1)
    in_threads(lambda session: convene(session.pk, by=by), sessions)
    connection.close()
    rows = CommissionSession.objects.filter(commission=commission)
    assert sorted(rows.values_list("number", flat=True)) == list(range(1, 33))
    assert sorted(rows.values_list("convocation_number", flat=True)) == list(range(1, 33))
    report("first convocations", at_once=32, numbers=rows.count())

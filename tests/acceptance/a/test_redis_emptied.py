"""TF3: Redis is emptied, full, restarted. It holds no truth: the rows do."""

import time

import pytest

from tests.measure import report, size

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.xdist_group("broker")]


def test_an_emptied_broker_loses_nothing(portal):
    rounds = size(1, 20)
    began = time.monotonic()
    for _ in range(rounds):
        portal.do("submit", size(4, 8))
        for _ in range(3):
            portal.broker().flushall()
            time.sleep(0.2)
        portal.wait_until_done(60)
    findings = portal.do("oracle")
    report("TF3", flushes=3 * rounds, findings=len(findings), seconds=round(time.monotonic() - began, 1))
    assert findings == []


def test_a_full_broker_makes_work_wait_and_loses_nothing(portal):
    portal.broker().config_set("maxmemory-policy", "noeviction")
    portal.broker().config_set("maxmemory", 1)
    jobs = portal.do("submit", 2)
    time.sleep(1.5)
    assert portal.do("unfinished", jobs) == 2
    portal.broker().config_set("maxmemory", 0)
    portal.wait_until_done(60)
    assert portal.do("oracle") == []


def test_a_restarted_broker_loses_nothing(portal):
    """It dies while jobs wait, run, or have just ended: a worker that could not report an end must still ask for the
    next one.
    """
    for turn in range(size(3, 20)):
        portal.do("submit", 3)
        time.sleep(turn % 10 * 0.15)
        portal.kill_all(portal.processes["valkey"].pid)
        portal.processes["valkey"].wait()
        time.sleep(1)
        portal.start_valkey()
        portal.wait_until_done(60)
    assert portal.do("oracle") == []

"""TF1, TF2, TF4, TF7: processes die, hang or hear twice.

One paper and one number for each procès-verbal; nothing lost.
"""

import os
import signal
import time

import pytest

from foundation.jobs.faults import POINTS
from tests.measure import report, size

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1700), pytest.mark.xdist_group("killed")]


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_this_point_loses_nothing_and_does_nothing_twice(portal, point):
    kills, papers = size(1, 170), size(2, 170)
    began = time.monotonic()
    portal.arm(point, kills)
    portal.do("submit", papers)
    portal.wait(lambda: portal.armed(point) == 0, size(40, 800), f"kills at {point}")
    portal.wait_until_done(size(40, 400))
    # A job interrupted five times is given up and shown; whoever asks for it again gets one paper.
    given_up = portal.do("relaunch")
    assert given_up <= kills // 5
    portal.wait_until_done(size(40, 400))
    findings = portal.do("oracle")
    report(
        "TF1",
        point=point,
        kills=kills,
        papers=papers,
        given_up=given_up,
        findings=len(findings),
        seconds=round(time.monotonic() - began, 1),
    )
    assert findings == []


def test_a_whole_worker_killed_at_work_gives_its_jobs_back(portal):
    rounds = size(1, 20)
    began = time.monotonic()
    for _ in range(rounds):
        portal.do("submit", 3)
        portal.wait(lambda: portal.do("running"), 20, "a running job")
        portal.kill_all(portal.processes["worker"].pid)
        portal.processes["worker"].wait()
        portal.start_worker()
        portal.wait_until_done(60)
    findings = portal.do("oracle")
    report("TF2", kills=rounds, findings=len(findings), seconds=round(time.monotonic() - began, 1))
    assert findings == []


@pytest.mark.parametrize("point", ["", "after_file_write"])
def test_a_worker_that_lives_but_stands_still_is_replaced_and_its_late_result_thrown_away(portal, point):
    """Anywhere; and in the middle of its transaction, whose locks the next worker waits for."""
    first = portal.processes["worker"]
    if point:
        portal.arm(point, 1, ".stop")
    portal.do("submit", 3)
    portal.wait(lambda: not portal.armed(point) if point else portal.do("running"), 20, "a running job")
    stopped = portal.do("running")
    portal.signal_all(first.pid, signal.SIGSTOP)
    portal.start_worker("second")
    began = time.monotonic()
    portal.wait_until_done(60)
    took = time.monotonic() - began
    portal.signal_all(first.pid, signal.SIGCONT)
    time.sleep(2)
    findings = portal.do("oracle")
    second = portal.processes.pop("second")
    os.kill(second.pid, signal.SIGTERM)
    second.wait(20)
    report("TF4", point=point, stopped=len(stopped), findings=len(findings), seconds=round(took, 1))
    assert findings == []


def test_messages_doubled_late_and_in_disorder_change_nothing(portal):
    jobs = portal.do("submit", 3)
    for _ in range(3):
        portal.do("send_again", jobs)
    portal.wait_until_done(40)
    portal.do("send_again", jobs)
    time.sleep(1)
    assert portal.do("oracle") == []

"""A run of the suite has one day: it begins after midnight when it would have met it."""

from datetime import UTC, datetime, timedelta

import pytest
from launcher import testing
from launcher.console import Console

MIDNIGHT = datetime(2026, 11, 30, 23, tzinfo=UTC)  # the first of December begins at Cotonou


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (timedelta(hours=12), timedelta(hours=12)),
        (timedelta(seconds=1), timedelta(seconds=1)),
        (timedelta(0), timedelta(days=1)),
        (timedelta(minutes=-59), timedelta(hours=23, minutes=1)),  # still the thirtieth in UTC
    ],
)
def test_midnight_is_that_of_benin(before, left):
    assert testing.until_midnight(MIDNIGHT - before) == left


@pytest.mark.parametrize(("before", "slept"), [(20, [1201.0]), (41, []), (-1, [])])
def test_a_run_that_would_meet_it_waits_and_says_so(monkeypatch, capsys, before, slept):
    waited: list[float] = []

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return (MIDNIGHT - timedelta(minutes=before)).astimezone(tz)

    monkeypatch.setattr(testing, "datetime", Clock)
    monkeypatch.setattr(testing.time, "sleep", waited.append)
    testing.let_midnight_pass(Console(), testing.WHOLE)
    assert waited == slept
    assert ("Minuit sonne au Bénin dans 20 min 00 s" in capsys.readouterr().out) is bool(slept)

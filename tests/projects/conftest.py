from datetime import UTC, date, datetime

import pytest

from foundation.common import clock


class Today:
    """The business day of a test, moved at will."""

    def __init__(self) -> None:
        self.day = date(2026, 6, 15)

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, 0, tzinfo=UTC)


@pytest.fixture
def today(monkeypatch, tmp_path):
    """Shift the one business clock the way production does in its own tests: by CMSIC_CLOCK_FILE."""
    current = Today()
    shift = tmp_path / "clock"

    def move(day: date) -> None:
        current.day = day
        shift.write_text(
            str((datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC) - datetime.now(UTC)).total_seconds())
        )

    move(current.day)
    monkeypatch.setenv("CMSIC_CLOCK_FILE", str(shift))
    current.move = move
    assert clock.today() == current.day
    return current

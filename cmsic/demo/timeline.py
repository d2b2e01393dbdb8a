"""Do an act of the demo at the day it is told to have been done: the operations read the business clock, and this moves
it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from foundation.common import clock

T = TypeVar("T")
CLOCK_FILE = "CMSIC_CLOCK_FILE"


def known(value: T | None) -> T:
    """What the story has just written, where a column may stay empty."""
    assert value is not None
    return value


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Set the business clock of this process to `moment`; the journal keeps the real instant, which is that of the
    database.
    """
    former = os.environ.get(CLOCK_FILE)
    with tempfile.TemporaryDirectory() as folder:
        shift = Path(folder) / "clock"
        shift.write_text(str((moment - timezone.now()).total_seconds()))
        os.environ[CLOCK_FILE] = str(shift)
        try:
            yield
        finally:
            if former is None:
                del os.environ[CLOCK_FILE]
            else:
                os.environ[CLOCK_FILE] = former


def wednesday_before(days: int) -> date:
    """The last Wednesday that is at least so many days past."""
    day = clock.today() - timedelta(days=days)
    return day - timedelta(days=(day.weekday() - 2) % 7)

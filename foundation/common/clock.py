"""The one business clock. Leases and the journal use the clock of the database instead."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone


def now() -> datetime:
    """Return the business instant; CMSIC_CLOCK_FILE holds a shift in seconds, read by web, worker and relay alike."""
    shift_file = os.environ.get("CMSIC_CLOCK_FILE")
    if shift_file:
        try:
            return timezone.now() + timedelta(seconds=float(Path(shift_file).read_text()))
        except (OSError, ValueError):
            return timezone.now()
    return timezone.now()


def today() -> date:
    return timezone.localdate(now())

"""Notice of a convocation, in clear days."""

from dataclasses import dataclass
from datetime import date, timedelta

from commissions.models import Statute


def clear_days(sent_on: date, held_on: date) -> int:
    """Whole days between, neither the day of sending nor that of the session being counted; never negative."""
    return max(0, (held_on - sent_on).days - 1)


@dataclass(frozen=True)
class Notice:
    given: int
    required: int | None
    article: str
    last_day: date | None  # the last day on which a convocation still respects the delay

    @property
    def is_short(self) -> bool:
        return self.required is not None and self.given < self.required


def notice_of(statute: Statute | None, *, sent_on: date, held_on: date) -> Notice:
    required = statute.notice_days if statute is not None else None
    last_day = held_on - timedelta(days=required + 1) if required is not None else None
    return Notice(clear_days(sent_on, held_on), required, statute.notice_article if statute is not None else "", last_day)

"""Notice of a convocation, in clear days."""

from dataclasses import dataclass
from datetime import date, timedelta

from commissions.models import Statute
from foundation.common.holidays import Holiday, holiday_on, holidays_between, is_weekday
from foundation.common.typography import long_date


def clear_days(sent_on: date, held_on: date, *, skips_holidays: bool = False) -> int:
    """Whole days between, neither the day of sending nor that of the session being counted; never negative.

    Public holidays count as the others, but where the act takes them out.
    """
    days = max(0, (held_on - sent_on).days - 1)
    return days - (len(holidays_between(sent_on, held_on)) if skips_holidays else 0)


def last_day_for(held_on: date, required: int, *, skips_holidays: bool = False) -> date:
    """The last day on which a convocation still leaves `required` clear days."""
    day = held_on - timedelta(days=required + 1)
    while clear_days(day, held_on, skips_holidays=skips_holidays) < required:
        day -= timedelta(days=1)
    return day


def first_day_for(sent_on: date, required: int, *, skips_holidays: bool = False) -> date:
    """The first day of session that a convocation sent on that day allows."""
    day = sent_on + timedelta(days=required + 1)
    while clear_days(sent_on, day, skips_holidays=skips_holidays) < required:
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Notice:
    given: int
    required: int | None
    article: str
    last_day: date | None  # the last day on which a convocation still respects the delay
    first_day: date | None = None  # the first day of session that a convocation sent now allows
    skips_holidays: bool | None = None  # None: the act does not say
    holidays: tuple[Holiday, ...] = ()  # those between the sending and the session
    held_on_holiday: Holiday | None = None
    held_on_weekend: str = ""  # « samedi », « dimanche »

    @property
    def is_short(self) -> bool:
        return self.required is not None and self.given < self.required

    @property
    def remarks(self) -> list[str]:
        """What the secretary should know of the days around: a holiday in the delay, a session on one."""
        said = []
        if self.held_on_holiday is not None:
            estimate = ", date estimée" if self.held_on_holiday.is_estimated else ""
            said.append(f"Le jour de la session est férié ({self.held_on_holiday.name}{estimate}).")
        if self.held_on_weekend:
            said.append(f"Le jour de la session est un {self.held_on_weekend}.")
        if self.holidays:
            named = ", ".join(
                f"{row.name} le {long_date(row.day, weekday=False)}{' (date estimée)' if row.is_estimated else ''}"
                for row in self.holidays
            )
            counted = {
                True: "il n’est pas compté",
                False: "il est compté",
                None: "l’acte ne dit pas de le retirer, il est compté",
            }[self.skips_holidays]
            if len(self.holidays) > 1:
                counted = (
                    counted.replace("il n’est pas compté", "ils ne sont pas comptés")
                    .replace("il est compté", "ils sont comptés")
                    .replace("de le retirer", "de les retirer")
                )
            said.append(f"Férié dans le délai : {named} ; {counted}.")
        return said


def notice_of(
    act: Statute | None, *, sent_on: date, held_on: date, required: int | None = None, article: str | None = None
) -> Notice:
    """The notice that members get, by the rule of the act, or by another delay (second convocation)."""
    if required is None and act is not None:
        required = act.notice_days
    if article is None:
        article = act.notice_article if act is not None else ""
    skips = act.notice_skips_holidays if act is not None else None
    return Notice(
        given=clear_days(sent_on, held_on, skips_holidays=bool(skips)),
        required=required,
        article=article,
        last_day=last_day_for(held_on, required, skips_holidays=bool(skips)) if required is not None else None,
        first_day=first_day_for(sent_on, required, skips_holidays=bool(skips)) if required is not None else None,
        skips_holidays=skips,
        holidays=tuple(holidays_between(sent_on, held_on)),
        held_on_holiday=holiday_on(held_on),
        held_on_weekend="" if is_weekday(held_on) else long_date(held_on).partition(" ")[0],
    )

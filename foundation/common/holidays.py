"""Public holidays of Benin: law 90-019 as amended by 97-031 and 2024-32, kept as data by the `holidays` library.

The day of a Muslim feast follows the moon and is declared shortly before: until then the library's date is an estimate,
and says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str
    is_estimated: bool = False


@lru_cache(maxsize=32)
def holidays_of(year: int) -> dict[date, Holiday]:
    """The public holidays of a year; a day may bear several names."""
    import holidays

    found = {}
    for day, name in holidays.country_holidays("BJ", years=year, language="fr_BJ").items():
        found[day] = Holiday(day, name.replace("'", "’").replace(" (estimé)", ""), "(estimé)" in name)
    return found


def holiday_on(day: date) -> Holiday | None:
    return holidays_of(day.year).get(day)


def holidays_between(first: date, last: date) -> list[Holiday]:
    """Those strictly after `first` and strictly before `last`, in order."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days))
    return [found for day in days if (found := holiday_on(day)) is not None]


def is_weekday(day: date) -> bool:
    """From Monday to Friday."""
    return day.weekday() < 5


def working_day_from(day: date) -> date:
    """The first day, from that one on, on which offices are open."""
    while not is_weekday(day) or holiday_on(day) is not None:
        day += timedelta(days=1)
    return day

"""The waves side by side, with the platforms of each: finished for its page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from foundation.common.typography import plural, short_date

from ..enums import LANDING_TONES, LandingState
from ..models import Wave

DONE = (LandingState.VERIFIED, LandingState.STOPPED)


@dataclass(frozen=True)
class Card:
    name: str
    href: str
    note: str  # ministry, choice, date
    state: str
    tone: str


@dataclass(frozen=True)
class WaveColumn:
    title: str
    href: str
    period: str
    count: str  # « 2 plateformes arrivées sur 5 »
    cards: tuple[Card, ...]


def columns_by_wave(rows: Any, day: date) -> list[WaveColumn]:
    """Those of each wave, the nearest first, then those without a wave; what stays where it is has no column."""
    found = [row for row in rows.order_by("planned_on", "platform__name", "pk") if row.state != LandingState.STAYS]
    waves = sorted(Wave.objects.all(), key=lambda wave: (wave.starts_on or date.max, wave.name))
    columns = [_column(wave, [row for row in found if row.wave_id == wave.pk]) for wave in waves]
    without = [row for row in found if row.wave_id is None]
    return [*columns, *([_column(None, without)] if without else [])]


def _column(wave: Wave | None, rows: list[Any]) -> WaveColumn:
    arrived = sum(row.state in DONE for row in rows)
    count = f"{plural(arrived, 'arrivée')} sur {len(rows)}" if rows else "aucune plateforme"
    cards = tuple(map(_card, rows))
    if wave is None:
        return WaveColumn("Sans vague", "", "à placer", count, cards)
    period = " – ".join(short_date(each) if each else "…" for each in (wave.starts_on, wave.ends_on))
    return WaveColumn(wave.name, reverse("waves:detail", args=[wave.pk]), period, count, cards)


def _card(row: Any) -> Card:
    state = LandingState(row.state)
    said = (row.platform.ministry.short_name, row.get_choice_display(), short_date(row.moved_on or row.planned_on))
    note = " · ".join(filter(None, said))
    return Card(row.platform.name, reverse("landings:detail", args=[row.pk]), note, state.label, LANDING_TONES[state])

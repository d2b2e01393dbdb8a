"""What happened to a row of a register, from its lines of the journal."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from foundation.common.typography import capitalize_first, short_datetime
from foundation.journal.models import Entry


@dataclass(frozen=True)
class Told:
    """One act, as the component of the history shows it."""

    when: str
    title: str
    text: str
    by: str
    tone: str = "neutral"


def history_of(row: models.Model) -> list[Told]:
    """The latest first; who acted is told by his function, not by his name."""
    return [
        Told(short_datetime(entry.at), capitalize_first(entry.act_label), _fields(row, entry.after), entry.capacity)
        for entry in Entry.objects.about(row).order_by("-at", "-pk")
    ]


def _fields(row: models.Model, after: dict[str, Any] | None) -> str:
    names = {field.name: str(field.verbose_name) for field in row._meta.fields}
    return ", ".join(names[name] for name in after or {} if name in names)

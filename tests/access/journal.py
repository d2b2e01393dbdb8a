"""Lines of the journal about what the world holds: their words are as restricted as their objects."""

from typing import Any

from foundation.journal.record import record


def plant_journal(world: Any) -> None:
    for (kind, _), row in list(world.objects.items()):
        if kind in ("session", "item", "project", "recommendation", "decision", "minute_text"):
            words = getattr(row, "theme", "") or getattr(row, "text", "") or getattr(row, "title", "")
            session = row if kind == "session" else getattr(row, "session", None)
            commission = getattr(session, "commission_id", None) or getattr(row, "commission_id", None)
            record("edit_item", row, by=None, reason=words, after={"title": words}, commission=commission)

"""Decisions on items that resemble what is being typed, for « déjà vu »."""

from django.contrib.postgres.search import SearchVector
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.database import FRENCH
from foundation.common.typography import short_date
from projects.extensions import Alike, Likeness
from projects.queries.similar import alike_rows
from sessions.core.models import Decision


def alike_decisions(user: User, wanted: Likeness, limit: int) -> list[Alike]:
    """The decisions that the reader may see, on items whose title resembles: one query."""
    rows = Decision.objects.visible_to(user).select_related("item", "session__commission")
    if wanted.leave_out is not None:
        rows = rows.exclude(item_id=wanted.leave_out)
    found = alike_rows(rows, "item__title", wanted, SearchVector("item__title", config=FRENCH))[:limit]
    return [
        Alike(
            row.item.title,
            f"{reverse('sessions:detail', args=[row.session_id])}#point-{row.item_id}",
            _note(row),
            row.score,
            row.pk,
        )
        for row in found
    ]


def _note(decision: Decision) -> str:
    session = decision.session
    day = short_date(session.held_on) if session.held_on else "date non renseignée"
    return f"{decision.reference} : {decision.get_outcome_display()} · {session.commission.code}, {day}"

"""What a new session may take its agenda from."""

from uuid import UUID

from django.db.models import QuerySet

from commissions.models import Commission
from foundation.accounts.models import User
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession

from ..models import SessionTemplate

Source = CommissionSession | SessionTemplate
RECENT = 30


def agenda_sources(user: User, commissions: "QuerySet[Commission]", asked: str = "") -> dict[str, Source]:
    """The templates and the last sessions of these commissions, by their key (« modele:… », « session:… »).

    `asked` is a key too: a session named by it is among them, however old.
    """
    templates = SessionTemplate.objects.visible_to(user).kept().filter(commission__in=commissions)
    sources: dict[str, Source] = {
        f"modele:{row.pk}": row for row in templates.select_related("commission").order_by("name", "pk")
    }
    rows = CommissionSession.objects.visible_to(user).filter(commission__in=commissions).select_related("commission")
    past = rows.filter(agenda_items__isnull=False).exclude(state=SessionState.CANCELLED).distinct()
    last = list(past.order_by("-held_on", "-created_at", "pk")[:RECENT])
    if asked not in {f"session:{row.pk}" for row in last}:
        key = _key(asked)
        last += rows.filter(pk=key) if key is not None else []
    return sources | {f"session:{row.pk}": row for row in last}


def _key(asked: str) -> UUID | None:
    kind, _, key = asked.partition(":")
    try:
        return UUID(key) if kind == "session" else None
    except ValueError:
        return None

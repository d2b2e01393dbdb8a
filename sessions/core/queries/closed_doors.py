from uuid import UUID

from django.db.models import Q

from ..models import AgendaItem, CommissionSession


def touches_closed_doors(rows: set[UUID]) -> bool:
    """Whether one of these rows is a session or an item behind closed doors, or a session that holds such an item."""
    return (
        CommissionSession.objects.filter(pk__in=rows, is_closed_doors=True).exists()
        or AgendaItem.objects.filter(Q(pk__in=rows) | Q(session_id__in=rows), is_closed_doors=True).exists()
        or AgendaItem.objects.filter(pk__in=rows, session__is_closed_doors=True).exists()
    )

"""The viewsets of the app: (prefix, viewset)."""

from .viewsets import CommissionViewSet, MandateViewSet, SeatViewSet, StatuteViewSet

ROUTES: list[tuple[str, type]] = [
    ("commissions", CommissionViewSet),
    ("statutes", StatuteViewSet),
    ("seats", SeatViewSet),
    ("mandates", MandateViewSet),
]

"""The viewsets of the app: (prefix, viewset)."""

from .campaigns import CampaignViewSet

ROUTES: list[tuple[str, type]] = [("campaigns", CampaignViewSet)]

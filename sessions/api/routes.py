"""The viewsets of the app, in three parts: preparing, live, papers."""

from .guests import GuestViewSet
from .live import LIVE_ROUTES
from .papers import PAPER_ROUTES
from .preparing import PREPARING_ROUTES
from .recommendations import SessionRecommendationViewSet

ROUTES: list[tuple[str, type]] = [
    *PREPARING_ROUTES,
    *LIVE_ROUTES,
    ("guests", GuestViewSet),
    ("session-recommendations", SessionRecommendationViewSet),
    *PAPER_ROUTES,
]

"""The viewsets of the app, in three parts: preparing, live, papers."""

from .live import LIVE_ROUTES
from .papers import PAPER_ROUTES
from .preparing import PREPARING_ROUTES

ROUTES: list[tuple[str, type]] = [*PREPARING_ROUTES, *LIVE_ROUTES, *PAPER_ROUTES]

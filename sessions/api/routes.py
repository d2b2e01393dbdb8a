"""The viewsets of the app, in three parts: preparing, live, papers."""

from .live import LIVE_ROUTES

ROUTES: list[tuple[str, type]] = [*LIVE_ROUTES]

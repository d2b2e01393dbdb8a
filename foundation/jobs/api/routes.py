"""The viewsets of the app: (prefix, viewset)."""

from .jobs import JobViewSet

ROUTES: list[tuple[str, type]] = [("jobs", JobViewSet)]

"""The viewsets of the app: (prefix, viewset)."""

from .imports import ImportViewSet, ObservationViewSet

ROUTES: list[tuple[str, type]] = [("imports", ImportViewSet), ("project-observations", ObservationViewSet)]

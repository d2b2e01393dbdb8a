"""The viewsets of the app: (prefix, viewset)."""

from .imports import ImportViewSet, ObservationViewSet, WorkbookViewSet

ROUTES: list[tuple[str, type]] = [
    ("imports", ImportViewSet),
    ("project-observations", ObservationViewSet),
    ("project-workbooks", WorkbookViewSet),
]

"""The viewsets of the app: (prefix, viewset)."""

from .boards import NationalViewSet, WatchViewSet, WorkViewSet
from .figures import FigureViewSet

ROUTES: list[tuple[str, type]] = [
    ("figures", FigureViewSet),
    ("national", NationalViewSet),
    ("commission-watch", WatchViewSet),
    ("work", WorkViewSet),
]

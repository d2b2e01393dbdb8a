"""The viewsets of the app: (prefix, viewset)."""

from .figures import FigureViewSet
from .national import NationalViewSet
from .watch import WatchViewSet
from .work import WorkViewSet

ROUTES: list[tuple[str, type]] = [
    ("figures", FigureViewSet),
    ("national", NationalViewSet),
    ("commission-watch", WatchViewSet),
    ("work", WorkViewSet),
]

"""The viewsets of the app: (prefix, viewset)."""

from .figures import FigureViewSet
from .national import NationalViewSet
from .work import WorkViewSet

ROUTES: list[tuple[str, type]] = [("figures", FigureViewSet), ("national", NationalViewSet), ("work", WorkViewSet)]

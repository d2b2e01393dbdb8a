"""The viewsets of the app: (prefix, viewset)."""

from .search import SearchViewSet

ROUTES: list[tuple[str, type]] = [("search", SearchViewSet)]

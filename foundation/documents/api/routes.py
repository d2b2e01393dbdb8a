"""The viewsets of the app: (prefix, viewset)."""

from .documents import DocumentViewSet, FileViewSet

ROUTES: list[tuple[str, type]] = [("documents", DocumentViewSet), ("files", FileViewSet)]

"""The viewsets of the app: (prefix, viewset)."""

from .viewsets import PersonViewSet

ROUTES: list[tuple[str, type]] = [("persons", PersonViewSet)]

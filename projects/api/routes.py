"""The viewsets of the app: (prefix, viewset)."""

ROUTES: list[tuple[str, type]] = []

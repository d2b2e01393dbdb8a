"""The viewsets of the app, in three parts: preparing, live, papers."""

ROUTES: list[tuple[str, type]] = []

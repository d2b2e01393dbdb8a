from .journal import JournalViewSet

ROUTES: list[tuple[str, type]] = [("journal", JournalViewSet)]

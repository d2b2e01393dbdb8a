from .notices import NoticeViewSet

ROUTES: list[tuple[str, type]] = [("notices", NoticeViewSet)]

"""The viewsets of the app: (prefix, viewset)."""

from .quarters import AnswerViewSet, FollowViewSet, QuarterViewSet

ROUTES: list[tuple[str, type]] = [
    ("commune-quarters", QuarterViewSet),
    ("grid-answers", AnswerViewSet),
    ("followed-communes", FollowViewSet),
]

"""The viewsets of the app: (prefix, viewset)."""

from .plans import ActionViewSet, AxisViewSet, LinkViewSet, PlanViewSet
from .pssie import AnswerViewSet, ConformityViewSet

ROUTES: list[tuple[str, type]] = [
    ("plans", PlanViewSet),
    ("plan-axes", AxisViewSet),
    ("plan-actions", ActionViewSet),
    ("plan-links", LinkViewSet),
    ("pssie", ConformityViewSet),
    ("measure-answers", AnswerViewSet),
]

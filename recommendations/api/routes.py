"""The viewsets of the app: (prefix, viewset)."""

from .recommendations import RecommendationViewSet

ROUTES: list[tuple[str, type]] = [("recommendations", RecommendationViewSet)]

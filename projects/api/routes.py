"""The viewsets of the app: (prefix, viewset)."""

from .projects import BaselineViewSet, ProjectViewSet, SiteViewSet, StatusUpdateViewSet

ROUTES: list[tuple[str, type]] = [
    ("projects", ProjectViewSet),
    ("project-baselines", BaselineViewSet),
    ("project-updates", StatusUpdateViewSet),
    ("project-sites", SiteViewSet),
]

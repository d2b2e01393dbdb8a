"""The viewsets of the app: (prefix, viewset)."""

from .projects import BaselineViewSet, ProjectViewSet, RevisionRequestViewSet, SiteViewSet, StatusUpdateViewSet

ROUTES: list[tuple[str, type]] = [
    ("projects", ProjectViewSet),
    ("project-baselines", BaselineViewSet),
    ("project-revisions", RevisionRequestViewSet),
    ("project-updates", StatusUpdateViewSet),
    ("project-sites", SiteViewSet),
]

from functools import partial

from django.apps import AppConfig

VIEWS = (
    (10, "Table", "projects:list"),
    (20, "Par stade", "projects:board"),
    (40, "Bulles", "projects:bubbles"),
    (50, "Carte", "projects:map"),
)


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    verbose_name = "projets numériques"
    addresses = {"projets/": "projects.urls"}

    def ready(self) -> None:
        from foundation.common.figures import summary_checks
        from foundation.documents.extensions import papers
        from ministries.extensions import council_panels, page_panels

        from .extensions import PortfolioView, portfolio_views
        from .operations.checking import signals_check, summary_check
        from .queries.panels import council_panel, ministry_panel
        from .reports import sheet_paper

        for view in VIEWS:
            portfolio_views.register(partial(PortfolioView, *view))
        papers.register(sheet_paper)
        page_panels.register(ministry_panel)
        council_panels.register(council_panel)
        summary_checks.register(summary_check)
        summary_checks.register(signals_check)

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    label = "projects"
    verbose_name = "projets numériques"
    addresses = {"projets/": "projects.urls"}

    def ready(self) -> None:
        from foundation.common.figures import summary_checks
        from foundation.documents.extensions import papers
        from ministries.extensions import council_panels, page_panels

        from .operations.checking import signals_check, summary_check
        from .queries.panels import council_panel, ministry_panel
        from .reports import sheet_paper

        papers.register(sheet_paper)
        page_panels.register(ministry_panel)
        council_panels.register(council_panel)
        summary_checks.register(summary_check)
        summary_checks.register(signals_check)

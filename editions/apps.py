from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "editions"
    verbose_name = "éditions du portefeuille"
    addresses = {"editions/": "editions.urls"}
    beside = "projects:list"

    def ready(self) -> None:
        from foundation.common.timeline import timeline
        from foundation.documents.extensions import papers
        from ministries.extensions import page_panels

        from .queries.shown import editions_of_ministry, editions_of_project
        from .reports import edition_paper

        papers.register(edition_paper)
        page_panels.register(editions_of_ministry)
        timeline.register(editions_of_project)

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "needs"
    verbose_name = "besoins des structures"
    addresses = {
        "besoins/": "needs.register.needs",
        "lots-de-besoins/": "needs.register.lots",
        "classements/": "needs.register.rankings",
    }
    beside = "projects:list"

    def ready(self) -> None:
        from commissions.extensions import page_panels
        from foundation.common.timeline import timeline
        from projects.extensions import alike_sources, project_panels

        from .queries import panels

        project_panels.register(panels.project_panel)
        page_panels.register(panels.commission_panel)
        timeline.register(panels.project_events)
        alike_sources.register(panels.alike_needs)

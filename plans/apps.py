from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "plans et PSSIE"
    addresses = {"plans/": "plans.urls", "mesures-pssie/": "plans.register"}
    beside = "projects:list"

    def ready(self) -> None:
        from foundation.common.timeline import timeline
        from ministries.extensions import commune_panels, left_behind, page_panels
        from projects.extensions import orphan_readings, project_panels, successions

        from .operations.actions import hand_on_links
        from .queries import carrying, panels

        project_panels.register(panels.project_panel)
        page_panels.register(panels.ministry_panel)
        commune_panels.register(panels.commune_panel)
        left_behind.register(panels.left_behind_by)
        timeline.register(panels.project_events)
        orphan_readings.register(carrying.orphans)
        successions.register(hand_on_links)

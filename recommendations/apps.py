from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    label = "recommendations"
    verbose_name = "recommandations"
    addresses = {"recommandations/": "recommendations.urls"}

    def ready(self) -> None:
        from commissions.extensions import closing_blockers
        from commissions.extensions import page_panels as commission_panels
        from foundation.common.timeline import timeline
        from ministries.extensions import commune_panels
        from ministries.extensions import page_panels as ministry_panels
        from projects.extensions import past_parts, project_panels, sheet_parts

        from .queries import panels

        project_panels.register(panels.project_panel)
        past_parts.register(panels.open_on)
        sheet_parts.register(panels.open_printed)
        timeline.register(panels.project_events)
        ministry_panels.register(panels.ministry_panel)
        commune_panels.register(panels.commune_panel)
        commission_panels.register(panels.commission_panel)
        closing_blockers.register(panels.open_business)

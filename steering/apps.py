from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "steering"
    verbose_name = "pilotage des projets"
    addresses = {
        "pilotage/calendrier/": "steering.urls",
        "pilotage/jalons/": "steering.register.milestones",
        "pilotage/dependances/": "steering.register.dependencies",
        "pilotage/financements/": "steering.register.funding",
        "pilotage/risques/": "steering.register.risks",
        "pilotage/problemes/": "steering.register.problems",
        "pilotage/indicateurs/": "steering.register.indicators",
        "pilotage/mesures/": "steering.register.measures",
        "pilotage/revues-d-usage/": "steering.register.use_reviews",
    }
    beside = "projects:list"

    def ready(self) -> None:
        from foundation.common.timeline import timeline
        from imports.extensions import workbook_sheets
        from projects.extensions import PortfolioView, past_parts, portfolio_views, project_panels, sheet_parts

        from .queries import panels
        from .queries.sheets import funding_sheet

        portfolio_views.register(lambda: PortfolioView(30, "Calendrier", "steering:calendar"))
        for panel in panels.PANELS:
            project_panels.register(panel)
        past_parts.register(panels.milestones_on)
        past_parts.register(panels.risks_on)
        for printed in (panels.milestones_printed, panels.funding_printed, panels.risks_printed):
            sheet_parts.register(printed)
        timeline.register(panels.project_events)
        workbook_sheets.register(funding_sheet)

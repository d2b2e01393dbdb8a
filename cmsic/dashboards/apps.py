from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cmsic.dashboards"
    label = "dashboards"
    verbose_name = "tableaux de bord"
    addresses = {"": "cmsic.dashboards.urls"}

    def ready(self) -> None:
        from commissions.extensions import closing_blockers, session_counts
        from foundation.common.rooms import drawers
        from ministries.extensions import text_panels

        from .queries.closing import open_ends
        from .queries.national import count_sessions
        from .queries.under_text import items_citing, sessions_under

        text_panels.register(sessions_under)
        text_panels.register(items_citing)
        session_counts.register(count_sessions)
        closing_blockers.register(open_ends)
        list(drawers("duties"))  # each app says what awaits whom
        list(drawers("queries/figures"))  # and what it counts

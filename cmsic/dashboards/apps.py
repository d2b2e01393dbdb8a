from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cmsic.dashboards"
    label = "dashboards"
    verbose_name = "tableaux de bord"
    addresses = {"": "cmsic.dashboards.urls"}

    def ready(self) -> None:
        from commissions.extensions import closing_blockers, session_counts
        from commissions.extensions import page_panels as commission_panels
        from foundation.common.rooms import drawers
        from ministries.extensions import page_panels as ministry_panels
        from ministries.extensions import text_panels

        from .queries.closing import open_ends
        from .queries.national import count_sessions
        from .queries.panels import commission_board, ministry_board
        from .queries.under_text import items_citing, sessions_under

        ministry_panels.register(ministry_board)
        commission_panels.register(commission_board)
        text_panels.register(sessions_under)
        text_panels.register(items_citing)
        session_counts.register(count_sessions)
        closing_blockers.register(open_ends)
        list(drawers("duties"))  # each app says what awaits whom
        list(drawers("queries/figures"))  # and what it counts

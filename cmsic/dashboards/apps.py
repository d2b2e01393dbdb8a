from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cmsic.dashboards"
    label = "dashboards"
    verbose_name = "tableaux de bord"

    def ready(self) -> None:
        from .queries import figures  # noqa: F401 - registers the figures

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cmsic.dashboards"
    label = "dashboards"
    verbose_name = "tableaux de bord"

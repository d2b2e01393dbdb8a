from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "cmsic.jobs"
    label = "jobs"
    verbose_name = "travaux en arrière-plan"

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "cmsic.jobs"
    label = "jobs"
    verbose_name = "travaux en arrière-plan"

    def ready(self) -> None:
        autodiscover_modules("tasks")

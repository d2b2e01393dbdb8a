from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"
    verbose_name = "travaux en arrière-plan"

    def ready(self) -> None:
        from foundation.common.health import health_parts

        from .health import jobs_health

        health_parts.register(jobs_health)
        autodiscover_modules("tasks")

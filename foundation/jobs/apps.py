from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"
    verbose_name = "travaux en arrière-plan"
    addresses = {"": "foundation.jobs.urls"}

    def ready(self) -> None:
        from foundation.common.health import health_parts
        from foundation.common.rooms import drawers

        from .health import jobs_health

        health_parts.register(jobs_health)
        list(drawers("tasks"))  # each names its kinds of jobs

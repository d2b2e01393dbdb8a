from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"
    verbose_name = "imports de projets"
    addresses = {"imports/": "imports.urls"}
    beside = "projects:list"

    def ready(self) -> None:
        from foundation.jobs.extensions import job_outcomes
        from ministries.extensions import page_panels
        from projects.extensions import list_buttons, project_panels

        from .queries.observed import observed_panel
        from .queries.workbooks import workbooks_panel
        from .reports import outcome_of
        from .rules import import_buttons

        project_panels.register(observed_panel)
        page_panels.register(workbooks_panel)
        job_outcomes.register(outcome_of)
        list_buttons.register(import_buttons)

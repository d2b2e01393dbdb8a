from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "rapports périodiques"
    addresses = {"rapports/": "reports.register.reports", "rapports-programmes/": "reports.register.schedules"}
    beside = "projects:list"

    def ready(self) -> None:
        from foundation.documents.extensions import papers
        from foundation.jobs.extensions import job_outcomes
        from ministries.extensions import page_panels

        from .queries.shown import made_report, reports_of_ministry
        from .reports import report_paper

        papers.register(report_paper)
        page_panels.register(reports_of_ministry)
        job_outcomes.register(made_report)

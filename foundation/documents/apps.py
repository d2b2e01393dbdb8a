from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "foundation.documents"
    label = "documents"
    verbose_name = "documents et fichiers"
    addresses = {"": "foundation.documents.urls"}

    def ready(self) -> None:
        from foundation.jobs.extensions import job_outcomes

        from .queries import rendered_document

        job_outcomes.register(rendered_document)

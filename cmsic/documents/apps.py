from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cmsic.documents"
    label = "documents"
    verbose_name = "documents et fichiers"

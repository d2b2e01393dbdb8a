from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "cmsic.journal"
    label = "journal"
    verbose_name = "journal des actes"

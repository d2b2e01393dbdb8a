from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "foundation.journal"
    label = "journal"
    verbose_name = "journal des actes"
    addresses = {"journal/": "foundation.journal.urls"}

    def ready(self) -> None:
        from foundation.common.rooms import drawers

        list(drawers("histories"))  # each app says which of its rows have a page of history

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cmsic.search"
    label = "search"
    verbose_name = "recherche"
    addresses = {"recherche/": "cmsic.search.urls"}

    def ready(self) -> None:
        from foundation.common.rooms import drawers

        list(drawers("search"))  # each app says what of its own is found

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cmsic.search"
    label = "search"
    verbose_name = "recherche"
    addresses = {"recherche/": "cmsic.search.urls"}

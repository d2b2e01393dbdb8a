from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "assets"
    verbose_name = "parc informatique"
    addresses = {"parc/categories/": "assets.register.categories", "parc/": "assets.urls"}
    beside = "projects:list"

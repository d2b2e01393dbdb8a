from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "promises"
    verbose_name = "promesses publiques"
    addresses = {"promesses/": "promises.register"}
    beside = "projects:list"

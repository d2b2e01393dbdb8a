from django.apps import AppConfig


class MinistriesConfig(AppConfig):
    name = "ministries"
    label = "ministries"
    verbose_name = "institutions et textes"

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "foundation.common"
    label = "common"

    def ready(self) -> None:
        from .characters import guard_text_fields

        guard_text_fields()

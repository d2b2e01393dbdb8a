from django.apps import AppConfig


class MinistriesConfig(AppConfig):
    name = "ministries"
    label = "ministries"
    verbose_name = "institutions et textes"
    addresses = {"": "ministries.urls"}

    def ready(self) -> None:
        from foundation.people.extensions import account_opened, functions_held

        from .operations.appointing import open_appointments
        from .queries import appointments_of

        functions_held.register(appointments_of)
        account_opened.register(open_appointments)

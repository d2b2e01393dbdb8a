from django.apps import AppConfig


class MinistriesConfig(AppConfig):
    name = "ministries"
    label = "ministries"
    verbose_name = "institutions et textes"
    addresses = {"": "ministries.urls"}

    def ready(self) -> None:
        from foundation.people.extensions import account_opened, acts_on_person, functions_held, institution_chooser

        from .forms import choose_institution
        from .operations.appointing import open_appointments
        from .queries import appointments_of, naming_to_function

        functions_held.register(appointments_of)
        account_opened.register(open_appointments)
        acts_on_person.register(naming_to_function)
        institution_chooser.register(choose_institution)

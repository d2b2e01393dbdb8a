from django.apps import AppConfig


class CommissionsConfig(AppConfig):
    name = "commissions"
    label = "commissions"
    verbose_name = "commissions"
    addresses = {"commissions/": "commissions.urls"}

    def ready(self) -> None:
        from foundation.people.extensions import account_opened, acts_on_person, functions_held
        from ministries.extensions import left_behind, ministries_with_commission, page_panels, text_panels

        from .operations.seating import open_mandates
        from .queries import (
            commissions_left_behind,
            having_one,
            mandates_of,
            ministry_panel,
            naming_to_seat,
            text_panel,
        )

        page_panels.register(ministry_panel)
        ministries_with_commission.register(having_one)
        text_panels.register(text_panel)
        left_behind.register(commissions_left_behind)
        functions_held.register(mandates_of)
        account_opened.register(open_mandates)
        acts_on_person.register(naming_to_seat)

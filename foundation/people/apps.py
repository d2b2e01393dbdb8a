from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, their accounts and tokens: the acts on the rows of accounts, which stand below the journal and the mail
    they need.
    """

    name = "foundation.people"
    label = "people"
    verbose_name = "personnes et comptes"
    addresses = {"compte/": "foundation.people.signin_urls", "comptes/": "foundation.people.urls"}

    def ready(self) -> None:
        from foundation.common.errors import outdated_forms

        from .views.resuming import keep_outdated

        outdated_forms.register(keep_outdated)

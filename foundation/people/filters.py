from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter

from foundation.accounts.models import Person
from foundation.common.lists import Filters

from .queries import named_like

ACCOUNTS = [("open", "avec un compte"), ("none", "sans compte")]


class PersonFilter(Filters):
    q = CharFilter(label="Nom, fonction ou adresse", method="by_words")
    account = ChoiceFilter(label="Compte", choices=ACCOUNTS, method="by_account", empty_label="avec ou sans compte")

    def by_words(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return named_like(rows, value)

    def by_account(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(user__isnull=value == "none")

import django_filters
from django.db.models import QuerySet

from foundation.accounts.models import Person
from foundation.common.lists import Filters

from .queries import named_like

ACCOUNTS = [("open", "avec un compte"), ("none", "sans compte")]


class PersonFilter(Filters):
    q = django_filters.CharFilter(label="Nom, fonction ou adresse", method="by_words")
    account = django_filters.ChoiceFilter(
        label="Compte", choices=ACCOUNTS, method="by_account", empty_label="avec ou sans compte"
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return named_like(rows, value)

    def by_account(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(user__isnull=value == "none")

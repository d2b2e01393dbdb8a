from django.db.models import QuerySet
from django_filters import CharFilter

from foundation.accounts.models import Person
from foundation.common.lists import Filters, chosen

from .queries import named_like


class PersonFilter(Filters):
    q = CharFilter(label="Nom, fonction ou adresse", method="by_words")
    account = chosen(
        "Compte",
        [("open", "avec un compte"), ("none", "sans compte")],
        "avec ou sans compte",
        lambda rows, value: rows.filter(user__isnull=value == "none"),
    )

    def by_words(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return named_like(rows, value)

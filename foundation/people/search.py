"""Persons, as the search box finds them."""

from django.urls import reverse

from foundation.accounts.models import Person, User
from foundation.common.database import SortKey, holding_words
from foundation.common.references import plain
from foundation.common.searching import Hit, source

from .queries import without_civility


@source("personnes", "Personnes", of=Person, position=90, spelled="full_name")
def people(user: User, words: str, limit: int) -> list[Hit]:
    rows = (
        holding_words(Person.objects.visible_to(user), "full_name", without_civility(words))
        .select_related("scope")
        .order_by(SortKey("full_name"), "pk")
    )
    return [
        Hit(
            row.full_name,
            reverse("people:person", args=[row.pk]),
            note=f"{row.function or 'fonction non renseignée'} · {row.scope}",
            is_named=sorted(plain(row.full_name).split()) == sorted(plain(without_civility(words)).split()),
        )
        for row in rows[:limit]
    ]

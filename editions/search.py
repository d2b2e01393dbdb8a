"""Editions, as the search box finds them: by the name of the portfolio and the number."""

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.searching import Hit, extract_of, on_the_fly, source

from .models import Edition


@source("editions", "Éditions du portefeuille", of=Edition, position=17)
def editions(user: User, words: str, limit: int) -> list[Hit]:
    rows = on_the_fly(Edition.objects.visible_to(user), ("owner_name",), "owner_name", words, limit)
    return [Hit(str(row), reverse("editions:detail", args=[row.pk]), extract_of(row.extract)) for row in rows]

"""Recommendations, as the search box finds them."""

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.references import numbered
from foundation.common.searching import Hit, extract_of, ranked, source

from .models import Recommendation


@source("recommandations", "Recommandations", of=Recommendation, position=20)
def recommendations(user: User, words: str, limit: int) -> list[Hit]:
    rows = Recommendation.objects.visible_to(user).select_related("commission")
    exact = numbered(words, "recommandation")
    return [
        Hit(
            row.reference,
            reverse("recommendations:detail", args=[row.pk]),
            extract_of(row.extract),
            f"{row.commission.code} · {row.get_state_display()}",
            is_named=bool(row.is_named),
        )
        for row in ranked(rows, "search", "text", words, limit, or_else=exact, exact=exact)
    ]

"""What the search box finds of the assets."""

from django.db.models import Q
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.database import holding_words
from foundation.common.searching import Hit, ranked, source

from .models import Asset, Software


@source("parc", "Parc informatique", of=Asset, position=27)
def assets(user: User, words: str, limit: int) -> list[Hit]:
    from .register.assets import ASSETS

    typed = words.strip()
    rows = Asset.objects.visible_to(user).select_related("category", "ministry").defer("search")
    found = ranked(rows, "search", "site", typed, limit, exact=Q(code__iexact=typed) | Q(serial__iexact=typed))
    return [
        Hit(str(row), ASSETS.href(row), note=" · ".join(filter(None, (row.ministry.short_name, row.serial, row.site))))
        for row in found
    ]


@source("logiciels", "Logiciels installés", of=Software, position=28, spelled="name")
def software(user: User, words: str, limit: int) -> list[Hit]:
    rows = holding_words(Software.objects.visible_to(user).select_related("ministry"), "name", words)
    return [
        Hit(
            row.name,
            reverse("assets:installed", args=[row.pk]),
            note=f"{row.ministry.short_name} · {row.publisher}".rstrip(" ·"),
        )
        for row in rows.order_by("-installed", "pk")[:limit]
    ]

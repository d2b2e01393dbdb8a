"""What the lists of needs share: their tabs, their filter by commission."""

from typing import Any

import django_filters
from django.urls import reverse

from commissions.models import Commission
from foundation.common.requests import Request

CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))
TABS = (
    ("Besoins", "needs:list"),
    ("Lots", "lots:list"),
    ("Classements", "rankings:list"),
    ("Grilles de notation", "rankings:grids"),
)


def tabs(here: str) -> dict[str, Any]:
    return {"tabs": [{"label": label, "href": reverse(name), "current": name == here} for label, name in TABS]}


def commissions_of(request: Request | None) -> Any:
    if request is None:
        return Commission.objects.none()
    return Commission.objects.visible_to(request.user).order_by("code", "pk")


class CommissionChoice(django_filters.ModelChoiceFilter):
    """A commission that the reader sees."""

    def __init__(self, **options: Any) -> None:
        said = {"label": "Commission", "queryset": commissions_of, "empty_label": "toutes les commissions"}
        super().__init__(**(said | options))

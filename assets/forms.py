"""What people type about assets; the operations decide."""

from typing import Any

from django import forms

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm

from .models import Asset

ASSET = (
    *("ministry", "category", "name", "manufacturer", "model_name", "serial", "state", "structure", "site", "holder"),
    *("management", "purchased_on", "price", "funding", "funder", "supplier", "warranty_until", "source"),
)
PLACE = ("structure", "site", "holder")
CATEGORY = ("name", "kind", "useful_years", "renewal_price", "source")


def in_office(rows: Any) -> Any:
    return rows.in_force(clock.today()).order_by("position", SortKey("name"), "pk")


class PlaceForm(FactsForm):
    """Where an asset goes and who holds it, from where it is."""

    reason = forms.CharField(label="Motif", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Asset
        fields = PLACE

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("structure", "non renseignée", lambda rows: in_office(rows.filter(scope_id=self.instance.scope_id)))

"""What people type about assets; the operations decide."""

from dataclasses import dataclass
from typing import Any

from django import forms

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, FilesField, fact
from ministries.models import Ministry

from .models import Asset

ASSET = (
    *("ministry", "category", "name", "manufacturer", "model_name", "serial", "state", "structure", "site", "holder"),
    *("management", "purchased_on", "price", "funding", "funder", "supplier", "warranty_until", "source"),
)
PLACE = ("structure", "site", "holder")
LICENCE = (
    *("ministry", "title", "publisher", "software_name", "seats", "bought_on", "ends_on", "alert_days", "price"),
    *("funding", "supplier", "source"),
)
COST = (
    *("ministry", "category", "mode", "entry_cost", "yearly_rent", "yearly_upkeep", "end_value", "useful_years"),
    *("served", "source"),
)
STOCKTAKE = ("ministry", "title", "structure", "site")
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


@dataclass(frozen=True)
class Seen:
    """An asset that somebody sees: the number of its label, its serial, or what is written on it."""

    code: str = fact(
        "numéro lu", max_length=300, help_text="Numéro du portail, numéro de série, ou adresse du code QR."
    )
    site: str = fact("vu à", max_length=300, default="", help_text="Si ce n’est pas le lieu de sa fiche.")
    note: str = fact("précision", max_length=500, default="")


@dataclass(frozen=True)
class Named:
    """An asset of the campaign, by its number or its serial."""

    code: str = fact("numéro lu", max_length=300)
    note: str = fact("précision", max_length=500, default="")


class OfMinistryForm(forms.Form):
    """What comes in for one ministry: one of those whose assets one keeps."""

    ministry = forms.ModelChoiceField(Ministry.objects.none(), label="Ministère", empty_label="Choisissez")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["ministry"]
        field.queryset = Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI)).alphabetical()
        if len(kept := list(field.queryset[:2])) == 1:
            self.initial["ministry"] = kept[0].pk


class AgentFilesForm(OfMinistryForm):
    uploads = FilesField(
        label="Fichiers de l’agent (JSON)",
        help_text="Ceux que l’agent GLPI ou FusionInventory écrit, complets ou partiels : 50 à la fois, 8 Mo chacun.",
    )


class TableForm(OfMinistryForm):
    upload = forms.FileField(label="Tableau (CSV, XLSX, ODS)", required=False)
    lines = forms.CharField(
        label="ou lignes collées",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="La première ligne nomme les colonnes.",
    )

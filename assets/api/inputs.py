"""What calls send besides columns."""

from typing import Any

from rest_framework import serializers

from foundation.common.api_views import VisibleKeyField
from foundation.common.facts import input_of, new_input, shown_of
from ministries.models import Ministry

from ..forms import PLACE, Named, Seen
from ..models import Asset, AssetImport, AssetImportLine, StocktakeLine

PlaceInput = new_input(
    Asset,
    *PLACE,
    "reason",
    reason=serializers.CharField(label="Motif", max_length=2000, allow_blank=True, default="", required=False),
)


class AgentFileInput(serializers.Serializer[Any]):
    """A file of the agent, full or partial, for one ministry."""

    ministry = VisibleKeyField(Ministry, label="Ministère")
    file = serializers.FileField(help_text="JSON de l’agent GLPI ou FusionInventory, 8 Mo au plus.")


class TableInput(serializers.Serializer[Any]):
    """Lines of a table of assets under their titles, for one ministry."""

    ministry = VisibleKeyField(Ministry, label="Ministère")
    lines = serializers.CharField(label="ou lignes collées", max_length=200_000, trim_whitespace=False)


class CheckInput(serializers.Serializer[Any]):
    """A file of an agent, or the lines of a table, to be checked for one ministry."""

    ministry = VisibleKeyField(Ministry, label="Ministère")
    lines = serializers.CharField(
        label="ou lignes collées", max_length=200_000, trim_whitespace=False, default="", allow_blank=True
    )
    file = serializers.FileField(required=False, help_text="JSON de l’agent GLPI ou FusionInventory, 8 Mo au plus.")


ImportSerializer = shown_of(
    AssetImport,
    *("id", "ministry", "kind", "title", "state", "notes", "created", "updated", "unchanged", "refused", "opened_at"),
    *("opened_by", "done_at", "done_by", "undone_at", "undone_by", "version"),
)
ImportLineSerializer = shown_of(
    AssetImportLine,
    *("id", "asset_import", "rank", "origin", "title", "outcome", "reasons", "changes", "asset", "undoing"),
    "undoing_reason",
)
SeenInput, NamedInput = input_of(Seen), input_of(Named)
LineSerializer = shown_of(
    StocktakeLine,
    *("id", "stocktake", "asset", "label", "is_expected", "outcome", "site", "note", "noted_at"),
    said=serializers.CharField(source="told", read_only=True, help_text="ce qui est dit à qui l’a noté"),
)

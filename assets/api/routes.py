"""The API of what agents say; assets and categories have that of their registers."""

from typing import Any

from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import ReasonInput, shown_of

from .. import operations
from ..models import (
    AgentFile,
    AssetImport,
    AssetImportLine,
    AssetMove,
    AssetSection,
    Installation,
    Software,
    StocktakeLine,
)
from ..register.imports import ImportFilter, ImportLineFilter
from ..register.received import FileFilter, SoftwareFilter
from ..register.stocktakes import LineFilter
from ..rules import can_keep_asset
from .inputs import AgentFileInput, CheckInput, ImportLineSerializer, ImportSerializer, LineSerializer

FileSerializer = shown_of(
    AgentFile,
    *("id", "ministry", "asset", "name", "sha256", "device_id", "item_type", "agent", "is_partial", "outcome"),
    *("sections", "left_out", "received_at"),
)
SoftwareSerializer = shown_of(Software, "id", "ministry", "name", "publisher", "installed")
MoveSerializer = shown_of(
    AssetMove,
    *("id", "asset", "act", "from_state", "to_state", "from_place", "to_place", "from_holder", "to_holder", "reason"),
    "at",
)
InstallationSerializer = shown_of(Installation, "id", "asset", "software", "version", "arch", "installed_on")


class AgentFileViewSet(VisibleViewSet):
    model = AgentFile
    serializer_class = FileSerializer
    filterset_class = FileFilter

    create = api_create(operations.receive_agent_file, rule=can_keep_asset, takes=AgentFileInput)


class ImportViewSet(VisibleViewSet):
    model = AssetImport
    serializer_class = ImportSerializer
    filterset_class = ImportFilter

    create = api_create(operations.check_import, rule=can_keep_asset, takes=CheckInput)
    run_import = api_act(operations.run_import, rule=can_keep_asset)
    abandon_import = api_act(operations.abandon_import, rule=can_keep_asset)
    undo_import = api_act(operations.undo_import, rule=can_keep_asset, takes=ReasonInput)


class ImportLineViewSet(VisibleViewSet):
    model = AssetImportLine
    serializer_class = ImportLineSerializer
    filterset_class = ImportLineFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("content", "before")


class SoftwareViewSet(VisibleViewSet):
    model = Software
    serializer_class = SoftwareSerializer
    filterset_class = SoftwareFilter


class InstallationViewSet(VisibleViewSet):
    model = Installation
    serializer_class = InstallationSerializer
    filterset_fields = ("asset", "software")


class SectionViewSet(VisibleViewSet):
    model = AssetSection
    serializer_class = shown_of(AssetSection, "id", "asset", "name", "content", "said_at")
    filterset_fields = ("asset", "name")


class MoveViewSet(VisibleViewSet):
    model = AssetMove
    serializer_class = MoveSerializer
    filterset_fields = ("asset", "act")


class LineViewSet(VisibleViewSet):
    model = StocktakeLine
    serializer_class = LineSerializer
    filterset_class = LineFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("asset", "asset__category")


ROUTES: list[tuple[str, type]] = [
    ("agent-files", AgentFileViewSet),
    ("asset-imports", ImportViewSet),
    ("asset-import-lines", ImportLineViewSet),
    ("software", SoftwareViewSet),
    ("software-installations", InstallationViewSet),
    ("asset-sections", SectionViewSet),
    ("asset-moves", MoveViewSet),
    ("stocktake-lines", LineViewSet),
]

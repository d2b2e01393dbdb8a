"""The API of what agents say; assets and categories have that of their registers."""

from typing import Any

from foundation.common.acts import api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import shown_of

from .. import operations
from ..models import AgentFile, AssetMove, AssetSection, Installation, Software, StocktakeLine
from ..register.received import FileFilter, SoftwareFilter
from ..register.stocktakes import LineFilter
from ..rules import can_keep_asset
from .inputs import AgentFileInput, LineSerializer

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
    ("software", SoftwareViewSet),
    ("software-installations", InstallationViewSet),
    ("asset-sections", SectionViewSet),
    ("asset-moves", MoveViewSet),
    ("stocktake-lines", LineViewSet),
]

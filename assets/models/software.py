"""What agents say of the assets: the sections of their files, the software installed (ADR 0071)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level

from ..enums import FileOutcome
from .asset import Asset, owner_ministry, owner_scope
from .incoming import AssetImport


class AgentFile(BaseModel):
    """A file of the agent that was taken: what it said, and what it changed. The file itself is not kept."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    ministry = owner_ministry("agent_files")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="agent_files", verbose_name="actif")
    name = models.CharField("fichier", max_length=300)
    sha256 = models.CharField("empreinte", max_length=64)
    device_id = models.CharField("identifiant de l’agent", max_length=255, blank=True)
    item_type = models.CharField("nature dite par l’agent", max_length=30)
    agent = models.CharField("agent", max_length=200, blank=True)
    is_partial = models.BooleanField("partiel")
    outcome = models.CharField("effet", max_length=10, choices=FileOutcome)
    sections = ArrayField(models.CharField(max_length=100), verbose_name="parties changées", default=list)
    left_out = ArrayField(models.CharField(max_length=100), verbose_name="parties jamais gardées", default=list)
    asset_import = models.ForeignKey(
        AssetImport,
        on_delete=models.PROTECT,
        null=True,
        related_name="agent_files",
        verbose_name="import",
        help_text="Vide : envoyé par l’agent lui-même.",
    )
    received_at = models.DateTimeField("reçu le")
    by_name = models.CharField("déposé par", max_length=300, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier d’agent"
        verbose_name_plural = "fichiers d’agent"
        indexes = [
            models.Index(fields=["received_at", "id"], name="agent_file_received"),
            models.Index(fields=["scope", "sha256"], name="agent_file_content"),
            models.Index(fields=["asset", "received_at"], name="agent_file_of_asset"),
        ]

    def __str__(self) -> str:
        return self.name


class AssetSection(BaseModel):
    """One part of what the agent says of an asset (memory, disks, network…), as it said it last."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="sections", verbose_name="actif")
    name = models.CharField("partie", max_length=100)
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    said_at = models.DateTimeField("dit le")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "partie d’un inventaire"
        verbose_name_plural = "parties d’inventaires"
        constraints = [models.UniqueConstraint(fields=["asset", "name"], name="asset_section_once")]

    def __str__(self) -> str:
        return self.name


class Software(BaseModel):
    """A software of a ministry, under the name that its agents give it; `installed` counts the assets that have it."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    ministry = owner_ministry("software")
    name = models.CharField("logiciel", max_length=300)
    publisher = models.CharField("éditeur", max_length=300, blank=True)

    installed = models.PositiveIntegerField("actifs", default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "logiciel"
        constraints = [models.UniqueConstraint(fields=["scope", "name", "publisher"], name="software_once")]
        indexes = [
            models.Index(SortKey("name"), "id", name="software_sort_name"),
            models.Index(fields=["installed", "id"], name="software_sort_installed"),
            GinIndex(OpClass(SortKey("name"), name="gin_trgm_ops"), name="software_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name


class Installation(BaseModel):
    """A software on an asset: one line of an inventory."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="installations", verbose_name="actif")
    software = models.ForeignKey(
        Software, on_delete=models.PROTECT, related_name="installations", verbose_name="logiciel"
    )
    version = models.CharField("version", max_length=200, blank=True)
    arch = models.CharField("architecture", max_length=50, blank=True)
    installed_on = models.DateField("installé le", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "installation"
        constraints = [
            models.UniqueConstraint(fields=["asset", "software", "version", "arch"], name="installation_once")
        ]
        indexes = [models.Index(fields=["software", "asset"], name="installation_of_software")]

    def __str__(self) -> str:
        return f"{self.software} {self.version}".strip()

"""One file on its way into the portfolio, and what became of it.

The file is kept as it was sent; how it is read, where its columns go and what its words mean are data of the run, so
that checking and running read the same. Progress is that of the job: a run has no state « in progress » that a crash
could leave behind.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.models import Level, VersionedModel
from foundation.common.standing import stands
from foundation.common.tables import Reading
from foundation.documents import store
from foundation.journal.history import tracked

from ..enums import ImportState, MatchKey

READERS = (Role.DSI, Role.AUDITOR)
FACTORS = {1: "francs CFA", 1_000: "milliers de francs CFA", 1_000_000: "millions de francs CFA"}
FACTORS |= {1_000_000_000: "milliards de francs CFA"}


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user) -> "ImportRunQuerySet":
        """The DSI and the auditor read those of their ministry; the ASIN all of them."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role(*ASIN_ROLES) else self.filter(scope_id__in=user.access.scopes(*READERS))


@tracked()
class ImportRun(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name="ministère porteur",
        help_text="Vide : une colonne du fichier le donne, pour chaque ligne.",
    )
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="fichier")
    name = models.CharField("nom du fichier", max_length=255)
    workbook = models.ForeignKey(
        "imports.Workbook",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="returns",
        verbose_name="classeur revenu",
        editable=False,
    )
    edition = models.CharField(
        "édition",
        max_length=100,
        blank=True,
        help_text="Nom de la publication d’où viennent les valeurs, par exemple « Panorama, novembre 2016 ». Avec lui,"
        " chaque projet garde ce que cette édition disait de lui.",
    )
    as_of = models.DateField("valeurs au", help_text="Jour auquel les valeurs du fichier étaient exactes.")
    source = models.CharField(
        "source", max_length=500, blank=True, help_text="D’où vient le fichier : institution, publication, adresse."
    )
    comment = models.TextField(
        "commentaire",
        max_length=2000,
        blank=True,
        help_text="Publié avec chaque mise à jour qui n’a pas le sien dans le fichier.",
    )
    unit = models.CharField(
        "unité des coûts de la source",
        max_length=40,
        blank=True,
        help_text="Pour un coût gardé tel que la source l’a écrit, par exemple « M€ ».",
    )
    factor = models.BigIntegerField("montants écrits en", choices=list(FACTORS.items()), default=1)
    key = models.CharField("projets reconnus par", max_length=10, choices=MatchKey, default=MatchKey.TITLE)
    reading = models.JSONField("lecture", default=dict, editable=False)
    sheets = models.JSONField("feuilles", default=list, editable=False)
    headers = models.JSONField("titres des colonnes", default=list, editable=False)
    sample = models.JSONField("premières lignes", default=list, editable=False)  # number and cells of each
    notes = models.JSONField("ce que la lecture a fait", default=list, editable=False)
    columns = models.JSONField("champ de chaque colonne", default=list, editable=False)
    words = models.JSONField("correspondances des valeurs", default=dict, editable=False)
    answers = models.JSONField("réponses sur les noms proches", default=dict, editable=False)
    choices = models.JSONField("choix sur les cellules en conflit", default=dict, editable=False)
    unknown = models.JSONField("valeurs sans correspondance", default=dict, editable=False)
    published = models.JSONField("chiffres publiés de l’édition", default=dict, editable=False)
    reused = models.BooleanField("réglage repris d’un import précédent", default=False, editable=False)
    state = models.CharField("état", max_length=10, choices=ImportState, default=ImportState.PREPARED)
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )
    total = models.PositiveIntegerField("lignes", default=0, editable=False)
    created = models.PositiveIntegerField("créées", default=0, editable=False)
    updated = models.PositiveIntegerField("modifiées", default=0, editable=False)
    unchanged = models.PositiveIntegerField("inchangées", default=0, editable=False)
    refused = models.PositiveIntegerField("refusées", default=0, editable=False)
    observed = models.PositiveIntegerField("constatées", default=0, editable=False)
    near = models.PositiveIntegerField("noms proches à confirmer", default=0, editable=False)
    absent = models.PositiveIntegerField("absentes du fichier", default=0, editable=False)
    conflicts = models.PositiveIntegerField("cellules en conflit", default=0, editable=False)
    opened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="fichier déposé par"
    )
    checked_at = models.DateTimeField("vérifié à", null=True, blank=True)
    done_at = models.DateTimeField("importé à", null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="importé par"
    )
    undone_at = models.DateTimeField("annulé à", null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="annulé par"
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = ImportRunQuerySet.as_manager()
    is_prepared, is_checked = stands(ImportState.PREPARED), stands(ImportState.CHECKED)
    is_done, is_undone = stands(ImportState.DONE), stands(ImportState.UNDONE)
    is_judged = stands(ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE)

    class Meta:
        verbose_name = "import"
        indexes = [models.Index(fields=["scope", "-created_at"], name="import_scope")]
        constraints = [
            models.CheckConstraint(
                name="import_done_at_and_by_together",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                violation_error_message="Un import fait porte une date et un auteur.",
            ),
            models.CheckConstraint(
                name="import_undone_was_done",
                condition=Q(undone_at=None) | Q(done_at__isnull=False),
                violation_error_message="Un import annulé a d’abord été fait.",
            ),
        ]

    def __str__(self) -> str:
        return self.edition or self.name

    @property
    def path(self) -> Path:
        return store.path_of(self.file.sha256)

    @property
    def read_as(self) -> Reading:
        return Reading(**self.reading)

    @property
    def is_working(self) -> bool:
        """Needs `job`."""
        return self.job is not None and not self.job.is_finished

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the next file of the same shape may take over."""
        return {"columns": self.columns, "words": self.words, "key": self.key, "factor": self.factor, "unit": self.unit}


class PartQuerySet(models.QuerySet):
    """Rows that are a part of an import: seen with it."""

    def visible_to(self, user) -> "PartQuerySet":
        return self.filter(run__in=ImportRun.objects.visible_to(user))

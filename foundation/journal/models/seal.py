"""The chain: committed lines are sealed by the relay, in blocks, one chain for each scope.

Entries themselves are never touched.
"""

import pgtrigger
from django.db import models

from foundation.common.models import Level


class Block(models.Model):
    data_level = Level.TECHNICAL

    id = models.BigAutoField(primary_key=True)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    number = models.BigIntegerField("numéro dans la chaîne")
    previous = models.CharField("empreinte du bloc précédent", max_length=64, blank=True)
    sealed_at = models.DateTimeField("scellé à")
    lines_count = models.PositiveIntegerField("lignes")
    # The columns that were hashed, for each table: a column added later does not break what was sealed before.
    columns = models.JSONField("colonnes scellées")
    root = models.CharField("empreinte des lignes", max_length=64)
    hash = models.CharField("empreinte du bloc", max_length=64)

    class Meta:
        verbose_name = "bloc du journal"
        verbose_name_plural = "blocs du journal"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "number"], name="block_number_unique_per_chain", nulls_distinct=False
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"bloc {self.number}"


class SealedLine(models.Model):
    """The digest of one entry or of one row of history, at its place in a block."""

    data_level = Level.TECHNICAL

    id = models.BigAutoField(primary_key=True)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="lines", verbose_name="bloc")
    position = models.PositiveIntegerField("rang dans le bloc")
    source = models.CharField("table", max_length=63)
    source_id = models.CharField("identifiant dans la table", max_length=40)
    digest = models.CharField("empreinte", max_length=64)
    # Removed when the row of history is lawfully erased, so that its digest cannot be guessed again.
    salt = models.CharField("sel", max_length=32, blank=True)

    class Meta:
        verbose_name = "ligne scellée"
        verbose_name_plural = "lignes scellées"
        constraints = [
            models.UniqueConstraint(fields=["block", "position"], name="sealed_line_position_unique"),
            models.UniqueConstraint(fields=["source", "source_id"], name="sealed_line_sealed_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="no_deletion", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="only_the_salt_changes", exclude=["salt"]),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"


class SealState(models.Model):
    """One row: all that stands below this transaction is sealed, in this cluster."""

    data_level = Level.TECHNICAL

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    cluster = models.CharField("grappe PostgreSQL", max_length=40)
    horizon = models.BigIntegerField("première transaction non scellée")

    class Meta:
        verbose_name = "état du scellement"
        constraints = [
            models.CheckConstraint(
                name="seal_state_is_single",
                condition=models.Q(id=1),
                violation_error_message="Il n’y a qu’un état du scellement.",
            )
        ]

    def __str__(self) -> str:
        return str(self.horizon)

"""The move to the national cloud: for each platform a choice with its reasons, a wave, a date, then three proofs.

A trigger lets no landing be « vérifiée » without its three proofs, each of after its migration, whoever writes.
"""

from datetime import date
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from foundation.accounts.models.reading import OwnedQuerySet, SharedQuerySet
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.typography import plural
from foundation.journal.history import tracked

from ..enums import TO_MOVE, Choice, LandingState, ProofKind
from .platform import Platform

PROOFS_NEEDED = len(ProofKind)
THREE_PROOFS = """
IF (SELECT count(*) FROM systems_landingproof p WHERE p.landing_id = NEW.id AND p.proved_on >= NEW.moved_on) < 3 THEN
    RAISE EXCEPTION 'a landing is verified with its three proofs'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'landing_verified_with_three_proofs';
END IF;
RETURN NEW;
"""


@tracked()
class Wave(VersionedModel):
    """When some platforms move together: a list that the ASIN keeps for all ministries."""

    data_level = Level.NATIONAL

    name = models.CharField("vague", max_length=100)
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    note = models.TextField("précision", max_length=2000, blank=True)
    source = models.CharField("source", max_length=500, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "vague de migration"
        verbose_name_plural = "vagues de migration"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="wave_once", violation_error_message="Une vague porte déjà ce nom."
            ),
            models.CheckConstraint(
                name="wave_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Une vague finit après avoir commencé : corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LandingQuerySet(OwnedQuerySet):
    def with_state(self, day: date) -> Self:
        """Add `state`, the first that holds, and `proof_count`, of the proofs of after its migration."""
        states = (
            (LandingState.STAYS, Q(choice=Choice.RETAIN)),
            (LandingState.VERIFIED, Q(verified_on__isnull=False)),
            (LandingState.STOPPED, Q(choice=Choice.RETIRE, moved_on__isnull=False)),
            (LandingState.MOVED, Q(moved_on__isnull=False)),
            (LandingState.LATE, Q(planned_on__lt=day)),
            (LandingState.PLANNED, Q(planned_on__isnull=False)),
        )
        cases = (When(condition, then=Value(state)) for state, condition in states)
        found = Case(*cases, default=Value(LandingState.CHOSEN), output_field=models.CharField())
        return self.annotate(state=found, proof_count=Count("proofs", filter=Q(proofs__proved_on__gte=F("moved_on"))))


@tracked()
class Landing(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="landings", verbose_name="plateforme")
    choice = models.CharField("choix", max_length=12, choices=Choice)
    reasons = models.TextField(
        "raisons du choix", max_length=2000, help_text="Ce qui l’a décidé : coût, support, sécurité, dépendances."
    )
    wave = models.ForeignKey(
        Wave, on_delete=models.PROTECT, null=True, blank=True, related_name="landings", verbose_name="vague"
    )
    planned_on = models.DateField("prévue le", null=True, blank=True)
    moved_on = models.DateField("migrée le", null=True, blank=True, editable=False)
    verified_on = models.DateField("vérifiée le", null=True, blank=True, editable=False)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    state: str  # both by `with_state`
    proof_count: int

    objects = LandingQuerySet.as_manager()

    class Meta:
        verbose_name = "passage au cloud"
        verbose_name_plural = "passages au cloud"
        constraints = [
            models.UniqueConstraint(
                fields=["platform"],
                name="landing_once",
                violation_error_message="Le choix est déjà fait pour cette plateforme : corrigez-le.",
            ),
            models.CheckConstraint(
                name="landing_that_stays_has_no_date",
                condition=~Q(choice=Choice.RETAIN.value) | Q(wave=None, planned_on=None, moved_on=None),
                violation_error_message="Une plateforme gardée où elle est n’a ni vague ni date de migration.",
            ),
            models.CheckConstraint(
                name="landing_verified_after_it_moved",
                condition=Q(verified_on=None)
                | Q(verified_on__gte=F("moved_on"), choice__in=[c.value for c in TO_MOVE]),
                violation_error_message="Ce qui est vérifié est une plateforme qui a migré, pas une qui reste ou"
                " s’arrête.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="landing_verified_with_three_proofs",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__verified_on__isnull=False),
                func=THREE_PROOFS,
            )
        ]

    def __str__(self) -> str:
        return f"Passage au cloud : {self.platform.name}"

    @property
    def proofs_told(self) -> str:
        """How far it is proved, while it waits to be verified."""
        if self.state != LandingState.MOVED:
            return ""
        return f"{plural(self.proof_count, 'preuve')} sur {PROOFS_NEEDED}"


@tracked()
class LandingProof(BaseModel):
    """One of the three, with its day and its document; another one of the same kind takes its place."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    landing = models.ForeignKey(Landing, on_delete=models.CASCADE, related_name="proofs", verbose_name="passage")
    kind = models.CharField("preuve", max_length=15, choices=ProofKind)
    proved_on = models.DateField("constatée le")
    note = models.CharField("ce qui a été constaté", max_length=500, blank=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="pièce")
    by_name = models.CharField("versée par", max_length=300, blank=True)

    objects: Any = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve d’une migration"
        verbose_name_plural = "preuves d’une migration"
        constraints = [models.UniqueConstraint(fields=["landing", "kind"], name="landing_proof_once_of_each")]
        triggers = [pgtrigger.Protect(name="landing_proof_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_kind_display()

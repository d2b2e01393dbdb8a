"""The measures of the State's security policy (PSSIE), and what each ministry answers.

The list is data: empty until the ASIN, for all, or a ministry, for itself, fills it. A measure without an answer is
« non renseignée », which is not « non commencée ». What is said to be done has a proof and its day; what is said to be
without object has a reason, and leaves the denominator with its number said.
"""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from foundation.accounts.models.reading import OwnedOrSharedQuerySet, OwnedQuerySet
from foundation.common.models import Level, VersionedModel
from foundation.common.standing import stands
from foundation.journal.history import tracked

from ..enums import OPEN_MEASURES, MeasureState


class PssieMeasureQuerySet(OwnedOrSharedQuerySet):
    def asked(self, day: date) -> "PssieMeasureQuerySet":
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))


@tracked()
class PssieMeasure(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name="ministère",
        help_text="Vide : la mesure vaut pour tous les ministères ; l’ASIN seule en écrit.",
    )
    code = models.CharField("numéro", max_length=30, blank=True, help_text="Celui de la politique.")
    title = models.CharField("mesure", max_length=500)
    text = models.TextField("précision", max_length=4000, blank=True)
    position = models.PositiveSmallIntegerField(
        "rang", default=0, blank=True, validators=[MaxValueValidator(9999)], help_text="Ordre d’affichage."
    )
    source = models.CharField("source", max_length=500, blank=True)
    withdrawn_on = models.DateField(
        "retirée le", null=True, blank=True, help_text="À partir de ce jour, elle n’est plus comptée."
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = PssieMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure de la PSSIE"

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


@tracked()
class MeasureAnswer(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="measure_answers", verbose_name="ministère"
    )
    measure = models.ForeignKey(PssieMeasure, on_delete=models.PROTECT, related_name="answers", verbose_name="mesure")
    state = models.CharField("état", max_length=15, choices=MeasureState)
    reason = models.CharField(
        "motif", max_length=500, blank=True, help_text="Pourquoi la mesure est sans objet ; il est demandé dans ce cas."
    )
    due_on = models.DateField("échéance", null=True, blank=True)
    proof_reference = models.CharField(
        "preuve", max_length=300, blank=True, help_text="Référence ou adresse de la pièce, si elle n’est pas jointe."
    )
    proof_on = models.DateField("date de la preuve", null=True, blank=True)
    proof_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièce"
    )

    objects = OwnedQuerySet.as_manager()
    is_to_do = stands(*OPEN_MEASURES)

    class Meta:
        verbose_name = "état d’une mesure"
        constraints = [
            models.UniqueConstraint(
                fields=["ministry", "measure"],
                name="measure_answered_once",
                violation_error_message="L’état de cette mesure est déjà renseigné : corrigez-le.",
            ),
            models.CheckConstraint(
                name="measure_without_object_says_why",
                condition=~Q(state=MeasureState.NOT_APPLICABLE.value) | ~Q(reason=""),
                violation_error_message="Dites pourquoi la mesure est sans objet : sans motif, elle reste comptée.",
            ),
            models.CheckConstraint(
                name="measure_done_is_proved",
                condition=~Q(state=MeasureState.DONE.value)
                | (Q(proof_on__isnull=False) & (~Q(proof_reference="") | Q(proof_file__isnull=False))),
                violation_error_message="Une mesure faite a sa preuve et la date de celle-ci.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.measure)

    @property
    def kept_piece(self) -> str:
        piece = self.proof_file
        return f"Pièce enregistrée : {piece}. Déposez-en une autre pour la remplacer." if piece else ""

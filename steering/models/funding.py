"""Funding of a project by source and year. Each amount is a value or one of: not known, not applicable, withheld."""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from foundation.common.typography import amount
from foundation.journal.history import tracked
from projects.models.project import AMOUNT

from ..enums import Absence, AmountState, FundingSource
from .part import PartQuerySet, ProjectPart, words_of

AMOUNTS = ("planned", "committed", "paid")
YEARS = [MinValueValidator(1990), MaxValueValidator(2100)]


def state_of(name: str, state: AmountState | str) -> Q:
    """The rows whose amount is in one of the four states."""
    if state == AmountState.KNOWN:
        return Q(**{f"{name}__isnull": False})
    absence = "" if state == AmountState.UNKNOWN else str(state)
    return Q(**{f"{name}__isnull": True, f"{name}_absence": absence})


def _amount(label: str) -> models.BigIntegerField:
    return models.BigIntegerField(f"{label} (FCFA)", null=True, blank=True, validators=AMOUNT)


def _absence(label: str) -> models.CharField:
    said = "À dire quand aucun montant n’est saisi : 0 est un montant, le vide n’en est pas un."
    return models.CharField(
        f"{label}, sans montant", max_length=15, choices=Absence, blank=True, help_text=said, default=""
    )


@tracked(exclude=["search"])
class FundingLine(ProjectPart):
    year = models.PositiveSmallIntegerField("année", validators=YEARS)
    source = models.CharField("source de financement", max_length=10, choices=FundingSource)
    funder = models.CharField(
        "bailleur ou ligne budgétaire",
        max_length=200,
        blank=True,
        help_text="Distingue deux lignes de même source et de même année.",
    )
    planned, planned_absence = _amount("prévu"), _absence("prévu")
    committed, committed_absence = _amount("engagé"), _absence("engagé")
    paid, paid_absence = _amount("payé"), _absence("payé")
    withheld_reason = models.CharField(
        "motif de la réserve",
        max_length=500,
        blank=True,
        help_text="Obligatoire dès qu’un montant est réservé : qui ne veut pas qu’il soit dit, et pourquoi.",
    )
    reference = models.CharField(
        "source du chiffre", max_length=500, blank=True, help_text="Loi de finances, convention, marché, décompte."
    )

    search = words_of("funder", "reference")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        indexes = [
            GinIndex(fields=["search"], name="funding_search"),
            models.Index(fields=["project", "year"], name="funding_project_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "source", "funder"],
                name="funding_line_once",
                violation_error_message="Ce projet a déjà une ligne de cette source pour cette année : corrigez-la, ou"
                " nommez le bailleur ou la ligne budgétaire qui les distingue.",
            ),
            *(
                models.CheckConstraint(
                    name=f"funding_{name}_has_one_state",
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}_absence": ""}),
                    violation_error_message="Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.",
                )
                for name in AMOUNTS
            ),
            models.CheckConstraint(
                name="funding_withheld_with_its_reason",
                condition=~Q(withheld_reason="")
                | (
                    ~Q(planned_absence=Absence.WITHHELD.value)
                    & ~Q(committed_absence=Absence.WITHHELD.value)
                    & ~Q(paid_absence=Absence.WITHHELD.value)
                ),
                violation_error_message="Un montant réservé l’est avec son motif.",
            ),
        ]

    def __str__(self) -> str:
        named = f" ({self.funder})" if self.funder else ""
        return f"{self.year}, {self.get_source_display()}{named}"

    def state(self, name: str) -> AmountState:
        if getattr(self, name) is not None:
            return AmountState.KNOWN
        return AmountState(getattr(self, f"{name}_absence") or AmountState.UNKNOWN)

    def told(self, name: str) -> str:
        """The amount as it is printed, or why there is none."""
        value = getattr(self, name)
        return amount(value) if value is not None else self.state(name).label

    @property
    def planned_state(self) -> AmountState:
        return self.state("planned")

    @property
    def committed_state(self) -> AmountState:
        return self.state("committed")

    @property
    def paid_state(self) -> AmountState:
        return self.state("paid")

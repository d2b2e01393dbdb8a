"""Risks, that may happen, and problems, that did."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThan

from foundation.journal.history import tracked

from ..enums import MITIGATED_FROM, Level
from .part import PartQuerySet, ProjectPart, words_of


class RiskQuerySet(PartQuerySet):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def with_severity(self) -> Self:
        return self.annotate(severity=F("probability") * F("impact"))

    def to_review(self, day) -> Self:
        return self.open().filter(review_on__lt=day)


@tracked(exclude=["search"])
class Risk(ProjectPart):
    title = models.CharField("risque", max_length=300, help_text="Ce qui peut arriver, et son effet sur le projet.")
    probability = models.PositiveSmallIntegerField("probabilité", choices=Level)
    impact = models.PositiveSmallIntegerField("impact", choices=Level)
    mitigation = models.TextField(
        "atténuation",
        max_length=2000,
        blank=True,
        help_text=f"Obligatoire quand probabilité × impact vaut {MITIGATED_FROM} ou plus.",
    )
    owner = models.CharField("responsable", max_length=200, help_text="Nom et fonction de qui surveille ce risque.")
    review_on = models.DateField("revue le", help_text="Jour où il sera réexaminé.")
    closed_on = models.DateField("clos le", null=True, blank=True, help_text="Vide tant que le risque existe.")
    outcome = models.CharField("issue", max_length=500, blank=True, help_text="Pourquoi il est clos.")

    search = words_of("title", "mitigation")

    severity: int  # by `with_severity`

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = "risque"
        indexes = [
            GinIndex(fields=["search"], name="risk_search"),
            models.Index(fields=["project", "closed_on"], name="risk_project_open"),
        ]
        constraints = [
            models.CheckConstraint(
                name="risk_levels_from_1_to_5",
                condition=Q(probability__range=(1, 5), impact__range=(1, 5)),
                violation_error_message="La probabilité et l’impact vont de 1 à 5.",
            ),
            models.CheckConstraint(
                name="risk_mitigated_from_6",
                condition=LessThan(F("probability") * F("impact"), MITIGATED_FROM) | ~Q(mitigation=""),
                violation_error_message=f"Un risque de {MITIGATED_FROM} ou plus (probabilité × impact) s’enregistre"
                " avec son atténuation.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProblemQuerySet(PartQuerySet):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def late(self, day) -> Self:
        return self.open().filter(due_on__lt=day)


@tracked(exclude=["search"])
class Problem(ProjectPart):
    title = models.CharField("problème", max_length=300, help_text="Ce qui est arrivé et gêne le projet.")
    seen_on = models.DateField("constaté le")
    impact = models.PositiveSmallIntegerField("impact", choices=Level)
    action = models.TextField("action entreprise", max_length=2000, blank=True)
    owner = models.CharField("responsable", max_length=200, help_text="Nom et fonction de qui le traite.")
    due_on = models.DateField("à résoudre pour le", null=True, blank=True)
    closed_on = models.DateField("résolu le", null=True, blank=True)
    risk = models.ForeignKey(
        Risk,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        verbose_name="risque dont il vient",
    )

    search = words_of("title", "action")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "problème"
        indexes = [
            GinIndex(fields=["search"], name="problem_search"),
            models.Index(fields=["project", "closed_on"], name="problem_project_open"),
        ]
        constraints = [
            models.CheckConstraint(
                name="problem_solved_after_it_was_seen",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("seen_on")),
                violation_error_message="Un problème est résolu après avoir été constaté : corrigez l’une des deux"
                " dates.",
            )
        ]

    def __str__(self) -> str:
        return self.title

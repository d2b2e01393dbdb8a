"""Milestones with three marks, and what a project waits for.

The initial mark never changes. The current one moves with a reason, each move kept; the actual one is the day it took
place. A trigger holds the first two, whoever writes.
"""

from datetime import date
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from foundation.common.models import BaseModel, Level
from foundation.journal.history import tracked
from projects.enums import CLOSED_STAGES, RevisionReason
from projects.models import Project

from ..enums import MilestoneStanding
from .part import PartQuerySet, ProjectPart, words_of

MOVES_WITH_A_REASON = """
IF NOT EXISTS (SELECT 1 FROM steering_milestonemove m WHERE m.milestone_id = NEW.id AND m.to_on = NEW.current_on) THEN
    RAISE EXCEPTION 'a milestone moves with its reason'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_moves_with_a_reason';
END IF;
RETURN NEW;
"""
# What nothing more is expected of.
IDLE = Q(project__left_on__isnull=False) | Q(project__stage__in=[stage.value for stage in CLOSED_STAGES])


class MilestoneQuerySet(PartQuerySet):
    def expected(self) -> Self:
        """Not reached, of a project that goes on."""
        return self.filter(actual_on=None).exclude(IDLE)

    def late(self, day: date) -> Self:
        """Past their first mark: a move does not make them less late."""
        return self.expected().filter(initial_on__lt=day)

    def overdue(self, day: date) -> Self:
        """Past the mark in force."""
        return self.expected().filter(current_on__lt=day)


@tracked(exclude=["search"])
class Milestone(ProjectPart):
    title = models.CharField("jalon", max_length=300)
    deliverable = models.CharField("livrable", max_length=300, blank=True, help_text="Ce qui est remis à ce jalon.")
    initial_on = models.DateField("prévu au départ le", help_text="Ne changera plus : les reports se mesurent à lui.")
    current_on = models.DateField("attendu le", editable=False)
    actual_on = models.DateField("atteint le", null=True, blank=True, editable=False)

    search = words_of("title", "deliverable")

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "jalon"
        indexes = [
            GinIndex(fields=["search"], name="milestone_search"),
            models.Index(fields=["project", "current_on"], name="milestone_project_current"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="milestone_once",
                violation_error_message="Ce projet a déjà un jalon de ce nom : reportez-le plutôt que de le refaire.",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="milestone_initial_mark_is_kept", fields=["initial_on", "project"]),
            pgtrigger.Trigger(
                name="milestone_moves_with_a_reason",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("current_on"),
                func=MOVES_WITH_A_REASON,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        """A new milestone is expected the day it was first foreseen."""
        if self.current_on is None:
            self.current_on = self.initial_on
        super().save(*args, **options)

    def standing(self, day: date) -> MilestoneStanding:
        """How it stands on a day; reads its project."""
        if self.actual_on is not None:
            return MilestoneStanding.REACHED
        if self.project.left_on is not None or self.project.stage in CLOSED_STAGES:
            return MilestoneStanding.IDLE
        if self.current_on < day:
            return MilestoneStanding.OVERDUE
        return MilestoneStanding.MOVED if self.initial_on < self.current_on else MilestoneStanding.ON_TIME

    @property
    def slip(self) -> int:
        """Days between the first mark and the last one known."""
        return ((self.actual_on or self.current_on) - self.initial_on).days


class MilestoneMove(BaseModel):
    """Why a milestone is expected another day, kept as it was said."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves", verbose_name="jalon")
    from_on = models.DateField("attendu auparavant le")
    to_on = models.DateField("attendu le")
    reason = models.CharField("motif", max_length=15, choices=RevisionReason)
    explanation = models.TextField("explication", max_length=2000)
    at = models.DateTimeField("dit le")
    by_name = models.CharField("dit par", max_length=300, blank=True)

    class Meta:
        verbose_name = "report d’un jalon"
        verbose_name_plural = "reports d’un jalon"
        constraints = [
            models.CheckConstraint(name="milestone_move_explains", condition=~Q(explanation="") & ~Q(reason="")),
            models.CheckConstraint(name="milestone_move_moves", condition=~Q(from_on=F("to_on"))),
        ]
        triggers = [pgtrigger.Protect(name="milestone_move_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.from_on} → {self.to_on}"


@tracked()
class Dependency(ProjectPart):
    """A project waits for another, perhaps of a ministry that its readers do not see: they read the title alone."""

    predecessor = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="projet attendu",
        help_text="Parmi ceux que vous voyez. Les lecteurs qui ne le voient pas n’en lisent que l’intitulé.",
    )
    outside = models.CharField(
        "ou préalable hors de votre vue", max_length=300, blank=True, help_text="En toutes lettres, à défaut de projet."
    )
    awaited = models.CharField("ce qui en est attendu", max_length=300)
    needed_on = models.DateField("nécessaire le", null=True, blank=True)

    class Meta:
        verbose_name = "dépendance"
        constraints = [
            models.CheckConstraint(
                name="dependency_on_one_thing",
                condition=Q(predecessor__isnull=False, outside="") | (Q(predecessor=None) & ~Q(outside="")),
                violation_error_message="Une dépendance porte sur un projet ou sur un préalable en toutes lettres, un"
                " seul des deux.",
            ),
            models.CheckConstraint(
                name="dependency_on_another_project",
                condition=Q(predecessor=None) | ~Q(predecessor=F("project")),
                violation_error_message="Un projet ne dépend pas de lui-même.",
            ),
            models.UniqueConstraint(
                fields=["project", "predecessor", "awaited"],
                name="dependency_once",
                violation_error_message="Cette dépendance est déjà au registre.",
            ),
        ]

    objects = PartQuerySet.as_manager()

    def __str__(self) -> str:
        return self.predecessor.title if self.predecessor else self.outside

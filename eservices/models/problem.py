"""A problem met with an e-service: told by a citizen without an account, at a conference, or by an officer.

Of a citizen nothing is asked: neither name nor address. His words may hold some all the same: they stand in no history
and no journal, and are erased some time after the end (`SERVICE_PROBLEM_KEPT_DAYS`).
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import short_date, shortened
from foundation.journal.history import tracked

from ..enums import OPEN_STATES, Origin, ProblemState
from .catalogue import fictitious_column, scope_column, service_column

SHORTEST, LONGEST = 20, 2000  # characters of what a citizen tells


class ServiceProblemQuerySet(OwnedQuerySet):
    def open(self) -> "ServiceProblemQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def open_on(self, day: date) -> "ServiceProblemQuerySet":
        """Reported by then, and neither closed nor set aside by then."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), reported_on__lte=day)

    def to_erase(self, day: date) -> "ServiceProblemQuerySet":
        ended = day - timedelta(days=settings.SERVICE_PROBLEM_KEPT_DAYS)
        return self.filter(erased_on=None, origin=Origin.CITIZEN, ended_on__lte=ended)


def answer(label: str, help_text: str) -> Any:
    return models.TextField(label, max_length=3000, blank=True, help_text=help_text)


@tracked(exclude=["words", "code_hash"])
class ServiceProblem(VersionedModel):
    data_level = Level.MINISTRY

    scope = scope_column()
    service = service_column("problems")
    origin = models.CharField("origine", max_length=12, choices=Origin)
    origin_words = models.CharField(
        "dit où", max_length=300, blank=True, help_text="La conférence et son jour, l’atelier, le service."
    )
    reported_on = models.DateField("signalé le")
    subject = models.CharField(
        "problème",
        max_length=300,
        blank=True,
        help_text="En une phrase, sans nom de personne : elle reste au registre.",
    )
    words = models.TextField("mots de l’usager", max_length=LONGEST, blank=True, editable=False)
    code_hash = models.CharField("empreinte du code de suivi", max_length=64, blank=True, editable=False)
    state = models.CharField("état", max_length=10, choices=ProblemState, editable=False)
    state_reason = models.TextField("motif", max_length=3000, blank=True, editable=False)
    diagnosis = answer("diagnostic", "Ce qui cause le problème. Lu par qui l’a signalé.")
    reform = answer("réforme en cours", "Ce qui est changé, et pour quand. Lu par qui a signalé le problème.")
    improvement = answer("amélioration", "Ce qui a changé pour l’usager. Lu par qui a signalé le problème.")
    ended_on = models.DateField("clos le", null=True, blank=True, editable=False)
    erased_on = models.DateField("mots effacés le", null=True, blank=True, editable=False)
    is_fictitious = fictitious_column()

    objects = ServiceProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "problème d’un e-service"
        verbose_name_plural = "problèmes des e-services"
        indexes = [models.Index(fields=["reported_on", "id"], name="service_problem_order")]
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="service_problem_code_once"),
            models.CheckConstraint(
                name="service_problem_rejected_with_reason",
                condition=~Q(state=ProblemState.REJECTED.value) | ~Q(state_reason=""),
                violation_error_message="Un signalement est écarté avec son motif.",
            ),
            models.CheckConstraint(
                name="service_problem_admitted_in_words",
                condition=Q(state__in=[ProblemState.RECEIVED.value, ProblemState.REJECTED.value]) | ~Q(subject=""),
                violation_error_message="Un problème retenu se dit en une phrase.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"Signalement {self.mark} du {short_date(self.reported_on)}"

    @property
    def mark(self) -> str:
        """What tells two reports of one day apart, where their words may not stand: no secret, and not their code."""
        return self.pk.hex[-4:].upper()

    @property
    def first_words(self) -> str:
        """For whoever sorts what is not yet said in one sentence."""
        return "" if self.subject else shortened(" ".join(self.words.split()), 80)

"""The Job row is the truth, Celery the engine, the relay the guarantee."""

import re
import uuid
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from foundation.accounts.enums import Role
from foundation.common.models import BaseModel, Level

from ..enums import FINAL_STATES, WAITING_STATES, JobState
from ..registry import KINDS

if TYPE_CHECKING:
    from foundation.accounts.models import User

UUID_TEXT = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User") -> "JobQuerySet":
        """One's own jobs, those of the commissions one keeps, and all of them for the portal's administrators."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.access.has_role(Role.PORTAL_ADMIN):
            return self
        return self.filter(
            Q(created_by=user.pk) | Q(scope_id__in=user.access.scopes(Role.SECRETARY), created_by__isnull=False)
        )

    def waiting(self) -> "JobQuerySet":
        return self.filter(state__in=WAITING_STATES)

    def unfinished(self) -> "JobQuerySet":
        return self.exclude(state__in=FINAL_STATES)

    def dead(self) -> "JobQuerySet":
        return self.filter(state=JobState.DEAD)


class Job(BaseModel):
    data_level = Level.TECHNICAL

    kind = models.CharField("nature", max_length=60)
    queue = models.CharField("file", max_length=20)
    ids = models.JSONField("arguments", default=list)
    payload_version = models.PositiveSmallIntegerField("version du message", default=1)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="demandé par"
    )
    request_id = models.CharField("demande", max_length=40, blank=True)
    dedup_key = models.CharField("clé de dédoublonnage", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, choices=JobState, default=JobState.QUEUED)
    run_after = models.DateTimeField("pas avant", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé à", null=True, blank=True)
    sends = models.PositiveSmallIntegerField("envois", default=0)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    token = models.UUIDField("jeton de l’essai", null=True, blank=True)
    worker = models.CharField("service de traitement", max_length=120, blank=True)
    pid = models.PositiveIntegerField("processus", null=True, blank=True)
    lease_until = models.DateTimeField("bail jusqu’à", null=True, blank=True)
    cancel_requested = models.BooleanField("annulation demandée", default=False)
    progress = models.PositiveSmallIntegerField("avancement (%)", default=0)
    progress_text = models.CharField("étape", max_length=200, blank=True)
    started_at = models.DateTimeField("commencé à", null=True, blank=True)
    finished_at = models.DateTimeField("fini à", null=True, blank=True)
    result = models.JSONField("résultat", null=True, blank=True)
    error = models.TextField(
        "dernière erreur", blank=True, help_text="Pour l’équipe du portail : nature et texte de l’exception."
    )
    refusal = models.TextField("refus", blank=True, help_text="Phrase en français montrée à qui a demandé le travail.")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        indexes = [
            models.Index(
                fields=["queue", "scope", "created_at"],
                name="job_unsent",
                condition=Q(state__in=["queued", "failed"], sent_at=None),
            ),
            models.Index(
                fields=["queue", "created_at"],
                name="job_unsent_oldest",
                condition=Q(state__in=["queued", "failed"], sent_at=None),
            ),
            models.Index(
                fields=["queue", "sent_at"],
                name="job_sent",
                condition=Q(state__in=["queued", "failed"], sent_at__isnull=False),
            ),
            models.Index(fields=["lease_until"], name="job_running", condition=Q(state="running")),
            models.Index(fields=["-finished_at"], name="job_dead", condition=Q(state="dead")),
            models.Index(fields=["scope", "-created_at"], name="job_scope"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedup_key"], condition=Q(state="queued") & ~Q(dedup_key=""), name="job_waits_once"
            ),
            models.CheckConstraint(
                name="job_running_has_a_lease",
                condition=~Q(state="running") | Q(token__isnull=False, lease_until__isnull=False),
                violation_error_message="Un travail en cours porte un jeton et un bail.",
            ),
            models.CheckConstraint(
                name="job_finished_has_an_end",
                condition=Q(state__in=["queued", "failed", "running"], finished_at=None)
                | Q(state__in=["done", "dead", "cancelled"], finished_at__isnull=False),
                violation_error_message="Un travail fini porte l’instant de sa fin.",
            ),
            models.CheckConstraint(
                name="job_progress_is_a_percentage",
                condition=Q(progress__lte=100),
                violation_error_message="Un avancement va de 0 à 100 %.",
            ),
            models.CheckConstraint(
                name="job_started_before_it_finished",
                condition=Q(started_at=None) | Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                violation_error_message="Un travail finit après avoir commencé.",
            ),
        ]
        triggers = [
            # The relay listens: whoever writes a job, in whatever way, wakes it at the commit. A few names are told at
            # once, so that it
            # need not ask which; a fifth tells it that there are more.
            pgtrigger.Trigger(
                name="wake_the_relay",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func="""
                PERFORM pg_notify('cmsic_jobs', job.id || ' ' || job.queue || ' ' || job.kind) FROM (SELECT * FROM new_values WHERE run_after IS NULL LIMIT 5) job;
                RETURN NULL;
                """,  # noqa: E501
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return KINDS[self.kind].label if self.kind in KINDS else self.kind

    @property
    def arguments(self) -> list[Any]:
        """The identifiers as the function gets them: UUIDs as such."""
        return [uuid.UUID(value) if isinstance(value, str) and UUID_TEXT.match(value) else value for value in self.ids]

    @property
    def is_finished(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def sentence(self) -> str:
        """What the one who waits reads: where the work stands and what will happen, without technical words."""
        match JobState(self.state):
            case JobState.DONE:
                return f"{self.label} : terminé."
            case JobState.RUNNING:
                return f"{self.label} : {self.progress_text or 'en cours'}."
            case JobState.FAILED:
                return f"{self.label} : un essai n’a pas abouti, le portail recommence de lui-même. Rien n’est perdu."
            case JobState.DEAD:
                return (
                    self.refusal
                    or f"{self.label} : le portail n’y est pas arrivé après plusieurs essais. Rien n’est perdu : l’équipe du portail le voit dans sa liste et peut le relancer."  # noqa: E501
                )
            case JobState.CANCELLED:
                return f"{self.label} : annulé."
            case _:
                return f"{self.label} : en attente."

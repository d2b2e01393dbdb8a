"""Periodic reports: what a portfolio and its commission said of a period that is over, kept for ever.

Data: a report (kind, whose, period) with its paper (a frozen Document) and its workbook; a schedule (kind, ministry or
all, days after the period, whom it is written to). States: asked, made, failed (its job ended; asked again). Refusals:
a period that is not over; a second report of one kind, portfolio and period, by the database: asking again gives the
first, so that a retry leaves one. Everything is read as of the last day of the period: never today's rows (ADR 0061).
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from foundation.accounts.enums import ASIN_ROLES
from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common import clock
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.typography import capitalize_first, short_date
from foundation.jobs.enums import JobState
from foundation.journal.history import tracked

from .enums import Recipients, ReportKind, ReportState
from .periods import Period, last_over, period_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

LONGEST = 60  # days after the end of a period


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def visible_to(self, user: "User") -> "ScheduleQuerySet":
        """Those of one's own scopes, and those of all ministries; everything for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        mine = Q(scope_id__in=user.access.scopes())
        return self.filter(mine | Q(ministry=None, kind=ReportKind.QUARTERLY)) if user.access.scopes() else self.none()

    def running(self) -> "ScheduleQuerySet":
        return self.filter(paused_at=None)


@tracked()
class Schedule(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    kind = models.CharField("rapport", max_length=10, choices=ReportKind, default=ReportKind.QUARTERLY)
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ministère",
        help_text="Vide : chaque ministère qui a un portefeuille, ou l’État pour le rapport annuel.",
    )
    days_after = models.PositiveSmallIntegerField(
        "établi, jours après la fin de la période", default=5, help_text=f"De 1 à {LONGEST}."
    )
    starts_on = models.DateField(
        "à partir du", default=clock.today, help_text="Le premier est celui de la période qui finit après ce jour."
    )
    recipients = models.CharField("destinataires", max_length=10, choices=Recipients, default=Recipients.LEADERS)
    tells_asin = models.BooleanField("prévenir aussi l’ASIN", default=False)
    paused_at = models.DateTimeField("suspendue le", null=True, blank=True, editable=False)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport programmé"
        verbose_name_plural = "rapports programmés"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ministry"],
                nulls_distinct=False,
                name="schedule_one_for_each",
                violation_error_message="Ce rapport est déjà programmé : corrigez sa programmation.",
            ),
            models.CheckConstraint(
                name="schedule_days_after",
                condition=Q(days_after__range=(1, LONGEST)),
                violation_error_message=f"Le rapport est établi de 1 à {LONGEST} jours après la fin de la période.",
            ),
            models.CheckConstraint(
                name="schedule_national_is_for_the_asin",
                condition=~Q(kind=ReportKind.ANNUAL.value) | Q(ministry=None, recipients=Recipients.ASIN.value),
                violation_error_message="Le rapport annuel est celui de l’État : laissez le ministère vide, choisissez"
                " « l’ASIN seule » pour destinataire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{capitalize_first(ReportKind(self.kind).label)} : {self.whose}"

    @property
    def whose(self) -> str:
        if self.ministry is not None:
            return self.ministry.short_name
        return "l’État" if self.kind == ReportKind.ANNUAL else "tous les ministères"

    def made_on(self, period: Period) -> date:
        return period.end + timedelta(days=self.days_after)

    def due(self, today: date) -> Period | None:
        """The period whose report is to be made by now, the last one that is over."""
        period = last_over(self.kind, today)
        return period if self.made_on(period) <= today and period.end >= self.starts_on else None

    def next_on(self, today: date) -> date | None:
        """The next day on which it is made; None when it is paused."""
        if self.paused_at is not None:
            return None
        period = last_over(self.kind, today)
        while self.made_on(period) <= today or period.end < self.starts_on:
            period = period_of(self.kind, period.end + timedelta(days=1))
        return self.made_on(period)

    @property
    def upcoming(self) -> date | None:
        return self.next_on(clock.today())


class Report(BaseModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="ministère",
    )
    owner_name = models.CharField("portefeuille", max_length=300, help_text="Le nom que portait le ministère.")
    kind = models.CharField("rapport", max_length=10, choices=ReportKind)
    period_start = models.DateField("du")
    period_end = models.DateField("au", help_text="Tout y est lu au soir de ce jour.")
    asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le")
    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="programmation"
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )
    workbook = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="classeur des chiffres",
    )
    made_at = models.DateTimeField("établi le", null=True, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "kind", "period_start"],
                name="report_once_a_period",
                violation_error_message="Ce rapport existe déjà pour cette période.",
            ),
            models.CheckConstraint(
                name="report_made_has_its_workbook",
                condition=Q(made_at=None, workbook=None) | Q(made_at__isnull=False, workbook__isnull=False),
                violation_error_message="Un rapport établi a son classeur.",
            ),
            models.CheckConstraint(
                name="report_period_is_in_order",
                condition=Q(period_end__gt=F("period_start")),
                violation_error_message="La période finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.owner_name}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def label(self) -> str:
        if self.kind == ReportKind.ANNUAL:
            return f"Rapport annuel {self.period_start.year}"
        return f"Rapport du {self.period.label}"

    @property
    def reference(self) -> str:
        whose = self.ministry.short_name if self.ministry is not None else "NATIONAL"
        quarter = "" if self.kind == ReportKind.ANNUAL else f"-T{(self.period_start.month + 2) // 3}"
        return f"{whose}/RAPPORT/{self.period_start.year}{quarter}"

    @property
    def state(self) -> ReportState:
        """Needs `job`."""
        if self.made_at is not None:
            return ReportState.MADE
        lost = self.job is None or self.job.state in (JobState.DEAD, JobState.CANCELLED)
        return ReportState.FAILED if lost else ReportState.ASKED

    @property
    def is_over(self) -> bool:
        return self.period_end < clock.today()

    @property
    def sentence(self) -> str:
        return f"Au {short_date(self.period_end)}, tel que c’était connu ce jour-là."

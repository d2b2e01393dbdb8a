"""The month of a ministry: until when its projects are to be updated, who was told, and what was answered.

A `Deadline` says the day, for all ministries or for one; without any there is no campaign. Each month a ministry with
projects to update gets its `Campaign`: opened (a letter), reminded, nudged, then closed with its counts, which never
move again. What the current month comes to is read from the updates themselves.
"""

from datetime import date

from django.db import models
from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import MONTHS
from foundation.journal.history import tracked
from projects.models import Project
from projects.queries.own_projects import done_in, expecting

LAST_DAY = 28  # every month has it


class DeadlineQuerySet(QuerySet["Deadline"]):
    def visible_to(self, user) -> "DeadlineQuerySet":
        return self if user.is_authenticated else self.none()


@tracked()
class Deadline(VersionedModel):
    data_level = Level.NATIONAL

    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ministère",
        help_text="Vide : l’échéance de tous ceux qui n’ont pas la leur.",
    )
    due_day = models.PositiveSmallIntegerField("jour du mois", help_text=f"De 1 à {LAST_DAY}, chaque mois.")
    remind_before = models.PositiveSmallIntegerField(
        "rappel, jours avant", null=True, blank=True, help_text="Vide : aucun rappel ne part de lui-même."
    )
    first_month = models.DateField("à partir du", help_text="La première campagne est celle du mois de ce jour.")
    source = models.CharField("source", max_length=500, blank=True, help_text="L’acte ou la lettre qui la fixe.")
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "échéance mensuelle"
        verbose_name_plural = "échéances mensuelles"
        constraints = [
            models.UniqueConstraint(
                fields=["ministry"],
                nulls_distinct=False,
                name="deadline_one_for_each",
                violation_error_message="Cette échéance est déjà fixée : corrigez-la.",
            ),
            models.CheckConstraint(
                name="deadline_day_of_every_month",
                condition=Q(due_day__range=(1, LAST_DAY)),
                violation_error_message=f"Le jour va de 1 à {LAST_DAY} : chaque mois le compte.",
            ),
            models.CheckConstraint(
                name="deadline_reminds_within_the_month",
                condition=Q(remind_before=None) | Q(remind_before__range=(1, LAST_DAY - 1)),
                violation_error_message=f"Le rappel part de 1 à {LAST_DAY - 1} jours avant.",
            ),
        ]

    def __str__(self) -> str:
        return f"le {self.due_day} du mois, {self.ministry or 'tous les ministères'}"


class CampaignQuerySet(QuerySet["Campaign"]):
    def visible_to(self, user) -> "CampaignQuerySet":
        """Those of one's own ministry; all of them for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role(*ASIN_ROLES) else self.filter(scope_id__in=user.access.scopes())

    def with_counts(self) -> "CampaignQuerySet":
        """Add `waiting` and `answered`: those kept at the close, those of this moment before."""

        def counted(rows: QuerySet[Project]) -> Subquery:
            return Subquery(rows.annotate(found=Func(F("pk"), function="Count")).values("found"))

        of_it = Project.objects.followed().filter(scope_id=OuterRef("scope_id")).order_by()
        done = of_it.filter(done_in(OuterRef(OuterRef("month"))))
        waiting = expecting(of_it).filter(~done_in(OuterRef(OuterRef("month"))))
        kept = F("expected_count") - F("answered_count")
        return self.annotate(
            answered=Coalesce("answered_count", counted(done), output_field=IntegerField()),
            waiting=Coalesce(kept, counted(waiting), output_field=IntegerField()),
        )

    def silent(self) -> "CampaignQuerySet":
        """Those of which something still waits; needs `with_counts`."""
        return self.filter(waiting__gt=0)


@tracked()
class Campaign(VersionedModel):
    """One ministry, one month."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="campaigns", verbose_name="ministère"
    )
    month = models.DateField("mois", help_text="Premier jour du mois.")
    due_on = models.DateField("échéance")
    remind_on = models.DateField("rappel prévu le", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le")
    reminded_at = models.DateTimeField("dernier rappel", null=True, blank=True)
    reminder_count = models.PositiveSmallIntegerField("rappels", default=0)
    closed_on = models.DateField("close le", null=True, blank=True)
    expected_count = models.PositiveIntegerField("projets attendus", null=True, blank=True)
    answered_count = models.PositiveIntegerField("projets mis à jour ou attestés", null=True, blank=True)
    question = models.TextField("explication demandée", max_length=2000, blank=True)
    asked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="demandée par"
    )
    asked_at = models.DateTimeField("demandée le", null=True, blank=True)
    answer_by = models.DateField("attendue pour le", null=True, blank=True)
    explanation = models.TextField("explication", max_length=4000, blank=True)
    explained_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="donnée par"
    )
    explained_at = models.DateTimeField("donnée le", null=True, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    waiting: int  # both by `with_counts`
    answered: int

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        indexes = [models.Index(fields=["-month", "id"], name="campaign_by_month")]
        constraints = [
            models.UniqueConstraint(fields=["scope", "month"], name="campaign_one_a_month"),
            models.CheckConstraint(
                name="campaign_asked_with_a_date",
                condition=Q(question="", asked_by=None, asked_at=None, answer_by=None)
                | (~Q(question="") & Q(asked_by__isnull=False, asked_at__isnull=False, answer_by__isnull=False)),
                violation_error_message="Une explication se demande pour une date.",
            ),
            models.CheckConstraint(
                name="campaign_explained_when_asked",
                condition=Q(explanation="", explained_by=None, explained_at=None)
                | (~Q(explanation="") & ~Q(question="") & Q(explained_by__isnull=False, explained_at__isnull=False)),
                violation_error_message="Une explication répond à une demande.",
            ),
            models.CheckConstraint(
                name="campaign_closed_with_its_counts",
                condition=Q(closed_on=None, expected_count=None, answered_count=None)
                | Q(
                    closed_on__isnull=False,
                    expected_count__isnull=False,
                    answered_count__isnull=False,
                    answered_count__lte=F("expected_count"),
                ),
                violation_error_message="Une campagne se clôt avec ses comptes.",
            ),
        ]

    def __str__(self) -> str:
        return f"mise à jour de {self.month_words()}, {self.ministry}"

    def month_words(self) -> str:
        return f"{MONTHS[self.month.month - 1]} {self.month.year}"

    def wants_explanation(self) -> bool:
        return bool(self.question) and not self.explanation

    def is_late(self, today: date) -> bool:
        """Something waits though its day is over; needs `with_counts`."""
        return self.waiting > 0 and self.due_on < today

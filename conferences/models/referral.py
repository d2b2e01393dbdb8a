"""The escalator: a recommendation goes up, is discussed once with those of others, and the answer comes down to each.

A `Referral` is one recommendation that its commission sends to a national body, or to the ASIN; it keeps the words that
were sent. A `Question` groups those that ask the same; its one answer is that of each. The recommendation itself does
not change hands: its addressee still answers for it.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.models import Level, VersionedModel
from foundation.common.standing import stands
from foundation.journal.history import tracked

from ..enums import REFERRAL_OPEN, QuestionState, ReferralState
from .conference import Conference

if TYPE_CHECKING:
    from foundation.accounts.models import User


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: "User") -> "QuestionQuerySet":
        """Those of the bodies in which one sits; those that one's own recommendations raised; all for the ASIN. Each
        knows whether this reader may know of its conference.
        """
        if not user.is_authenticated:
            return self.none()
        told = Conference.objects.visible_to(user).filter(pk=OuterRef("conference"))
        rows = self.annotate(is_conference_told=Exists(told))
        if user.has_role(*ASIN_ROLES):
            return rows
        raised = Referral.objects.visible_to(user).filter(question=OuterRef("pk"))
        return rows.filter(Q(body_id__in=user.access.commissions()) | Exists(raised))

    def with_counts(self) -> "QuestionQuerySet":
        """Add `raised_count`: how many recommendations it groups."""
        joined = ~Q(referrals__state=ReferralState.WITHDRAWN)
        return self.annotate(raised_count=models.Count("referrals", filter=joined))


@tracked()
class Question(VersionedModel):
    data_level = Level.NATIONAL
    raised_count: int  # by `with_counts`
    is_conference_told: bool = False  # by `visible_to`

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    body = models.ForeignKey(
        "commissions.Commission",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name="organe",
        help_text="Vide : l’ASIN y répond elle-même.",
    )
    title = models.CharField("question", max_length=300)
    statement = models.TextField(
        "exposé", max_length=10_000, blank=True, help_text="Ce que les recommandations jointes ont en commun."
    )
    conference = models.ForeignKey(
        Conference,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="questions",
        verbose_name="discutée à",
    )
    answer = models.TextField("réponse", max_length=20_000, blank=True, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="répondue par",
    )
    recommendations = models.ManyToManyField(
        "recommendations.Recommendation",
        blank=True,
        editable=False,
        related_name="answered_questions",
        verbose_name="recommandations descendues",
    )
    state = models.CharField("état", max_length=10, choices=QuestionState, default=QuestionState.OPEN, editable=False)
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question commune"
        verbose_name_plural = "questions communes"
        constraints = [
            models.CheckConstraint(
                name="question_answered_with_its_answer",
                condition=~Q(state=QuestionState.ANSWERED.value) | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message="Une question répondue porte sa réponse.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def commission_id(self):
        return self.body_id

    @property
    def asked_of(self) -> str:
        return self.body.name if self.body is not None else "ASIN"

    @property
    def told_conference(self) -> Conference | None:
        """Where it is discussed, once the reader it was fetched for may know of it (ADR 0033)."""
        return self.conference if self.is_conference_told else None


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: "User") -> "ReferralQuerySet":
        """Those of one's commissions and ministry, those sent to a body in which one sits; all for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        own = user.access.commissions()
        mine = Q(origin_id__in=own) | Q(body_id__in=own)
        return self.filter(mine | Q(scope_id__in=user.access.scopes(Role.DSI, Role.AUDITOR, Role.PROJECT_LEAD)))

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=REFERRAL_OPEN)


@tracked()
class Referral(VersionedModel):
    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    recommendation = models.ForeignKey(
        "recommendations.Recommendation",
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name="recommandation",
    )
    origin = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="+", verbose_name="commission d’origine"
    )
    body = models.ForeignKey(
        "commissions.Commission",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name="montée à",
        help_text="Vide : l’ASIN.",
    )
    reference = models.CharField("recommandation, telle que numérotée", max_length=100)
    text = models.TextField("recommandation, telle que montée", max_length=10_000)
    motive = models.TextField(
        "ce qui est demandé",
        max_length=5_000,
        help_text="Ce que la commission ne peut régler seule, et ce qu’elle attend.",
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name="question commune",
    )
    state = models.CharField("état", max_length=10, choices=ReferralState, default=ReferralState.SENT)
    sent_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="montée par"
    )
    sent_at = models.DateTimeField("montée le")
    ended_at = models.DateTimeField("redescendue le", null=True, blank=True)
    reason = models.TextField("motif", max_length=2_000, blank=True)
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)

    objects = ReferralQuerySet.as_manager()
    is_grouped, is_answered = stands(ReferralState.GROUPED), stands(ReferralState.ANSWERED)
    is_withdrawn = stands(ReferralState.WITHDRAWN)

    class Meta:
        verbose_name = "recommandation montée"
        verbose_name_plural = "recommandations montées"
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(state__in=("sent", "grouped")),
                name="referral_one_at_a_time",
                violation_error_message="Cette recommandation est déjà montée : sa réponse est attendue.",
            ),
            models.CheckConstraint(
                name="referral_grouped_has_its_question",
                condition=~Q(state__in=("grouped", "answered")) | Q(question__isnull=False),
                violation_error_message="Une recommandation jointe ou répondue a sa question commune.",
            ),
            models.CheckConstraint(
                name="referral_ended_has_its_day",
                condition=Q(state__in=("sent", "grouped"), ended_at=None)
                | (~Q(state__in=("sent", "grouped")) & Q(ended_at__isnull=False)),
                violation_error_message="Une recommandation redescendue dit quand.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def commission_id(self):
        return self.origin_id

    @property
    def asked_of(self) -> str:
        return self.body.name if self.body is not None else "ASIN"

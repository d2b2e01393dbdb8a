"""Votes, decisions and what they do above: effects on projects, reserves, recommendations."""

from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from foundation.common.database import of_those
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.standing import stands
from foundation.common.typography import local_day, short_date
from foundation.journal.history import tracked

from ..enums import BallotMethod, BallotResult, BallotState, Outcome, Relation, ReserveState
from .agenda import AgendaItem
from .presence import PresenceQuerySet
from .session import CommissionSession, keeps_alone
from .settled import kept_once_over


class BallotQuerySet(PresenceQuerySet):
    def visible_to(self, user) -> "BallotQuerySet":
        rows = super().visible_to(user)
        if rows.query.is_empty() or keeps_alone(user):
            return rows  # who keeps all that he sees is hidden no item of it
        return rows.filter(item__in=AgendaItem.objects.visible_to(user))


@tracked()
class Ballot(BaseModel):
    """A vote on an item. Entitled, present, proxies and the rule are stored at its close; the result is computed."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="ballots", verbose_name="session"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots", verbose_name="point")
    question = models.CharField("mis aux voix", max_length=500)
    proposed_outcome = models.CharField("conclusion proposée", max_length=12, choices=Outcome, blank=True)
    method = models.CharField("mode", max_length=15, choices=BallotMethod)
    state = models.CharField("état", max_length=10, choices=BallotState, default=BallotState.OPEN)
    opened_at = models.DateTimeField("ouvert le")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    president_vote = models.CharField(
        "voix du président",
        max_length=10,
        blank=True,
        choices=[("for", "pour"), ("against", "contre"), ("abstain", "abstention")],
    )
    result = models.CharField("résultat", max_length=10, choices=BallotResult, blank=True)
    used_casting_vote = models.BooleanField("voix prépondérante", default=False)
    snapshot = models.JSONField(
        "constat à la clôture",
        default=dict,
        blank=True,
        help_text="Ayants droit, présents, procurations, quorum et règle appliquée.",
    )

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = "vote"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state="open"),
                name="ballot_one_open_per_item",
                violation_error_message="Un vote est déjà ouvert sur ce point.",
            ),
            models.CheckConstraint(
                name="ballot_closed_with_result",
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(result="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ballot_closed_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'closed' AND coalesce(current_setting('cmsic.correction', true), '') = ''"
                ),
            ),
            pgtrigger.Protect(
                name="ballot_closed_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="closed"),
            ),
            kept_once_over("ballot_of_a_session_over"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def commission_id(self):
        return self.session.commission_id


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user) -> "DecisionQuerySet":
        if user.is_authenticated and keeps_alone(user):
            return of_those(self, "item__session__commission_id", user.access.commissions())
        return self.filter(item__in=AgendaItem.objects.visible_to(user))

    def in_force(self) -> "DecisionQuerySet":
        """Those that no later decision replaces."""
        return self.exclude(Exists(DecisionRelation.objects.filter(earlier=OuterRef("pk"), kind=Relation.REPLACES)))

    def replaced(self) -> "DecisionQuerySet":
        return self.filter(Exists(DecisionRelation.objects.filter(earlier=OuterRef("pk"), kind=Relation.REPLACES)))

    def unsettled(self) -> "DecisionQuerySet":
        """Those of which it is still to be said what they do to an earlier one."""
        return self.filter(Exists(DecisionRelation.objects.filter(decision=OuterRef("pk"), kind="")))


@tracked()
class Decision(VersionedModel):
    """What the commission decided on an item: numbered per commission and year, text apart from the debate."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="decisions", verbose_name="périmètre"
    )
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="decisions", verbose_name="commission"
    )
    session = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="decisions", verbose_name="session"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions", verbose_name="point")
    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="decision", verbose_name="vote"
    )
    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveIntegerField(
        "numéro",
        null=True,
        blank=True,
        editable=False,
        help_text="Vide pour une reprise dont le numéro n’est pas connu.",
    )
    outcome = models.CharField("conclusion", max_length=12, choices=Outcome)
    text = models.TextField("dispositif", max_length=50_000, blank=True)
    decided_at = models.DateTimeField("prise le", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        constraints = [
            models.UniqueConstraint(fields=["commission", "year", "number"], name="decision_unique_number"),
            models.UniqueConstraint(fields=["item"], name="decision_one_per_item"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decision_number_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False)
                & pgtrigger.Q(old__number__df=pgtrigger.F("new__number")),
            ),
            pgtrigger.Protect(name="decision_is_never_deleted", operation=pgtrigger.Delete),
            kept_once_over("decision_of_a_session_over"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"Décision n° {self.number}/{self.year}" if self.number else f"Décision de {self.year}"


class DecisionEffect(BaseModel):
    """A decision bears on a project: what it was about, and the stage it led to."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="effects", verbose_name="décision")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="decision_effects", verbose_name="projet"
    )
    stage_before = models.CharField("stade avant", max_length=15, blank=True)
    stage_after = models.CharField("stade après", max_length=15, blank=True)

    class Meta:
        verbose_name = "effet d’une décision"
        constraints = [models.UniqueConstraint(fields=["decision", "project"], name="decision_effect_unique")]

    def __str__(self) -> str:
        return f"{self.decision} : {self.project}"


class RelationQuerySet(models.QuerySet["DecisionRelation"]):
    def visible_to(self, user) -> "RelationQuerySet":
        seen = Decision.objects.visible_to(user)
        return self.filter(decision__in=seen, earlier__in=seen)


@tracked()
class DecisionRelation(VersionedModel):
    """What a decision does to an earlier one that bore on the same project and was in force.

    Without a kind: still to be said.
    """

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="relations", verbose_name="décision")
    earlier = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="later_relations", verbose_name="décision antérieure"
    )
    kind = models.CharField("effet", max_length=10, choices=Relation, blank=True)
    said_at = models.DateTimeField("précisé le", null=True, blank=True)
    said_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="précisé par"
    )

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = "effet sur une décision antérieure"
        verbose_name_plural = "effets sur des décisions antérieures"
        constraints = [
            models.UniqueConstraint(fields=["decision", "earlier"], name="decision_relation_once"),
            models.CheckConstraint(name="decision_relation_between_two", condition=~Q(decision=F("earlier"))),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.get_kind_display() or 'à préciser'} {self.earlier}"

    @property
    def commission_id(self):
        return self.decision.commission_id


class ReserveQuerySet(models.QuerySet["Reserve"]):
    def visible_to(self, user) -> "ReserveQuerySet":
        return self.filter(decision__in=Decision.objects.visible_to(user))

    def open(self) -> "ReserveQuerySet":
        return self.filter(state=ReserveState.OPEN)


@tracked()
class Reserve(VersionedModel):
    """A condition attached to a project by a favourable opinion under reserve; open until lifted with a proof."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="reserves", verbose_name="périmètre"
    )
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reserves", verbose_name="décision")
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reserves",
        verbose_name="projet",
    )
    text = models.TextField("réserve", max_length=5_000)
    due_on = models.DateField("échéance", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=ReserveState, default=ReserveState.OPEN)
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="levée par"
    )
    lifting_proof = models.TextField("preuve", max_length=5_000, blank=True)

    objects = ReserveQuerySet.as_manager()
    is_open = stands(ReserveState.OPEN)

    class Meta:
        verbose_name = "réserve"
        constraints = [
            models.CheckConstraint(
                name="reserve_lifted_with_proof",
                condition=Q(state="open", lifted_at=None)
                | (Q(state="lifted", lifted_at__isnull=False) & ~Q(lifting_proof="")),
                violation_error_message="Une réserve est levée avec sa preuve.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def standing(self) -> str:
        """« Réserve ouverte, à lever avant le 31/12/2025 », « Réserve levée le 12/03/2026 »."""
        if self.lifted_at is not None:
            return f"Réserve levée le {short_date(local_day(self.lifted_at))}"
        return "Réserve ouverte" + (f", à lever avant le {short_date(self.due_on)}" if self.due_on else "")

    def in_words(self, *, reader: UUID | None = None) -> str:
        """« produire le récépissé » (décision n° 3/2025, à lever avant le 31/12/2025); to another commission, that
        there is one and no more.
        """
        if reader is not None and self.decision.commission_id != reader:
            return f"une réserve de {self.decision.commission.code} ({self.decision.reference})"
        reference = self.decision.reference[:1].lower() + self.decision.reference[1:]
        due = f", à lever avant le {short_date(self.due_on)}" if self.due_on else ""
        return f"« {self.text.strip().rstrip('.')} » ({reference}{due})"


OVERRIDES = "overrides__reserve__decision__commission"  # what the sentence of an override is made of


class ReserveOverride(BaseModel):
    """The chair passed over an open reserve, with his reason: printed in the procès-verbal, shown with its decision."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="overrides", verbose_name="décision")
    reserve = models.ForeignKey(Reserve, on_delete=models.PROTECT, related_name="overrides", verbose_name="réserve")
    reason = models.TextField("motif", max_length=5_000)
    chair_name = models.CharField("président de séance", max_length=300)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="noté par"
    )

    class Meta:
        verbose_name = "réserve passée outre"
        verbose_name_plural = "réserves passées outre"
        constraints = [
            models.UniqueConstraint(fields=["decision", "reserve"], name="reserve_override_once"),
            models.CheckConstraint(name="reserve_override_has_its_reason", condition=~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="reserve_override_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.reserve} : {self.reason}"

    @property
    def sentence(self) -> str:
        """What the procès-verbal and the pages say, to the readers of this decision."""
        reserve = self.reserve.in_words(reader=self.decision.commission_id)
        return (
            f"La présidence de séance ({self.chair_name}) passe outre la réserve {reserve}. Motif :"
            f" {self.reason.rstrip('.')}."
        )


class ItemRecommendation(BaseModel):
    """The item of a session where a recommendation was issued."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.PROTECT, related_name="item_recommendations", verbose_name="session"
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="item_recommendations",
        verbose_name="point",
    )
    recommendation = models.OneToOneField(
        "recommendations.Recommendation", on_delete=models.CASCADE, related_name="origin", verbose_name="recommandation"
    )

    class Meta:
        verbose_name = "recommandation d’un point"

    def __str__(self) -> str:
        return str(self.recommendation)

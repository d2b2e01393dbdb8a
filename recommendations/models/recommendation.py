"""The memory the DSIs ask for: who was asked what, by whom, for when, and the proof that it was done."""

from datetime import date
from functools import reduce
from operator import or_

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from commissions.models import Mandate
from foundation.accounts.enums import ASIN_ROLES, COMMISSION_ROLES, Role
from foundation.common import clock
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import OPEN_STATES, OriginKind, Priority, RecommendationAction, RecommendationState, ReportOutcome


def _seats_held(user, on: date) -> models.QuerySet:
    return Mandate.objects.in_force(on).filter(person__user_id=user.pk).values("seat_id")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user) -> "RecommendationQuerySet":
        """Those of one's commissions and ministry, those addressed to one's scope, those that a national body addresses
        to the ministry in whose commission one sits; the ASIN sees what is not behind closed doors.

        One still being written in a session is open to those who conduct it only.
        """
        if not user.is_authenticated:
            return self.none()
        access = user.access
        # Only what this reader has is asked: each condition costs more to write than most rows to read.
        doors: list[Q] = []
        written = Q(is_draft=False)
        real = Q(commission__is_rehearsal=False)  # what a rehearsal addresses to a real ministry never reaches it
        if own := access.commissions():
            doors.append(Q(commission_id__in=own))
            real |= Q(commission_id__in=own)
        if carried := access.scopes(Role.DSI, Role.AUDITOR, Role.PROJECT_LEAD):
            doors.append(Q(scope_id__in=carried, is_closed_doors=False))
        if addressed := access.scopes(Role.DSI, Role.RSI):
            doors.append(Q(addressee_scope_id__in=addressed, is_closed_doors=False))
        if sitting := access.scopes(*COMMISSION_ROLES):
            doors.append(Q(commission__ministry=None, addressee_scope_id__in=sitting, is_closed_doors=False))
        if user.has_role(*ASIN_ROLES):
            doors.append(Q(is_closed_doors=False))
        if conducted := access.commissions(Role.SECRETARY, Role.PRESIDENT):
            written |= Q(commission_id__in=conducted)
        return self.filter(reduce(or_, doors), written, real) if doors else self.none()

    def issued(self) -> "RecommendationQuerySet":
        """Those that count: a draft of a running session is in no list and no figure."""
        return self.filter(is_draft=False)

    def of_data(self, data: str) -> "RecommendationQuerySet":
        """Those issued by a real body (« reelles »), or by one of the demonstration (« demo »); all otherwise."""
        if data not in ("reelles", "demo"):
            return self
        ministry, body = "commission__ministry__is_fictitious", "commission__is_fictitious"
        return self.filter(Q(**{ministry: data == "demo"}) | Q(**{"commission__ministry": None, body: data == "demo"}))

    def as_of(self, day: date) -> "RecommendationQuerySet":
        """Those issued on that day at the latest, with `state_then`: the state after their last step of that day or
        before. One whose first step came later was in the state from which that step moved it.
        """
        rows = self.issued()
        if day >= clock.today():
            return rows.annotate(state_then=F("state"))
        steps = RecommendationStep.objects.filter(recommendation=OuterRef("pk"))
        past, later = steps.filter(at__date__lte=day), steps.filter(at__date__gt=day)
        then = Coalesce(
            Subquery(past.order_by("-at", "-pk").values("to_state")[:1]),
            Subquery(later.order_by("at", "pk").values("from_state")[:1]),
            F("state"),
        )
        return rows.filter(issued_on__lte=day).annotate(state_then=then)

    def open(self) -> "RecommendationQuerySet":
        return self.issued().filter(state__in=OPEN_STATES)

    def addressed_to(self, user, on: date) -> "RecommendationQuerySet":
        """Those one answers for today: as holder of the seat, as DSI of the addressee's ministry, as RSI of the
        commune, as agent of the ASIN.
        """
        access = user.access
        mine = Q(seat__in=_seats_held(user, on))
        mine |= Q(seat=None, commune=None, addressee_scope_id__in=access.scopes(Role.DSI))
        mine |= Q(commune__isnull=False, addressee_scope_id__in=access.scopes(Role.RSI))
        if access.is_asin:
            mine |= Q(is_for_asin=True, is_closed_doors=False)
        return self.issued().filter(mine, commission__is_rehearsal=False)

    def of_structures(self, user, on: date) -> "RecommendationQuerySet":
        """Those addressed to a structure that one's seat represents; its DSI answers for them."""
        represented = _seats_held(user, on).filter(seat__structure__isnull=False).values("seat__structure_id")
        return self.issued().filter(structure__in=represented, commission__is_rehearsal=False)

    def mine(self, user, on: date) -> "RecommendationQuerySet":
        return self.addressed_to(user, on) | self.of_structures(user, on)

    def with_refusal(self) -> "RecommendationQuerySet":
        """Add `refusal`: why the last proof was refused, while the work goes on; empty otherwise."""
        refused = RecommendationReport.objects.filter(recommendation=OuterRef("pk"), outcome=ReportOutcome.REFUSED)
        reason = Subquery(refused.order_by("-reported_at", "-pk").values("review_reason")[:1])
        running = When(state=RecommendationState.RUNNING, then=Coalesce(reason, Value("")))
        return self.annotate(refusal=Case(running, default=Value(""), output_field=models.TextField()))

    def received_by(self, commission) -> "RecommendationQuerySet":
        """Those that a national body addresses to the ministry of this commission: it examines them as its own."""
        if commission.ministry_id is None:
            return self.none()
        rows = self.issued().filter(commission__ministry=None, commission__is_rehearsal=False, is_closed_doors=False)
        return rows.filter(addressee_scope_id=commission.scope_id)

    def followed_by(self, commission) -> "RecommendationQuerySet":
        """What a commission follows up: those that it issued, and those that it received."""
        return self.issued().filter(commission_id=commission.pk) | self.received_by(commission)

    def late(self, on: date) -> "RecommendationQuerySet":
        return self.open().filter(due_on__lt=on)


@tracked(exclude=["search"])
class Recommendation(VersionedModel):
    data_level = Level.COMMISSION
    refusal: str  # read by `with_refusal`

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="recommendations", verbose_name="périmètre"
    )
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="recommendations", verbose_name="commission"
    )
    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveIntegerField(
        "numéro",
        null=True,
        blank=True,
        editable=False,
        help_text="Vide pour une reprise dont le numéro n’est pas connu.",
    )
    text = models.TextField("recommandation", max_length=10_000)
    seat = models.ForeignKey(
        "commissions.Seat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="siège destinataire",
        help_text="Le titulaire du siège répond, même s’il change.",
    )
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="structure destinataire",
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="ministère destinataire",
        help_text="Son DSI la voit et en rend compte.",
    )
    commune = models.ForeignKey(
        "ministries.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="commune destinataire",
        help_text="Son RSI la voit et en rend compte.",
    )
    is_for_asin = models.BooleanField(
        "adressée à l’ASIN", default=False, help_text="Ses agents la voient et en rendent compte."
    )
    addressee_scope = models.ForeignKey(
        "accounts.Scope",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="received_recommendations",
        verbose_name="périmètre du destinataire",
    )
    addressee_label = models.CharField(
        "destinataire, tel qu’écrit",
        max_length=300,
        blank=True,
        help_text="Vide : le nom du siège, de la structure, du ministère ou de la commune.",
    )
    due_on = models.DateField("échéance", null=True, blank=True)
    # The date that a reminder was about: another date arms it again.
    reminded_before = models.DateField("rappelée avant l’échéance du", null=True, blank=True, editable=False)
    reminded_after = models.DateField("rappelée après l’échéance du", null=True, blank=True, editable=False)
    priority = models.CharField("priorité", max_length=10, choices=Priority, default=Priority.NORMAL)
    theme = models.CharField("thème", max_length=100, blank=True)
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="projet",
    )
    origin_kind = models.CharField("nature de l’origine", max_length=10, choices=OriginKind, default=OriginKind.SESSION)
    origin_label = models.CharField(
        "origine",
        max_length=500,
        help_text="Où et comment elle a été émise : session et point, courrier, réunion, conférence.",
    )
    issued_on = models.DateField("émise le")
    state = models.CharField("état", max_length=10, choices=RecommendationState, default=RecommendationState.ISSUED)
    is_closed_doors = models.BooleanField("huis clos", default=False)
    is_draft = models.BooleanField(
        "en séance", default=False, help_text="Écrite pendant une session qui n’est pas encore levée."
    )
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)
    source = models.CharField("source", max_length=500, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("text", "addressee_label", "theme", config="public.fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "recommandation"
        indexes = [
            GinIndex(fields=["search"], name="recommendation_search"),
            models.Index(fields=["commission", "state", "due_on"], name="recommendation_state_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commission", "year", "number"], name="recommendation_unique_number"),
            models.CheckConstraint(
                name="recommendation_one_addressee_at_most",
                condition=Q(is_for_asin=True, seat=None, structure=None, ministry=None, commune=None)
                | Q(is_for_asin=False)
                & (
                    Q(seat=None, structure=None, ministry=None)
                    | Q(seat=None, structure=None, commune=None)
                    | Q(seat=None, ministry=None, commune=None)
                    | Q(structure=None, ministry=None, commune=None)
                ),
                violation_error_message="Une recommandation a un seul destinataire.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="recommendation_number_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False)
                & pgtrigger.Q(old__number__df=pgtrigger.F("new__number")),
            ),
            pgtrigger.Protect(
                name="recommendation_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__is_draft=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"Recommandation n° {self.number}/{self.year}" if self.number else f"Recommandation de {self.year}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_pressing(self) -> bool:
        return self.priority == Priority.HIGH

    def is_answered_by(self, user, on: date) -> bool:
        """Whether `user` answers for it on that day (`addressed_to`, for one row; one query when it names a seat)."""
        if self.seat_id is not None:
            return bool(user.pk) and _seats_held(user, on).filter(seat_id=self.seat_id).exists()
        if self.is_for_asin:
            return user.has_role(*ASIN_ROLES)
        if self.addressee_scope_id is None:  # has_role would take it for "any scope"
            return False
        if self.commune_id is not None:
            return user.has_role(Role.RSI, scope=self.addressee_scope_id)
        return user.has_role(Role.DSI, scope=self.addressee_scope_id)

    def is_late(self, today: date) -> bool:
        return self.state in OPEN_STATES and self.due_on is not None and self.due_on < today


class RecommendationStep(BaseModel):
    """Each transition is a row: who, when, from, to, why."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="steps", verbose_name="recommandation"
    )
    action = models.CharField("acte", max_length=10, choices=RecommendationAction)
    from_state = models.CharField("de", max_length=10, choices=RecommendationState)
    to_state = models.CharField("à", max_length=10, choices=RecommendationState)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par")
    by_capacity = models.CharField("en qualité de", max_length=300, blank=True)
    at = models.DateTimeField("le")
    reason = models.TextField("motif", max_length=5_000, blank=True)

    class Meta:
        verbose_name = "étape de recommandation"

    def __str__(self) -> str:
        return self.get_action_display()


class RecommendationReport(BaseModel):
    """What the addressee reports, with its proof; accepted or refused by somebody else than its author."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="reports", verbose_name="recommandation"
    )
    text = models.TextField("ce qui a été fait", max_length=20_000)
    proof_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièce"
    )
    proof_link = models.URLField(
        "adresse de la preuve",
        blank=True,
        help_text="Page publiée, dossier partagé… Une pièce ou une adresse est nécessaire.",
    )
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    reported_at = models.DateTimeField("le")
    outcome = models.CharField("suite", max_length=10, choices=ReportOutcome, default=ReportOutcome.PENDING)
    reviewed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="examiné par"
    )
    reviewed_at = models.DateTimeField("examiné le", null=True, blank=True)
    review_reason = models.TextField("motif", max_length=5_000, blank=True)

    class Meta:
        verbose_name = "compte rendu d’exécution"
        constraints = [
            models.CheckConstraint(
                name="report_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("author")),
                violation_error_message="Une preuve n’est jamais acceptée par son auteur.",
            ),
            models.CheckConstraint(
                name="report_refused_with_reason",
                condition=~Q(outcome="refused") | ~Q(review_reason=""),
                violation_error_message="Un refus porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"compte rendu du {self.reported_at:%d/%m/%Y}"

from datetime import date, timedelta
from functools import reduce
from operator import or_

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.typography import ordinal
from foundation.journal.history import tracked

from ..enums import UNOPENED, SessionAction, SessionKind, SessionState

KEEPERS = (Role.SECRETARY, Role.PRESIDENT)  # they read an agenda while it is written

MINUTES = [MinValueValidator(1), MaxValueValidator(1440)]  # of a sitting or of an item: a day at most


def keeps_alone(user) -> bool:
    """Everything that this reader sees of sessions is of the commissions he keeps, where nothing is hidden from him."""
    access = user.access
    return not (
        access.commissions() - access.commissions(*KEEPERS)
        or access.scopes(Role.DSI, Role.AUDITOR)
        or user.has_role(*ASIN_ROLES)
    )


class SessionQuerySet(models.QuerySet["CommissionSession"]):
    def visible_to(self, user) -> "SessionQuerySet":
        """Secretary and president see theirs from the first word, members once it was convened, the ministry's DSI and
        auditor what is not behind closed doors, the ASIN what was transmitted to it.
        """
        if not user.is_authenticated:
            return self.none()
        access = user.access
        # Only what this reader has is asked: each condition costs more to write than most rows to read.
        doors: list[Q] = []
        told: list[Q] = []
        if kept := access.commissions(*KEEPERS):
            doors.append(Q(commission_id__in=kept))
        if others := access.commissions() - kept:
            told.append(Q(commission_id__in=others))
        if scopes := access.scopes(Role.DSI, Role.AUDITOR):
            told.append(Q(scope_id__in=scopes, is_closed_doors=False))
        if told:
            given_up = Q(state__in=(SessionState.CANCELLED, SessionState.POSTPONED), convened_at=None)
            given_up &= Q(is_reconstituted=False)
            doors.append(reduce(or_, told) & ~Q(state=SessionState.PREPARING) & ~given_up)
        if user.has_role(*ASIN_ROLES):
            doors.append(Q(transmitted_at__isnull=False, is_closed_doors=False, commission__is_rehearsal=False))
        return self.filter(reduce(or_, doors)) if doors else self.none()

    def held(self) -> "SessionQuerySet":
        return self.filter(state__in=[SessionState.LIFTED, SessionState.ARCHIVED])


@tracked()
class CommissionSession(VersionedModel):
    """A session of a commission. A number is given at the first convocation and never changes again."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="commission_sessions", verbose_name="périmètre"
    )
    commission = models.ForeignKey(
        "commissions.Commission",
        on_delete=models.PROTECT,
        related_name="commission_sessions",
        verbose_name="commission",
    )
    statute = models.ForeignKey(
        "commissions.Statute",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commission_sessions",
        verbose_name="règles en vigueur à sa date",
    )
    kind = models.CharField("nature", max_length=15, choices=SessionKind, default=SessionKind.ORDINARY)
    year = models.PositiveSmallIntegerField(
        "au titre de l’année", validators=[MinValueValidator(1960), MaxValueValidator(2100)]
    )
    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True, editable=False)
    printed_number = models.CharField(
        "numéro imprimé", max_length=100, blank=True, help_text="Reprise : tel que la source le donne."
    )
    theme = models.CharField("thème", max_length=500, blank=True)
    state = models.CharField("état", max_length=12, choices=SessionState, default=SessionState.PREPARING)

    held_on = models.DateField("date", null=True, blank=True)
    starts_at = models.TimeField("heure", null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(
        "durée prévue (minutes)", null=True, blank=True, validators=MINUTES
    )
    submission_days = models.PositiveSmallIntegerField(
        "clôture des propositions (jours avant)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text="Vide : aucune date limite. Une proposition tardive est acceptée et marquée.",
    )
    place = models.CharField("lieu", max_length=300, blank=True)
    video_link = models.URLField("lien de visioconférence", blank=True)
    is_closed_doors = models.BooleanField(
        "session à huis clos",
        default=False,
        help_text="Seuls les membres de la commission la voient ; les lettres ne disent pas l’ordre du jour.",
    )
    urgency_motive = models.TextField(
        "motif de l’urgence",
        max_length=2_000,
        blank=True,
        help_text=(
            "À remplir seulement si le délai de convocation ne peut être respecté : il est imprimé sur les lettres et"
            " au procès-verbal."
        ),
    )

    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    convened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="convoquée par"
    )
    convocation_number = models.PositiveIntegerField("numéro de convocation", null=True, blank=True, editable=False)
    invitation_sequence = models.PositiveSmallIntegerField("version de l’invitation", default=0, editable=False)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)
    chair = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chaired_sessions",
        verbose_name="présidence de séance",
    )
    chair_capacity = models.CharField("qualité du président de séance", max_length=300, blank=True)
    rapporteur = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reported_sessions",
        verbose_name="rapporteur",
    )
    current_item = models.ForeignKey(
        "commission_sessions.AgendaItem",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="point en cours",
    )
    transmitted_at = models.DateTimeField("transmise à l’ASIN le", null=True, blank=True)

    postponed_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postponed_to",
        verbose_name="reprend la session",
    )
    is_reconstituted = models.BooleanField("reconstituée", default=False)
    reconstituted_from = models.TextField("source de la reprise", max_length=5_000, blank=True)
    scan = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="original numérisé",
    )
    is_fictitious = models.BooleanField("fictive (démonstration)", default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        indexes = [
            models.Index(fields=["commission", "-held_on", "id"], name="session_commission_date"),
            models.Index(fields=["year", "state"], name="session_year_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commission", "kind", "year", "number"], name="session_unique_number"),
            models.CheckConstraint(
                name="session_convened_at_and_by_together",
                condition=Q(convened_at=None, convened_by=None)
                | Q(convened_at__isnull=False, convened_by__isnull=False),
                violation_error_message="Une convocation porte toujours une date et un auteur.",
            ),
            models.CheckConstraint(
                name="session_lifted_after_opened",
                condition=Q(lifted_at=None) | Q(opened_at=None) | Q(lifted_at__gte=F("opened_at")),
                violation_error_message="Une session est levée après son ouverture.",
            ),
            models.CheckConstraint(
                name="session_reconstituted_names_its_source",
                condition=Q(is_reconstituted=False) | ~Q(reconstituted_from=""),
                violation_error_message="Une session reprise du passé cite sa source.",
            ),
            models.CheckConstraint(
                name="session_numbered_once_convened",
                condition=Q(state=SessionState.PREPARING.value)
                | Q(number__isnull=False)
                | Q(is_reconstituted=True)
                | Q(state=SessionState.CANCELLED.value)
                | Q(state=SessionState.POSTPONED.value),
                violation_error_message="Une session convoquée porte un numéro.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="session_number_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False)
                & pgtrigger.Q(old__number__df=pgtrigger.F("new__number")),
            ),
            pgtrigger.Protect(
                name="session_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """« 1re session ordinaire au titre de l’année 2024 »; as printed for a body that has its own name for it (« 9e
        Conférence des DSI »).
        """
        number = self.printed_number or (ordinal(self.number) if self.number else "")
        if " " in number and not number.endswith("session"):
            return number
        number = number if number.endswith("session") else f"{number} session".strip()
        kind = "" if self.kind == SessionKind.UNSPECIFIED else f" {self.get_kind_display()}"
        return f"{number}{kind} au titre de l’année {self.year}"

    @property
    def is_unopened(self) -> bool:
        """Not held, or not yet: its agenda is what was announced of it, but for who keeps it."""
        given_up = self.state == SessionState.NO_QUORUM and self.opened_at is None
        return (self.state in UNOPENED or given_up) and not self.is_reconstituted

    def is_kept_by(self, user) -> bool:
        return user.has_role(*KEEPERS, commission=self.commission_id)

    @property
    def submission_deadline(self) -> date | None:
        """The last day on which a proposal is in time; None when the session sets none."""
        if self.held_on is None or self.submission_days is None:
            return None
        return self.held_on - timedelta(days=self.submission_days)

    @property
    def reference(self) -> str:
        """MDGL/2024/1, MDGL/2024/E1: the address of its papers."""
        prefix = "E" if self.kind == SessionKind.EXTRAORDINARY else ""
        return f"{self.commission.code}/{self.year}/{prefix}{self.number if self.number else '?'}"


class SessionStep(BaseModel):
    """Each transition is a row: who, when, from, to, why."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="steps", verbose_name="session"
    )
    action = models.CharField("acte", max_length=20, choices=SessionAction)
    from_state = models.CharField("de", max_length=12, choices=SessionState)
    to_state = models.CharField("à", max_length=12, choices=SessionState)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par")
    by_capacity = models.CharField("en qualité de", max_length=300, blank=True)
    at = models.DateTimeField("le")
    reason = models.TextField("motif", max_length=2_000, blank=True)

    class Meta:
        verbose_name = "étape de session"
        triggers = [pgtrigger.Protect(name="session_step_is_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.get_action_display()

"""A question put to the members in writing between two sessions, ratified at the next."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked
from sessions.core.enums import Outcome, Voice
from sessions.core.models.agenda import AgendaItem
from sessions.core.models.convocation import AskedForASeat

from .enums import PROPOSABLE, ConsultationResult, ConsultationState

SETTLED = (
    "state",
    "title",
    "question",
    "text",
    "opened_at",
    "closes_on",
    "closed_at",
    "result",
    "votes_for",
    "votes_against",
    "abstentions",
    "snapshot",
)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user) -> "ConsultationQuerySet":
        """Inside the commission, and its ministry's DSI and auditor; while it is written, who prepares the sessions."""
        if not user.is_authenticated:
            return self.none()
        access = user.access
        if not access.grants:
            return self.none()
        visible = Q(commission_id__in=access.commissions()) | Q(scope_id__in=access.scopes(Role.DSI, Role.AUDITOR))
        return self.filter(
            visible & ~Q(state=ConsultationState.DRAFT)
            | Q(commission_id__in=access.commissions(Role.SECRETARY, Role.PRESIDENT))
        )

    def to_ratify(self) -> "ConsultationQuerySet":
        """Those adopted that stand on no agenda yet, or were taken off one."""
        off = (
            Q(ratification=None)
            | Q(ratification__outcome=Outcome.ADJOURNED)
            | Q(ratification__withdrawn_at__isnull=False)
        )
        return self.filter(off, state=ConsultationState.CLOSED, result=ConsultationResult.ADOPTED)


@tracked()
class Consultation(VersionedModel):
    """The question, its answers counted by the rules of the act, and the item that ratifies it."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="consultations", verbose_name="commission"
    )
    statute = models.ForeignKey(
        "commissions.Statute",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="règles",
        help_text="Celles du jour de l’envoi.",
    )
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    number = models.PositiveIntegerField(
        "numéro", null=True, blank=True, editable=False, help_text="Donné à l’ouverture."
    )
    state = models.CharField("état", max_length=10, choices=ConsultationState, default=ConsultationState.DRAFT)
    title = models.CharField("objet", max_length=500)
    text = models.TextField(
        "exposé", blank=True, max_length=50_000, help_text="Ce que le membre doit savoir pour répondre."
    )
    question = models.TextField("question", max_length=2000, help_text="On y répond par pour, contre ou abstention.")
    proposed_outcome = models.CharField(
        "conclusion proposée", max_length=12, choices=PROPOSABLE, default=Outcome.FAVOURABLE
    )
    closes_on = models.DateField(
        "réponses jusqu’au", null=True, blank=True, help_text="Ce jour compris. Il est exigé à l’ouverture."
    )
    projects = models.ManyToManyField("projects.Project", blank=True, related_name="+", verbose_name="projets liés")
    ground = models.CharField(
        "fondement",
        max_length=300,
        blank=True,
        help_text=(
            "Exigé quand l’acte ne dit rien de la consultation écrite : par exemple « accord du président du 3 mars »."
        ),
    )
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    cancelled_because = models.TextField("motif de l’annulation", blank=True, max_length=5000)
    votes_for = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    result = models.CharField("résultat", max_length=10, choices=ConsultationResult, blank=True)
    snapshot = models.JSONField("constat à la clôture", default=dict, blank=True)
    ratification = models.OneToOneField(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ratifies",
        verbose_name="point de ratification",
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation écrite"
        verbose_name_plural = "consultations écrites"
        indexes = [models.Index(fields=["commission", "state", "closes_on"], name="consultation_commission_state")]
        constraints = [
            models.UniqueConstraint(fields=["commission", "year", "number"], name="consultation_unique_number"),
            models.CheckConstraint(
                name="consultation_open_with_its_day",
                condition=Q(state__in=["draft", "cancelled"])
                | Q(number__isnull=False, opened_at__isnull=False, closes_on__isnull=False),
                violation_error_message="Une consultation ouverte porte son numéro et le jour où elle se clôt.",
            ),
            models.CheckConstraint(
                name="consultation_closed_with_its_result",
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(result=""),
                violation_error_message="Une consultation close porte son résultat.",
            ),
        ]
        triggers = [
            # Its ratification is all that still happens to it.
            pgtrigger.Protect(
                name="consultation_closed_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state IN ('closed', 'cancelled') AND ({', '.join(f'OLD.{name}' for name in SETTLED)}) IS"
                    f" DISTINCT FROM ({', '.join(f'NEW.{name}' for name in SETTLED)})"
                ),
            ),
            pgtrigger.Protect(
                name="consultation_sent_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return f"Consultation écrite n° {self.number}/{self.year}" if self.number else "Consultation écrite"

    @property
    def is_fictitious(self) -> bool:
        return self.commission.is_fictitious

    @property
    def is_on_agenda(self) -> bool:
        """Whether a session has its ratification before it, or decided on it. Needs `ratification`."""
        item = self.ratification
        return item is not None and item.withdrawn_at is None and item.outcome != Outcome.ADJOURNED

    @property
    def awaits_ratification(self) -> bool:
        """What `to_ratify` finds, for one row."""
        return (
            self.state == ConsultationState.CLOSED
            and self.result == ConsultationResult.ADOPTED
            and not self.is_on_agenda
        )

    def is_over_on(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.closes_on is not None and day > self.closes_on

    def awaits_closing(self, day: date) -> bool:
        """Whether nobody may answer any more, and nobody has closed it."""
        return self.state == ConsultationState.OPEN and self.is_over_on(day)


class VoiceQuerySet(models.QuerySet["ConsultationVoice"]):
    def visible_to(self, user) -> "VoiceQuerySet":
        return self.filter(consultation__in=Consultation.objects.visible_to(user))


@tracked()
class ConsultationVoice(AskedForASeat, BaseModel):
    """What one seat with a vote is asked, and answers. Changed as often as its holder wishes until the close."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="voices", verbose_name="consultation"
    )
    seat = models.ForeignKey("commissions.Seat", on_delete=models.PROTECT, related_name="+", verbose_name="siège")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name="personne")
    person_name = models.CharField("nom", max_length=200)
    seat_label = models.CharField("fonction", max_length=300, help_text="Telle qu’à l’envoi.")
    position = models.PositiveSmallIntegerField("rang", default=0)
    mail = models.ForeignKey(
        "notifications.OutgoingMail",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="courriel",
    )
    reminded_at = models.DateTimeField("relancé le", null=True, blank=True)
    choice = models.CharField("voix", max_length=10, choices=Voice, blank=True)
    comment = models.TextField("observation", blank=True, max_length=5000)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="noté par",
        help_text="Vide quand le membre a répondu lui-même.",
    )

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "voix d’une consultation"
        verbose_name_plural = "voix d’une consultation"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "seat"], name="consultation_voice_once_per_seat"),
            models.CheckConstraint(
                name="consultation_voice_is_dated",
                condition=Q(choice="", answered_at=None) | ~Q(choice="") & Q(answered_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="consultation_voice_of_one_that_is_over",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("subject", "uuid")],
                func="""
IF TG_OP = 'DELETE' THEN subject := OLD.consultation_id; ELSE subject := NEW.consultation_id; END IF;
IF TG_OP = 'UPDATE' AND (OLD.choice, OLD.comment, OLD.seat_id, OLD.person_id) IS NOT DISTINCT FROM (NEW.choice, NEW.comment, NEW.seat_id, NEW.person_id) THEN
  RETURN NEW;
END IF;
IF EXISTS (SELECT 1 FROM commission_sessions_consultation WHERE id = subject AND state <> 'open') THEN
  RAISE EXCEPTION 'consultation_is_over: % of a voice is refused', TG_OP;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
""",  # noqa: E501
            )
        ]

    def __str__(self) -> str:
        return self.person_name

    @property
    def commission_id(self):
        return self.consultation.commission_id


class VoiceLink(BaseModel):
    """A link by which a member answers without an account: one for each mail. Only its digest is stored."""

    data_level = Level.PERSONAL

    voice = models.ForeignKey(ConsultationVoice, on_delete=models.CASCADE, related_name="links", verbose_name="voix")
    secret_hash = models.CharField("empreinte du lien", max_length=64, unique=True)

    class Meta:
        verbose_name = "lien de réponse à une consultation"
        verbose_name_plural = "liens de réponse à une consultation"

    def __str__(self) -> str:
        return "lien de réponse"

from typing import Any

from django.db import models
from django.db.models import Q

from commissions.models.seat import quality_under
from foundation.accounts.enums import Honorific
from foundation.common.contractions import of
from foundation.common.french import agree, in_sentence
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked
from foundation.notifications.enums import MailState

from ..enums import Answer, ConvocationState
from .session import CommissionSession


class ConvocationQuerySet(models.QuerySet["Convocation"]):
    def visible_to(self, user) -> "ConvocationQuerySet":
        """Inside the commission; each person sees his own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(session__commission_id__in=user.access.commissions()) | Q(person__user_id=user.pk))


class AskedForASeat:
    """Somebody whom a letter was sent to for a seat; needs `seat` and `person`, and the name that the seat bore."""

    seat: Any
    person: Any
    seat_label: Any

    @property
    def quality(self) -> str:
        """The function in the gender of who was asked: « La directrice de cabinet »."""
        return quality_under(self.seat_label, self.seat, self.person)

    @property
    def named(self) -> str:
        """« Madame Afi HOUNTOLO, la directrice de cabinet »."""
        return f"{self.person.titled_name}, {in_sentence(self.quality)}"


@tracked()
class Convocation(AskedForASeat, VersionedModel):
    """One member's convocation to one session, and his answer. The link's secret is stored hashed."""

    data_level = Level.COMMISSION
    label_is_personal = True  # it names the member: the journal keeps a digest

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    session = models.ForeignKey(
        CommissionSession, on_delete=models.CASCADE, related_name="convocations", verbose_name="session"
    )
    seat = models.ForeignKey(
        "commissions.Seat", on_delete=models.PROTECT, null=True, related_name="convocations", verbose_name="siège"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="convocations", verbose_name="personne"
    )
    seat_label = models.CharField("fonction", max_length=300, help_text="Telle qu’à la convocation.")
    number = models.PositiveSmallIntegerField("rang dans l’envoi", default=0)
    state = models.CharField("envoi", max_length=10, choices=ConvocationState, default=ConvocationState.QUEUED)
    letter = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lettre"
    )
    mail = models.ForeignKey(
        "notifications.OutgoingMail",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="courriel",
    )
    secret_hash = models.CharField("empreinte du lien", max_length=64, unique=True)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)
    answer = models.CharField("réponse", max_length=10, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answer_recorded_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réponse notée par",
        help_text="Vide quand le membre a répondu lui-même.",
    )
    answer_reason = models.TextField("motif", max_length=2_000, blank=True)
    answer_file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="justificatif",
    )
    substitute = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suppléant annoncé",
    )
    proxy_seat = models.ForeignKey(
        "commissions.Seat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="procuration donnée au siège",
    )

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = "convocation"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "seat", "person"], name="convocation_unique_per_seat", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="convocation_answer_is_dated",
                condition=Q(answer="none", answered_at=None) | (~Q(answer="none") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"convocation {of(str(self.person))}"

    @property
    def commission_id(self):
        return self.session.commission_id

    @property
    def delivery(self) -> ConvocationState:
        """What became of the last letter, read from the message itself: nothing is copied that could differ.

        Needs `mail`.
        """
        if self.mail_id is None or self.mail is None:
            return ConvocationState(self.state)
        if self.mail.state in (MailState.SENT, MailState.MAYBE_TWICE, MailState.REHEARSED):
            return ConvocationState.SENT
        if self.mail.state in (MailState.FAILED, MailState.CANCELLED):
            return ConvocationState.FAILED
        return ConvocationState.QUEUED

    @property
    def whose(self) -> str:
        """« d’Afiavi HOUNTOLO »."""
        return of(str(self.person))

    @property
    def answer_in_words(self) -> str:
        """« excusée », « envoie sa suppléante ». Needs `person` and `substitute`."""
        if self.answer == Answer.SUBSTITUTE:
            return sends_substitute(self.substitute.honorific if self.substitute is not None else "")
        label = Answer(self.answer).label
        agrees = self.answer in (Answer.PRESENT, Answer.EXCUSED)
        return agree(label, self.person.honorific) if agrees else label

    @property
    def is_answered(self) -> bool:
        return self.answer != Answer.NONE


def sends_substitute(honorific: str) -> str:
    """« envoie sa suppléante », in the gender of who comes instead."""
    return "envoie sa suppléante" if honorific == Honorific.MADAME else Answer.SUBSTITUTE.label


class Reminder(BaseModel):
    """A member was written to again on a day: the constraint keeps a job that runs twice from writing twice."""

    data_level = Level.COMMISSION

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    convocation = models.ForeignKey(
        Convocation, on_delete=models.CASCADE, related_name="reminders", verbose_name="convocation"
    )
    day = models.DateField("jour")
    is_automatic = models.BooleanField("automatique", default=False)

    class Meta:
        verbose_name = "relance"
        constraints = [models.UniqueConstraint(fields=["convocation", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"relance du {self.day:%d/%m/%Y}"


class AnswerLink(BaseModel):
    """A link by which a member answers without an account: one for each letter, all good until the session opens.

    Kept apart so that a reminder does not kill the link of the first letter, while no secret is ever stored.
    """

    data_level = Level.PERSONAL

    convocation = models.ForeignKey(
        Convocation, on_delete=models.CASCADE, related_name="answer_links", verbose_name="convocation"
    )
    secret_hash = models.CharField("empreinte du lien", max_length=64, unique=True)

    class Meta:
        verbose_name = "lien de réponse"

    def __str__(self) -> str:
        return "lien de réponse"

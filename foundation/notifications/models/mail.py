from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.common.models import BaseModel, Level

from ..enums import MailState

if TYPE_CHECKING:
    from foundation.accounts.models import User


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def visible_to(self, user: "User") -> "OutgoingMailQuerySet":
        """What one received, and what left from the commissions one keeps."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        keeper = user.access.commissions(Role.SECRETARY, Role.PRESIDENT)
        return self.filter(
            Q(person__user_id=user.pk)
            | Q(commission_id__in=keeper)
            | Q(commission_id=None, scope_id__in=user.access.scopes(Role.SECRETARY))
        )

    def about(self, obj: models.Model) -> "OutgoingMailQuerySet":
        return self.filter(subject_type=obj._meta.label_lower, subject_id=str(obj.pk))


class OutgoingMail(BaseModel):
    """One message to one person.

    Its Message-ID is fixed at the first writing, so that a repeat is recognised by the reader's mailbox.
    """

    data_level = Level.COMMISSION

    message_id = models.CharField("Message-ID", max_length=120, unique=True, editable=False)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    commission_id = models.UUIDField("commission", null=True, blank=True)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="destinataire"
    )
    to_name = models.CharField("nom du destinataire", max_length=200, blank=True)
    to_email = models.EmailField("adresse")
    reply_to = models.CharField("réponse à", max_length=400, blank=True)
    unsubscribe_address = models.CharField("adresse de désabonnement", max_length=400, blank=True)
    subject = models.CharField("objet", max_length=250)
    text = models.TextField("texte")
    html = models.TextField("HTML")
    ics = models.BinaryField("invitation", null=True)
    ics_method = models.CharField("méthode de l’invitation", max_length=10, blank=True)
    template = models.CharField("modèle", max_length=80)
    state = models.CharField("état", max_length=12, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    sending_since = models.DateTimeField("remise commencée à", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé à", null=True, blank=True)
    error = models.TextField("dernière erreur", blank=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="travail")
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="demandé par"
    )
    subject_type = models.CharField("nature de l’objet", max_length=100, blank=True)
    subject_id = models.CharField("objet lié", max_length=40, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "message sortant"
        verbose_name_plural = "messages sortants"
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="mail_about"),
            models.Index(fields=["commission_id", "-created_at"], name="mail_commission"),
            models.Index(fields=["scope", "-created_at"], name="mail_scope"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_headers_are_one_line",
                condition=~Q(subject__regex=r"[\r\n]")
                & ~Q(to_name__regex=r"[\r\n]")
                & ~Q(to_email__regex=r"[\r\n]")
                & ~Q(reply_to__regex=r"[\r\n]"),
                violation_error_message="L’objet et le destinataire tiennent sur une ligne.",
            ),
            models.CheckConstraint(
                name="mail_sent_says_when",
                condition=~Q(state__in=["sent", "maybe_twice"]) | Q(sent_at__isnull=False),
                violation_error_message="Un message envoyé dit quand.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Attachment(models.Model):
    data_level = Level.COMMISSION

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="attachments", verbose_name="message")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="fichier")
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        constraints = [models.UniqueConstraint(fields=["mail", "position"], name="attachment_position_unique")]

    def __str__(self) -> str:
        return str(self.file)

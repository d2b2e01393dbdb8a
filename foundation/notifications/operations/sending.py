"""One mail builder for the whole portal.

The row and its job are written with the act; the letter leaves after the commit.
"""

import re
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from email.utils import formataddr
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import connections, models, transaction
from django.template import engines
from django.utils import timezone

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Person, Scope
from foundation.common.exceptions import Refused
from foundation.common.ids import new_id
from foundation.documents import store
from foundation.documents.models import StoredFile
from foundation.jobs import enqueue
from foundation.jobs.enums import JobState
from foundation.jobs.operations.deciding import cancel

from ..enums import MailState
from ..invites import method_of, one_line
from ..models import Attachment, OutgoingMail
from ..senders import Sender

if TYPE_CHECKING:
    from foundation.accounts.models import User

SEND = "send_mail"
# The server said no, or was never reached: it did not take the letter.
NOT_TAKEN = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
)


# Nobody has an address there (RFC 2606); and a letter of a rehearsal is written, shown, and never handed over (ADR
# 0018).
REHEARSED_ADDRESS = "@repetition.invalid"


class NotTaken(Exception):
    """The letter stayed here; another attempt repeats nothing."""


@transaction.atomic
def send_mail(
    *,
    subject: str,
    template: str,
    context: dict[str, Any],
    by: "User | None",
    about: models.Model | None = None,
    to_person: Person | None = None,
    to_email: str = "",
    to_name: str = "",
    scope: Scope | UUID | None = None,
    commission_id: UUID | None = None,
    ics: bytes | None = None,
    attachments: Sequence[StoredFile] = (),
    reply_to: Sender | None = None,
    unsubscribe_address: str = "",
) -> OutgoingMail:
    """Write a letter to one person and queue it, in the caller's transaction.

    `template` names templates/emails/<template>.html and .txt, which extend emails/base. The scope and the commission
    are those of `about`, unless given. An answer goes to `reply_to`, without which nobody reads it; a mailbox asks
    `unsubscribe_address` for no more letters of this kind. In a rehearsal the letter is written and goes nowhere. Raise
    Refused when there is no usable address or when a header would hold a control character.
    """
    name, email = (to_person.titled_name, to_person.email) if to_person is not None else (to_name, to_email)
    subject, name = (FIXED_SPACES.sub(" ", UNSEEN.sub("", text)) for text in (subject, name))
    _check_headers(subject, name, email)
    mail_id, scope_id = new_id(), _scope_id(scope, about)
    is_rehearsed = email.endswith(REHEARSED_ADDRESS) or (
        scope_id is not None and Scope.objects.filter(pk=scope_id, kind=ScopeKind.REHEARSAL).exists()
    )
    frame = {
        "subject": subject,
        "to_name": name,
        "site_url": settings.SITE_URL,
        "person": to_person,
        "reply_to": reply_to,
    }
    mail = OutgoingMail.objects.create(
        id=mail_id,
        message_id=f"<{mail_id}@{settings.SITE_URL.split('//', 1)[-1].split('/')[0].split(':')[0]}>",
        scope_id=scope_id,
        commission_id=commission_id or getattr(about, "commission_id", None),
        person=to_person,
        to_name=name,
        to_email=email,
        reply_to=_address(one_line(reply_to.name), reply_to.email) if reply_to is not None else "",
        unsubscribe_address=unsubscribe_address,
        subject=subject,
        text=_text_template(template).render({**frame, **context}).strip() + "\n",
        html=engines["jinja2"].get_template(f"emails/{template}.html").render({**frame, **context}),
        ics=ics,
        ics_method=method_of(ics) if ics else "",
        template=template,
        state=MailState.REHEARSED if is_rehearsed else MailState.QUEUED,
        created_by=by,
        subject_type=about._meta.label_lower if about is not None else "",
        subject_id=str(about.pk) if about is not None else "",
    )
    Attachment.objects.bulk_create(
        Attachment(mail=mail, scope_id=mail.scope_id, file=file, position=position)
        for position, file in enumerate(attachments, 1)
    )
    if is_rehearsed:
        return mail
    mail.job = enqueue(SEND, mail.pk, by=by, scope=mail.scope_id)
    OutgoingMail.objects.filter(pk=mail.pk).update(job=mail.job)
    return mail


def deliver(mail_id: UUID) -> str:
    """Hand one letter to the mail server, once. Called by the worker, in the transaction that ends its job.

    The beginning of the hand-over is written outside that transaction: if the process dies between the server's
    acceptance and the commit, the next attempt knows that it may be a repeat. It keeps its Message-ID, and says so.
    """
    mail = OutgoingMail.objects.get(pk=mail_id)
    if mail.state not in (MailState.QUEUED, MailState.FAILED):
        return mail.state
    maybe_twice = mail.sending_since is not None
    message = build_message(mail)
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        _note(mail, sending_since=mail.sending_since, error=error)
        raise NotTaken(type(error).__name__) from None  # its text may hold the address: not for the logs
    began, handed_over = timezone.now(), _watch(connection)
    try:
        _note(mail, sending_since=began)
        connection.send_messages([message])
    except NOT_TAKEN as error:
        _note(mail, sending_since=mail.sending_since, error=error)
        if _is_final(error):
            OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED)
            return MailState.FAILED
        raise NotTaken(type(error).__name__) from None  # its text may hold the address: not for the logs
    except OSError as error:
        # Cut before the text was handed over, the server cannot have taken it; after, nobody knows, and the next
        # attempt says so.
        _note(mail, sending_since=began if handed_over else mail.sending_since, error=error)
        raise NotTaken(type(error).__name__) from None
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.close()  # the server has answered already: a farewell that fails changes nothing
    state = MailState.MAYBE_TWICE if maybe_twice else MailState.SENT
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, sent_at=timezone.now(), error="")
    return state


def _watch(connection: Any) -> list[bool]:
    """Return a list that holds something once the text of a letter begins to be handed over; from there the server gets
    its longer time.

    A server that looks the letter over before it answers has taken it: to cut it short would send the letter twice (RFC
    5321, 4.5.3.2.6).
    """
    begun: list[bool] = []
    server = getattr(connection, "connection", None)
    if not isinstance(server, smtplib.SMTP):
        return begun
    hand_over = server.data

    def data(text: Any) -> Any:
        begun.append(True)
        if server.sock is not None:
            server.sock.settimeout(settings.EMAIL_END_TIMEOUT)
        return hand_over(text)

    server.data = data  # type: ignore[method-assign, assignment]
    return begun


def give_up(mail_id: UUID, *, error: str) -> None:
    """All attempts failed: the letter is shown as not delivered, with its job to be taken up again."""
    waiting = OutgoingMail.objects.filter(pk=mail_id, state=MailState.QUEUED)
    # What the server said at the last attempt says more than the name of our own exception.
    waiting.filter(error="").update(error=error[:2000])
    waiting.update(state=MailState.FAILED)


@transaction.atomic
def withdraw(about: models.Model, *, by: "User") -> int:
    """Take back the letters about an object that have not left yet; return how many."""
    count = 0
    for mail in (
        OutgoingMail.objects.about(about)
        .filter(state=MailState.QUEUED)
        .select_related("job")
        .select_for_update(of=("self",))
    ):
        if mail.job is not None and mail.job.state in (JobState.QUEUED, JobState.FAILED):
            cancel(mail.job.pk, by=by)
            OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.CANCELLED)
            count += 1
    return count


def build_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": "fr"}
    if mail.unsubscribe_address:  # one click of the mailbox itself, without signing in (RFC 8058)
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[_address(mail.to_name, mail.to_email)],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.ics is not None:
        message.attach_alternative(bytes(mail.ics).decode(), f"text/calendar; method={mail.ics_method}")
    for attachment in mail.attachments.select_related("file").order_by("position"):
        message.attach(attachment.file.name, store.read(attachment.file.sha256), attachment.file.content_type)
    return message


def _address(name: str, email: str) -> str:
    return formataddr((name, email)) if name else email


FIXED_SPACES = re.compile(
    "[\u00a0\u2007\u2009\u202f]"
)  # « n° 3 », « Awa  Dossou »: right on paper, refused in a header
UNSEEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u2060\ufeff]"
)  # soft hyphens and marks that a paste brings along: harmless in a text, refused in a header


def _check_headers(subject: str, name: str, email: str) -> None:
    if not email:
        raise Refused(
            f"Impossible d’écrire à {name or 'ce destinataire'} : aucune adresse électronique n’est enregistrée."
            " Complétez sa fiche."
        )
    for value in (subject, name, email):
        if any(not character.isprintable() for character in value):
            raise Refused(
                "Impossible d’envoyer ce message : l’objet ou le destinataire contient un retour à la ligne ou un"
                " caractère de commande. Retapez-le à la main."
            )
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(
            f"Impossible d’écrire à « {email} » : ce n’est pas une adresse électronique. Corrigez la fiche du"
            " destinataire."
        ) from error


def _scope_id(scope: Scope | UUID | None, about: models.Model | None) -> UUID | None:
    if scope is not None:
        return scope.pk if isinstance(scope, Scope) else scope
    return getattr(about, "scope_id", None)


def _text_template(template: str) -> Any:
    """The text part is no HTML: nothing is escaped in it."""
    jinja2: Any = engines["jinja2"]
    # Not from what was compiled for pages: there it is escaped.
    return jinja2.env.overlay(autoescape=False, bytecode_cache=None).get_template(f"emails/{template}.txt")


def _note(mail: OutgoingMail, *, sending_since: Any, error: Exception | None = None) -> None:
    """Written at once, whatever becomes of the transaction."""
    with connections[settings.SIDE_DATABASE].cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_outgoingmail SET sending_since = %s, error = %s, attempts = attempts + %s WHERE id"
            " = %s",
            [
                sending_since,
                f"{type(error).__name__}: {error}"[:2000] if error else "",
                0 if error is None else 1,
                mail.pk,
            ],
        )


def _is_final(error: Exception) -> bool:
    """The server will never take it: an address it does not know, a message it refuses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 550

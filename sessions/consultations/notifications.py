"""What a member receives about a session: letter, mail, invitation, and the link by which he answers without an
account.
"""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse, reverse_lazy

from foundation.accounts.models import User
from foundation.accounts.models.token import digest, new_secret
from foundation.notifications import invites
from foundation.notifications.enums import NoticeKind
from foundation.notifications.models import OutgoingMail
from foundation.notifications.operations.notifying import notify
from foundation.notifications.operations.sending import send_mail

from .enums import ConsultationLetter
from .models import Consultation, ConsultationVoice, VoiceLink
from .queries import counts_of

CONSULTATION_SUBJECTS = {
    ConsultationLetter.ASK: "Consultation écrite",
    ConsultationLetter.REMIND: "Votre réponse est attendue",
    ConsultationLetter.CANCEL: "Consultation annulée",
    ConsultationLetter.RESULT: "Résultat de la consultation écrite",
}


def write_to_consulted(voice: ConsultationVoice, purpose: ConsultationLetter, *, by: User | None) -> OutgoingMail:
    """Queue one mail to one member about a consultation, with his own link while he may answer; raise Refused when his
    address is unusable.
    """
    consultation = voice.consultation
    address = ""
    if purpose in (ConsultationLetter.ASK, ConsultationLetter.REMIND):
        secret = new_secret()
        VoiceLink.objects.create(voice=voice, secret_hash=digest(secret))
        address = settings.SITE_URL + reverse("sessions:answer_consultation_link", args=[secret])
    return send_mail(
        subject=invites.one_line(
            f"{CONSULTATION_SUBJECTS[purpose]}, {consultation.commission.code} : {consultation.title}"
        )[:250],
        template="consultation",
        context={
            "purpose": purpose.value,
            "consultation": consultation,
            "commission": consultation.commission,
            "quality": voice.quality,
            "answer_address": address,
            "address": settings.SITE_URL + reverse("sessions:consultation", args=[consultation.pk]),
            "counts": counts_of(consultation),
            "is_specimen": consultation.is_fictitious,
        },
        by=by,
        about=consultation,
        to_person=voice.person,
        reply_to=consultation.commission.reply_to,
    )


def tell_consulted(
    consultation: Consultation, voices: Sequence[ConsultationVoice], purpose: ConsultationLetter, *, by: User | None
) -> None:
    """In the page of those who have an account."""
    users = User.objects.filter(pk__in=[voice.person.user_id for voice in voices if voice.person.user_id])
    notify(
        users,
        NoticeKind.SESSION,
        title=f"{CONSULTATION_SUBJECTS[purpose]} : {consultation.commission.code}, {consultation.title}"[:300],
        href=reverse_lazy("sessions:consultation", args=[consultation.pk]),
        by=by,
        scope=consultation.scope_id,
        commission_id=consultation.commission_id,
    )

"""What awaits whoever consults in writing, and whoever is consulted."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties, waiting_since

from .enums import ConsultationState
from .models import Consultation
from .queries import awaited_of


def _address(pk: object) -> str:
    return reverse("sessions:consultation", args=[pk])


@duties.register
def consultations_to_close(user: User, today: date) -> list[Duty]:
    over = Consultation.objects.filter(
        commission_id__in=user.access.commissions(Role.SECRETARY), state=ConsultationState.OPEN, closes_on__lt=today
    )
    return [
        Duty(
            "Clore",
            f"la consultation écrite : {row.title} ({row.commission.code})",
            _address(row.pk),
            row.closes_on,
            is_late=True,
        )
        for row in over.select_related("commission").order_by("closes_on", "pk")[:5]
    ]


@duties.register
def consultations_to_ratify(user: User, today: date) -> list[Duty]:
    """Adopted in writing, it waits for the next session."""
    rows = Consultation.objects.to_ratify().filter(commission_id__in=user.access.commissions(Role.SECRETARY))
    return [
        Duty(
            "Faire ratifier",
            f"la consultation écrite : {row.title} ({row.commission.code})",
            _address(row.pk),
            **waiting_since(row.closed_at.date(), today),
        )
        for row in rows.select_related("commission").order_by("closed_at", "pk")[:5]
    ]


@duties.register
def voices_awaited(user: User, today: date) -> list[Duty]:
    return [
        Duty(
            "Répondre",
            f"à la consultation écrite : {voice.consultation.title} ({voice.consultation.commission.code})",
            _address(voice.consultation_id),
            voice.consultation.closes_on,
        )
        for voice in awaited_of(user)[:5]
    ]

"""Doorbells: each rings one operation."""

from uuid import UUID

from foundation.accounts.models import User
from foundation.jobs import job

from .operations.issuing import TELL_ADDRESSEES, tell_addressees


@job(TELL_ADDRESSEES, label="Avis aux destinataires de recommandations")
def tell_of_recommendations(user_id: UUID | str, *ids: UUID) -> None:
    tell_addressees(ids, by=User.objects.filter(pk=user_id).first() if user_id else None)

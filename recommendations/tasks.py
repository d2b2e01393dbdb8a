"""Doorbells: each rings one operation."""

from datetime import time
from uuid import UUID

from foundation.accounts.models import User
from foundation.jobs import job, scheduled

from .operations import remind_due
from .operations.issuing import TELL_ADDRESSEES, tell_addressees


@job(TELL_ADDRESSEES, label="Avis aux destinataires de recommandations")
def tell_of_recommendations(user_id: UUID | str, *ids: UUID) -> None:
    tell_addressees(ids, by=User.objects.filter(pk=user_id).first() if user_id else None)


@scheduled("remind_recommendations", daily_at=time(7, 0))
@job("remind_recommendations", label="Rappels d’échéance des recommandations", time_limit=600)
def remind_recommendations() -> int:
    return remind_due()

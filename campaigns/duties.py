"""What a campaign asks of a DSI, and of the ASIN."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places
from foundation.common.typography import plural

from .models import Campaign


@duties.register
def explanations_to_give(user: User, day: date) -> list[Duty]:
    scopes = user.access.scopes(Role.DSI)
    wanted = Campaign.objects.filter(scope_id__in=scopes, explanation="").exclude(question="")
    return [
        Duty(
            "Expliquer",
            f"à l’ASIN la mise à jour de {row.month_words()}",
            reverse("campaigns:detail", args=[row.pk]),
            row.answer_by,
            is_late=bool(row.answer_by and row.answer_by < day),
        )
        for row in (wanted.order_by("answer_by", "pk") if scopes else ())
    ]


@duties.register
def silent_ministries(user: User, day: date) -> list[Duty]:
    """For the ASIN, once the day is over: how many have not answered."""
    if not user.has_role(Role.ASIN_ADMIN):
        return []
    late = Campaign.objects.filter(month=day.replace(day=1), due_on__lt=day, closed_on=None).with_counts().silent()
    count = late.count()
    address = reverse("campaigns:list") + f"?month={day.replace(day=1)}&standing=late"
    words = plural(count, "ministère qui n’a pas répondu", "ministères qui n’ont pas répondu")
    return [Duty("Relancer", f"{words} pour la mise à jour du mois", address, is_late=True)] if count else []


@places.register
def campaigns_of_mine(user: User) -> list[Place]:
    if not (user.access.is_asin or user.access.scopes(Role.DSI)):
        return []
    return [Place("Campagnes de mise à jour", reverse("campaigns:list"), "qui a répondu ce mois-ci, qui se tait")]

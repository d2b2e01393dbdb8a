"""Where one goes for reports, from the home page."""

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.duties import Place, places

from .rules import can_ask_report


@places.register
def reports_place(user: User) -> list[Place]:
    goes = user.access.is_asin or can_ask_report(user)
    return [Place("Rapports", reverse("reports:list"), "trimestriels et annuels, établis et gardés")] if goes else []

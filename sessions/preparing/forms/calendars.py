from typing import Any

from django import forms

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common.facts import offer


class FeedForm(forms.Form):
    commission = forms.ModelChoiceField(
        label="Calendrier",
        queryset=Commission.objects.none(),
        required=False,
        empty_label="toutes les sessions que je vois",
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Commission.objects.filter(pk__in=user.access.commissions()).order_by("code", "pk")
        offer(self, "commission", rows, said=lambda row: f"{row.code} seulement")

"""A report is asked for by its period and its portfolio."""

from datetime import date
from typing import Any

from django import forms

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.facts import offer
from ministries.models import Ministry

from .queries.shown import offered_periods
from .rules import can_ask_national, can_ask_report


class AskForm(forms.Form):
    period = forms.ChoiceField(
        label="Rapport et période", help_text="Les périodes finies, la dernière d’abord. Tout y est lu au dernier jour."
    )
    ministry = forms.ModelChoiceField(
        label="Ministère",
        queryset=Ministry.objects.none(),
        required=False,
        empty_label="—",
        help_text="Vide pour le rapport annuel national.",
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = offered_periods(clock.today())
        offer(self, "period", groups if can_ask_national(user) else groups[:1])
        rows = Ministry.objects.visible_to(user).in_force(clock.today()).select_related("scope").order_by("name", "pk")
        asked = [row for row in rows if can_ask_report(user, row)]
        offer(self, "ministry", Ministry.objects.filter(pk__in=[row.pk for row in asked]).order_by("name", "pk"))
        if len(asked) == 1:
            self.fields["ministry"].initial = asked[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "period" in data:
            kind, _, day = data.pop("period").partition(":")
            data |= {"kind": kind, "day": date.fromisoformat(day)}
        return data

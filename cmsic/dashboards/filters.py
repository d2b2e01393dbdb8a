"""What a dashboard may be asked in its address; what cannot be read is said, and nothing is counted for it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from ministries.models import Ministry
from recommendations.models import Recommendation
from recommendations.queries.balance import NAMED

from .queries.asked import Asked
from .queries.national import COLUMNS, DATA_CHOICES

FIRST_YEAR = 2018  # of the decree that founds the commissions
SORTS = [
    ("", "nom complet du ministère"),
    *((f"-{column.key}", f"{column.label.lower()} {column.unit}") for column in COLUMNS),
]


class MinistryForm(forms.Form):
    ministere: Any = forms.ModelChoiceField(
        None, label="Ministère", required=False, empty_label="tous ceux que vous voyez"
    )

    def __init__(self, sent: Any, user: User) -> None:
        super().__init__(sent)
        fields: Any = self.fields
        fields["ministere"].queryset = Ministry.objects.visible_to(user).order_by(SortKey("name"), "pk")


class BoardForm(forms.Form):
    date = DayField(label="Situation au", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    annee = forms.TypedChoiceField(label="Sessions de l’année", coerce=int, empty_value=None, required=False)
    sort = forms.CharField(label="Classer par", required=False, widget=forms.Select(choices=SORTS))
    donnees = forms.ChoiceField(choices=[*DATA_CHOICES.items()], required=False, widget=forms.HiddenInput)
    ministere: Any = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)
    commission: Any = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)

    def __init__(self, sent: Any, user: User) -> None:
        super().__init__(sent)
        fields: Any = self.fields
        years = range(clock.today().year, FIRST_YEAR - 1, -1)
        fields["annee"].choices = [("", "celle de la date"), *((str(year), str(year)) for year in years)]
        fields["ministere"].queryset = Ministry.objects.visible_to(user)
        fields["commission"].queryset = Commission.objects.visible_to(user)

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day and day > clock.today():
            raise forms.ValidationError("Cette date n’est pas encore passée : choisissez-en une jusqu’à aujourd’hui.")
        return day

    @property
    def asked(self) -> Asked | None:
        """None when something cannot be read."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        ministry, commission = (getattr(said[name], "pk", None) for name in ("ministere", "commission"))
        return Asked(said["donnees"], said["annee"], said["date"], ministry, commission)


class FigureForm(BoardForm):
    """What one figure may be asked besides: the recommendations of a theme, of an addressee, of those that name none;
    and those of any body that issued some that the reader sees.
    """

    theme = forms.CharField(label="Thème", required=False, max_length=100, widget=forms.HiddenInput)
    destinataire = forms.CharField(label="Destinataire", required=False, max_length=300, widget=forms.HiddenInput)
    sans = forms.ChoiceField(
        label="Sans", choices=[("", ""), *((name, name) for name in NAMED)], required=False, widget=forms.HiddenInput
    )

    def __init__(self, sent: Any, user: User) -> None:
        super().__init__(sent, user)
        fields: Any = self.fields
        issuing = Recommendation.objects.visible_to(user).order_by().values("commission_id")
        seen = Commission.objects.visible_to(user).values("pk")
        fields["commission"].queryset = Commission.objects.filter(Q(pk__in=seen) | Q(pk__in=issuing))

    @property
    def asked(self) -> Asked | None:
        if (found := super().asked) is None:
            return None
        said = self.cleaned_data
        return replace(found, theme=said["theme"], addressee=said["destinataire"], untold=said["sans"])

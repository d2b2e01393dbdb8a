from datetime import datetime, time, timedelta
from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone

from foundation.accounts.models import Person, User
from foundation.common import clock
from foundation.common.days import DayField
from foundation.common.facts import FactsForm

from .extensions import institution_chooser
from .queries import scopes_kept_by

PERSON = ("honorific", "full_name", "function", "email", "phone")


class PersonForm(FactsForm):
    """A person with `instance` is edited, where he stands."""

    conditional = ("email",)

    class Meta:
        model = Person
        fields = ("scope", *PERSON)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        if not self.instance._state.adding:
            del self.fields["scope"]
            return
        rows = scopes_kept_by(user)
        empty = "Choisissez l’institution"
        self.choose("scope", empty, rows).label = "Institution"
        for choose in institution_chooser:
            choose(self, empty, rows)
        if len(only := list(rows[:2])) == 1:
            self.fields["scope"].initial = only[0].pk


class LinkForm(forms.Form):
    email = forms.EmailField(label="Adresse du compte", max_length=254)


class TokenForm(forms.Form):
    name = forms.CharField(
        label="À quoi sert ce jeton",
        max_length=100,
        help_text="Pour le reconnaître plus tard : « tableau de bord de la DPAF ».",
    )
    write = forms.BooleanField(label="Permettre aussi d’agir (sinon, lecture seule)", required=False)
    expires_on = DayField(
        label="Dernier jour de validité", required=False, help_text="Sans date, le jeton vaut jusqu’à sa révocation."
    )

    def clean_expires_on(self) -> datetime | None:
        day = self.cleaned_data["expires_on"]
        if day is None:
            return None
        if day < clock.today():
            raise forms.ValidationError("Ce jour est déjà passé.")
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


class ApplicationForm(ActivateTOTPForm):
    code = forms.CharField(
        label="Code à six chiffres",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class NewKeyForm(AddWebAuthnForm):
    name = forms.CharField(label="Nom de la clé", max_length=100, required=False)


class KeyForm(EditWebAuthnForm):
    name = forms.CharField(label="Nom de la clé", max_length=100)

from datetime import datetime, time, timedelta
from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone

from foundation.accounts.enums import Honorific
from foundation.accounts.models import Scope, User
from foundation.common import clock
from foundation.common.days import DayField

from .queries import scopes_kept_by


class PersonForm(forms.Form):
    scope = forms.ModelChoiceField(Scope.objects.none(), label="Institution", empty_label="Choisissez l’institution")
    honorific = forms.ChoiceField(
        choices=[("", "non renseignée"), *Honorific.choices], label="Civilité", required=False
    )
    full_name = forms.CharField(
        label="Prénom et nom", max_length=200, help_text="Tels qu’ils seront imprimés : « Afiavi DOSSOU »."
    )
    function = forms.CharField(
        label="Fonction", max_length=300, required=False, help_text="Par exemple « directeur adjoint de cabinet »."
    )
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Nécessaire pour convoquer la personne et l’inviter sur le portail.",
    )
    phone = forms.RegexField(
        r"^\+?[0-9 ()./-]{4,30}$",
        label="Téléphone",
        max_length=30,
        required=False,
        error_messages={"invalid": "Donnez un numéro, par exemple +229 01 52 16 00 00."},
    )

    def __init__(self, *args: Any, user: User, edited: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if edited:
            del self.fields["scope"]
            return
        scopes = scopes_kept_by(user)
        self.fields["scope"].queryset = scopes
        only = list(scopes[:2])
        if len(only) == 1:
            self.fields["scope"].initial = only[0].pk


class LinkForm(forms.Form):
    email = forms.EmailField(label="Adresse du compte")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Écrit au journal."
    )


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

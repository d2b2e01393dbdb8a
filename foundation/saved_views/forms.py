from django import forms

from foundation.common.facts import FactsForm

from .models import SavedView


class KeepForm(FactsForm):
    replaces = forms.BooleanField(
        label="Remplacer la vue du même nom", required=False, help_text="Ses filtres deviennent ceux d’à présent."
    )
    of = forms.CharField(label="Liste", max_length=1800, widget=forms.HiddenInput)

    class Meta:
        model = SavedView
        fields = ("name",)


class RenameForm(FactsForm):
    class Meta:
        model = SavedView
        fields = ("name",)

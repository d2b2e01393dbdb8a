from django import forms

STAGES = [
    ("preparing", "la préparation : l’ordre du jour, puis la convocation"),
    ("convened", "l’ouverture : les membres sont convoqués, il reste à tenir la séance"),
]


class RehearsalForm(forms.Form):
    stage = forms.ChoiceField(label="Commencer à", choices=STAGES, widget=forms.RadioSelect, initial="preparing")

from typing import Any

from django import forms

from commissions.models import Commission, Seat
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from ministries.models import Commune, Ministry, Structure
from projects.models import Project

from .enums import Priority

ADDRESSEES = ("seat", "structure", "ministry", "commune")


class ReportForm(forms.Form):
    text = forms.CharField(label="Ce qui a été fait", widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000)
    proof_link = forms.URLField(
        label="Adresse de la preuve",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Page publiée, dossier partagé… Une pièce ou une adresse est nécessaire.",
    )
    proof_file = forms.FileField(label="Pièce", required=False)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Précision", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 4}), max_length=5_000)


class IssueForm(forms.Form):
    """A recommendation issued outside a session: by letter, at a conference, by the secretariat."""

    commission = forms.ModelChoiceField(Commission.objects.none(), label="Au nom de", empty_label=None)
    text = forms.CharField(label="Recommandation", widget=forms.Textarea(attrs={"rows": 5}), max_length=5_000)
    seat = forms.ModelChoiceField(
        Seat.objects.none(),
        label="Siège destinataire",
        required=False,
        empty_label="aucun siège",
        help_text="Le titulaire du siège répond, même s’il change.",
    )
    structure = forms.ModelChoiceField(
        Structure.objects.none(), label="Structure destinataire", required=False, empty_label="aucune structure"
    )
    ministry = forms.ModelChoiceField(
        Ministry.objects.none(),
        label="Ministère destinataire",
        required=False,
        empty_label="aucun ministère",
        help_text="Son DSI la voit et en rend compte.",
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Commune destinataire",
        required=False,
        empty_label="aucune commune",
        help_text="Son RSI la voit et en rend compte.",
    )
    addressee_label = forms.CharField(
        label="Destinataire, tel qu’écrit",
        required=False,
        max_length=300,
        help_text="Vide : le nom du siège, de la structure, du ministère ou de la commune.",
    )
    due_on = DayField(label="Échéance", required=False)
    priority = forms.ChoiceField(label="Priorité", choices=Priority.choices, initial=Priority.NORMAL)
    theme = forms.CharField(label="Thème", required=False, max_length=100)
    project = forms.ModelChoiceField(Project.objects.none(), label="Projet", required=False, empty_label="aucun projet")
    origin_label = forms.CharField(
        label="Origine", max_length=500, help_text="Où et comment elle a été émise : courrier, réunion, conférence."
    )

    def __init__(self, *args: Any, user: User, commissions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(commissions)
        self.fields["commission"].queryset = commissions
        self.fields["seat"].queryset = (
            Seat.objects.in_force(clock.today()).filter(commission__in=rows).in_protocol_order()
        )
        self.fields["structure"].queryset = (
            Structure.objects.in_force(clock.today())
            .filter(scope__in=[row.scope_id for row in rows])
            .order_by("position", SortKey("name"), "pk")
        )
        self.fields["ministry"].queryset = Ministry.objects.visible_to(user).in_force(clock.today()).alphabetical()
        self.fields["commune"].queryset = Commune.objects.visible_to(user).order_by(SortKey("name"), "pk")
        self.fields["project"].queryset = (
            Project.objects.visible_to(user).filter(scope__in=[row.scope_id for row in rows]).order_by("title", "pk")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        commission, seat = cleaned.get("commission"), cleaned.get("seat")
        if commission is not None and seat is not None and seat.commission_id != commission.pk:
            self.add_error("seat", "Ce siège est celui d’une autre commission.")
        named = [name for name in ADDRESSEES if cleaned.get(name) is not None]
        for name in named[1:]:
            self.add_error(
                name,
                "Une recommandation a un seul destinataire : gardez le siège, la structure, le ministère ou la"
                " commune.",
            )
        return cleaned

"""What people type about commissions, their rules and seats; the operations decide."""

import re
from typing import Any

from django import forms

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import FactsForm, column_field
from foundation.common.tables import as_text
from ministries.forms import LegalTextField, ministries_to_choose, person_and_function
from ministries.models import Structure

from .enums import HolderKind
from .models import Commission, Mandate, Seat, Statute
from .operations.founding import EDITED
from .operations.ruling import RULES
from .operations.seating import SEAT_FIELDS
from .queries import persons_to_seat

CREATED = ("kind", "ministry", "code", *EDITED)
NEW_SEAT = (*SEAT_FIELDS, "valid_from")
SEATED = ("person", "kind", "valid_from", "valid_to", "act_reference")
DELEGATED = ("person", "valid_from", "valid_to", "act_reference")
RULED = ("legal_text", "valid_from", *RULES)
HELD = HolderKind.choices[:2]  # an interim is delegated, never given as such


class CommissionForm(FactsForm):
    founded_by = LegalTextField(label="Acte de création")

    class Meta:
        model = Commission
        fields = CREATED
        formfield_callback = column_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ministry"].empty_label = "aucun : organe national"
        self.fields["ministry"].queryset = ministries_to_choose()


class EditCommissionForm(FactsForm):
    founded_by = LegalTextField(label="Acte de création")
    reminder_days = forms.CharField(max_length=40, required=False)

    class Meta:
        model = Commission
        fields = (*EDITED, "reminder_days")
        formfield_callback = column_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        column, field = Commission._meta.get_field("reminder_days"), self.fields["reminder_days"]
        field.label, field.help_text = "Rappels automatiques", column.help_text
        self.initial["reminder_days"] = ", ".join(str(day) for day in self.instance.reminder_days)

    def clean_reminder_days(self) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+|\bet\b", self.cleaned_data["reminder_days"]) if part]
        if any(not (part.isascii() and part.isdigit()) or len(part) > 3 for part in parts):
            raise forms.ValidationError("Donnez des nombres de jours entiers, séparés par des virgules : « 7, 2 ».")
        return [int(part) for part in parts]


class EditSeatForm(FactsForm):
    class Meta:
        model = Seat
        fields: tuple[str, ...] = SEAT_FIELDS
        formfield_callback = column_field

    def __init__(self, *args: Any, commission: Commission, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Structure.objects.filter(scope_id=commission.scope_id).in_force(clock.today())
        self.fields["structure"].empty_label = "non renseignée"
        self.fields["structure"].queryset = rows.order_by("position", SortKey("name"), "pk")


class SeatForm(EditSeatForm):
    class Meta(EditSeatForm.Meta):
        fields = NEW_SEAT


class InterimForm(FactsForm):
    """A dated delegation: always with its end."""

    class Meta:
        model = Mandate
        fields: tuple[str, ...] = DELEGATED
        formfield_callback = column_field

    def __init__(self, *args: Any, user: User, commission: Commission, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        person = self.fields["person"]
        person.queryset, person.empty_label = persons_to_seat(user, commission), "Choisissez la personne"
        person.label_from_instance = person_and_function  # type: ignore[attr-defined]
        self.open(self.fields["valid_to"])

    def open(self, end: forms.Field) -> None:
        end.required, end.help_text = True, "Premier jour où les droits ne sont plus délégués."
        self.fields["act_reference"].label = "Acte de délégation"


class MandateForm(InterimForm):
    class Meta(InterimForm.Meta):
        fields = SEATED
        widgets = {"kind": forms.RadioSelect}

    def open(self, end: forms.Field) -> None:
        self.fields["kind"].choices = HELD


class MembersForm(forms.Form):
    """A table of members, pasted or sent; what was sent comes back in the page, to be corrected there."""

    pasted = forms.CharField(
        label="Tableau",
        max_length=200_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=(
            "Collez les lignes du tableur, ou du modèle rempli : avec leur première ligne, séparées par « ; », « , » ou"
            " des tabulations."
        ),
    )
    upload = forms.FileField(
        label="Ou fichier (CSV, XLSX, ODS)",
        required=False,
        help_text="500 ko au plus ; il remplace ce qui est collé.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )
    valid_from = DayField(label="Mandats à partir du")
    act_reference = forms.CharField(label="Acte de désignation", max_length=200, required=False)
    create_seats = forms.BooleanField(
        label="Créer les sièges absents", required=False, help_text="Avec le rôle et la voix que donne la ligne."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if upload := data.get("upload"):
            if upload.size > 500_000:
                self.add_error("upload", "Ce fichier dépasse 500 ko : ce n’est pas la composition d’une commission.")
            else:
                try:
                    self.sent, self.read_as = as_text(upload, name="upload")
                except InvalidInput as refusal:
                    for sentence in refusal.errors["upload"]:
                        self.add_error("upload", sentence)
        elif "pasted" in data and not data["pasted"].strip():
            self.add_error("pasted", "Collez le tableau, ou déposez le fichier.")
        return data

    sent = ""
    read_as = ""  # what was guessed of the file sent

    @property
    def text(self) -> str:
        return self.sent or self.cleaned_data.get("pasted", "")

    def shown_again(self) -> "MembersForm":
        if not self.sent:
            return self
        data = self.data.copy()
        data["pasted"] = self.sent
        again = MembersForm(data)
        again._errors, again.cleaned_data, again.read_as = self.errors, self.cleaned_data, self.read_as
        return again


class StatuteForm(FactsForm):
    """Every rule may stay empty: what nobody read in a text is not filled in."""

    legal_text = LegalTextField(label="Acte")

    class Meta:
        model = Statute
        fields = RULED
        formfield_callback = column_field

    @property
    def rules(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RULES}


STATUTE_SECTIONS = (
    ("Acte", "Le texte qui donne ces règles.", ("legal_text", "valid_from", "composition_article")),
    (
        "Quorum",
        (
            "Une base, et une fraction ou un nombre. Ce que l’acte ne dit pas reste « non renseigné » : la question est"
            " posée en séance, et la réponse imprimée au procès-verbal."
        ),
        (
            "quorum_base",
            "quorum_numerator",
            "quorum_denominator",
            "quorum_plus_one",
            "quorum_number",
            "quorum_counts_proxies",
            "quorum_leaves_out_absentees",
            "quorum_article",
        ),
    ),
    (
        "Majorité",
        "",
        (
            "majority_rule",
            "majority_base",
            "majority_numerator",
            "majority_denominator",
            "majority_is_strict",
            "majority_number",
            "majority_article",
            "casting_vote",
            "casting_vote_article",
        ),
    ),
    ("Procurations", "", ("proxies_allowed", "proxy_limit", "proxies_article")),
    (
        "Convocation et périodicité",
        "",
        ("notice_days", "notice_skips_holidays", "notice_article", "sessions_per_year", "sessions_article"),
    ),
    (
        "Seconde convocation",
        "Ce qui se passe quand le quorum a manqué.",
        (
            "second_convocation_days",
            "second_quorum_free",
            "second_quorum_numerator",
            "second_quorum_denominator",
            "second_quorum_plus_one",
            "second_quorum_number",
            "second_convocation_article",
        ),
    ),
    ("Entre les sessions", "", ("consultation_allowed", "consultation_days", "consultation_article")),
    ("Procès-verbal", "", ("pv_recipients", "pv_article", "dissent_days", "dissent_article")),
)

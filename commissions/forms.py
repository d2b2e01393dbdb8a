"""What people type about commissions, their rules and seats; the operations decide."""

import re
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from django import forms

from foundation.accounts.models import Person, User
from foundation.accounts.rules import can_add_person
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import FactsForm, offer
from foundation.common.tables import as_text
from ministries.forms import Delegating, LegalTextField, PersonChosen, ministries_to_choose
from ministries.models import Structure

from .enums import HolderKind
from .models import Commission, Mandate, Seat, Statute
from .operations.founding import EDITED
from .operations.ruling import RULES
from .operations.seating import SEAT_FIELDS
from .queries import QUESTIONS, Question, RuleLine, persons_to_seat, rule_lines, seat_to_choose, seats_for

CREATED = ("kind", "ministry", "code", *EDITED)
NEW_SEAT = (*SEAT_FIELDS, "valid_from")
SEATED = ("person", "kind", "valid_from", "valid_to", "act_reference")
DELEGATED = ("person", "valid_from", "valid_to", "act_reference")
RULED = ("legal_text", "valid_from", *RULES)
HELD = HolderKind.choices[:2]  # an interim is delegated, never given as such


class CommissionForm(FactsForm):
    conditional = ("ministry",)
    founded_by = LegalTextField(label="Acte de création")

    class Meta:
        model = Commission
        fields = CREATED

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("ministry", "aucun : organe national", ministries_to_choose())


class EditCommissionForm(FactsForm):
    founded_by = LegalTextField(label="Acte de création")
    reminder_days = forms.CharField(max_length=40, required=False)

    class Meta:
        model = Commission
        fields = (*EDITED, "reminder_days", "reminder_wait")

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

    def __init__(self, *args: Any, commission: Commission, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Structure.objects.filter(scope_id=commission.scope_id).in_force(clock.today())
        self.choose("structure", "non renseignée", rows.order_by("position", SortKey("name"), "pk"))


class SeatForm(EditSeatForm):
    class Meta(EditSeatForm.Meta):
        fields = NEW_SEAT


class InterimForm(Delegating):
    added_then = ", puis revenez ici."  # once the person is added who was in no list

    class Meta:
        model = Mandate
        fields = DELEGATED

    def __init__(self, *args: Any, user: User, commission: Commission, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.can_add_person, self.scope_id = can_add_person(user, commission.scope_id), commission.scope_id
        self.choose_delegate(persons_to_seat(user, commission))


class SeatingForm(FactsForm):
    """A person is named to one of the seats that one keeps."""

    class Meta:
        model = Mandate
        fields = ("seat", *SEATED[1:])
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, user: User, person: Person | None = None, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        offer(self, "kind", HELD)
        if person is not None:
            self.choose(
                "seat", "Choisissez le siège", seats_for(person, user), seat_to_choose, attrgetter("commission.name")
            )


class MandateForm(SeatingForm, PersonChosen):
    added_then = "\u00a0: vous la nommerez depuis sa fiche."

    class Meta(SeatingForm.Meta):
        fields = SEATED

    def __init__(self, *args: Any, user: User, commission: Commission, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.can_add_person, self.scope_id = can_add_person(user, commission.scope_id), commission.scope_id
        self.choose_person(persons_to_seat(user, commission))


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
    conditional = ("pasted", "upload")  # one of both
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
        again = MembersForm({name: self.data.get(name) for name in self.data} | {"pasted": self.sent})
        vars(again).update(_errors=self.errors, cleaned_data=self.cleaned_data, read_as=self.read_as)
        return again


def with_rules(data: dict[str, Any]) -> dict[str, Any]:
    """What was typed of a version, its rules together, as the operations take them."""
    return {"rules": {name: data[name] for name in RULES}} | {
        name: value for name, value in data.items() if name not in RULES
    }


@dataclass(frozen=True)
class Part:
    """A part of the phrase of a question: words, or a field with the words of its box."""

    words: str = ""
    field: Any = None
    label: str = ""


@dataclass(frozen=True)
class Asked:
    question: Question
    parts: list[Part]
    lines: list[RuleLine]
    is_open: bool


class StatuteForm(FactsForm):
    """Every rule may stay empty: what nobody read in a text is not filled in."""

    legal_text = LegalTextField(label="Acte")

    class Meta:
        model = Statute
        fields = RULED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return data if self.errors else with_rules(data)

    def so_far(self) -> Statute:
        """The rules as they would read with what is typed, leaving out what cannot be read."""
        if not self.is_bound:
            return self.instance
        self.is_valid()
        typed = self.cleaned_data.get("rules", self.cleaned_data)
        return Statute(**{name: typed[name] for name in RULES if name in typed})

    def asked(self) -> list[Asked]:
        """The questions in the words of an act, each with the sentences that its answer makes; one is open: the first
        to correct, else the first without an answer.
        """
        lines = {line.key: line for line in rule_lines(self.so_far())}
        wrong = [question for question in QUESTIONS if set(question.names) & set(self.errors)]
        silent = [
            question
            for question in QUESTIONS
            if not (any(lines[key].is_known for key in question.keys) if question.keys else self["legal_text"].value())
        ]
        (first, *_) = (*wrong, *silent, *QUESTIONS)
        return [
            Asked(
                question,
                self._parts(question),
                [lines[key] for key in question.keys],
                question in wrong or question is first,
            )
            for question in QUESTIONS
        ]

    def _parts(self, question: Question) -> list[Part]:
        words = re.split(r"\{(.+?)\}", question.phrase)
        names = [part.partition("|") for part in words[1::2]]
        fields = [Part(field=self[name], label=label) for name, _, label in names]
        return [part for pair in zip_longest(map(Part, words[::2]), fields) for part in pair if part is not None]

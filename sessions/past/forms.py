"""What is typed of a session held on paper: its facts, and one line for each thing that the paper tells."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone

from commissions.models import Commission
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import FactsForm, rows_offered
from foundation.common.tables import Column, read_table
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.enums import Outcome, PresenceKind, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, Decision, Guest, PresenceEvent, Speech
from sessions.papers.reports.pv import FIELDS, field_in_french

from .queries import INVITED, POINT, RECOMMENDED, SPOKEN, TOLD, chosen_in

HELD = (
    "kind",
    "printed_number",
    "held_on",
    "starts_at",
    "place",
    "theme",
    "chair",
    "chair_capacity",
    "is_closed_doors",
)
FACTS = {name: label for name, label in FIELDS.items() if name}
PRESENCES = [
    (PresenceKind.ARRIVED.value, "présent"),
    (PresenceKind.REPRESENTED.value, "représenté par son suppléant"),
    (PresenceKind.EXCUSED.value, "excusé"),
]


# Of what is over, said otherwise than of what is prepared.
LABELS = {"starts_at": "Heure d’ouverture", "chair": "Présidée par", "chair_capacity": "En qualité de"}


class PastSessionForm(FactsForm):
    source = forms.CharField(
        label="Source",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=(
            "D’où viennent ces informations : procès-verbal papier et son classement, archive, article de presse."
        ),
    )
    scan = forms.FileField(label="Original numérisé", required=False)
    year = forms.IntegerField(label="Au titre de l’année", min_value=1960, max_value=2100)
    number = forms.IntegerField(
        label="Numéro",
        required=False,
        min_value=1,
        max_value=999,
        help_text="Les prochains numéros commenceront au-dessus.",
    )
    ended_at = forms.TimeField(label="Heure de levée", required=False, widget=forms.TimeInput)

    class Meta:
        model = CommissionSession
        fields = HELD
        widgets = {"kind": forms.RadioSelect}
        labels = LABELS

    def __init__(self, *args: Any, commission: Commission, **options: Any) -> None:
        super().__init__(*args, **options)
        chairs = rows_offered(self, "chair").filter(scope_id=commission.scope_id)
        self.choose("chair", "non renseigné", chairs.order_by(SortKey("full_name"), "pk"))


class PastCorrectionForm(PastSessionForm):
    """The facts of a session that was recorded, to correct or complete; its nature and its year stay."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("kind", "year", *(["number"] if self.instance.number else [])):
            del self.fields[name]
        self.fields["source"].label = "Source de cette correction"
        lifted = self.instance.lifted_at
        self.fields["ended_at"].initial = timezone.localtime(lifted).time() if lifted else None


class LineForm(FactsForm):
    """A line in which nothing is written is no line; `needs` says what one that is begun must have, and why."""

    needs: tuple[str, str] = ("", "")
    also_asked: tuple[str, ...] = ()  # under a condition that their help says

    @property
    def conditional(self) -> tuple[str, ...]:
        return (self.needs[0], *self.also_asked)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, sentence = self.needs
        begun = any(value for key, value in data.items() if key not in ("kind", "source", "table"))
        if name and not data.get(name) and begun and not data.get("table"):
            self.add_error(name, sentence)
        return data


class PastItemForm(LineForm):
    needs = ("title", "Donnez l’intitulé de ce point.")
    also_asked = ("outcome",)
    pk = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label="Ce qui en est rapporté", max_length=100_000, widget=forms.Textarea(attrs={"rows": 2}))
    decision = forms.CharField(label="Décision", max_length=50_000, widget=forms.Textarea(attrs={"rows": 2}))
    decision_number = forms.IntegerField(label="Numéro de la décision", min_value=1, max_value=9999)

    class Meta:
        model = AgendaItem
        fields = POINT
        help_texts = {"outcome": "Demandée quand une décision est écrite."}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        text, number, outcome = data.get("decision"), data.get("decision_number"), data.get("outcome")
        if text and not outcome:
            self.add_error("outcome", "Dites dans quel sens la décision a été prise.")
        taken = {"outcome": outcome, "text": text, "number": number} if outcome and (text or number) else None
        return data | {"communication": data.get("text"), "decision": taken}


class PastSpeechForm(LineForm):
    also_asked = ("speaker_name", "speaker_function")
    kind = forms.ChoiceField(label="Nature", choices=SpeechKind.choices)

    class Meta:
        model = Speech
        fields = SPOKEN
        help_texts = {"speaker_function": "Le nom ou la qualité, au moins."}
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("summary") and not (data.get("speaker_name") or data.get("speaker_function")):
            self.add_error("speaker_function", "Dites qui a parlé, au moins sa qualité.")
        return data


class PastGuestForm(LineForm):
    needs = ("function", "Donnez la qualité de cette personne.")

    class Meta:
        model = Guest
        fields = INVITED
        help_texts = {"name": "Vide si la source ne nomme pas la personne."}


class PastRecommendationForm(LineForm):
    needs = ("text", "Écrivez la recommandation.")
    item = forms.IntegerField(label="Point n°", min_value=1, max_value=99)
    number = forms.IntegerField(label="Numéro imprimé", min_value=1, max_value=9999)

    class Meta:
        model = Recommendation
        fields = RECOMMENDED
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class PastSeatForm(LineForm):
    seat = forms.CharField(label="Siège", max_length=36)
    kind = forms.ChoiceField(label="Présence", choices=[("", "Choisissez"), *PRESENCES])

    class Meta:
        model = PresenceEvent
        fields = ("person_name",)
        labels = {"person_name": "Nom"}


class PastPresenceForm(forms.Form):
    seat = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Présence", choices=[("", "non renseigné"), *PRESENCES], required=False)
    person_name = forms.CharField(label="Nom", required=False, max_length=200)


class PastDecisionForm(LineForm):
    needs = ("outcome", "Dites dans quel sens la décision a été prise.")
    item = forms.ChoiceField(label="Point")
    outcome = forms.ChoiceField(label="Conclusion", choices=[("", "Choisissez"), *Outcome.choices])
    number = forms.IntegerField(label="Numéro de la décision", min_value=1, max_value=9999)

    class Meta:
        model = Decision
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class PastFactForm(LineForm):
    needs = ("source", "Dites d’où vient ce chiffre ou ce fait.")
    field = forms.ChoiceField(label="À propos de", choices=[("", "la session"), *FACTS.items()])

    class Meta:
        model = FactSource
        fields = ("field", "note", "source", "is_contested")
        labels = {"note": "Chiffre ou fait, tel que la source le donne"}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        """What a recorded source is about stays among the choices, be it none of those offered first."""
        super().__init__(*args, **options)
        offered: Any = self.fields["field"]
        recorded = self.initial.get("field", "")
        if recorded not in dict(offered.choices):
            offered.choices = [*offered.choices, (recorded, field_in_french(recorded))]


class ShortPastForm(PastSessionForm):
    """The few facts that one always has; the rest is added line by line from the page of the session."""

    SHORT = ("source", "scan", "kind", "held_on", "year", "number", "is_closed_doors")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {name: self.fields[name] for name in self.SHORT}


FORMS_OF: dict[str, type[LineForm]] = {
    "points": PastItemForm,
    "decisions": PastDecisionForm,
    "recommandations": PastRecommendationForm,
    "presences": PastSeatForm,
    "invites": PastGuestForm,
    "allocutions": PastSpeechForm,
    "chiffres": PastFactForm,
}
FROM_A_TABLE = forms.CharField(
    label="Ou collez un tableau", required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 4})
)
OWN_SOURCE = forms.CharField(
    label="Source de cette ligne", required=False, max_length=500, help_text="Vide : la source de la session."
)


def line_form(name: str, session: CommissionSession, *, is_new: bool) -> type[LineForm]:
    """The form of one line of a part, with its own source; of a new one, or of a table of them."""
    part = TOLD[name]
    kind: Any = FORMS_OF[name]
    chosen = chosen_in(session, part.needed, [asked for asked in ("item", "seat") if asked in kind.base_fields])

    class OneLine(kind):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            fields = self.fields
            fields.pop("pk", None)
            fields.setdefault("source", copy(OWN_SOURCE))
            for asked in part.needed:
                fields[asked].required = not is_new
            for asked, choices in chosen.items():
                fields[asked] = forms.ChoiceField(
                    label=fields[asked].label,
                    choices=choices,
                    required=asked in part.needed,
                    disabled=not is_new and asked in part.needed,
                )
            if is_new and part.named:
                labels = ", ".join(str(fields[column].label) for column in part.named)
                fields["table"] = copy(FROM_A_TABLE)
                fields["table"].help_text = f"Une ligne d’en-tête ({labels}), puis une ligne pour chacun."

    return OneLine


def rows_of(name: str, session: CommissionSession, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was typed as one line, or the lines of the table that was pasted; InvalidInput says which is wrong."""
    part = TOLD[name]
    if not typed.get("table"):
        if missing := [asked for asked in part.needed if not typed.get(asked)]:
            said = "Ce champ est obligatoire" + (", à moins de coller un tableau." if part.named else ".")
            raise InvalidInput({asked: [said] for asked in missing})
        return [dict(typed)]
    form, rows = line_form(name, session, is_new=False), []
    shown: Any = form()
    columns = [Column(column, str(shown.fields[column].label)) for column in part.named]
    kinds = {"kind": next(iter(shown.fields["kind"].choices))[0]} if "kind" in shown.fields else {}
    for row in read_table(typed["table"], columns=columns, most_rows=60, name="table").rows:
        line = form(kinds | row.values)
        if not line.is_valid():
            wrong, refused = next(iter(line.errors.items()))
            label = line.fields[wrong].label if wrong in line.fields else ""
            raise InvalidInput({"table": [f"Ligne {row.line}, {label} : {refused[0]}"]})
        rows.append(line.cleaned_data)
    return rows


AT_MOST: dict[str, Any] = {"extra": 0, "max_num": 60, "absolute_max": 60, "validate_max": True}
LINE_FORMS: dict[str, tuple[str, type[forms.BaseForm], int, tuple[str, ...]]] = {
    # On the page: the lines of what, their form, how many stand there at first, what makes a line one.
    "points": ("items", PastItemForm, 4, ("title",)),
    "allocutions": ("speeches", PastSpeechForm, 2, ("speaker_name", "speaker_function")),
    "invites": ("guests", PastGuestForm, 2, ("function",)),
    "recommandations": ("recommendations", PastRecommendationForm, 2, ("text",)),
    "presences": ("presence", PastPresenceForm, 0, ("kind",)),
}
FORMSETS: dict[str, Any] = {name: formset_factory(form, **AT_MOST) for name, (_, form, _, _) in LINE_FORMS.items()}


def written_in(lines: Mapping[str, forms.BaseFormSet]) -> dict[str, list[dict[str, Any]]]:
    """The lines in which something was written, by what they tell."""
    return {
        key: [form.cleaned_data for form in lines[name].forms if any(form.cleaned_data.get(each) for each in filled)]
        for name, (key, _, _, filled) in LINE_FORMS.items()
        if name in lines
    } | {key: [] for name, (key, _, _, _) in LINE_FORMS.items() if name not in lines}

"""What is typed of a session held on paper: its facts, and one line for each thing that the paper tells."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone

from commissions.models import Commission
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, facts_from, rows_offered
from recommendations.models import Recommendation
from sessions.core.enums import PresenceKind, Section, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, Guest, Speech

from .operations import (
    PastDecision,
    PastFact,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
)

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
POINT = ("title", "kind", "presenter_label", "outcome")
SPOKEN = ("kind", "speaker_name", "speaker_function", "summary")
INVITED = ("function", "name")
RECOMMENDED = ("text", "addressee_label", "due_on")
LINES = {
    "speeches": PastSpeech,
    "guests": PastGuest,
    "presence": PastPresence,
    "recommendations": PastRecommendation,
    "facts": PastFact,
}
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, sentence = self.needs
        if name and not data.get(name) and any(value for key, value in data.items() if key != "kind"):
            self.add_error(name, sentence)
        return data


class PastItemForm(LineForm):
    needs = ("title", "Donnez l’intitulé de ce point.")
    pk = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label="Ce qui en est rapporté", max_length=100_000, widget=forms.Textarea(attrs={"rows": 2}))
    decision = forms.CharField(label="Décision", max_length=50_000, widget=forms.Textarea(attrs={"rows": 2}))
    decision_number = forms.IntegerField(label="Numéro de la décision", min_value=1, max_value=9999)

    class Meta:
        model = AgendaItem
        fields = POINT

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        text, number, outcome = data.get("decision"), data.get("decision_number"), data.get("outcome")
        if text and not outcome:
            self.add_error("outcome", "Dites dans quel sens la décision a été prise.")
        taken = {"outcome": outcome, "text": text, "number": number} if outcome and (text or number) else None
        return data | {"communication": data.get("text"), "decision": taken}


class PastSpeechForm(LineForm):
    kind = forms.ChoiceField(label="Nature", choices=SpeechKind.choices)

    class Meta:
        model = Speech
        fields = SPOKEN
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


class PastPresenceForm(forms.Form):
    seat = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Présence", choices=[("", "non renseigné"), *PRESENCES], required=False)
    person_name = forms.CharField(label="Nom", required=False, max_length=200)


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


def lines_of(session: CommissionSession) -> dict[str, list[dict[str, Any]]]:
    """The items and presences that were recorded, as the form of a correction shows them."""
    texts = dict(session.minute_texts.filter(section=Section.COMMUNICATION).values_list("item_id", "text"))
    items = session.agenda_items.prefetch_related("decisions").order_by("position", "pk")
    rows = session.presence_events.filter(cancelled_at=None).order_by("created_at", "pk")
    return {
        "points": [
            {name: getattr(item, name) for name in ("pk", *POINT)}
            | {"text": texts.get(item.pk, "")}
            | {"decision": next((taken.text for taken in item.decisions.all()), "")}
            for item in items
        ],
        "presences": [{"seat": row.seat_id, "kind": row.kind, "person_name": row.person_name} for row in rows],
    }


def written_in(lines: Mapping[str, forms.BaseFormSet]) -> dict[str, list[dict[str, Any]]]:
    """The lines in which something was written, by what they tell."""
    return {
        key: [form.cleaned_data for form in lines[name].forms if any(form.cleaned_data.get(each) for each in filled)]
        for name, (key, _, _, filled) in LINE_FORMS.items()
    }


def past_of(data: Mapping[str, Any]) -> PastSession:
    """The session told by what was typed, or sent over the API: what is empty is not known."""
    told = {name: [facts_from(kind, _known(row)) for row in data.get(name, ())] for name, kind in LINES.items()}
    items = [_item(row) for row in data["items"]]
    is_fictitious = data["commission"].is_fictitious
    return facts_from(PastSession, _known(data) | told | {"items": items, "is_fictitious": is_fictitious})


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None)}


def _item(row: Mapping[str, Any]) -> PastItem:
    told, texts = _known(row), {}
    if text := told.pop("communication", ""):
        texts[Section.COMMUNICATION] = text
    decision = facts_from(PastDecision, _known(told.pop("decision", None) or {})) if told.get("decision") else None
    return facts_from(PastItem, told | {"texts": texts, "decision": decision})

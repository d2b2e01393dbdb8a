"""What is typed of a session held on paper: its facts, and one line for each thing that the paper tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.forms import formset_factory
from django.utils import timezone

from commissions.models import Commission
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import FactsForm, column_field, facts_from
from foundation.common.tables import Column, read_table
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.enums import Outcome, PresenceKind, Section, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, Decision, Guest, PresenceEvent, Speech
from sessions.papers.reports.pv import FIELDS

from .operations import (
    PastDecision,
    PastFact,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
    as_recorded,
    recorded_item,
)
from .queries import TOLD, Told

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
        formfield_callback = column_field
        widgets = {"kind": forms.RadioSelect}
        labels = LABELS

    def __init__(self, *args: Any, commission: Commission, **options: Any) -> None:
        super().__init__(*args, **options)
        chair: Any = self.fields["chair"]
        chair.queryset = chair.queryset.filter(scope_id=commission.scope_id).order_by(SortKey("full_name"), "pk")
        chair.empty_label = "non renseigné"


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
        formfield_callback = column_field
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
        formfield_callback = column_field
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
        formfield_callback = column_field
        help_texts = {"name": "Vide si la source ne nomme pas la personne."}


class PastRecommendationForm(LineForm):
    needs = ("text", "Écrivez la recommandation.")
    item = forms.IntegerField(label="Point n°", min_value=1, max_value=99)
    number = forms.IntegerField(label="Numéro imprimé", min_value=1, max_value=9999)

    class Meta:
        model = Recommendation
        fields = RECOMMENDED
        formfield_callback = column_field
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class PastSeatForm(LineForm):
    seat = forms.CharField(label="Siège")
    kind = forms.ChoiceField(label="Présence", choices=[("", "Choisissez"), *PRESENCES])

    class Meta:
        model = PresenceEvent
        fields = ("person_name",)
        formfield_callback = column_field
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
        formfield_callback = column_field
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class PastFactForm(LineForm):
    needs = ("source", "Dites d’où vient ce chiffre ou ce fait.")
    field = forms.ChoiceField(label="À propos de", choices=[("", "la session"), *FACTS.items()])

    class Meta:
        model = FactSource
        fields = ("field", "note", "source", "is_contested")
        formfield_callback = column_field
        labels = {"note": "Chiffre ou fait, tel que la source le donne"}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ShortPastForm(PastSessionForm):
    """The few facts that one always has; the rest is added line by line from the page of the session."""

    SHORT = ("source", "scan", "kind", "held_on", "year", "number", "is_closed_doors")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {name: self.fields[name] for name in self.SHORT}


@dataclass(frozen=True)
class Part:
    """One part of what a source tells, grown line by line: its lines, the form of one, what a correction makes of it.

    `named` are the columns of a pasted table of such lines, each under its label in the form.
    """

    about: Told
    form: type[LineForm]
    lines: str  # of PastSession
    told: Callable[[Any], dict[str, Any]]
    needed: tuple[str, ...]
    named: tuple[str, ...] = ()

    def form_for(self, session: CommissionSession, *, pastes: bool) -> type[LineForm]:
        """The form of one line of this session, with its own source; `pastes`: or a table of them."""
        part = self

        class OneLine(self.form):  # type: ignore[name-defined, misc]
            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **options)
                for name in part.needed:
                    self.fields[name].required = not pastes
                if "item" in self.fields:
                    rows = session.agenda_items.order_by("position", "pk")
                    titles = [(str(rank), f"{rank}. {row.title}") for rank, row in enumerate(rows, start=1)]
                    none = [] if "item" in part.needed else [("", "la session")]
                    self.fields["item"] = forms.ChoiceField(
                        label="Point", choices=none + titles, required="item" in part.needed
                    )
                if "seat" in self.fields:
                    seats = [(str(row.pk), row.label) for row in session.commission.seats.in_protocol_order()]
                    self.fields["seat"] = forms.ChoiceField(label="Siège", choices=[("", "Choisissez"), *seats])
                self.fields.pop("pk", None)
                if "source" not in self.fields:
                    self.fields["source"] = forms.CharField(
                        label="Source de cette ligne",
                        required=False,
                        max_length=500,
                        help_text="Vide : la source de la session.",
                    )
                for name in ("seat", "item") if not pastes and part.about.model in (PresenceEvent, Decision) else ():
                    if name in self.fields:
                        self.fields[name].disabled = True
                if pastes and part.named:
                    labels = ", ".join(str(self.fields[name].label) for name in part.named)
                    self.fields["table"] = forms.CharField(
                        label="Ou collez un tableau",
                        required=False,
                        max_length=200_000,
                        widget=forms.Textarea(attrs={"rows": 4}),
                        help_text=f"Une ligne d’en-tête ({labels}), puis une ligne pour chacun.",
                    )

        return OneLine

    def rows_of(self, session: CommissionSession, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What was typed as one line, or the lines of the table that was pasted; InvalidInput says which is wrong."""
        pasted = typed.get("table", "")
        if not pasted:
            if missing := [name for name in self.needed if not typed.get(name)]:
                said = "Ce champ est obligatoire" + (", à moins de coller un tableau." if self.named else ".")
                raise InvalidInput({name: [said] for name in missing})
            return [dict(typed)]
        form, rows = self.form_for(session, pastes=False), []
        shown: Any = form()
        columns = [Column(name, str(shown.fields[name].label)) for name in self.named]
        first = {name: field.initial for name, field in shown.fields.items() if field.initial}
        kinds = {"kind": next(iter(shown.fields["kind"].choices))[0]} if "kind" in shown.fields else {}
        for row in read_table(pasted, columns=columns, most_rows=60, name="table").rows:
            line = form(kinds | first | row.values)
            if not line.is_valid():
                name, said = next(iter(line.errors.items()))
                label = line.fields[name].label if name in line.fields else ""
                raise InvalidInput({"table": [f"Ligne {row.line}, {label} : {said[0]}"]})
            rows.append(line.cleaned_data)
        return rows

    def correction(self, session: CommissionSession, typed: Mapping[str, Any], key: UUID | None) -> PastSession:
        """The session as recorded, with what was typed of this part."""
        rows = self.rows_of(session, typed)
        source = str(typed.get("source") or session.reconstituted_from)
        if self.about.model is Decision:
            return as_recorded(session, items=[_decided(session, row) for row in rows], source=source)
        if self.about.model is PresenceEvent:
            seats = {str(seat.pk): seat for seat in session.commission.seats.all()}
            rows = [row | {"seat": seats[str(row["seat"])]} for row in rows]
        if self.about.model is AgendaItem:
            told = [_item(row | {"pk": key}) for row in rows]
            return as_recorded(session, items=told, source=source)
        if "item" in self.form.base_fields:
            rows = [row | {"item": int(row["item"]) if row.get("item") else None} for row in rows]
        kind = LINES[self.lines]
        return as_recorded(
            session, source=source, **{self.lines: [facts_from(kind, _known(row | {"pk": key})) for row in rows]}
        )


def _decided(session: CommissionSession, row: Mapping[str, Any]) -> PastItem:
    """The item as it is recorded, with its decision."""
    items = list(session.agenda_items.order_by("position", "pk"))
    item = items[int(row["item"]) - 1]
    outcome = Outcome(row["outcome"])
    decision = PastDecision(outcome, row.get("text") or "", row.get("number"))
    return replace(recorded_item(item), outcome=outcome, decision=decision)


def _item_told(item: AgendaItem) -> dict[str, Any]:
    known = next(row for row in lines_of(item.session)["points"] if row["pk"] == item.pk)
    return {name: value for name, value in known.items() if name != "pk"}


def _decision_told(row: Decision) -> dict[str, Any]:
    return _columns(row, "outcome", "text", "number") | {"item": _place_of(row.session, row.item_id)}


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _place_of(session: CommissionSession, item_id: UUID | None) -> str:
    keys = list(session.agenda_items.order_by("position", "pk").values_list("pk", flat=True))
    return str(keys.index(item_id) + 1) if item_id in keys else ""


FORMS_OF: dict[str, tuple[type[LineForm], str, Callable[[Any], dict[str, Any]], tuple[str, ...], tuple[str, ...]]] = {
    # Of each part: its form, the lines of PastSession, what a recorded line fills in, what is needed, what is pasted.
    "points": (PastItemForm, "items", _item_told, ("title",), ("title", "presenter_label", "text")),
    "decisions": (PastDecisionForm, "items", _decision_told, ("item", "outcome"), ()),
    "recommandations": (
        PastRecommendationForm,
        "recommendations",
        lambda row: _columns(row, *RECOMMENDED, "number") | {"item": _place_of(row.origin.session, row.origin.item_id)},
        ("text",),
        ("text", "addressee_label", "due_on"),
    ),
    "presences": (
        PastSeatForm,
        "presence",
        lambda row: _columns(row, "kind", "person_name") | {"seat": str(row.seat_id)},
        ("seat", "kind"),
        (),
    ),
    "invites": (PastGuestForm, "guests", lambda row: _columns(row, *INVITED), ("function",), INVITED),
    "allocutions": (
        PastSpeechForm,
        "speeches",
        lambda row: _columns(row, *SPOKEN),
        (),
        ("speaker_name", "speaker_function", "summary"),
    ),
    "chiffres": (
        PastFactForm,
        "facts",
        lambda row: _columns(row, "field", "source", "note", "is_contested"),
        ("source",),
        ("note", "source"),
    ),
}
PARTS = {name: Part(TOLD[name], *said) for name, said in FORMS_OF.items()}

AT_MOST = {"extra": 0, "max_num": 60, "absolute_max": 60, "validate_max": True}
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
        if name in lines
    } | {key: [] for name, (key, _, _, _) in LINE_FORMS.items() if name not in lines}


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

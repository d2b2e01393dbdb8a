"""What is typed while a session is held. Shape only: what the law allows is said by the operations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import QueryDict

from commissions.models import Seat
from foundation.common.days import DayField
from foundation.common.facts import FactsForm, offer
from ministries.models import Commune, Ministry, Structure
from projects.models import Project
from recommendations.enums import Priority
from sessions.core.enums import BallotMethod, Outcome, PresenceKind, Relation, SpeechKind, Voice, outcomes_of
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision, Guest

from ..operations.deciding import RecommendationLine, ReserveLine
from ..queries.live import instant_on_the_day
from ..queries.presence import SeatPresence, chair_among

LONG = 50_000
VOICES = 1000
OUTCOMES = [(outcome.value, outcome.label) for outcome in Outcome if outcome != Outcome.WITHDRAWN]
# What a form names by its row, and its operation by an identifier.
KEYS = {"chair": "chair_seat_id", "rapporteur": "rapporteur_seat_id"} | {
    name: f"{name}_id" for name in ("seat", "proxy_seat", "item")
}


class LiveForm(forms.Form):
    def typed(self) -> dict[str, Any]:
        """What was typed, as its operation takes it."""
        return {KEYS.get(name, name): value for name, value in self.cleaned_data.items()}


class SessionForm(LiveForm):
    """A form about a session; an hour typed in it is an hour of the session's day."""

    def __init__(self, *args: Any, session: CommissionSession, **options: Any) -> None:
        super().__init__(*args, **options)
        self.session = session

    def typed(self) -> dict[str, Any]:
        at = self.cleaned_data["at"]
        return super().typed() | {"at": None if at is None else instant_on_the_day(self.session, at)}


def _time(label: str, hint: str = "", *, required: bool = False) -> forms.TimeField:
    return forms.TimeField(label=label, required=required, help_text=hint, widget=forms.TimeInput(attrs={"step": 60}))


def _text(label: str, limit: int | None, help_text: str = "", *, lines: int = 2, **said: Any) -> forms.CharField:
    usual: dict[str, Any] = {"required": False, "widget": forms.Textarea(attrs={"rows": lines})}
    return forms.CharField(label=label, max_length=limit, help_text=help_text, **usual | said)


def _line(label: str, limit: int, help_text: str = "", **said: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, help_text=help_text, **{"required": False} | said)


def _key(label: str, *, required: bool = True) -> forms.UUIDField:
    return forms.UUIDField(label=label, required=required)


def _seat(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=UUID, empty_value=None)


def _choice(label: str, choices: Sequence[Any] = (), **said: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **{"required": False} | said)


def _reason() -> forms.CharField:
    return _text("Motif de la correction", 2000, "Demandé une fois la session levée ; imprimé au procès-verbal.")


def _offer(form: forms.Form, name: str, *choices: Any) -> None:
    offer(form, name, choices)


class OpeningForm(SessionForm):
    at = _time("Heure d’ouverture", "Vide : maintenant.")
    chair = _seat("Présidence de séance")
    rapporteur = _seat("Rapporteur")

    def __init__(self, *args: Any, presence: Sequence[SeatPresence] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        present = [line for line in presence if line.is_present]
        chair = chair_among(presence)
        first = f"d’après les sièges : {chair.person_name}" if chair is not None else "à choisir"
        _offer(self, "chair", ("", first), *(_sitting(line) for line in present if line.has_vote))
        _offer(self, "rapporteur", ("", "d’après les sièges"), *(_sitting(line) for line in present))


def _sitting(line: SeatPresence) -> tuple[str, str]:
    return str(line.seat_id), f"{line.person_name}, {line.label}"


class ReasonForm(LiveForm):
    reason = _text("Motif", 2000)


class NoQuorumForm(ReasonForm):
    reconvene = forms.BooleanField(label="Préparer la seconde convocation", required=False)


class LiftingForm(SessionForm):
    at = _time("Heure de levée", "Vide : maintenant.")


class PresenceForm(SessionForm):
    seat = _key("Siège")
    kind = _choice("Événement", PresenceKind.choices, required=True)
    at = _time("À")
    proxy_seat = _key("Mandataire", required=False)
    item = _key("Point", required=False)
    person_name = _line("Nom du représentant", 200)
    note = _line("Précision", 300)
    client_key = _key("Clé", required=False)
    reason = _reason()


class InstantForm(SessionForm):
    at = _time("À", required=True)
    reason = _reason()


class GuestForm(FactsForm):
    class Meta:
        model = Guest
        fields = ("name", "function")


class TextForm(LiveForm):
    item = _key("Point", required=False)
    section = _line("Partie", 15, required=True)
    # Not stripped: what is stored is what was typed.
    text = _text("Texte", None, strip=False)
    base_revision = forms.IntegerField(
        label="Révision de départ", min_value=0, help_text="La révision d’où part ce texte ; 0 pour un texte neuf."
    )


class RestoreForm(LiveForm):
    revision = forms.IntegerField(label="Révision", min_value=1)
    base_revision = forms.IntegerField(label="Révision de départ", min_value=0)


class BallotForm(LiveForm):
    question = _line("Mis aux voix", 500)
    proposed_outcome = _choice("Sens proposé", [("", "aucune"), *OUTCOMES])
    method = _choice("Mode", BallotMethod.choices, help_text="« consensus » est constaté et clos aussitôt.")

    def __init__(self, *args: Any, kind: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if kind:
            fit = [(outcome.value, outcome.label) for outcome in outcomes_of(kind)]
            offer(self, "proposed_outcome", [("", "aucune"), *fit])


def _voices(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=VOICES)


class CountForm(LiveForm):
    """What is told at the close of a vote: the count where hands or papers are counted, nothing where the voices are
    already noted.
    """

    votes_for = _voices("Pour")
    votes_against = _voices("Contre")
    abstentions = _voices("Abstentions")
    president_vote = _choice(
        "Voix du président", [("", "non précisée"), *Ballot._meta.get_field("president_vote").flatchoices]
    )

    def __init__(self, *args: Any, method: str, is_chaired: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if method in (BallotMethod.BY_NAME, BallotMethod.CONSENSUS):
            self.fields.clear()
        elif method == BallotMethod.SECRET or not is_chaired:
            del self.fields["president_vote"]


class VoteCorrectionForm(CountForm):
    reason = _reason()


class MarkForm(LiveForm):
    seat = _key("Siège")
    voted = forms.BooleanField(label="A voté", required=False)


class VoiceForm(LiveForm):
    seat = _key("Siège")
    choice = _choice("Voix", [("", "reprendre"), *Voice.choices])


class VoiceCorrectionForm(LiveForm):
    seat = _key("Siège")
    choice = _choice("Voix", Voice.choices, required=True)
    reason = _reason()


def _due() -> DayField:
    return DayField(label="À lever avant le", required=False)


class DecisionForm(LiveForm):
    outcome = _choice(
        "Sens de la décision",
        [("", "à choisir"), *OUTCOMES],
        required=True,
        error_messages={"required": "Choisissez le sens de la décision."},
    )
    text = _text("Texte de la décision", LONG, lines=6)
    reason = _reason()
    projects = forms.MultipleChoiceField(label="Projets concernés", required=False, widget=forms.CheckboxSelectMultiple)
    reserve_1 = _text("Réserve", 5000)
    reserve_1_due_on = _due()
    reserve_2 = _text("Deuxième réserve", 5000)
    reserve_2_due_on = _due()
    reserve_3 = _text("Troisième réserve", 5000)
    reserve_3_due_on = _due()
    by_consensus = forms.BooleanField(
        label="Adopté par consensus",
        required=False,
        help_text="À cocher, ou mettez d’abord la question aux voix ; « prend acte » et « ajourné » s’en passent.",
    )
    override_reason = _text(
        "Passer outre : motif de la présidence",
        5000,
        "Seulement si le président le décide ; le motif et son nom sont imprimés au procès-verbal.",
    )

    RESERVES = ("reserve_1", "reserve_2", "reserve_3")

    def __init__(
        self,
        *args: Any,
        projects: Sequence[Project] = (),
        touched: Sequence[Decision] = (),
        has_open_reserves: bool = True,
        kind: str = "",
        **options: Any,
    ) -> None:
        """`touched`: the decisions in force on the projects of the item, each with what this one does to it; `kind` is
        the nature of the item, which says what may be concluded.
        """
        super().__init__(*args, **options)
        if kind:
            fit = [(outcome.value, outcome.label) for outcome in outcomes_of(kind)]
            offer(self, "outcome", [("", "à choisir"), *fit])
        self.touched = {f"relation_{decision.pk.hex}": decision for decision in touched}
        for name, decision in self.touched.items():
            label = (
                f"{decision.reference[:1].lower()}{decision.reference[1:]}, {decision.get_outcome_display()}"
                f" ({decision.item.title[:80]})"
            )
            self.fields[name] = _choice(f"Effet sur la {label}", [("", "à préciser"), *Relation.choices])
        if not has_open_reserves:
            del self.fields["override_reason"]
        _offer(self, "projects", *((str(project.pk), f"{project.code} {project.title}") for project in projects))
        if not projects:
            del self.fields["projects"]

    def add_error(self, field: str | None, error: Any) -> None:
        # The operation speaks of « the reserves »; the first line of them shows it.
        super().add_error("reserve_1" if field == "reserves" else field, error)

    @property
    def relation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.touched]

    def typed(self) -> dict[str, Any]:
        data = self.cleaned_data
        reserves = [(data.get(name, ""), data.get(f"{name}_due_on")) for name in self.RESERVES]
        relations = {str(row.pk): data[name] for name, row in self.touched.items() if data.get(name)}
        return {name: data[name] for name in ("outcome", "text", "by_consensus", "override_reason")} | {
            "project_ids": data.get("projects"),
            "reserves": [ReserveLine(text=text, due_on=due_on) for text, due_on in reserves if text.strip()],
            "relations": relations,
        }


class DecisionTextForm(LiveForm):
    text = _text("Texte de la décision", LONG, lines=6)
    reason = _reason()


class RecommendationForm(LiveForm):
    """One addressee, chosen among the seats, the structures, the ministry, or written out."""

    text = _text("Recommandation", 10_000, lines=3, required=True)
    addressee = _choice("Destinataire")
    addressee_label = _line("Autre destinataire", 300, "S’il n’est pas dans la liste.")
    due_on = DayField(label="Échéance", required=False)
    priority = _choice("Priorité", Priority.choices, initial=Priority.NORMAL)
    project = _choice("Projet")

    def __init__(
        self,
        *args: Any,
        addressees: Sequence[tuple[str, list[tuple[str, str]]]] = (),
        projects: Sequence[Project] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.projects = {str(project.pk): project for project in projects}
        _offer(self, "addressee", ("", "à préciser"), *addressees)
        named = ((key, f"{project.code} {project.title}") for key, project in self.projects.items())
        _offer(self, "project", ("", "aucun"), *named)

    def typed(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind, _, key = data["addressee"].partition(":")
        kinds: dict[str, type[Model]] = {"seat": Seat, "structure": Structure, "ministry": Ministry, "commune": Commune}
        chosen: dict[str, Any] = {kind: kinds[kind]._default_manager.get(pk=UUID(key))} if kind else {}
        line = RecommendationLine(
            text=data["text"],
            addressee_label=data["addressee_label"],
            due_on=data["due_on"],
            priority=data["priority"] or Priority.NORMAL,
            project=self.projects.get(data["project"]),
            **chosen,
        )
        return {"line": line}


class SpeechForm(LiveForm):
    kind = _choice("Nature", SpeechKind.choices, initial=SpeechKind.INTERVENTION)
    speaker = _choice("Qui a parlé")
    speaker_name = _line("Nom", 200)
    speaker_function = _line("Qualité", 300)
    summary = _text("Résumé", LONG, lines=3)

    def __init__(self, *args: Any, speakers: Sequence[tuple[str, str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {key: (name, function) for key, name, function in speakers}
        named = ((key, f"{name}, {function}" if name else function) for key, name, function in speakers)
        _offer(self, "speaker", ("", "quelqu’un d’autre"), *named)
        if not speakers:
            del self.fields["speaker"]

    def typed(self) -> dict[str, Any]:
        """The name and the function are those of the one chosen, unless something was typed."""
        data = dict(self.cleaned_data)
        name, function = self.known.get(data.pop("speaker", ""), ("", ""))
        return data | {
            "kind": data["kind"] or SpeechKind.INTERVENTION,
            "speaker_name": data["speaker_name"] or name,
            "speaker_function": data["speaker_function"] or function,
        }


def item_from(data: QueryDict, session: CommissionSession) -> AgendaItem | None:
    """Return the item that a form names, when it is one of the session."""
    try:
        key = UUID(data.get("item", ""))
    except ValueError:
        return None
    return session.agenda_items.filter(pk=key).first()

"""What is typed while a session is held. Shape only: what the law allows is said by the operations."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from commissions.models import Seat
from foundation.common.days import DayField
from ministries.models import Commune, Ministry, Structure
from projects.models import Project
from recommendations.enums import Priority
from sessions.core.enums import BallotMethod, Outcome, PresenceKind, Relation, SpeechKind, Voice
from sessions.core.models import AgendaItem, CommissionSession, Decision

from ..operations.deciding import RecommendationLine, ReserveLine
from ..queries.live import instant_on_the_day
from ..queries.presence import SeatPresence, chair_among

LONG = 50_000
VOICES = 1000
OUTCOMES = [(outcome.value, outcome.label) for outcome in Outcome if outcome != Outcome.WITHDRAWN]


class SessionForm(forms.Form):
    """A form about a session; an hour typed in it is an hour of the session's day."""

    def __init__(self, *args: Any, session: CommissionSession, **options: Any) -> None:
        super().__init__(*args, **options)
        self.session = session

    def instant(self, name: str = "at") -> datetime | None:
        typed: time | None = self.cleaned_data.get(name)
        return instant_on_the_day(self.session, typed) if typed is not None else None


def _time(label: str, hint: str = "", *, required: bool = False) -> forms.TimeField:
    return forms.TimeField(label=label, required=required, help_text=hint, widget=forms.TimeInput(attrs={"step": 60}))


class OpeningForm(SessionForm):
    at = _time("Heure d’ouverture", "Vide : maintenant.")
    chair = forms.ChoiceField(label="Présidence de séance", required=False)
    rapporteur = forms.ChoiceField(label="Rapporteur", required=False)

    def __init__(self, *args: Any, presence: Sequence[SeatPresence] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        present = [line for line in presence if line.is_present]
        chair = chair_among(presence)
        self.fields["chair"].choices = [  # type: ignore[attr-defined]
            ("", f"d’après les sièges : {chair.person_name}" if chair is not None else "à choisir"),
            *(_sitting(line) for line in present if line.has_vote),
        ]
        self.fields["rapporteur"].choices = [("", "d’après les sièges"), *(_sitting(line) for line in present)]  # type: ignore[attr-defined]


def _sitting(line: SeatPresence) -> tuple[str, str]:
    return str(line.seat_id), f"{line.person_name}, {line.label}"


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class NoQuorumForm(ReasonForm):
    reconvene = forms.BooleanField(label="Préparer la seconde convocation", required=False)


class LiftingForm(SessionForm):
    at = _time("Heure de levée", "Vide : maintenant.")


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Motif de la correction",
        required=False,
        max_length=2000,
        help_text="Demandé une fois la session levée ; imprimé au procès-verbal.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PresenceForm(SessionForm):
    seat = forms.UUIDField(label="Siège")
    kind = forms.ChoiceField(label="Événement", choices=PresenceKind.choices)
    at = _time("À")
    proxy_seat = forms.UUIDField(label="Mandataire", required=False)
    item = forms.UUIDField(label="Point", required=False)
    person_name = forms.CharField(label="Nom du représentant", required=False, max_length=200)
    note = forms.CharField(label="Précision", required=False, max_length=300)
    client_key = forms.UUIDField(label="Clé", required=False)
    reason = _reason()


class InstantForm(SessionForm):
    at = _time("À", required=True)
    reason = _reason()


class GuestForm(forms.Form):
    name = forms.CharField(label="Nom", required=False, max_length=200)
    function = forms.CharField(label="Qualité", max_length=300)


class TextForm(forms.Form):
    item = forms.UUIDField(label="Point", required=False)
    section = forms.CharField(label="Partie", max_length=15)
    # Not stripped: what is stored is what was typed.
    text = forms.CharField(label="Texte", required=False, strip=False, widget=forms.Textarea)
    base_revision = forms.IntegerField(label="Révision de départ", min_value=0)


class RestoreForm(forms.Form):
    revision = forms.IntegerField(label="Révision", min_value=0)
    base_revision = forms.IntegerField(label="Révision de départ", min_value=0)


class BallotForm(forms.Form):
    question = forms.CharField(label="Mis aux voix", required=False, max_length=500)
    proposed_outcome = forms.ChoiceField(label="Sens proposé", required=False, choices=[("", "aucune"), *OUTCOMES])
    method = forms.ChoiceField(label="Mode", choices=BallotMethod.choices, required=False)


class CountForm(forms.Form):
    """What is told at the close of a vote: the count where hands or papers are counted, nothing where the voices are
    already noted.
    """

    votes_for = forms.IntegerField(label="Pour", min_value=0, max_value=VOICES)
    votes_against = forms.IntegerField(label="Contre", min_value=0, max_value=VOICES)
    abstentions = forms.IntegerField(label="Abstentions", min_value=0, max_value=VOICES)
    president_vote = forms.ChoiceField(
        label="Voix du président",
        required=False,
        choices=[("", "non précisée"), ("for", "pour"), ("against", "contre"), ("abstain", "abstention")],
    )

    def __init__(self, *args: Any, method: str, is_chaired: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if method in (BallotMethod.BY_NAME, BallotMethod.CONSENSUS):
            self.fields.clear()
        elif method == BallotMethod.SECRET or not is_chaired:
            del self.fields["president_vote"]


class VoteCorrectionForm(CountForm):
    reason = _reason()


class MarkForm(forms.Form):
    seat = forms.UUIDField(label="Siège")
    voted = forms.BooleanField(label="A voté", required=False)


class VoiceForm(forms.Form):
    seat = forms.UUIDField(label="Siège")
    choice = forms.ChoiceField(label="Voix", choices=[("", "reprendre"), *Voice.choices], required=False)


class VoiceCorrectionForm(forms.Form):
    seat = forms.UUIDField(label="Siège")
    choice = forms.ChoiceField(label="Voix", choices=Voice.choices)
    reason = _reason()


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Sens de la décision",
        choices=[("", "à choisir"), *OUTCOMES],
        error_messages={"required": "Choisissez le sens de la décision."},
    )
    text = forms.CharField(
        label="Texte de la décision", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 6})
    )
    reason = _reason()
    projects = forms.MultipleChoiceField(label="Projets concernés", required=False, widget=forms.CheckboxSelectMultiple)
    reserve_1 = forms.CharField(
        label="Réserve", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reserve_1_due_on = DayField(label="À lever avant le", required=False)
    reserve_2 = forms.CharField(
        label="Deuxième réserve", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reserve_2_due_on = DayField(label="À lever avant le", required=False)
    reserve_3 = forms.CharField(
        label="Troisième réserve", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reserve_3_due_on = DayField(label="À lever avant le", required=False)
    by_consensus = forms.BooleanField(
        label="Adopté par consensus",
        required=False,
        help_text="À cocher, ou mettez d’abord la question aux voix ; « prend acte » et « ajourné » s’en passent.",
    )

    override_reason = forms.CharField(
        label="Le président passe outre : motif",
        required=False,
        max_length=5000,
        help_text="Seulement si le président le décide ; le motif et son nom sont imprimés au procès-verbal.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    RESERVES = ("reserve_1", "reserve_2", "reserve_3")

    def __init__(
        self,
        *args: Any,
        projects: Sequence[Project] = (),
        touched: Sequence[Decision] = (),
        has_open_reserves: bool = True,
        **options: Any,
    ) -> None:
        """`touched`: the decisions in force on the projects of the item, each with what this one does to it."""
        super().__init__(*args, **options)
        self.touched = {f"relation_{decision.pk.hex}": decision for decision in touched}
        for name, decision in self.touched.items():
            label = (
                f"{decision.reference[:1].lower()}{decision.reference[1:]}, {decision.get_outcome_display()}"
                f" ({decision.item.title[:80]})"
            )
            choices = [("", "à préciser"), *Relation.choices]
            self.fields[name] = forms.ChoiceField(label=f"Effet sur la {label}", choices=choices, required=False)
        if not has_open_reserves:
            del self.fields["override_reason"]
        choices = [(str(project.pk), f"{project.code} {project.title}") for project in projects]
        self.fields["projects"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["projects"]

    def add_error(self, field: str | None, error: Any) -> None:
        # The operation speaks of « the reserves »; the first line of them shows it.
        super().add_error("reserve_1" if field == "reserves" else field, error)

    def relations(self) -> dict[str, str]:
        return {
            str(decision.pk): self.cleaned_data[name]
            for name, decision in self.touched.items()
            if self.cleaned_data.get(name)
        }

    @property
    def relation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.touched]

    def reserves(self) -> list[ReserveLine]:
        typed = [(self.cleaned_data.get(name, ""), self.cleaned_data.get(f"{name}_due_on")) for name in self.RESERVES]
        return [ReserveLine(text=text, due_on=due_on) for text, due_on in typed if text.strip()]


class DecisionTextForm(forms.Form):
    text = forms.CharField(
        label="Texte de la décision", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 6})
    )
    reason = _reason()


class RecommendationForm(forms.Form):
    """One addressee, chosen among the seats, the structures, the ministry, or written out."""

    text = forms.CharField(label="Recommandation", max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))
    addressee = forms.ChoiceField(label="Destinataire", required=False)
    addressee_label = forms.CharField(
        label="Autre destinataire", required=False, max_length=300, help_text="S’il n’est pas dans la liste."
    )
    due_on = DayField(label="Échéance", required=False)
    priority = forms.ChoiceField(label="Priorité", choices=Priority.choices, initial=Priority.NORMAL, required=False)
    project = forms.ChoiceField(label="Projet", required=False)

    def __init__(
        self,
        *args: Any,
        addressees: Sequence[tuple[str, list[tuple[str, str]]]] = (),
        projects: Sequence[Project] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["addressee"].choices = [("", "à préciser"), *addressees]  # type: ignore[attr-defined]
        self.fields["project"].choices = [
            ("", "aucun"),
            *((str(project.pk), f"{project.code} {project.title}") for project in projects),
        ]  # type: ignore[attr-defined]
        self.known_projects = {str(project.pk): project for project in projects}

    def line(self) -> RecommendationLine:
        data = self.cleaned_data
        kind, _, key = data["addressee"].partition(":")
        kinds = {"seat": Seat, "structure": Structure, "ministry": Ministry, "commune": Commune}
        chosen = {kind: kinds[kind].objects.get(pk=UUID(key))} if kind else {}
        return RecommendationLine(
            text=data["text"],
            addressee_label=data["addressee_label"],
            due_on=data["due_on"],
            priority=data["priority"] or Priority.NORMAL,
            project=self.known_projects.get(data["project"]),
            **chosen,
        )


class SpeechForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature", choices=SpeechKind.choices, initial=SpeechKind.INTERVENTION, required=False
    )
    speaker = forms.ChoiceField(label="Qui a parlé", required=False)
    speaker_name = forms.CharField(label="Nom", required=False, max_length=200)
    speaker_function = forms.CharField(label="Qualité", required=False, max_length=300)
    summary = forms.CharField(
        label="Résumé", required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, speakers: Sequence[tuple[str, str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {key: (name, function) for key, name, function in speakers}
        self.fields["speaker"].choices = [
            ("", "quelqu’un d’autre"),
            *((key, f"{name}, {function}" if name else function) for key, name, function in speakers),
        ]  # type: ignore[attr-defined]
        if not speakers:
            del self.fields["speaker"]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or SpeechKind.INTERVENTION

    def who(self) -> tuple[str, str]:
        """Return (name, function): those of the one chosen, unless something was typed."""
        name, function = self.known.get(self.cleaned_data.get("speaker", ""), ("", ""))
        return self.cleaned_data["speaker_name"] or name, self.cleaned_data["speaker_function"] or function


def item_from(data: QueryDict, session: CommissionSession) -> AgendaItem | None:
    """Return the item that a form names, when it is one of the session."""
    try:
        key = UUID(data.get("item", ""))
    except ValueError:
        return None
    return session.agenda_items.filter(pk=key).first()

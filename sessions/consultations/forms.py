"""What is typed for a written consultation and for an answer to it."""

from typing import Any

from django import forms

from commissions.models import Commission, Statute
from foundation.accounts.models import User
from foundation.common.database import SortKey
from foundation.common.days import DayField
from projects.models import Project
from sessions.core.enums import Outcome, SessionState, Voice
from sessions.core.models import CommissionSession
from sessions.preparing.forms.proposals import SessionChoice

from .models import Consultation
from .operations import PROPOSABLE, ConsultationFacts


class ConsultationForm(forms.Form):
    title = forms.CharField(label="Objet", max_length=500)
    text = forms.CharField(
        label="Exposé",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=50_000,
        help_text="Ce que le membre doit savoir pour répondre.",
    )
    question = forms.CharField(
        label="Question",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="On y répond par pour, contre ou abstention.",
    )
    proposed_outcome = forms.ChoiceField(
        label="Conclusion proposée", choices=[(outcome.value, outcome.label) for outcome in PROPOSABLE]
    )
    closes_on = DayField(
        label="Réponses jusqu’au", required=False, help_text="Ce jour compris. Il est exigé à l’ouverture."
    )
    projects = forms.ModelMultipleChoiceField(label="Projets liés", queryset=Project.objects.none(), required=False)
    ground = forms.CharField(
        label="Fondement",
        required=False,
        max_length=300,
        help_text=(
            "Exigé quand l’acte ne dit rien de la consultation écrite : par exemple « accord du président du 3 mars »."
        ),
    )

    def __init__(self, *args: Any, user: User, commission: Commission, statute: Statute | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projects"].queryset = (
            Project.objects.visible_to(user).filter(scope_id=commission.scope_id).order_by(SortKey("title"), "pk")
        )
        if statute is not None and statute.consultation_allowed:
            del self.fields["ground"]  # the article is the ground

    def facts(self) -> ConsultationFacts:
        data = self.cleaned_data
        return ConsultationFacts(
            title=data["title"],
            question=data["question"],
            text=data["text"],
            proposed_outcome=Outcome(data["proposed_outcome"]),
            closes_on=data["closes_on"],
            ground=data.get("ground", ""),
            projects=list(data["projects"]),
        )


def consultation_initial(row: Consultation) -> dict[str, Any]:
    names = ("title", "text", "question", "proposed_outcome", "closes_on", "ground")
    return {name: getattr(row, name) for name in names} | {"projects": [project.pk for project in row.projects.all()]}


class VoiceForm(forms.Form):
    choice = forms.ChoiceField(label="Votre réponse", choices=Voice.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Observation", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class RatificationForm(forms.Form):
    session = SessionChoice(label="À quelle session", queryset=CommissionSession.objects.none(), empty_label=None)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [SessionState.PREPARING, SessionState.POSTPONED, SessionState.CONVENED]
        rows = CommissionSession.objects.filter(commission_id=consultation.commission_id, state__in=states)
        self.fields["session"].queryset = rows.order_by("held_on", "pk")

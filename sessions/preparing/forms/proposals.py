"""What is typed for a proposal, a conformity sheet, an opinion of the ASIN."""

from collections.abc import Mapping
from typing import Any

from django import forms

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from foundation.common.typography import short_date
from ministries.models import Structure
from projects.models import Project
from sessions.core.enums import ItemKind, SessionState
from sessions.core.models import CommissionSession

from ..enums import QUESTIONS, ConformityAnswer, ConformityQuestion, OpinionSense
from ..models import Proposal
from ..operations.proposing import PROPOSABLE, ProposalFacts


class ProposalForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature", choices=[(kind.value, kind.label) for kind in PROPOSABLE], initial=ItemKind.COMMUNICATION
    )
    title = forms.CharField(label="Intitulé", max_length=500)
    objectives = forms.CharField(
        label="Objectifs",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce que la commission est priée d’examiner, et pourquoi.",
        max_length=20_000,
    )
    structure = forms.ModelChoiceField(
        label="Structure qui propose", queryset=Structure.objects.none(), required=False, empty_label="—"
    )
    planned_minutes = forms.IntegerField(label="Minutes demandées", required=False, min_value=1, max_value=1440)
    projects = forms.ModelMultipleChoiceField(label="Projets liés", queryset=Project.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, commission: Commission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = (
            Structure.objects.visible_to(user)
            .in_force(clock.today())
            .filter(scope_id=commission.scope_id)
            .order_by("position", SortKey("name"), "pk")
        )
        self.fields["projects"].queryset = (
            Project.objects.visible_to(user).filter(scope_id=commission.scope_id).order_by(SortKey("title"), "pk")
        )

    def facts(self) -> ProposalFacts:
        data = self.cleaned_data
        return ProposalFacts(
            title=data["title"],
            kind=ItemKind(data["kind"]),
            objectives=data["objectives"],
            planned_minutes=data["planned_minutes"],
            structure=data["structure"],
            projects=list(data["projects"]),
        )


def proposal_initial(proposal: Proposal) -> dict[str, Any]:
    names = ("kind", "title", "objectives", "planned_minutes")
    return {name: getattr(proposal, name) for name in names} | {
        "structure": proposal.structure_id,
        "projects": [p.pk for p in proposal.projects.all()],
    }


class CommissionChoiceForm(forms.Form):
    commission = forms.ModelChoiceField(label="Commission", queryset=Commission.objects.none(), empty_label=None)

    def __init__(self, *args: Any, commissions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commission"].queryset = commissions


class SessionChoice(forms.ModelChoiceField):
    """Sessions in preparation have no number yet: their day tells one from the other."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label}, {short_date(obj.held_on)}" if obj.held_on else f"{obj.label}, date à fixer"


class RetainForm(forms.Form):
    session = SessionChoice(label="À quelle session", queryset=CommissionSession.objects.none(), empty_label=None)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [SessionState.PREPARING, SessionState.POSTPONED, SessionState.CONVENED]
        rows = CommissionSession.objects.filter(commission_id=proposal.commission_id, state__in=states)
        self.fields["session"].queryset = rows.order_by("held_on", "pk")


class PieceForm(forms.Form):
    file = forms.FileField(label="Fichier")
    title = forms.CharField(
        label="Intitulé de la pièce", required=False, max_length=300, help_text="Vide : le nom du fichier."
    )


class SheetForm(forms.Form):
    """One choice and one remark per question."""

    def __init__(self, *args: Any, answers: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in ConformityQuestion:
            given = answers.get(question.value, {})
            self.fields[question.value] = forms.ChoiceField(
                label=QUESTIONS[question],
                choices=ConformityAnswer.choices,
                widget=forms.RadioSelect,
                initial=given.get("answer", ""),
            )
            self.fields[f"{question.value}_remark"] = forms.CharField(
                label=f"Remarque : {question.label}", required=False, max_length=1000, initial=given.get("remark", "")
            )

    def answers(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        return {
            question.value: {"answer": data[question.value], "remark": data[f"{question.value}_remark"]}
            for question in ConformityQuestion
        }


class AskOpinionForm(forms.Form):
    due_on = DayField(label="Attendu pour le")
    question = forms.CharField(
        label="Question posée", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class OpinionForm(forms.Form):
    sense = forms.ChoiceField(label="Avis", choices=OpinionSense.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="Motifs", widget=forms.Textarea(attrs={"rows": 8}), max_length=10000)

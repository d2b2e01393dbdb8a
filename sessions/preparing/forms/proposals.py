"""What is typed for a proposal, a conformity sheet, an opinion of the ASIN."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, offer
from foundation.common.typography import short_date
from recommendations.models import Recommendation
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession

from ..enums import QUESTIONS, ConformityAnswer, ConformityQuestion, OpinionSense
from ..models import ConformitySheet, Opinion, Proposal, ProposalAnnex
from ..operations.proposing import PROPOSABLE, ProposalFacts
from ..queries.advice import sessions_for

PROPOSED = ("kind", "title", "objectives", "structure", "planned_minutes", "projects")
ASKED = ("due_on", "question")
GIVEN = ("sense", "text")
PROPOSABLE_KINDS = [(kind.value, kind.label) for kind in PROPOSABLE]
REMARK = 1000  # characters beside an answer


class ProposalForm(FactsForm):
    class Meta:
        model = Proposal
        fields = PROPOSED
        facts = ProposalFacts

    def __init__(self, *args: Any, commission: Commission, **options: Any) -> None:
        super().__init__(*args, **options)
        own = {"scope_id": commission.scope_id}
        in_order = ("position", SortKey("name"), "pk")
        offer(self, "kind", PROPOSABLE_KINDS)
        offer(self, "structure", lambda rows: rows.in_force(clock.today()).filter(**own).order_by(*in_order))
        offer(self, "projects", lambda rows: rows.filter(**own).order_by(SortKey("title"), "pk"))


class CommissionChoiceForm(forms.Form):
    commission = forms.ModelChoiceField(label="Commission", queryset=Commission.objects.none(), empty_label=None)

    def __init__(self, *args: Any, commissions: QuerySet[Commission], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "commission", commissions)


class SessionChoice(forms.ModelChoiceField):
    """Sessions in preparation have no number yet: their day tells one from the other."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label}, {short_date(obj.held_on)}" if obj.held_on else f"{obj.label}, date à fixer"


class RetainForm(forms.Form):
    session = SessionChoice(label="À quelle session", queryset=CommissionSession.objects.none(), empty_label=None)

    def __init__(self, *args: Any, proposal: Proposal, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [SessionState.PREPARING, SessionState.POSTPONED, SessionState.CONVENED]
        rows = CommissionSession.objects.filter(commission_id=proposal.commission_id, state__in=states)
        offer(self, "session", rows.order_by("held_on", "pk"))


class AdviceForm(forms.Form):
    """To which session goes a recommendation that a national body addresses to the ministry."""

    session = SessionChoice(label="À quelle session", queryset=CommissionSession.objects.none(), empty_label=None)

    def __init__(self, *args: Any, recommendation: Recommendation, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "session", sessions_for(user, recommendation))


class PieceForm(FactsForm):
    file = forms.FileField(label="Fichier")
    field_order = ("file", "title")

    class Meta:
        model = ProposalAnnex
        fields = ("title",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].required = False
        self.fields["title"].help_text = "Vide : le nom du fichier."


class SheetForm(forms.Form):
    """One choice and one remark per question."""

    def __init__(self, *args: Any, instance: ConformitySheet, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        for question in ConformityQuestion:
            given = instance.answers.get(question.value, {})
            self.fields[question.value] = forms.ChoiceField(
                label=QUESTIONS[question],
                choices=ConformityAnswer.choices,
                widget=forms.RadioSelect,
                initial=given.get("answer", ""),
            )
            self.fields[f"{question.value}_remark"] = forms.CharField(
                label=f"Remarque : {question.label}", required=False, max_length=REMARK, initial=given.get("remark", "")
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        names = [question.value for question in ConformityQuestion if question.value in typed]
        return {"answers": {name: {"answer": typed[name], "remark": typed.get(f"{name}_remark", "")} for name in names}}


class AskOpinionForm(FactsForm):
    class Meta:
        model = Opinion
        fields = ASKED


class OpinionForm(FactsForm):
    class Meta:
        model = Opinion
        fields = GIVEN
        widgets = {"sense": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "sense", OpinionSense.choices)
        for field in self.fields.values():
            field.required = True

"""What people type about plans and the measures of the PSSIE; the operations decide."""

from dataclasses import dataclass
from typing import Any

from django import forms

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, fact, form_of
from ministries.models import Ministry
from projects.models import Project

from .enums import PlanState
from .models import ActionProject, MeasureAnswer, Plan, PlanAction, PlanAxis
from .rules import KEEPERS

OWNERS = ("ministry", "commune")
DESCRIBED = ("kind", "title", "starts_on", "ends_on", "replaces", "link", "source")
ADOPTED = ("act_reference", "adopted_on")
AXIS = ("title", "position")
ACTION = ("axis", "code", "title", "structure", "responsible", "due_on", "planned_cost", "stated")
ANSWERED = ("state", "reason", "due_on", "proof_reference", "proof_on")


def piece(label: str, help_text: str = "PDF, DOCX, image ou tableur, 25 Mo au plus.") -> forms.FileField:
    return forms.FileField(label=label, required=False, help_text=help_text)


@dataclass(frozen=True)
class Pasted:
    """Lines to be read as they are pasted."""

    lines: str = fact(
        "lignes",
        max_length=200_000,
        lines=12,
        default="",
        help_text="Une ligne chacune, ou un tableau collé avec sa ligne d’en-tête.",
    )


class PlanForm(FactsForm):
    upload = piece("Document")

    class Meta:
        model = Plan
        fields = (*DESCRIBED, "upload")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        scopes = user.access.scopes(*KEEPERS)
        rows = Plan.objects.filter(state=PlanState.ADOPTED, scope_id__in=scopes).exclude(pk=self.instance.pk)
        if self.instance.scope_id:
            rows = rows.filter(scope_id=self.instance.scope_id)
        self.choose("replaces", "aucun", rows.order_by(SortKey("title"), "pk"))


class NewPlanForm(PlanForm):
    class Meta:
        model = Plan
        fields = (*OWNERS, *DESCRIBED, "upload")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        for name, role in zip(OWNERS, (Role.DSI, Role.RSI), strict=True):
            scopes = user.access.scopes(role)
            self.choose(name, "aucun", lambda rows, among=scopes: rows.filter(scope_id__in=among))
            kept = list(self.fields[name].queryset[:2])  # type: ignore[attr-defined]
            if not kept:
                del self.fields[name]
            elif len(kept) == 1:
                self.initial[name] = kept[0].pk


class AdoptedPlanForm(PlanForm):
    class Meta:
        model = Plan
        fields = (*DESCRIBED[:4], *ADOPTED, *DESCRIBED[4:], "upload")


class AdoptForm(FactsForm):
    class Meta:
        model = Plan
        fields = ADOPTED


class AxisForm(FactsForm):
    class Meta:
        model = PlanAxis
        fields = AXIS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].required = False


class ActionForm(FactsForm):
    class Meta:
        model = PlanAction
        fields = ACTION

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("axis", "aucun", PlanAxis.objects.filter(plan=plan).order_by("position", "pk"))
        if plan.ministry is None:
            del self.fields["structure"]
            self.fields["responsible"].label, self.fields["responsible"].help_text = "Responsable", ""
            return
        rows = plan.ministry.structures.in_force(clock.today()).order_by("position", SortKey("name"), "pk")
        self.choose("structure", "non renseignée", rows)


class LinkForm(FactsForm):
    """The project that carries an action, among those of the institution or that it is a partner of."""

    class Meta:
        model = ActionProject
        fields = ("project",)

    def __init__(self, *args: Any, action: PlanAction, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Project.objects.filter(scope_id=action.scope_id)
        if action.plan.ministry_id:
            rows |= Project.objects.filter(partner_ministries=action.plan.ministry_id)
        there = action.links.values("project_id")
        rows = rows.followed().exclude(pk__in=there).defer("search").distinct().order_by("title", "pk")
        self.choose("project", "Choisissez le projet", rows, lambda row: f"{row.title} ({row.code})")


class ActionChoiceForm(FactsForm):
    """The action that a project carries, plan by plan."""

    class Meta:
        model = ActionProject
        fields = ("action",)

    def __init__(self, *args: Any, user: User, project: Project, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        rows = PlanAction.objects.filter(scope_id__in=user.access.scopes(*KEEPERS)).exclude(links__project=project)
        rows = rows.exclude(plan__state=PlanState.DROPPED).select_related("plan").in_order()
        self.choose("action", "Choisissez l’action", rows, str, lambda row: row.plan.title)


class PastedForm(form_of(Pasted)):  # type: ignore[misc]
    conditional = ("lines", "upload")  # one of both
    upload = piece("ou un fichier", "XLSX, ODS ou CSV, avec sa ligne d’en-tête.")


class PastedMeasuresForm(PastedForm):
    ministry = forms.ModelChoiceField(
        Ministry.objects.none(), label="Pour", required=False, empty_label="tous les ministères"
    )
    field_order = ("ministry",)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI)).alphabetical()
        field: Any = self.fields["ministry"]
        field.queryset = rows
        if not user.has_role(Role.ASIN_ADMIN):
            field.required, field.empty_label = True, "Choisissez"
            if len(kept := list(rows[:2])) == 1:
                self.initial["ministry"] = kept[0].pk


class AnswerForm(FactsForm):
    conditional = ("reason", "proof_reference", "proof_on", "upload")
    upload = piece("Pièce", "PDF, DOCX, image ou tableur, 25 Mo au plus, ou la référence ci-dessus.")

    class Meta:
        model = MeasureAnswer
        fields = (*ANSWERED, "upload")

"""What is typed about projects: cleaned and handed over, never saved here."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from foundation.accounts.enums import Role
from foundation.accounts.models import Person
from foundation.common import clock, days
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, column_field
from foundation.common.typography import capitalize_first
from ministries.models import CouncilRecord, Ministry, Structure

from .enums import STAGE_DEFINITIONS, ExitReason, ProjectKind, Rating, RevisionReason, Stage
from .models import Baseline, Project, ProjectSite
from .operations import ActualDates, PlannedValues
from .operations.creating import DESCRIPTIVE_FIELDS

YEARS = {"earliest": 2000, "latest": 2099}  # of a project: what lies outside is a slip of the keyboard
DAY = {"invalid": "Date illisible : écrivez-la comme 31/12/2026."}
STAGE_CHOICES = [(stage.value, stage.label) for stage in Stage]
RATING_CHOICES = [("", "non renseigné"), *((str(rating.value), rating.label) for rating in Rating)]


class DayField(days.DayField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "error_messages": DAY, **YEARS} | options)


class AmountField(forms.CharField):
    """An amount in francs CFA, typed with or without spaces. Empty is unknown, 0 is zero."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "max_length": 40,
                "widget": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            }
            | options
        )

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        text = re.sub(r"(?i)f\s*cfa$", "", re.sub(r"[\s\u00a0\u202f.]", "", text))
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise ValidationError("Montant illisible : écrivez un nombre entier de francs CFA, comme 59 300 000.")
        return int(text)


class LinesField(forms.CharField):
    """One entry a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def _select(choices: Any, empty: str = "non renseigné") -> list[tuple[str, str]]:
    return [("", empty), *choices]


PLANNED = ("planned_start", "planned_end", "planned_cost", "adopted_on", "approver", "decision_reference")
ACTUAL = ("actual_start", "actual_end", "actual_cost")
DESCRIBED = ("title", "parent", "partner_ministries", *DESCRIPTIVE_FIELDS)
SITE = ("label", "state", "progress", "note")


def project_field(column: models.Field, **options: Any) -> forms.Field | None:
    """The form field of a column: amounts are read with their spaces, days are those of a project."""
    if isinstance(column, models.BigIntegerField):
        return AmountField(label=capitalize_first(str(column.verbose_name)), help_text=column.help_text)
    if isinstance(column, models.DateField):
        options.setdefault("form_class", DayField)
    return column_field(column, **options)


def with_planned(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, its planned values together as the operations take them."""
    start, end, cost, adopted_on, approver, decision = (typed.get(name) for name in PLANNED)
    planned = PlannedValues(start, end, cost, adopted_on or clock.today(), approver or "", decision or "")
    return {name: value for name, value in typed.items() if name not in PLANNED} | {"planned": planned}


def with_dates(typed: dict[str, Any]) -> dict[str, Any]:
    dates = ActualDates(*(typed.get(name) for name in ACTUAL))
    return {name: value for name, value in typed.items() if name not in ACTUAL} | {"dates": dates}


def with_day(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name != "left_on"} | {"on": typed.get("left_on")}


def others_of(project: Project) -> Any:
    """The projects of the same ministry still followed."""
    rows = Project.objects.filter(scope_id=project.scope_id, left_on=None).exclude(pk=project.pk)
    return rows.defer("search").order_by("code")


def coded(row: Project) -> str:
    return f"{row.code} · {row.title}"


class DescriptionForm(FactsForm):
    """The regular fields; planned values are not here: they change with a baseline."""

    class Meta:
        model = Project
        fields = DESCRIBED
        formfield_callback = project_field
        widgets: ClassVar[dict[str, Any]] = {"beneficiaries": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        project, fields = self.instance, self.fields
        is_new = project._state.adding
        scopes = user.access.scopes(Role.DSI) if is_new else {project.scope_id}
        parents = Project.objects.filter(
            scope_id__in=scopes, kind__in=[ProjectKind.PROGRAMME, ProjectKind.PROJECT], left_on=None
        ).defer("search")
        fields["parent"].queryset = (parents if is_new else parents.exclude(pk=project.pk)).order_by("code")
        fields["parent"].label_from_instance = coded
        structures = Structure.objects.filter(scope_id__in=scopes, valid_to=None)
        fields["structure"].queryset = structures.order_by("position", SortKey("name"), "pk")
        fields["lead"].queryset = Person.objects.filter(scope_id__in=scopes).order_by(SortKey("full_name"), "pk")
        fields["partner_ministries"].queryset = Ministry.objects.filter(valid_to=None).alphabetical()
        fields["council_record"].queryset = CouncilRecord.objects.order_by("-held_on", "pk")


class BaselineForm(FactsForm):
    class Meta:
        model = Baseline
        fields = PLANNED
        formfield_callback = project_field

    def clean(self) -> dict[str, Any]:
        return with_planned(super().clean() or {})


class CreateForm(DescriptionForm):
    class Meta(DescriptionForm.Meta):
        fields = ("ministry", *DESCRIBED, "stage", "actual_start", "actual_end")

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields |= BaselineForm().fields
        self.fields["adopted_on"] = DayField(label="Référence adoptée le", help_text="Vide : aujourd’hui.")
        ministry: Any = self.fields["ministry"]
        ministry.empty_label = None
        ministry.queryset = Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI)).alphabetical()
        if not self.is_bound:
            ministry.initial = ministry.queryset.first()

    def clean(self) -> dict[str, Any]:
        return with_planned(super().clean() or {})


class StageForm(FactsForm):
    reason = forms.CharField(
        label="Raison",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=(
            "Demandée pour revenir en arrière, arrêter ou reprendre, et quand une date ou le coût s’écarte de ce qui"
            " était annoncé."
        ),
    )

    class Meta:
        model = Project
        fields = ("stage", *ACTUAL)
        formfield_callback = project_field
        widgets: ClassVar[dict[str, Any]] = {"stage": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stage: Any = self.fields["stage"]
        stage.choices = [
            (
                value.value,
                f"{capitalize_first(value.label)}"
                f" : {STAGE_DEFINITIONS[value][0].lower()}{STAGE_DEFINITIONS[value][1:]}",
            )
            for value in Stage
        ]

    def clean(self) -> dict[str, Any]:
        return with_dates(super().clean() or {})


class RevisionForm(BaselineForm):
    class Meta(BaselineForm.Meta):
        fields = ("reason", "explanation", *PLANNED)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reason: Any = self.fields["reason"]
        reason.required, reason.choices = True, _select(RevisionReason.choices, "Choisir…")
        reason.error_messages["required"] = "Choisissez un motif de la liste."


class LeaveForm(forms.Form):
    reason = forms.ChoiceField(
        label="Motif de sortie",
        widget=forms.RadioSelect,
        choices=[(r.value, r.label) for r in ExitReason if r != ExitReason.SPLIT],
    )
    left_on = DayField(label="Sorti le", required=True)
    heir = forms.ModelChoiceField(
        label="Projet qui le continue",
        queryset=Project.objects.none(),
        required=False,
        empty_label="aucun",
        help_text="Obligatoire pour une fusion.",
    )
    note = forms.CharField(label="Précision", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        heir: Any = self.fields["heir"]
        heir.queryset, heir.label_from_instance = others_of(project), coded

    def clean(self) -> dict[str, Any]:
        return with_day(super().clean() or {})


class SitesForm(forms.Form):
    labels = LinesField(
        label="Sites ou lots à ajouter",
        max_length=20000,
        help_text="Un par ligne, dans l’ordre voulu.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SiteForm(FactsForm):
    class Meta:
        model = ProjectSite
        fields = SITE
        formfield_callback = project_field


class SplitForm(forms.Form):
    titles = LinesField(
        label="Intitulés des nouveaux projets",
        max_length=6000,
        help_text="Un par ligne, deux au moins. Chacun reçoit son propre code.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    on = DayField(label="Scindé le", required=True)
    note = forms.CharField(label="Précision", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False)


class MergeForm(forms.Form):
    projects = forms.ModelMultipleChoiceField(
        label="Projets à réunir dans celui-ci", queryset=Project.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label="Fusionnés le", required=True)
    note = forms.CharField(label="Précision", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        others: Any = self.fields["projects"]
        others.queryset, others.label_from_instance = others_of(project), coded


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label="Note de l’ASIN", choices=Rating.choices, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label="Commentaire",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Obligatoire jusqu’à la note 3.",
    )


class UpdateRowForm(forms.Form):
    """One row of « Mes projets ». Its prefix is « p-<identifiant> »."""

    stage = forms.ChoiceField(
        choices=STAGE_CHOICES,
        error_messages={"required": "Choisissez un stade.", "invalid_choice": "Ce stade n’existe pas."},
    )
    forecast_start = DayField()
    actual_start = DayField()
    forecast_end = DayField()
    actual_end = DayField()
    progress = forms.IntegerField(
        min_value=0,
        max_value=100,
        required=False,
        error_messages={
            "min_value": "L’avancement va de 0 à 100 %%.",
            "max_value": "L’avancement va de 0 à 100 %%.",
            "invalid": "Avancement illisible : un nombre entier de 0 à 100.",
        },
    )
    forecast_cost = AmountField()
    actual_cost = AmountField()
    own_rating = forms.TypedChoiceField(
        choices=RATING_CHOICES,
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Une note va de 1 à 5."},
    )
    narrative = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"max_length": "Le commentaire a %(show_value)d caractères ; la limite est de 4 000."},
    )
    attests = forms.BooleanField(required=False)

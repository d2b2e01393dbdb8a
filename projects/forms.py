"""What is typed about projects: cleaned and handed over, never saved here."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from foundation.accounts.enums import Role
from foundation.accounts.models import Person, User
from foundation.common import clock, days
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, column_field, fact, form_of, offer
from foundation.common.tables.values import number_of
from foundation.common.typography import capitalize_first
from ministries.models import CouncilRecord, Ministry, Structure

from .enums import STAGE_DEFINITIONS, ExitReason, ProjectKind, ProjectNature, Rating, RevisionReason
from .models import Baseline, Project, ProjectSite, RevisionRequest, StatusUpdate
from .operations import ActualDates, PlannedValues
from .operations.creating import DESCRIPTIVE_FIELDS
from .queries.own_projects import TYPED

YEARS = (2000, 2099)  # of a project: what lies outside is a slip of the keyboard
PLANNED = ("planned_start", "planned_end", "planned_cost", "adopted_on", "approver", "decision_reference")
REVISED = ("reason", "explanation", "planned_start", "planned_end", "planned_cost", "decision_reference")
ACTUAL = ("actual_start", "actual_end", "actual_cost")
DESCRIBED = ("title", "parent", "partner_ministries", *DESCRIPTIVE_FIELDS)
SITE = (
    *("label", "state", "unit", "planned_quantity", "done_quantity", "measured_on"),
    *("progress", "departement", "note"),
)
RATING_CHOICES = [("", "non renseigné"), *((str(rating.value), rating.label) for rating in Rating)]


IN_WORDS = re.compile(r"(?i)\d[\d\s]*(?:,\d+)?\s*(?:millions?|milliards?)(?:\s+de)?(?:\s+f\s?cfa)?")


class DayField(days.DayField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"invalid": "Date illisible : écrivez-la comme 31/12/2026."})
        super().__init__(earliest=YEARS[0], latest=YEARS[1], **options)


class AmountField(forms.CharField):
    """An amount in francs CFA, typed with or without spaces, or as the pages say it: « 59,3 millions de FCFA ». Empty
    is unknown, 0 is zero.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if IN_WORDS.fullmatch(typed):
            francs = number_of(typed)
            assert francs is not None
            if francs == francs.to_integral_value() and francs < 10**15:
                return int(francs)
        text = re.sub(r"(?i)f\s*cfa$", "", re.sub(r"[\s\u00a0\u202f.]", "", typed))
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise ValidationError("Montant illisible : écrivez un nombre entier de francs CFA, comme 59 300 000.")
        return int(text)


def project_field(column: models.Field, **options: Any) -> forms.Field | None:
    """The form field of a column: amounts are read with their spaces, days are those of a project."""
    if isinstance(column, models.BigIntegerField):
        label = capitalize_first(str(column.verbose_name))
        return AmountField(label=label, help_text=column.help_text, required=False, max_length=40)
    if isinstance(column, models.DateField):
        options.setdefault("form_class", DayField)
    return column_field(column, **options)


def with_planned(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, its planned values together as the operations take them."""
    start, end, cost, adopted_on, approver, decision = (typed.pop(name, None) for name in PLANNED)
    planned = PlannedValues(start, end, cost, adopted_on or clock.today(), approver or "", decision or "")
    return typed | {"planned": planned}


def with_dates(typed: dict[str, Any]) -> dict[str, Any]:
    return typed | {"dates": ActualDates(*(typed.pop(name, None) for name in ACTUAL))}


def coded(row: Project) -> str:
    return f"{row.code} · {row.title}"


class DescriptionForm(FactsForm):
    """The regular fields; planned values are not here: they change with a baseline."""

    class Meta:
        model = Project
        fields: tuple[str, ...] = DESCRIBED
        formfield_callback = project_field
        widgets = {"beneficiaries": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        project = self.instance
        own = {"scope_id__in": user.access.scopes(Role.DSI) if project._state.adding else {project.scope_id}}
        parents = Project.objects.filter(kind__in=[ProjectKind.PROGRAMME, ProjectKind.PROJECT], left_on=None, **own)
        offer(self, "parent", parents.exclude(pk=project.pk).defer("search").order_by("code"), said=coded)
        structures = Structure.objects.filter(valid_to=None, **own)
        offer(self, "structure", structures.order_by("position", SortKey("name"), "pk"))
        offer(self, "lead", Person.objects.filter(**own).order_by(SortKey("full_name"), "pk"))
        offer(self, "partner_ministries", Ministry.objects.filter(valid_to=None).alphabetical())
        offer(self, "council_record", CouncilRecord.objects.order_by("-held_on", "pk"))


class BaselineForm(FactsForm):
    conditional: ClassVar[tuple[str, ...]] = ("planned_start", "planned_end", "planned_cost")

    class Meta:
        model = Baseline
        fields: tuple[str, ...] = PLANNED
        formfield_callback = project_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["planned_cost"].help_text = "Une date prévue ou ce coût, au moins."

    def clean(self) -> dict[str, Any]:
        return with_planned(super().clean() or {})


class CreateForm(DescriptionForm):
    conditional: ClassVar[tuple[str, ...]] = ("actual_start", "actual_end")

    class Meta(DescriptionForm.Meta):
        fields = ("ministry", *DESCRIBED, "stage", "actual_start", "actual_end")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields |= BaselineForm().fields
        self.fields["planned_cost"].help_text = ""
        dates_by_stage(self)
        # A line that counts, or one that only holds others: chosen, never by default.
        kind = offer(self, "kind", [("", "Choisir…"), *ProjectKind.choices])
        kind.error_messages["required"] = "Choisissez : un programme réunit des projets et ne compte pas comme eux."
        self.initial["kind"] = ""
        adopted = self.fields["adopted_on"]
        adopted.label, adopted.help_text, adopted.required = "Référence adoptée le", "Vide : aujourd’hui.", False
        rows = Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI)).alphabetical()
        ministry = offer(self, "ministry", rows, empty=None)
        if not self.is_bound:
            ministry.initial = rows.first()

    def clean(self) -> dict[str, Any]:
        return with_planned(super().clean() or {})


def dates_by_stage(form: FactsForm) -> None:
    form.fields["actual_start"].help_text = "Demandé pour un projet en cours, réalisé ou en exploitation."
    form.fields["actual_end"].help_text = "Demandée pour un projet réalisé ou en exploitation."


class StageForm(FactsForm):
    conditional: ClassVar[tuple[str, ...]] = ("reason", "actual_start", "actual_end")
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
        widgets = {"stage": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        dates_by_stage(self)
        told = {
            key: f"{capitalize_first(key.label)} : {said[0].lower()}{said[1:]}"
            for key, said in STAGE_DEFINITIONS.items()
        }
        offer(self, "stage", told.items())

    def clean(self) -> dict[str, Any]:
        return with_dates(super().clean() or {})


class RevisionForm(FactsForm):
    conditional: ClassVar[tuple[str, ...]] = PLANNED[:3]

    class Meta:
        model = RevisionRequest
        fields = REVISED
        formfield_callback = project_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reason = offer(self, "reason", [("", "Choisir…"), *RevisionReason.choices])
        reason.error_messages["required"] = "Choisissez un motif de la liste."
        self.fields["explanation"].error_messages["required"] = (
            "Expliquez la révision : ce qui a changé, et pourquoi l’ancienne référence ne tient plus."
        )

    def clean(self) -> dict[str, Any]:
        return with_planned(super().clean() or {})


class AmongOthers(forms.Form):
    """Chooses among the projects of the same ministry still followed."""

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Project.objects.filter(scope_id=project.scope_id, left_on=None).exclude(pk=project.pk)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                offer(self, name, others.defer("search").order_by("code"), said=coded)


@dataclass(frozen=True)
class Leaving:
    reason: ExitReason = fact(
        "motif de sortie", radio=True, offered=[reason for reason in ExitReason if reason != ExitReason.SPLIT]
    )
    left_on: date = fact("sorti le", bounds=YEARS)
    heir: Project | None = fact(
        "projet qui le continue", help_text="Obligatoire pour une fusion.", default=None, conditional=True
    )
    note: str = fact(
        "précision",
        max_length=4000,
        lines=3,
        help_text="Obligatoire pour un projet hors champ, transféré ou arrêté.",
        default="",
        conditional=True,
    )


@dataclass(frozen=True)
class Splitting:
    titles: list[str] = fact(
        "intitulés des nouveaux projets",
        max_length=300,
        bounds=(2, 20),
        lines=4,
        help_text="Un par ligne, deux au moins. Chacun reçoit son propre code.",
    )
    on: date = fact("scindé le", bounds=YEARS)
    note: str = fact("précision", max_length=4000, lines=3, default="")


@dataclass(frozen=True)
class Merging:
    projects: list[Project] = fact("projets à réunir dans celui-ci")
    on: date = fact("fusionnés le", bounds=YEARS)
    note: str = fact("précision", max_length=4000, lines=3, default="")


@dataclass(frozen=True)
class AsinRating:
    rating: Rating = fact("note de l’ASIN", radio=True)
    comment: str = fact(
        "commentaire",
        max_length=2000,
        lines=3,
        help_text="Obligatoire jusqu’à la note 3.",
        default="",
        conditional=True,
    )


@dataclass(frozen=True)
class NewSites:
    labels: list[str] = fact(
        "sites ou lots à ajouter",
        max_length=200,
        bounds=(1, 200),
        lines=4,
        help_text="Un par ligne, dans l’ordre voulu. Le département peut suivre : « Lycée de Kandi ; Alibori ».",
    )


LeaveForm, MergeForm = form_of(Leaving, AmongOthers), form_of(Merging, AmongOthers)
SplitForm, RatingForm, SitesForm = form_of(Splitting), form_of(AsinRating), form_of(NewSites)


class SiteForm(FactsForm):
    class Meta:
        model = ProjectSite
        fields = SITE
        formfield_callback = project_field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choose("departement", "non renseigné", lambda rows: rows.order_by("name"))


class UpdateRowForm(FactsForm):
    """One row of « Mes projets ». Its prefix is « p-<identifiant> »."""

    attests = forms.BooleanField(required=False)

    class Meta:
        model = StatusUpdate
        fields = TYPED
        formfield_callback = project_field
        error_messages = {
            "stage": {"required": "Choisissez un stade.", "invalid_choice": "Ce stade n’existe pas."},
            "progress": {
                "min_value": "L’avancement va de 0 à 100 %%.",
                "max_value": "L’avancement va de 0 à 100 %%.",
                "invalid": "Avancement illisible : un nombre entier de 0 à 100.",
            },
            "own_rating": dict.fromkeys(("min_value", "max_value", "invalid"), "Une note va de 1 à 5."),
            "narrative": {"max_length": "Le commentaire a %(show_value)d caractères ; la limite est de 4 000."},
        }

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return {"attests": typed.pop("attests", False), "values": typed}


class ForeseenForm(forms.Form):
    """What is being typed of a project, half of it unreadable perhaps."""

    project = forms.UUIDField(required=False)
    ministry = forms.UUIDField(required=False)
    nature = forms.ChoiceField(choices=ProjectNature.choices, required=False)
    planned_start = DayField(required=False)
    planned_end = DayField(required=False)
    planned_cost = AmountField(required=False)

    def known(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self.fields}

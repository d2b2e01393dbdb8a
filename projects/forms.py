"""What is typed about projects: cleaned and handed over, never saved here."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.accounts.enums import Role
from foundation.accounts.models import Person
from foundation.common import days
from foundation.common.database import SortKey
from ministries.models import CouncilRecord, Ministry, Structure

from .enums import STAGE_DEFINITIONS, ExitReason, ProjectKind, ProjectNature, Rating, RevisionReason, SiteState, Stage
from .models import Project

YEARS = {"earliest": 2000, "latest": 2099}  # of a project: what lies outside is a slip of the keyboard
DAY = {"invalid": "Date illisible : écrivez-la comme 31/12/2026."}
LONG = "{} caractères au plus."
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


class DescriptionForm(forms.Form):
    """The regular fields; planned values are not here: they change with a baseline."""

    title = forms.CharField(
        label="Intitulé",
        max_length=300,
        help_text="Tel qu’il figure dans les actes. Un ancien intitulé reste attaché au projet.",
    )
    kind = forms.ChoiceField(
        label="Nature de la ligne",
        choices=ProjectKind.choices,
        help_text="Un programme réunit des projets, un projet se divise en lots.",
    )
    nature = forms.ChoiceField(label="Objet", choices=_select(ProjectNature.choices), required=False)
    parent = forms.ModelChoiceField(
        label="Programme ou projet supérieur", queryset=Project.objects.none(), required=False, empty_label="aucun"
    )
    structure = forms.ModelChoiceField(
        label="Structure responsable", queryset=Structure.objects.none(), required=False, empty_label="non renseigné"
    )
    lead = forms.ModelChoiceField(
        label="Chef de projet", queryset=Person.objects.none(), required=False, empty_label="non renseigné"
    )
    partner_ministries = forms.ModelMultipleChoiceField(
        label="Ministères partenaires",
        queryset=Ministry.objects.none(),
        required=False,
        help_text="Ils lisent la fiche ; le ministère porteur la tient.",
    )
    objectives = forms.CharField(
        label="Objectifs", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    beneficiaries = forms.CharField(
        label="Bénéficiaires", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )
    sponsor = forms.CharField(label="Bailleur ou commanditaire", max_length=300, required=False)
    supplier = forms.CharField(label="Prestataire", max_length=300, required=False)
    pag_axis = forms.CharField(label="Axe du PAG", max_length=200, required=False)
    sdsi_action = forms.CharField(
        label="Action du SDSI",
        max_length=200,
        required=False,
        help_text="Vide : le projet est listé parmi les orphelins.",
    )
    council_record = forms.ModelChoiceField(
        label="Point du Conseil des ministres",
        queryset=CouncilRecord.objects.none(),
        required=False,
        empty_label="aucun",
    )
    source = forms.CharField(
        label="Source",
        max_length=500,
        required=False,
        help_text="D’où vient la fiche, si elle n’est pas saisie par le ministère lui-même.",
    )

    def __init__(self, *args: Any, user: Any, project: Project | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        scopes = {project.scope_id} if project is not None else user.access.scopes(Role.DSI)
        fields: dict[str, Any] = self.fields
        parents = Project.objects.filter(
            scope_id__in=scopes, kind__in=[ProjectKind.PROGRAMME, ProjectKind.PROJECT], left_on=None
        ).defer("search")
        if project is not None:
            parents = parents.exclude(pk=project.pk)
        fields["parent"].queryset = parents.order_by("code")
        fields["parent"].label_from_instance = lambda row: f"{row.code} · {row.title}"
        fields["structure"].queryset = Structure.objects.filter(scope_id__in=scopes, valid_to=None).order_by(
            "position", SortKey("name"), "pk"
        )
        fields["lead"].queryset = Person.objects.filter(scope_id__in=scopes).order_by(SortKey("full_name"), "pk")
        fields["partner_ministries"].queryset = Ministry.objects.filter(valid_to=None).alphabetical()
        fields["council_record"].queryset = CouncilRecord.objects.order_by("-held_on", "pk")

    def descriptive(self) -> dict[str, Any]:
        """The fields that operations take as they are."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in DescriptionForm.base_fields and name not in ("title", "kind", "parent", "partner_ministries")
        }


class CreateForm(DescriptionForm):
    ministry = forms.ModelChoiceField(label="Ministère porteur", queryset=Ministry.objects.none(), empty_label=None)
    stage = forms.ChoiceField(label="Stade", choices=STAGE_CHOICES, initial=Stage.IDENTIFIED)
    actual_start = DayField(label="Début effectif", help_text="Seulement si les travaux ont commencé.")
    actual_end = DayField(label="Fin effective", help_text="Seulement si les travaux sont reçus.")
    planned_start = DayField(label="Début prévu")
    planned_end = DayField(label="Fin prévue")
    planned_cost = AmountField(label="Coût prévu (FCFA)")
    adopted_on = DayField(label="Référence adoptée le", help_text="Vide : aujourd’hui.")
    approver = forms.CharField(label="Approuvée par", max_length=300, required=False)
    decision_reference = forms.CharField(label="Décision", max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        ministries: Any = self.fields["ministry"]
        ministries.queryset = Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI)).alphabetical()
        if not self.is_bound:
            ministries.initial = ministries.queryset.first()


class StageForm(forms.Form):
    stage = forms.ChoiceField(label="Stade", choices=STAGE_CHOICES, widget=forms.RadioSelect)
    actual_start = DayField(label="Début effectif")
    actual_end = DayField(label="Fin effective")
    actual_cost = AmountField(label="Coût effectif (FCFA)")
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stage: Any = self.fields["stage"]
        stage.choices = [
            (
                value.value,
                f"{value.label.capitalize()} : {STAGE_DEFINITIONS[value][0].lower()}{STAGE_DEFINITIONS[value][1:]}",
            )
            for value in Stage
        ]


class BaselineForm(forms.Form):
    planned_start = DayField(label="Début prévu")
    planned_end = DayField(label="Fin prévue")
    planned_cost = AmountField(label="Coût prévu (FCFA)")
    adopted_on = DayField(label="Adoptée le", required=True)
    approver = forms.CharField(
        label="Approuvée par",
        max_length=300,
        required=False,
        help_text="Autorité ou instance : nom, fonction, ou session de la commission.",
    )
    decision_reference = forms.CharField(
        label="Décision", max_length=200, required=False, help_text="Numéro de la décision, s’il y en a une."
    )


class RevisionForm(BaselineForm):
    reason = forms.ChoiceField(
        label="Motif",
        choices=_select(RevisionReason.choices, "Choisir…"),
        error_messages={"required": "Choisissez un motif de la liste."},
    )
    explanation = forms.CharField(
        label="Explication", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )
    field_order = [
        "reason",
        "explanation",
        "planned_start",
        "planned_end",
        "planned_cost",
        "adopted_on",
        "approver",
        "decision_reference",
    ]


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
        heir.queryset = (
            Project.objects.filter(scope_id=project.scope_id, left_on=None)
            .exclude(pk=project.pk)
            .defer("search")
            .order_by("code")
        )
        heir.label_from_instance = lambda row: f"{row.code} · {row.title}"


class SitesForm(forms.Form):
    labels = LinesField(
        label="Sites ou lots à ajouter",
        max_length=20000,
        help_text="Un par ligne, dans l’ordre voulu.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SiteForm(forms.Form):
    label = forms.CharField(label="Site ou lot", max_length=200)
    state = forms.ChoiceField(label="État", choices=_select(SiteState.choices), required=False)
    progress = forms.IntegerField(label="Avancement (%)", min_value=0, max_value=100, required=False)
    note = forms.CharField(label="Note", max_length=500, required=False)


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
        others.queryset = (
            Project.objects.filter(scope_id=project.scope_id, left_on=None)
            .exclude(pk=project.pk)
            .defer("search")
            .order_by("code")
        )
        others.label_from_instance = lambda row: f"{row.code} · {row.title}"


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
        error_messages={"max_length": "Le commentaire a %(show_value)d caractères ; la limite est de 4 000."},
    )
    attests = forms.BooleanField(required=False)

"""What people type about e-services; the operations decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from foundation.accounts.models import User
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, column_field, fact, form_of
from foundation.documents import codes

from .enums import Extent
from .models import EService, OnlineStep, ServiceMonth, ServiceProblem, ServiceStep
from .models.problem import LONGEST, SHORTEST
from .models.use import FIGURES
from .operations.reporting import Challenge

SERVICE = (
    (
        "Ce qu’il est",
        "Ce qui n’est pas su reste vide.",
        ("ministry", "structure", "name", "users", "channel", "platform", "address"),
    ),
    ("Ouverture et niveau", "", ("opened_on", "closed_on", "level")),
    (
        "Ce que dit le texte",
        "La base légale, le délai et le tarif que l’usager peut opposer.",
        ("legal_text", "legal_basis", "delay_days", "fee", "fee_absence", "fee_note"),
    ),
    ("Au catalogue", "", ("project", "is_listed", "source")),
)
MONTH = (
    ("Quel mois", "", ("service", "month")),
    ("Demandes", "Laissez vide ce que vous ne savez pas : ce n’est pas zéro.", FIGURES[:5]),
    ("Qualité et coût", "", (*FIGURES[5:], "note")),
)
TYPED = (*FIGURES, "note")


class StepsForm(forms.Form):
    """One choice a step of the common list, filled with what was said already."""

    def __init__(self, *args: Any, service: EService, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        told = dict(OnlineStep.objects.filter(service=service).values_list("step_id", "extent"))
        for step in ServiceStep.objects.offered():
            self.fields[str(step.pk)] = forms.ChoiceField(
                label=step.name,
                required=False,
                choices=[("", "non renseigné"), *Extent.choices],
                initial=told.get(step.pk, ""),
                help_text=step.definition,
            )


def steps_typed(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {"steps": {UUID(key): value for key, value in typed.items()}}


@dataclass(frozen=True)
class PastedMonths:
    """A table of months, pasted with its heading."""

    lines: str = fact(
        "tableau",
        max_length=2_000_000,
        lines=12,
        default="",
        help_text="Collé avec sa ligne d’en-tête : e-service, mois, puis les chiffres que vous avez.",
    )


ImportForm = form_of(
    PastedMonths,
    upload=forms.FileField(label="Ou un fichier", required=False, help_text="CSV, XLSX ou ODS, 10 Mo au plus."),
)


def _shown(value: Any) -> Any:
    """8 and not 8.00, where one types."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class MonthSheet(forms.Form):
    """One month of several e-services: a field a figure, and the version that each row had when it was shown."""

    def __init__(
        self, *args: Any, services: Sequence[EService], rows: Mapping[UUID, ServiceMonth], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.services, self.known = services, rows
        for service in services:
            row = rows.get(service.pk)
            for name in TYPED:
                column: Any = ServiceMonth._meta.get_field(name)
                field: Any = column_field(column)
                field.required, field.initial = False, _shown(getattr(row, name, None))
                field.help_text = ""
                self.fields[f"{service.pk}-{name}"] = field
            version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=row.version if row else 0)
            self.fields[f"{service.pk}-version"] = version

    def lines(self) -> list[dict[str, Any]]:
        """Each e-service with its fields, the hidden one apart."""
        return [
            {
                "service": service,
                "is_told": service.pk in self.known,
                "fields": [self[f"{service.pk}-{name}"] for name in TYPED],
                "version": self[f"{service.pk}-version"],
            }
            for service in self.services
        ]


def cells_typed(form: MonthSheet) -> list[tuple[EService, dict[str, Any], int]]:
    data = form.cleaned_data
    return [
        (service, {name: data[f"{service.pk}-{name}"] for name in TYPED}, data[f"{service.pk}-version"] or 0)
        for service in form.services
    ]


def words_form(name: str) -> Any:
    """The form of one text of a problem."""

    class Words(FactsForm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.fields[name].required = True

        class Meta:
            model = ServiceProblem
            fields = (name,)

    return Words


class ServiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.ministry.short_name})" if obj.ministry else obj.name


class ReportForm(forms.Form):
    """What a citizen fills in, without an account and without a script."""

    service = ServiceField(EService.objects.none(), label="E-service", empty_label="Choisissez-le dans la liste")
    words = forms.CharField(
        label="Le problème",
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Ce que vous vouliez faire, ce qui s’est passé, et quand. N’écrivez ni nom, ni numéro, ni adresse :"
        " ils ne servent pas ici.",
    )
    answer = forms.CharField(
        label="Question", max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    # Seen by no one but a program that fills in whatever it finds.
    website = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, challenge: Challenge, **options: Any) -> None:
        super().__init__(*args, **options)
        service: Any = self.fields["service"]
        service.queryset = EService.objects.listed().select_related("ministry").order_by(SortKey("name"), "pk")
        self.challenge = challenge
        self.fields["answer"].label = challenge.question
        self.fields["answer"].help_text = "Répondez en chiffres. Cette question écarte les envois automatiques."


class FollowForm(forms.Form):
    code = forms.CharField(
        label="Code de suivi",
        max_length=60,
        help_text="Sept groupes de quatre signes. Les tirets, les espaces et les majuscules ne comptent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = codes.normalised(str(self.cleaned_data["code"]))
        if len(code) != codes.LENGTH or set(code) - set(codes.ALPHABET):
            raise forms.ValidationError(f"Ce code n’a pas la forme attendue : {codes.LENGTH} chiffres et lettres.")
        return code

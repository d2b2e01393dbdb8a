"""Filters of the lists, the same on pages and in the API; they stand in the address."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.forms import Form, HiddenInput, ModelChoiceField
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.days import DayField
from foundation.common.lists import Filters, InForce, chosen, days_of
from foundation.common.requests import Request

from .enums import CommuneStatus, CouncilRecordKind, LegalTextKind, LegalTextState, StructureKind
from .extensions import ministries_with_commission
from .models import Appointment, Commune, Departement, LegalText, Ministry
from .models.appointment import APPOINTMENT_ROLES
from .queries import dated_name


class NamedMinistryField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return dated_name(obj)


class MinistryChoice(ModelChoiceFilter):
    """Any ministry, of today or of another day: one that ended says when."""

    field_class = NamedMinistryField

    def __init__(self, **options: Any) -> None:
        asked = {
            "label": "Ministère",
            "queryset": Ministry.objects.in_office_first(),
            "empty_label": "tous les ministères",
        }
        super().__init__(**(asked | options))


class LegalTextFilter(Filters):
    q = CharFilter(label="Mots ou référence", method="by_words")
    kind = chosen("Nature", LegalTextKind, "toutes les natures")
    state = chosen("État", LegalTextState, "tous les états")
    ministry = MinistryChoice()
    since, until = days_of("dated_on")

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(renamed(data), *args, **options)

    def by_words(self, rows: Any, name: str, value: str) -> QuerySet[LegalText]:
        return rows.found_by(value)


FORMER = {"after": "since", "before": "until"}  # the cursor of a list now has these names


def renamed(data: Any) -> Any:
    """An address kept from before: a day under the former name of a filter is read under its own."""
    old = [name for name in FORMER if data and _is_day(data.get(name, ""))]
    if not old:
        return data
    data = data.copy()
    for name in old:
        data.setdefault(FORMER[name], data.pop(name)[-1])
    return data


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


class CouncilFilter(Filters):
    words, spelled = ("title", "text"), ("title",)
    q = CharFilter(label="Objet ou contenu", method="by_words")
    kind = chosen("Nature", CouncilRecordKind, "toutes les natures")
    ministry = MinistryChoice()
    since, until = days_of("held_on")


class CommuneFilter(Filters):
    q = CharFilter(label="Nom (toutes graphies)", method="by_words")
    departement = ModelChoiceFilter(
        label="Département",
        queryset=Departement.objects.order_by(SortKey("name"), "pk"),
        empty_label="les 12 départements",
    )
    status = chosen("Statut", CommuneStatus, "tous les statuts")

    def by_words(self, rows: Any, name: str, value: str) -> QuerySet[Commune]:
        return rows.named_like(value)


class DayForm(Form):
    au = DayField(label="Le Gouvernement au", required=False)


def asked_day(request: Request) -> tuple[DayForm, date]:
    """The day asked by `?au=`; today when there is none, or when it is no date (the form says so)."""
    form = DayForm(request.GET if request.GET.get("au") else None, initial={"au": clock.today()})
    day = form.cleaned_data["au"] if form.is_bound and form.is_valid() else None
    return form, day or clock.today()


class GovernmentFilter(Filters):
    """The ministries of the day asked, under their names of that day."""

    # Reached from the dashboards: what they count, to the row.
    commission = chosen("Commission", [("none", "aucune enregistrée")], "", method="by_commission", widget=HiddenInput)
    donnees = chosen(
        "Données",
        [("reelles", "réelles"), ("demo", "démonstration")],
        "toutes",
        lambda rows, value: rows.filter(is_fictitious=value == "demo"),
        widget=HiddenInput,
    )

    @property
    def qs(self) -> Any:
        day = asked_day(self.request)[1]
        found: Any = super().qs
        return found.in_force(day).with_names_on(day)

    def by_commission(self, rows: Any, name: str, value: str) -> QuerySet[Ministry]:
        day = asked_day(self.request)[1]
        for of_commissions in ministries_with_commission:
            rows = rows.exclude(pk__in=of_commissions(day))
        return rows


class MinistryFilter(InForce):
    """For the API: the ministries in force on a day."""

    words = spelled = ("name", "acronym")
    q = CharFilter(label="nom ou sigle", method="by_words")


class StructureFilter(InForce):
    ministry = ModelChoiceFilter(label="ministère", queryset=Ministry.objects.order_by("pk"))
    kind = ChoiceFilter(label="nature", choices=StructureKind.choices)


def _by_period(rows: Any, value: str) -> QuerySet[Appointment]:
    today = clock.today()
    return rows.in_force(today) if value == "now" else rows.filter(valid_to__lte=today)


class AppointmentFilter(Filters):
    words = ("person__full_name", "title", "scope__label")
    q = CharFilter(label="Personne, fonction ou institution", method="by_words")
    role = chosen("Fonction", APPOINTMENT_ROLES, "toutes les fonctions")
    when = chosen("Période", [("now", "en cours"), ("past", "terminées")], "toutes les périodes", _by_period)

"""Filters of the lists, the same on pages and in the API; they stand in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Value

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.lists import Filters

from .enums import CommuneStatus, CouncilRecordKind, LegalTextKind, LegalTextState, StructureKind
from .models import Appointment, Commune, CouncilRecord, Departement, LegalText, Ministry, Structure
from .models.appointment import APPOINTMENT_ROLES

DAY = forms.DateInput(attrs={"type": "date"})


class LegalTextFilter(Filters):
    q = django_filters.CharFilter(label="Mots ou référence", method="by_words")
    kind = django_filters.ChoiceFilter(label="Nature", choices=LegalTextKind.choices, empty_label="toutes les natures")
    state = django_filters.ChoiceFilter(label="État", choices=LegalTextState.choices, empty_label="tous les états")
    ministry = django_filters.ModelChoiceFilter(
        label="Ministère", queryset=Ministry.objects.order_by(SortKey("name"), "pk"), empty_label="tous les ministères"
    )
    after = django_filters.DateFilter(label="Depuis le", field_name="dated_on", lookup_expr="gte", widget=DAY)
    before = django_filters.DateFilter(label="Jusqu’au", field_name="dated_on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = LegalText
        fields: list[str] = []

    def by_words(self, rows: QuerySet[LegalText], name: str, value: str) -> QuerySet[LegalText]:
        return rows.found_by(value)


class CouncilFilter(Filters):
    q = django_filters.CharFilter(label="Objet ou contenu", method="by_words")
    kind = django_filters.ChoiceFilter(
        label="Nature", choices=CouncilRecordKind.choices, empty_label="toutes les natures"
    )
    ministry = django_filters.ModelChoiceFilter(
        label="Ministère", queryset=Ministry.objects.order_by(SortKey("name"), "pk"), empty_label="tous les ministères"
    )
    since = django_filters.DateFilter(label="Depuis le", field_name="held_on", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label="Jusqu’au", field_name="held_on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = CouncilRecord
        fields: list[str] = []

    def by_words(self, rows: QuerySet[CouncilRecord], name: str, value: str) -> QuerySet[CouncilRecord]:
        rows = rows.annotate(title_words=SortKey("title"), text_words=SortKey("text"))
        for word in value.split():
            rows = rows.filter(
                Q(title_words__contains=SortKey(Value(word))) | Q(text_words__contains=SortKey(Value(word)))
            )
        return rows


class CommuneFilter(Filters):
    q = django_filters.CharFilter(label="Nom (toutes graphies)", method="by_name")
    departement = django_filters.ModelChoiceFilter(
        label="Département",
        queryset=Departement.objects.order_by(SortKey("name"), "pk"),
        empty_label="les 12 départements",
    )
    status = django_filters.ChoiceFilter(label="Statut", choices=CommuneStatus.choices, empty_label="tous les statuts")

    class Meta:
        model = Commune
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Commune], name: str, value: str) -> QuerySet[Commune]:
        return rows.named_like(value)


class MinistryFilter(Filters):
    """For the API: the ministries in force on a day."""

    in_force_on = django_filters.DateFilter(label="en vigueur le", method="by_day")
    q = django_filters.CharFilter(label="nom ou sigle", method="by_name")

    class Meta:
        model = Ministry
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Ministry], name: str, value: object) -> QuerySet[Ministry]:
        return rows.in_force(value)

    def by_name(self, rows: QuerySet[Ministry], name: str, value: str) -> QuerySet[Ministry]:
        key = SortKey(Value(value))
        return rows.annotate(words=SortKey("name"), short=SortKey("acronym")).filter(
            Q(words__contains=key) | Q(short__contains=key)
        )


class StructureFilter(Filters):
    ministry = django_filters.ModelChoiceFilter(label="ministère", queryset=Ministry.objects.order_by("pk"))
    kind = django_filters.ChoiceFilter(label="nature", choices=StructureKind.choices)
    in_force_on = django_filters.DateFilter(label="en vigueur le", method="by_day")

    class Meta:
        model = Structure
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Structure], name: str, value: object) -> QuerySet[Structure]:
        return rows.in_force(value)


class AppointmentFilter(Filters):
    q = django_filters.CharFilter(label="Personne, fonction ou institution", method="by_words")
    role = django_filters.ChoiceFilter(label="Fonction", choices=APPOINTMENT_ROLES, empty_label="toutes les fonctions")
    when = django_filters.ChoiceFilter(
        label="Période",
        choices=[("now", "en cours"), ("past", "terminées")],
        method="by_period",
        empty_label="toutes les périodes",
    )

    class Meta:
        model = Appointment
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Appointment], name: str, value: str) -> QuerySet[Appointment]:
        rows = rows.annotate(who=SortKey("person__full_name"), what=SortKey("title"), where=SortKey("scope__label"))
        for word in value.split():
            key = SortKey(Value(word))
            rows = rows.filter(Q(who__contains=key) | Q(what__contains=key) | Q(where__contains=key))
        return rows

    def by_period(self, rows: QuerySet[Appointment], name: str, value: str) -> QuerySet[Appointment]:
        today = clock.today()
        return rows.in_force(today) if value == "now" else rows.filter(valid_to__lte=today)

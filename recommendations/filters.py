"""Filters of recommendations, the same on the page and in the API; they stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from commissions.models import Commission
from foundation.common import clock
from foundation.common.database import holding_words, prefix_query
from foundation.common.lists import Filters, chosen
from foundation.common.references import numbered
from foundation.common.requests import Request
from ministries.filters import MinistryChoice
from ministries.models import Ministry

from .enums import OriginKind, Priority
from .enums import RecommendationState as State
from .models import Recommendation
from .queries.balance import NAMED, aged, band_keys


def commissions_of(request: Request | None) -> QuerySet[Commission]:
    """The commissions that issued something the reader may see."""
    if request is None:
        return Commission.objects.none()
    return Commission.objects.filter(
        pk__in=Recommendation.objects.visible_to(request.user).order_by().values("commission_id")
    ).order_by("code", "pk")


def ministries_of(request: Request | None) -> QuerySet[Ministry]:
    return Ministry.objects.filter(commissions__in=commissions_of(request)).distinct().in_office_first()


def _by_words(rows: QuerySet[Recommendation], name: str, value: str) -> QuerySet[Recommendation]:
    by_words, by_number = Q(search=prefix_query(value)), numbered(value, "recommandation")
    return rows.filter(by_words | by_number if by_number is not None else by_words)


def _by_begun_words(rows: QuerySet[Recommendation], name: str, value: str) -> QuerySet[Recommendation]:
    return holding_words(rows, name, value)


def _by_ministry(rows: QuerySet[Recommendation], name: str, value: Ministry) -> QuerySet[Recommendation]:
    return rows.filter(Q(commission__ministry=value) | Q(addressee_scope_id=value.scope_id))


class RecommendationFilter(Filters):
    spelled = ("text",)
    q = django_filters.CharFilter(label="Mots", method=_by_words, max_length=200)
    mine = chosen("Pour moi", [("1", "à mon adresse")], "toutes", method="by_mine")
    state = chosen(
        "État",
        [("open", "ouvertes"), *State.choices],
        "tous les états",
        lambda rows, value: rows.open() if value == "open" else rows.filter(state=value),
    )
    age = chosen("Ouverte depuis", band_keys(), "peu importe", lambda rows, value: aged(rows, value, clock.today()))
    late = chosen("Retard", [("1", "en retard")], "toutes", lambda rows, value: rows.late(clock.today()))
    ministry = MinistryChoice(queryset=ministries_of, method=_by_ministry)
    commission = django_filters.ModelChoiceFilter(
        label="Commission", queryset=commissions_of, empty_label="toutes les commissions"
    )
    addressee = django_filters.CharFilter(
        label="Destinataire", field_name="addressee_label", method=_by_begun_words, max_length=300
    )
    theme = django_filters.CharFilter(label="Thème", method=_by_begun_words, max_length=100)
    priority = chosen("Priorité", Priority, "toutes")
    origin_kind = chosen("Origine", OriginKind, "toutes")
    # Reached from figures: what they count, to the row.
    issuer = MinistryChoice(
        label="Émise par la commission de", field_name="commission__ministry", widget=forms.HiddenInput
    )
    theme_is = django_filters.CharFilter(label="Thème exact", field_name="theme", widget=forms.HiddenInput)
    addressee_is = django_filters.CharFilter(
        label="Destinataire exact", field_name="addressee_label", widget=forms.HiddenInput
    )
    untold = chosen(
        "Sans",
        [("theme", "thème"), ("addressee", "destinataire")],
        "peu importe",
        lambda rows, value: rows.filter(**{NAMED[value]: ""}),
        widget=forms.HiddenInput,
    )
    data = chosen(
        "Données",
        [("reelles", "réelles"), ("demo", "démonstration")],
        "toutes",
        lambda rows, value: rows.of_data(value),
        widget=forms.HiddenInput,
    )
    # Reached from the page of a project: a portfolio is too long for a list to choose from.
    project = django_filters.UUIDFilter(label="Projet", field_name="project_id", widget=forms.HiddenInput)

    class Meta:
        model = Recommendation
        fields: tuple[str, ...] = ()

    def by_mine(self, rows: Any, name: str, value: str) -> QuerySet[Recommendation]:
        return rows.filter(pk__in=Recommendation.objects.mine(self.request.user, clock.today()).order_by().values("pk"))

"""Filters of the portfolio, the same on the page and in the API; they stand in the address."""

from copy import copy
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from foundation.common import clock
from foundation.common.lists import Filters
from ministries.models import Ministry

from .enums import STAGES_OF_SITUATION, Colour, ProjectKind, Situation, Stage
from .models import Project
from .queries.figures import red_since
from .queries.portfolio import matching


def ministries_of(request: HttpRequest | None) -> QuerySet[Ministry]:
    """The ministries whose portfolio the reader may see."""
    if request is None:
        return Ministry.objects.none()
    access = request.user.access
    if access.is_asin:
        return Ministry.objects.alphabetical()
    return Ministry.objects.filter(scope_id__in=access.scopes()).alphabetical()


class ProjectFilter(Filters):
    q = django_filters.CharFilter(label="Mots ou code", method="by_words", max_length=200)
    ministry = django_filters.ChoiceFilter(
        label="Ministère", field_name="ministry_id", choices=[], empty_label="tous les ministères"
    )
    situation = django_filters.ChoiceFilter(
        label="Situation", choices=Situation.choices, empty_label="toutes", method="by_situation"
    )
    stage = django_filters.ChoiceFilter(label="Stade", choices=Stage.choices, empty_label="tous les stades")
    colour = django_filters.ChoiceFilter(label="Signal calculé", choices=Colour.choices, empty_label="tous les signaux")
    stale = django_filters.ChoiceFilter(
        label="Fraîcheur", choices=[("1", "périmé"), ("0", "à jour")], empty_label="toutes", method="by_freshness"
    )
    kind = django_filters.ChoiceFilter(label="Ligne", choices=ProjectKind.choices, empty_label="toutes les lignes")
    portfolio = django_filters.ChoiceFilter(
        label="Portefeuille",
        choices=[("left", "sortis"), ("all", "suivis et sortis")],
        empty_label="suivis",
        method="by_portfolio",
    )
    role = django_filters.ChoiceFilter(
        label="Rôle", choices=[("partner", "ministère partenaire")], empty_label="ministère porteur", method="by_role"
    )
    red_days = django_filters.ChoiceFilter(
        label="Rouge depuis plus de",
        choices=[("90", "90 jours"), ("365", "365 jours")],
        empty_label="peu importe",
        method="by_red",
    )
    sdsi = django_filters.ChoiceFilter(
        label="Action du SDSI", choices=[("none", "aucune (orphelins)")], empty_label="peu importe", method="by_sdsi"
    )
    leaf = django_filters.ChoiceFilter(
        label="Subdivision", choices=[("1", "lignes sans subdivision")], empty_label="peu importe", method="by_leaf"
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, prefix: str | None = None
    ) -> None:
        # Instead of the base class, which copies every filter and field in depth: a tenth of the time of the list.
        self.is_bound = True  # filter_queryset() narrows to what the reader may see, also when nothing is chosen
        self.data = {} if data is None else data
        self.queryset = Project.objects.all() if queryset is None else queryset
        self.request, self.form_prefix = request, prefix
        self.filters = {name: self._own(declared) for name, declared in self.base_filters.items()}
        if request is not None:
            if request.user.access.is_asin:
                del self.filters["role"]  # the ASIN sees every portfolio
            # Plain pairs: no row is made for a choice.
            choices = [(str(pk), name) for pk, name in ministries_of(request).values_list("pk", "name")]
            self.filters["ministry"].extra = {**self.filters["ministry"].extra, "choices": choices}
            self.filters["ministry"].__dict__.pop("_field", None)

    def _own(self, declared: django_filters.Filter) -> django_filters.Filter:
        _ = declared.field  # built once for all; each form copies its fields
        own = copy(declared)
        own.parent, own.model = self, Project
        if own.method is not None:
            own.method = own.method  # binds the method to this copy
        return own

    def filter_queryset(self, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Without a choice: the projects still followed, with the ministry that carries them."""
        chosen = self.form.cleaned_data
        if not chosen.get("portfolio"):
            queryset = queryset.followed()  # type: ignore[attr-defined]
        if not chosen.get("role"):
            queryset = queryset.carried_by(self.request.user)  # type: ignore[attr-defined]
        return super().filter_queryset(queryset)

    def by_words(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return matching(rows, value)

    def by_situation(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return rows.filter(stage__in=STAGES_OF_SITUATION[Situation(value)])

    def by_freshness(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        today = clock.today()
        return rows.filter(left_on=None, fresh_until__lt=today) if value == "1" else rows.filter(fresh_until__gte=today)

    def by_portfolio(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return rows.filter(left_on__isnull=False) if value == "left" else rows

    def by_role(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        scopes = self.request.user.access.scopes()
        return rows.visible_to(self.request.user).exclude(scope_id__in=scopes)  # type: ignore[attr-defined]

    def by_red(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return red_since(rows, int(value))

    def by_sdsi(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return rows.filter(sdsi_action="")

    def by_leaf(self, rows: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return rows.filter(is_leaf=True)

    def get_form_class(self) -> type[forms.Form]:
        form_class = super().get_form_class()
        form_class.use_required_attribute = False
        return form_class

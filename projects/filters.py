"""Filters of the portfolio, the same on the page and in the API; they stand in the address."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from foundation.common import clock
from foundation.common.charts.maps import departements
from foundation.common.lists import Filters, chosen
from foundation.common.questions import Question
from foundation.common.requests import ApiRequest, Request
from ministries.models import Ministry

from .enums import CLOSED_STAGES, STAGES_OF_SITUATION, Colour, Guard, ProjectKind, Situation, Stage
from .models import Project
from .models.project import ProjectQuerySet
from .queries.board import LEFT_OUT, NOWHERE, by_place
from .queries.figures import red_since
from .queries.guards import guarded, retained_as
from .queries.portfolio import matching, orphans
from .queries.quality import RULES, breaking


def ministries_of(request: Request | ApiRequest | None) -> QuerySet[Ministry]:
    """The ministries whose portfolio the reader may see."""
    if request is None:
        return Ministry.objects.none()
    access = request.user.access
    if access.is_asin:
        return Ministry.objects.alphabetical()
    return Ministry.objects.filter(scope_id__in=access.scopes()).alphabetical()


# Asked by every list of projects of the ASIN; plain pairs, no row is made for a choice.
ALL_MINISTRIES = Question(lambda: Ministry.objects.alphabetical().values_list("pk", "name"))


class MinistryAsked(Filters):
    """One ministry among those whose portfolio the reader may see."""

    ministry = django_filters.ModelChoiceFilter(
        label="Ministère", queryset=ministries_of, empty_label="tous les ministères"
    )


def _by_freshness(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
    today = clock.today()
    if value == "never":
        return rows.filter(left_on=None, fresh_until=None).exclude(stage__in=CLOSED_STAGES)
    return rows.filter(left_on=None, fresh_until__lt=today) if value == "1" else rows.filter(fresh_until__gte=today)


class ProjectFilter(Filters):
    q = django_filters.CharFilter(
        label="Mots ou code", method=lambda rows, name, value: matching(rows, value), max_length=200
    )
    ministry = chosen("Ministère", [], "tous les ministères", field_name="ministry_id")
    situation = chosen(
        "Situation",
        Situation,
        "toutes",
        lambda rows, value: rows.filter(stage__in=STAGES_OF_SITUATION[Situation(value)]),
    )
    stage = chosen("Stade", Stage, "tous les stades")
    colour = chosen("Signal calculé", Colour, "tous les signaux")
    retained = chosen("Signal retenu", Colour, "tous", lambda rows, value: rows.filter(retained_as(value)))
    stale = chosen(
        "Fraîcheur", [("1", "périmé"), ("0", "à jour"), ("never", "jamais mis à jour")], "toutes", _by_freshness
    )
    kind = chosen("Ligne", ProjectKind, "toutes les lignes")
    portfolio = chosen(
        "Portefeuille",
        [("left", "sortis"), ("all", "suivis et sortis")],
        "suivis",
        lambda rows, value: rows.filter(left_on__isnull=False) if value == "left" else rows,
    )
    role = chosen("Rôle", [("partner", "ministère partenaire")], "ministère porteur", method="by_role")
    red_days = chosen(
        "Rouge depuis plus de",
        [("90", "90 jours"), ("365", "365 jours")],
        "peu importe",
        lambda rows, value: red_since(rows, int(value)),
    )
    greened = chosen(
        "Révision", [("1", "verdis par révision")], "peu importe", lambda rows, value: rows.greened(clock.today())
    )
    sdsi = chosen(
        "Action du SDSI", [("none", "aucune (orphelins)")], "peu importe", lambda rows, value: rows.filter(orphans())
    )
    guard = chosen("Garde-fou", Guard, "peu importe", lambda rows, value: guarded(rows, value, clock.today()))
    quality = chosen(
        "Règle de qualité non tenue",
        [(rule.name, rule.label) for rule in RULES.values()],
        "peu importe",
        lambda rows, value: breaking(rows, value, clock.today()),
    )
    departement = chosen(
        "Département",
        [*((shape.name, shape.name) for shape in departements()[1]), (NOWHERE, "aucun site localisé")],
        "tous",
        by_place,
    )
    # Reached from figures: what they count, to the row.
    data = chosen(
        "Données",
        [("reelles", "réelles"), ("demo", "démonstration")],
        "toutes",
        lambda rows, value: rows.of_data(value),
        widget=forms.HiddenInput,
    )
    leaf = chosen(
        "Subdivision", [("1", "lignes sans subdivision")], "peu importe", lambda rows, value: rows.filter(is_leaf=True)
    )

    # Last: what a view does not draw depends on what all the others find.
    left_out = chosen(
        "Laissés de côté",
        [(name, words) for name, (words, _) in LEFT_OUT.items()],
        "peu importe",
        lambda rows, value: LEFT_OUT[value][1](rows),
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Request, prefix: str | None = None) -> None:
        # Bound in any case: filter_queryset() narrows to what the reader may see, also when nothing is chosen.
        super().__init__({} if data is None else data, queryset, request=request, prefix=prefix)
        if request is not None:
            if request.user.access.is_asin:
                del self.filters["role"]  # the ASIN sees every portfolio
                found: Iterable[Any] = ALL_MINISTRIES.lines()
            else:
                found = ministries_of(request).values_list("pk", "name")
            self.filters["ministry"].extra["choices"] = [(str(pk), name) for pk, name in found]

    def filter_queryset(self, queryset: ProjectQuerySet) -> QuerySet[Project]:
        """Without a choice: the projects still followed, with the ministry that carries them."""
        chosen = self.form.cleaned_data
        if not chosen.get("portfolio"):
            queryset = queryset.followed()
        if not chosen.get("role"):
            queryset = queryset.carried_by(self.request.user)
        return super().filter_queryset(queryset)

    def by_role(self, rows: ProjectQuerySet, name: str, value: str) -> QuerySet[Project]:
        scopes = self.request.user.access.scopes()
        return rows.visible_to(self.request.user).exclude(scope_id__in=scopes)

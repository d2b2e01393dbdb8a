"""The summary behind the project figures: kept by the database, whatever path a change takes."""

from collections.abc import Callable
from dataclasses import dataclass

import pgtrigger
from django.db import models

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import Level

from ..enums import CLOSED_STAGES, Colour, ProjectKind, Rating, Stage


class ProjectFigureQuerySet(models.QuerySet["ProjectFigure"]):
    def visible_to(self, user) -> "ProjectFigureQuerySet":
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role(*ASIN_ROLES) else self.filter(scope_id__in=user.access.scopes())

    def of_data(self, data: str) -> "ProjectFigureQuerySet":
        return self.filter(ministry__is_fictitious=data == "demo") if data in ("reelles", "demo") else self


class ProjectSums(models.Model):
    """Counts and sums by ministry, kind, stage and colour."""

    id = models.BigAutoField("identifiant", primary_key=True)
    # Derived rows, written from projects in one statement: their keys were checked on the project itself.
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="ministère",
    )
    kind = models.CharField("nature de la ligne", max_length=10, choices=ProjectKind)
    is_leaf = models.BooleanField("sans subdivision")
    stage = models.CharField("stade", max_length=15, choices=Stage)
    colour = models.CharField("signal calculé", max_length=8, choices=Colour)
    followed = models.BooleanField("au portefeuille")
    projects = models.IntegerField("projets")
    planned_cost = models.BigIntegerField("coûts prévus (FCFA)")
    planned_known = models.IntegerField("coûts prévus renseignés")
    forecast_cost = models.BigIntegerField("coûts estimés (FCFA)")
    forecast_known = models.IntegerField("coûts estimés renseignés")
    # Both costs known: only these lines can be compared.
    compared_planned = models.BigIntegerField("coûts prévus comparés (FCFA)", default=0)
    compared_forecast = models.BigIntegerField("coûts estimés comparés (FCFA)", default=0)
    compared = models.IntegerField("lignes comparées", default=0)
    # By the lowest of the ratings of the DSI and of the ASIN: which signal is kept depends on it and on a setting.
    rated_1 = models.IntegerField("notés 1 au plus bas", default=0)
    rated_2 = models.IntegerField("notés 2 au plus bas", default=0)
    rated_3 = models.IntegerField("notés 3 au plus bas", default=0)
    rated_4 = models.IntegerField("notés 4 au plus bas", default=0)
    rated_5 = models.IntegerField("notés 5 au plus bas", default=0)

    objects = ProjectFigureQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.ministry_id} {self.stage} {self.colour}"


class ProjectFigure(ProjectSums):
    """Read as sums: a cell may be in several rows.

    Each statement on projects adds the differences it makes, as new rows: writers never wait for each other as they
    would on one locked cell. `fold_figures` gathers the rows of a cell. Freshness depends on the day: see
    ProjectFreshness.
    """

    data_level = Level.MINISTRY

    class Meta:
        verbose_name = "résumé de projets"
        verbose_name_plural = "résumés de projets"


class ProjectReading(ProjectSums):
    """The summary as it stood at the end of a day: taken each night, never changed. What no night read is not known."""

    data_level = Level.MINISTRY

    on = models.DateField("au soir du", db_index=True)
    stale = models.IntegerField("fiches périmées", default=0)

    class Meta:
        verbose_name = "relevé de projets"
        verbose_name_plural = "relevés de projets"
        constraints = [
            models.UniqueConstraint(
                fields=["on", "ministry", "scope", "kind", "is_leaf", "stage", "colour", "followed"],
                name="project_reading_once_a_day",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="project_reading_is_kept_as_taken", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class ProjectFreshness(models.Model):
    """How many followed projects are fresh until which day. Read as sums, as ProjectFigure is."""

    data_level = Level.MINISTRY

    id = models.BigAutoField("identifiant", primary_key=True)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="ministère",
    )
    fresh_until = models.DateField("à jour jusqu’au", null=True)
    awaits = models.BooleanField("attend une mise à jour")
    projects = models.IntegerField("projets")

    objects = ProjectFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "fraîcheur de projets"
        verbose_name_plural = "fraîcheurs de projets"

    def __str__(self) -> str:
        return f"{self.ministry_id} {self.fresh_until}"


@dataclass(frozen=True)
class Summary:
    """A table of sums by key. `rows(table, sign)` selects keys and signed measures of a table of projects."""

    table: str
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    rows: Callable[[str, str], str]

    @property
    def _keys(self) -> str:
        return ", ".join(self.keys)

    @property
    def _sums(self) -> str:
        return ", ".join(f"sum({measure})" for measure in self.measures)

    @property
    def _not_nothing(self) -> str:
        return f"HAVING ({self._sums}) IS DISTINCT FROM ({', '.join('0' for _ in self.measures)})"

    @property
    def _into(self) -> str:
        return f"INSERT INTO {self.table} ({self._keys}, {', '.join(self.measures)})"

    @property
    def stored(self) -> str:
        return f"SELECT {self._keys}, {self._sums} FROM {self.table} GROUP BY {self._keys} {self._not_nothing}"  # noqa: S608

    @property
    def true(self) -> str:
        rows = self.rows("projects_project", "")
        return f"SELECT {self._keys}, {self._sums} FROM ({rows}) AS p GROUP BY {self._keys}"  # noqa: S608

    @property
    def compared(self) -> str:
        """What is stored, then what is true, by key: one statement, so that what is written meanwhile is in both or in
        neither.
        """
        return f"SELECT false, s.* FROM ({self.stored}) AS s UNION ALL SELECT true, t.* FROM ({self.true}) AS t"  # noqa: S608

    @property
    def fill(self) -> str:
        return f"{self._into} {self.true}"

    @property
    def fold(self) -> str:
        """One statement: a reader sees all before, or all after."""
        return (
            f"WITH gone AS (DELETE FROM {self.table} RETURNING *) {self._into} SELECT {self._keys}, {self._sums}"  # noqa: S608
            f" FROM gone GROUP BY {self._keys} {self._not_nothing}"
        )

    def differences(self, source: str) -> str:
        return (
            f"{self._into} SELECT {self._keys}, {self._sums} FROM ({source}) AS change GROUP BY {self._keys}"  # noqa: S608
            f" {self._not_nothing};"
        )


RATED = tuple(f"rated_{rating}" for rating in Rating)
KEYS = ("scope_id", "ministry_id", "kind", "is_leaf", "stage", "colour", "followed")
MEASURES = (
    "projects",
    "planned_cost",
    "planned_known",
    "forecast_cost",
    "forecast_known",
    "compared_planned",
    "compared_forecast",
    "compared",
    *RATED,
)


def measures_of(table: str, sign: str, more: str = "") -> str:
    """The rows of a table of projects as keys and signed measures, and what is asked `more` of each."""
    lowest = ", ".join(
        f"{sign}(least(own_rating, asin_rating) IS NOT DISTINCT FROM {rating.value})::int AS rated_{rating.value}"
        for rating in Rating
    )
    both = "(planned_cost IS NOT NULL AND forecast_cost IS NOT NULL)::int"
    text = f"""
SELECT scope_id, ministry_id, kind, is_leaf, stage, colour, left_on IS NULL AS followed, {sign}1 AS projects,
{sign}coalesce(planned_cost, 0) AS planned_cost, {sign}(planned_cost IS NOT NULL)::int AS planned_known,
{sign}coalesce(forecast_cost, 0) AS forecast_cost, {sign}(forecast_cost IS NOT NULL)::int AS forecast_known,
{sign}({both} * coalesce(planned_cost, 0)) AS compared_planned, {sign}({both} * coalesce(forecast_cost, 0)) AS compared_forecast, {sign}{both} AS compared, {lowest}{more}
FROM {table}"""  # noqa: E501, S608
    return " ".join(text.split())


def freshness_of(table: str, sign: str) -> str:
    closed = ", ".join(f"'{stage.value}'" for stage in CLOSED_STAGES)
    return (
        f"SELECT scope_id, ministry_id, fresh_until, stage NOT IN ({closed}) AS awaits, {sign}1 AS projects"  # noqa: S608
        f" FROM {table} WHERE left_on IS NULL AND kind = '{ProjectKind.PROJECT.value}'"
    )


FIGURES = Summary("projects_projectfigure", KEYS, MEASURES, measures_of)
FRESHNESS = Summary(
    "projects_projectfreshness", ("scope_id", "ministry_id", "fresh_until", "awaits"), ("projects",), freshness_of
)
SUMMARIES = {"résumé des projets": FIGURES, "fraîcheur des projets": FRESHNESS}


def _summary_trigger(
    name: str,
    operation: pgtrigger.Operation,
    referencing: pgtrigger.Referencing,
    source: Callable[[Callable[[str, str], str]], str],
) -> pgtrigger.Trigger:
    written = " ".join(each.differences(source(each.rows)) for each in SUMMARIES.values())
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"{written} RETURN NULL;",
    )


SUMMARY_TRIGGERS = [
    _summary_trigger(
        "summary_of_new_projects", pgtrigger.Insert, pgtrigger.Referencing(new="come"), lambda rows: rows("come", "")
    ),
    _summary_trigger(
        "summary_of_changed_projects",
        pgtrigger.Update,
        pgtrigger.Referencing(old="gone", new="come"),
        lambda rows: f"{rows('gone', '-')} UNION ALL {rows('come', '')}",
    ),
    _summary_trigger(
        "summary_of_deleted_projects",
        pgtrigger.Delete,
        pgtrigger.Referencing(old="gone"),
        lambda rows: rows("gone", "-"),
    ),
]

_KEYS = ", ".join(KEYS)
TAKE_READING = f"""
INSERT INTO projects_projectreading ("on", {_KEYS}, {", ".join(MEASURES)}, stale)
SELECT %(day)s, {_KEYS}, {", ".join(f"sum({measure})" for measure in MEASURES)}, sum(stale) FROM (
{measures_of("projects_project", "", ", coalesce(left_on IS NULL AND fresh_until < %(day)s, false)::int AS stale")}
) AS p GROUP BY {_KEYS} ON CONFLICT DO NOTHING
"""  # noqa: S608

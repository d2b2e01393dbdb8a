"""The summary behind the project figures: kept by the database, whatever path a change takes."""

import pgtrigger
from django.db import models

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import Level

from ..enums import Colour, ProjectKind, Stage


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

    objects = ProjectFigureQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.ministry_id} {self.stage} {self.colour}"


class ProjectFigure(ProjectSums):
    """Read as sums: a cell may be in several rows.

    Each statement on projects adds the differences it makes, as new rows: writers never wait for each other as they
    would on one locked cell. `fold_figures` gathers the rows of a cell. Freshness depends on the day and is read from
    the index on `fresh_until`.
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
)
NOTHING = ", ".join("0" for _ in MEASURES)


def measures_of(table: str, sign: str) -> str:
    """The rows of a table of projects as keys and signed measures."""
    both = "(planned_cost IS NOT NULL AND forecast_cost IS NOT NULL)::int"
    text = f"""
SELECT scope_id, ministry_id, kind, is_leaf, stage, colour, left_on IS NULL AS followed, {sign}1 AS projects,
{sign}coalesce(planned_cost, 0) AS planned_cost, {sign}(planned_cost IS NOT NULL)::int AS planned_known,
{sign}coalesce(forecast_cost, 0) AS forecast_cost, {sign}(forecast_cost IS NOT NULL)::int AS forecast_known,
{sign}({both} * coalesce(planned_cost, 0)) AS compared_planned, {sign}({both} * coalesce(forecast_cost, 0)) AS compared_forecast, {sign}{both} AS compared
FROM {table}"""  # noqa: E501, S608
    return " ".join(text.split())


def _add_differences(source: str) -> str:
    keys = ", ".join(KEYS)
    sums = ", ".join(f"sum({measure})" for measure in MEASURES)
    text = f"""
INSERT INTO projects_projectfigure ({keys}, {", ".join(MEASURES)})
SELECT {keys}, {sums} FROM ({source}) AS change GROUP BY {keys} HAVING ({sums}) IS DISTINCT FROM ({NOTHING});"""  # noqa: S608
    return " ".join(text.split())


def _summary_trigger(
    name: str, operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, source: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"{_add_differences(source)} RETURN NULL;",
    )


SUMMARY_TRIGGERS = [
    _summary_trigger(
        "summary_of_new_projects", pgtrigger.Insert, pgtrigger.Referencing(new="come"), measures_of("come", "")
    ),
    _summary_trigger(
        "summary_of_changed_projects",
        pgtrigger.Update,
        pgtrigger.Referencing(old="gone", new="come"),
        f"{measures_of('gone', '-')} UNION ALL {measures_of('come', '')}",
    ),
    _summary_trigger(
        "summary_of_deleted_projects", pgtrigger.Delete, pgtrigger.Referencing(old="gone"), measures_of("gone", "-")
    ),
]

_KEYS, _SUMS = ", ".join(KEYS), ", ".join(f"sum({measure})" for measure in MEASURES)
STORED_SUMMARY = f"SELECT {_KEYS}, {_SUMS} FROM projects_projectfigure GROUP BY {_KEYS} HAVING ({_SUMS}) IS DISTINCT FROM ({NOTHING})"  # noqa: E501, S608
TRUE_SUMMARY = f"SELECT {_KEYS}, {_SUMS} FROM ({measures_of('projects_project', '')}) AS p GROUP BY {_KEYS}"  # noqa: S608
FOLD_SUMMARY = f"""
WITH gone AS (DELETE FROM projects_projectfigure RETURNING *)
INSERT INTO projects_projectfigure ({_KEYS}, {", ".join(MEASURES)})
SELECT {_KEYS}, {_SUMS} FROM gone GROUP BY {_KEYS} HAVING ({_SUMS}) IS DISTINCT FROM ({NOTHING})
"""  # noqa: S608
FILL_SUMMARY = f"INSERT INTO projects_projectfigure ({_KEYS}, {', '.join(MEASURES)}) {TRUE_SUMMARY}"
TAKE_READING = f"""
INSERT INTO projects_projectreading ("on", {_KEYS}, {", ".join(MEASURES)}, stale)
SELECT %(day)s, {_KEYS}, {_SUMS}, sum(stale) FROM (
{measures_of("projects_project", "").replace(" FROM ", ", coalesce(left_on IS NULL AND fresh_until < %(day)s, false)::int AS stale FROM ")}
) AS p GROUP BY {_KEYS} ON CONFLICT DO NOTHING
"""  # noqa: E501, S608

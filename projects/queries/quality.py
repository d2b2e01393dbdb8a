"""Named rules of the quality of the data: what each asks, of which projects, and the rows that break it.

None of them ever prevents saving: they tell, the ministry corrects. A project that left is no longer asked anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from foundation.common import clock

from ..enums import CLOSED_STAGES, ENDED_STAGES, NOT_BEGUN_STAGES, Stage
from ..models import Project
from .figures import list_address
from .portfolio import orphans

if TYPE_CHECKING:
    from foundation.accounts.models import User

OPEN = ~Q(stage__in=CLOSED_STAGES)
RUNNING = Q(stage=Stage.RUNNING)
EVERY = Q()


@dataclass(frozen=True)
class QualityRule:
    """`broken(day)` says which of the rows that it is `asked` of break it."""

    name: str
    label: str
    why: str
    asked: Q
    broken: Callable[[date], Q]


def _always(condition: Q) -> Callable[[date], Q]:
    return lambda day: condition


RULES: Mapping[str, QualityRule] = {
    rule.name: rule
    for rule in (
        QualityRule(
            "lead",
            "Un chef de projet est nommé",
            "Sans lui, personne ne répond du projet.",
            OPEN,
            _always(Q(lead=None)),
        ),
        QualityRule(
            "structure",
            "La structure responsable est dite",
            "Elle porte le projet au ministère.",
            OPEN,
            _always(Q(structure=None)),
        ),
        QualityRule(
            "objectives",
            "Les objectifs sont écrits",
            "On ne juge pas ce qui n’a pas de but.",
            EVERY,
            _always(Q(objectives="")),
        ),
        QualityRule(
            "baseline",
            "La référence initiale est fixée",
            "Sans elle, aucun écart ne se mesure.",
            ~Q(stage=Stage.IDENTIFIED),
            _always(Q(initial_start=None, initial_end=None, initial_cost=None)),
        ),
        QualityRule(
            "planned_cost",
            "Le coût prévu est renseigné",
            "Un coût inconnu ne s’additionne pas.",
            ~Q(stage=Stage.IDENTIFIED),
            _always(Q(planned_cost=None)),
        ),
        QualityRule(
            "forecast_end",
            "La fin estimée est renseignée",
            "Sans elle, le retard ne se voit qu’une fois là.",
            RUNNING,
            _always(Q(forecast_end=None)),
        ),
        QualityRule(
            "progress",
            "L’avancement est renseigné",
            "Il dit où en sont les travaux.",
            RUNNING,
            _always(Q(progress=None)),
        ),
        QualityRule(
            "own_rating",
            "Le DSI a donné sa note",
            "Son jugement se lit à côté du calcul.",
            RUNNING,
            _always(Q(own_rating=None)),
        ),
        QualityRule(
            "fresh",
            "Les données ne sont pas périmées",
            "Une valeur ancienne ne dit rien d’aujourd’hui.",
            Q(fresh_until__isnull=False),
            lambda day: Q(fresh_until__lt=day),
        ),
        QualityRule(
            "updated",
            "Une mise à jour a été publiée",
            "La fiche vient de sa création seule.",
            RUNNING,
            _always(Q(last_update_on=None)),
        ),
        QualityRule(
            "started",
            "Le début prévu n’est pas dépassé sans que rien ne commence",
            "Le stade ou la date est faux.",
            Q(stage__in=NOT_BEGUN_STAGES),
            lambda day: Q(planned_start__lt=day) & (Q(forecast_start=None) | Q(forecast_start__lt=day)),
        ),
        QualityRule(
            "finished",
            "Un projet à 100 % est réalisé",
            "L’avancement contredit le stade.",
            RUNNING,
            _always(Q(progress=100)),
        ),
        QualityRule(
            "actual_cost",
            "Le coût effectif d’un projet réalisé est renseigné",
            "Ce qui est achevé a coûté quelque chose.",
            Q(stage__in=ENDED_STAGES),
            _always(Q(actual_cost=None)),
        ),
        QualityRule(
            "sdsi",
            "Le projet répond à une action du SDSI",
            "Sinon il est orphelin du schéma directeur.",
            EVERY,
            lambda day: orphans(),
        ),
    )
}


@dataclass(frozen=True)
class QualityLine:
    rule: QualityRule
    asked: int
    broken: int
    href: str  # the rows that break it

    @property
    def compliant(self) -> Decimal | None:
        """In percent; None when it is asked of no project."""
        if not self.asked:
            return None
        share = Decimal(self.asked - self.broken) * 100 / self.asked
        # Never said to be whole while one is missing.
        return min(share.quantize(Decimal(1), ROUND_HALF_UP), Decimal(99)) if self.broken else Decimal(100)


def breaking(rows: QuerySet[Project], name: str, day: date) -> QuerySet[Project]:
    """The rows that break a rule."""
    rule = RULES[name]
    return rows.filter(rule.asked, rule.broken(day), left_on=None)


def quality(user: "User", filters: Mapping[str, Any]) -> list[QualityLine]:
    """Every rule over the portfolio that this user may see, of one ministry if it is named; one query."""
    day, ministry = clock.today(), filters.get("ministry")
    rows = Project.objects.carried_by(user).followed()
    if ministry is not None:
        rows = rows.filter(ministry=ministry)
    asked = {f"{name}_asked": Count("pk", filter=rule.asked) for name, rule in RULES.items()}
    broken = {f"{name}_broken": Count("pk", filter=rule.asked & rule.broken(day)) for name, rule in RULES.items()}
    found = rows.order_by().aggregate(**asked, **broken)
    return [
        QualityLine(rule, found[f"{name}_asked"], found[f"{name}_broken"], list_address(filters, quality=name))
        for name, rule in RULES.items()
    ]

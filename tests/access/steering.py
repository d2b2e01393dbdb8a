"""What steers the project of each ministry."""

from datetime import date
from typing import Any

from tests.factories import (
    DependencyFactory,
    FundingLineFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    ProblemFactory,
    ProjectFactory,
    RiskFactory,
    UseReviewFactory,
)


def _done(project: Any, title: str) -> Any:
    """Another project of the same ministry, that ended: its first use review is done, its second one is not."""
    return ProjectFactory(ministry=project.ministry, done=True, title=title, code=f"{project.code}-fini")


def plant_steering(world: Any) -> None:
    from .world import canary

    for variant, side in (("own", "A"), ("foreign", "B")):
        project, mark = world["project", variant], canary(side, "PORTFOLIO")
        world.objects |= {
            ("funding_line", variant): FundingLineFactory(project=project, funder=f"Bailleur {mark}", paid=0),
            ("risk", variant): RiskFactory(project=project, title=f"Risque {mark}"),
            ("milestone", variant): MilestoneFactory(project=project, title=f"Jalon {mark}"),
            ("reached_milestone", variant): MilestoneFactory(project=project, actual_on=date(2026, 1, 5)),
            ("dependency", variant): DependencyFactory(project=project, outside=f"Préalable {mark}"),
            ("indicator", variant): (indicator := IndicatorFactory(project=project, title=f"Indicateur {mark}")),
            ("measure", variant): MeasureFactory(indicator=indicator, note=mark),
            ("use_review", variant): UseReviewFactory(
                project=_done(project, f"Fini {mark}"), comment=mark, reviewed_on=date(2026, 6, 1)
            ),
            ("problem", variant): ProblemFactory(project=project, title=f"Problème {mark}"),
        }

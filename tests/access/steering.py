"""What steers the project of each ministry."""

from typing import Any

from tests.factories import FundingLineFactory, ProblemFactory, RiskFactory


def plant_steering(world: Any) -> None:
    from .world import canary

    for variant, side in (("own", "A"), ("foreign", "B")):
        project, mark = world["project", variant], canary(side, "PORTFOLIO")
        world.objects |= {
            ("funding_line", variant): FundingLineFactory(project=project, funder=f"Bailleur {mark}", paid=0),
            ("risk", variant): RiskFactory(project=project, title=f"Risque {mark}"),
            ("problem", variant): ProblemFactory(project=project, title=f"Problème {mark}"),
        }

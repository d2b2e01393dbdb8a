"""The e-services of each ministry, the lists that the ASIN keeps, and one that stands in the public catalogue."""

from datetime import date
from typing import Any

from eservices.enums import Origin, ProblemState
from foundation.documents import codes
from tests.factories import (
    AskedPieceFactory,
    EServiceFactory,
    ServiceGoalFactory,
    ServiceLevelFactory,
    ServiceMonthFactory,
    ServiceProblemFactory,
    ServiceStepFactory,
)


def plant_eservices(world: Any) -> None:
    from .world import canary

    world.objects |= {
        ("service_level", "own"): ServiceLevelFactory(),
        ("service_step", "own"): ServiceStepFactory(),
        ("service_goal", "own"): ServiceGoalFactory(),
        ("listed_service", "own"): EServiceFactory(
            ministry=world["ministry", "own"], name="Attestation au catalogue public", is_listed=True
        ),
    }
    for variant, side in (("own", "A"), ("foreign", "B")):
        mark = canary(side, "PORTFOLIO")
        service = EServiceFactory(
            ministry=world["ministry", variant], name=f"E-service {mark}", address="https://exemple.bj/"
        )
        code = world.extra.setdefault(f"problem_code_{variant}", codes.new_code())
        world.objects |= {
            ("eservice", variant): service,
            ("asked_piece", variant): AskedPieceFactory(service=service, name=f"Pièce {mark}"),
            ("service_month", variant): ServiceMonthFactory(service=service, month=date(2026, 1, 1), note=mark),
            ("service_problem", variant): ServiceProblemFactory(service=service, subject=f"Problème {mark}"),
            ("told_problem", variant): ServiceProblemFactory(
                service=service,
                origin=Origin.CITIZEN,
                state=ProblemState.RECEIVED,
                subject="",
                words=f"Mots {mark}",
                code_hash=codes.code_hash(code),
            ),
        }

"""The e-services: read with the ministry, kept by its DSI and by the ASIN; the public form, by anybody."""

import time
from typing import Any

from django.core.cache import cache

from eservices.enums import ProblemState
from eservices.models import EService, ServiceProblem
from eservices.operations import reporting

from .lines_needs import SEEN, act, both, posted, register_lines
from .matrix import SIGNED_IN, Line

KEEPERS, NEIGHBOUR = "dsi asin_admin", "foreign_dsi"


def key(on: str) -> Any:
    return lambda world: str(world[on, "own"].pk)


def national_lines(name: str, on: str, data: Any) -> list[Line]:
    """A list of words that everybody reads and the ASIN keeps."""
    keeps = {"on": on, "variants": {"own": "asin_admin"}}
    others = " ".join(actor for actor in SIGNED_IN.split() if actor != "asin_admin")
    return [
        *(Line(f"{name}:{each}", variants={"": SIGNED_IN}) for each in ("list", "export")),
        Line(f"{name}:detail", on=on, variants={"own": SIGNED_IN}),
        Line(f"{name}:new", variants={"": "asin_admin"}),
        Line(f"{name}:new", method="POST", variants={"": "asin_admin"}, data=data),
        Line(f"{name}:edit", see={"own": others}, **keeps),
        Line(f"{name}:edit", method="POST", see={"own": others}, data=data, **keeps),
        Line(f"api:{name}-list", variants={"": SIGNED_IN}),
        Line(f"api:{name}-detail", on=on, variants={"own": SIGNED_IN}),
        Line(f"api:{name}-list", method="POST", variants={"": "asin_admin"}, data=data),
        Line(f"api:{name}-edit", method="POST", see={"own": others}, data=data, **keeps),
    ]


def in_state(state: ProblemState) -> Any:
    def kwargs(world: Any, variant: str) -> dict[str, Any]:
        row = world["service_problem", variant]
        ServiceProblem.objects.filter(pk=row.pk).update(
            state=state, state_reason="Motif." if state == ProblemState.REJECTED else ""
        )
        return {"pk": row.pk}

    return kwargs


def watched(value: bool) -> Any:
    def kwargs(world: Any, variant: str) -> dict[str, Any]:
        row = world["eservice", variant]
        EService.objects.filter(pk=row.pk).update(is_watched=value)
        return {"pk": row.pk}

    return kwargs


def steps(world: Any, variant: str) -> dict[str, Any]:
    return {str(world["service_step", "own"].pk): "whole"}


def table(world: Any, variant: str) -> dict[str, Any]:
    """A month of the own e-service, that nobody else keeps."""
    return {"lines": f"e-service;mois;demandes en ligne\n{world['listed_service', 'own'].name};02/2026;12"}


def told(world: Any, variant: str) -> dict[str, Any]:
    """As somebody who took a minute to write; an address may do so five times an hour."""
    for address in ("127.0.0.1", ""):
        cache.delete(f"limit:{reporting.SALT}.address:{reporting._key(address)}")
    return {
        "service": str(world["listed_service", "own"].pk),
        "words": "Le paiement ne passe pas depuis lundi, quel que soit le téléphone.",
        "answer": "7",
        "token": reporting.token_of("7", began=time.time() - 60),
        "website": "",
    }


def code(world: Any, variant: str) -> dict[str, Any]:
    for address in ("127.0.0.1", ""):
        cache.delete(f"limit:{reporting.SALT}.follow:{reporting._key(address)}")
    return {"code": world.extra["problem_code_own"]}


SERVICE = posted(
    "eservice",
    ministry=lambda w: str(w["ministry", "own"].pk),
    name="Certificat de vie en ligne",
    address="https://exemple.bj/",
)
PIECE = posted("asked_piece", service=key("eservice"), name="Acte de naissance")
MONTH = posted("service_month", service=key("eservice"), month="2026-03-01", online=12)
PROBLEM = posted(
    "service_problem", service=key("eservice"), subject="Le paiement échoue", origin="staff", reported_on="2026-01-10"
)
LEVEL = posted("service_level", name="Niveau des lignes", rank=3)
STEP = posted("service_step", name="Étape des lignes", rank=3)
GOAL = posted("service_goal", indicator="take_up", valid_from="2026-01-01", target=50)


def acts_on_problems() -> list[Line]:
    State = ProblemState
    asked = (
        ("admit", State.RECEIVED, {"subject": "Le paiement échoue"}),
        ("reject", State.RECEIVED, {"reason": "Hors sujet."}),
        ("reconsider", State.REJECTED, {"reason": "À revoir."}),
        ("diagnose", State.ADMITTED, {"diagnosis": "Le guichet est saturé."}),
        ("reform", State.DIAGNOSED, {"reform": "Deux guichets de plus."}),
        ("improve", State.REFORMED, {"improvement": "L’attente est divisée par deux."}),
        ("resume", State.DONE, {"reason": "Le problème revient."}),
    )
    return [
        *both("service-problems:close", "service_problem", KEEPERS, kwargs=in_state(State.IMPROVED)),
        *(
            line
            for name, state, said in asked
            for line in both(
                f"service-problems:{name}",
                "service_problem",
                KEEPERS,
                posted("service_problem", **said),
                kwargs=in_state(state),
            )
        ),
    ]


LINES = [
    *register_lines("eservices", "eservice", KEEPERS, SERVICE, NEIGHBOUR),
    *register_lines("service-pieces", "asked_piece", KEEPERS, PIECE, NEIGHBOUR),
    *register_lines("service-months", "service_month", KEEPERS, MONTH, NEIGHBOUR),
    *register_lines("service-problems", "service_problem", KEEPERS, PROBLEM, NEIGHBOUR),
    *national_lines("service-levels", "service_level", LEVEL),
    *national_lines("service-steps", "service_step", STEP),
    *national_lines("service-goals", "service_goal", GOAL),
    *act("eservices:steps", "eservice", KEEPERS, steps),
    *act("api:eservices-say-steps", "eservice", KEEPERS, lambda w, v: {"steps": steps(w, v)}),
    Line("api:eservices-steps", on="eservice", variants=SEEN),
    *both("eservices:watch", "eservice", KEEPERS, kwargs=watched(False)),
    *both("eservices:unwatch", "eservice", KEEPERS, kwargs=watched(True)),
    Line("eservices:radar", variants={"": SIGNED_IN}),
    Line("service-months:sheet", variants={"": f"{KEEPERS} {NEIGHBOUR}"}),
    Line("service-months:sheet", method="POST", variants={"": f"{KEEPERS} {NEIGHBOUR}"}, data=lambda w, v: {}),
    Line("service-months:import", variants={"": f"{KEEPERS} {NEIGHBOUR}"}),
    Line("service-months:import", method="POST", variants={"": KEEPERS}, invalid={"": NEIGHBOUR}, data=table),
    Line("api:service-months-import", method="POST", variants={"": KEEPERS}, invalid={"": NEIGHBOUR}, data=table),
    *acts_on_problems(),
    Line("reporting:report", variants={"": SIGNED_IN}, public=True),
    Line("reporting:report", method="POST", variants={"": SIGNED_IN}, public=True, data=told),
    Line("reporting:follow", variants={"": SIGNED_IN}, public=True),
    Line("reporting:follow", method="POST", variants={"": SIGNED_IN}, public=True, data=code),
]

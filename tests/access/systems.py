"""The platforms of each ministry. Their names are read by everybody signed in: the canaries are on their sheets."""

from datetime import date
from typing import Any

from systems.enums import ProofKind
from tests.factories import (
    ExchangeFactory,
    FlowFactory,
    HostingFactory,
    LandingFactory,
    MemberFactory,
    PlatformFactory,
    SubsystemFactory,
    WaveFactory,
    XRoadFileFactory,
)
from tests.factories.systems import named, prove

MOVED = date(2026, 2, 1)


def plant_systems(world: Any) -> None:
    from .world import canary

    for variant, side in (("own", "A"), ("foreign", "B")):
        ministry, mark = world["ministry", variant], canary(side, "PORTFOLIO")
        platforms = [
            PlatformFactory(ministry=ministry, name=f"Plateforme {side}{number}", purpose=f"But {mark}")
            for number in range(1, 5)
        ]
        platform, standing, moving, ready = platforms
        said = {"reasons": f"Raison {mark}"}
        world.objects |= {
            ("platform", variant): platform,
            ("landing", variant): LandingFactory(platform=standing, **said),
            ("moved_landing", variant): LandingFactory(platform=moving, moved_on=MOVED, **said),
            ("proved_landing", variant): (proved := LandingFactory(platform=ready, moved_on=MOVED, **said)),
        }
        prove(proved, *ProofKind, on=MOVED)
        ends = {"source": named(platform), "target": named(standing)}
        tied = [SubsystemFactory(platform=named(each), code=f"SYS-{side}{n}") for n, each in enumerate(platforms)]
        world.objects |= {
            ("exchange", variant): ExchangeFactory(**ends, data=f"Données {mark}"),
            ("flow", variant): FlowFactory(client=tied[0], service=tied[1], service_code=f"get{mark}"),
        }
    world.objects |= {
        ("hosting", "own"): HostingFactory(),
        ("wave", "own"): WaveFactory(),
        ("xroad_member", "own"): (member := MemberFactory()),
        ("xroad_subsystem", "own"): SubsystemFactory(member=member),
        ("xroad_file", "own"): XRoadFileFactory(),
    }

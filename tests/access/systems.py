"""The platforms of each ministry. Their names are read by everybody signed in: the canaries are on their sheets."""

from datetime import date
from typing import Any

from systems.enums import ProofKind
from tests.factories import HostingFactory, LandingFactory, PlatformFactory, WaveFactory
from tests.factories.systems import prove

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
    world.objects |= {("hosting", "own"): HostingFactory(), ("wave", "own"): WaveFactory()}

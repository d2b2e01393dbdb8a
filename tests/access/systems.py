"""The platforms of each ministry. Their names are read by everybody signed in: the canaries are on their sheets."""

from typing import Any

from tests.factories import HostingFactory, PlatformFactory


def plant_systems(world: Any) -> None:
    from .world import canary

    for variant, side in (("own", "A"), ("foreign", "B")):
        ministry, mark = world["ministry", variant], canary(side, "PORTFOLIO")
        world.objects |= {
            ("platform", variant): PlatformFactory(ministry=ministry, name=f"Plateforme {side}", purpose=f"But {mark}")
        }
    world.objects["hosting", "own"] = HostingFactory()

"""The assets of each ministry, and what is common to all."""

from typing import Any

from assets.enums import AssetState
from tests.factories import AssetCategoryFactory, AssetFactory


def plant_assets(world: Any) -> None:
    from .world import canary

    category = AssetCategoryFactory(name="Postes de travail", useful_years=4)
    world.objects["asset_category", "own"] = category
    for variant, side in (("own", "A"), ("foreign", "B")):
        ministry, mark = world["ministry", variant], canary(side, "PORTFOLIO")
        said = {"ministry": ministry, "category": category}
        world.objects |= {
            ("asset", variant): AssetFactory(name=f"Poste {mark}", code=f"MIN{side}-A90001", **said),
            **{
                (f"asset_{state.value}", variant): AssetFactory(
                    name=f"Autre {mark}", code=f"MIN{side}-A9{number:04d}", state=state, **said
                )
                for number, state in enumerate(AssetState, start=100)
            },
        }

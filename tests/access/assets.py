"""The assets of each ministry, and what is common to all."""

from typing import Any

from django.utils import timezone

from assets.enums import AssetState, StocktakeState
from assets.operations import check_table, run_import
from tests.factories import (
    AgentFileFactory,
    AssetCategoryFactory,
    AssetFactory,
    AssetMoveFactory,
    AssetSectionFactory,
    CostHypothesisFactory,
    InstallationFactory,
    LicenceFactory,
    SoftwareFactory,
    StocktakeFactory,
    StocktakeLineFactory,
)


def plant_assets(world: Any) -> None:
    from .world import canary

    category = AssetCategoryFactory(name="Postes de travail", useful_years=4)
    world.objects["asset_category", "own"] = category
    for variant, side in (("own", "A"), ("foreign", "B")):
        ministry, mark = world["ministry", variant], canary(side, "PORTFOLIO")
        said = {"ministry": ministry, "category": category}
        asset = AssetFactory(name=f"Poste {mark}", code=f"MIN{side}-A90001", holder="DPAF", **said)
        stocktake = StocktakeFactory(ministry=ministry, title=f"Inventaire {mark}")
        closed = StocktakeFactory(
            ministry=ministry, title=f"Clos {mark}", state=StocktakeState.CLOSED, closed_on=timezone.localdate()
        )
        software = SoftwareFactory(ministry=ministry, name=f"Logiciel {mark}", installed=1)
        lines = f"Catégorie;Désignation\nPostes de travail;Nouveau {mark}\n"
        checked = check_table(ministry=ministry, lines=lines, by=None)
        done = run_import(check_table(ministry=ministry, lines=lines.replace("Nouveau", "Entré"), by=None).pk, by=None)
        world.objects |= {
            ("asset", variant): asset,
            ("asset_import", variant): checked,
            ("asset_import_line", variant): checked.lines.get(),
            ("done_asset_import", variant): done,
            ("asset_move", variant): AssetMoveFactory(asset=asset, reason=mark),
            ("software", variant): software,
            ("installation", variant): InstallationFactory(asset=asset, software=software, version=mark),
            ("asset_section", variant): AssetSectionFactory(asset=asset, content=[{"name": mark}]),
            ("agent_file", variant): AgentFileFactory(asset=asset, name=f"{mark}.json"),
            ("stocktake", variant): stocktake,
            ("stocktake_line", variant): StocktakeLineFactory(stocktake=stocktake, asset=asset, note=mark),
            ("closed_stocktake", variant): closed,
            ("licence", variant): LicenceFactory(ministry=ministry, title=f"Licence {mark}"),
            ("cost", variant): CostHypothesisFactory(ministry=ministry, category=category, source=mark),
            **{
                (f"asset_{state.value}", variant): AssetFactory(
                    name=f"Autre {mark}", code=f"MIN{side}-A9{number:04d}", state=state, **said
                )
                for number, state in enumerate(AssetState, start=100)
            },
        }

from .asset import Asset, AssetCategory, AssetCounter, AssetMove
from .costs import CostHypothesis
from .incoming import AssetImport, AssetImportLine
from .licence import Licence
from .software import AgentFile, AssetSection, Installation, Software
from .stocktake import Stocktake, StocktakeLine

__all__ = [
    "AgentFile",
    "Asset",
    "AssetCategory",
    "AssetCounter",
    "AssetImport",
    "AssetImportLine",
    "AssetMove",
    "AssetSection",
    "CostHypothesis",
    "Installation",
    "Licence",
    "Software",
    "Stocktake",
    "StocktakeLine",
]

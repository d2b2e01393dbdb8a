from .asset import Asset, AssetCategory, AssetCounter, AssetMove
from .software import AgentFile, AssetSection, Installation, Software

__all__ = [
    "AgentFile",
    "Asset",
    "AssetCategory",
    "AssetCounter",
    "AssetMove",
    "AssetSection",
    "Installation",
    "Software",
]

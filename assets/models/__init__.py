from .asset import Asset, AssetCategory, AssetCounter, AssetMove

__all__ = ["Asset", "AssetCategory", "AssetCounter", "AssetMove"]

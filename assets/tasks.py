"""Doorbells: each morning, the licences whose end is near; each night, the imports that were checked and left."""

from datetime import time

from foundation.jobs import job, scheduled

from . import operations


@scheduled("tell_licence_ends", daily_at=time(7, 30))
@job("tell_licence_ends", label="Fins de licences", time_limit=300)
def tell_licence_ends() -> dict[str, int]:
    return {"told": operations.tell_licence_ends()}


@scheduled("abandon_left_asset_imports", daily_at=time(2, 50))
@job("abandon_left_asset_imports", label="Imports d’actifs laissés")
def abandon_left_asset_imports() -> int:
    return operations.abandon_left()

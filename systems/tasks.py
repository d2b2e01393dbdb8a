"""Doorbells: each rings one operation."""

from typing import Any
from uuid import UUID

from foundation.jobs import job

from .operations.files import give_up_xroad_file, read_xroad_file
from .operations.layout import lay_out_exchanges


def _gave_up(file_id: UUID, *, error: str) -> None:
    give_up_xroad_file(file_id)


@job("read_xroad_file", label="Lecture d’un fichier X-Road", time_limit=900, max_attempts=3, on_dead=_gave_up)
def read_file(file_id: UUID) -> dict[str, Any]:
    return {"state": read_xroad_file(file_id).state}


@job("lay_out_exchanges", label="Placement du graphe des échanges")
def lay_out() -> dict[str, int]:
    return {"platforms": lay_out_exchanges()}

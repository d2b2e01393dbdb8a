"""Files on their way into the portfolio, as a person sends them."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from imports import operations
from imports.models import ImportRun

HEADER = "Intitulé;Stade;Coût prévu (FCFA);Début prévu;Fin prévue;Avancement (%);Coût estimé (FCFA);Commentaire"


def sent(content: str | bytes, name: str = "projets.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def table(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines]) + "\n"


def opened(content: str | bytes, by: Any, ministry: Any = None, name: str = "projets.csv", **more: Any) -> ImportRun:
    return operations.open_import(sent(content, name), ministry=ministry, by=by, **more)


def checked(content: str | bytes, by: Any, ministry: Any = None, **more: Any) -> ImportRun:
    return operations.check_import(opened(content, by, ministry, **more).pk, by=by)


def made(content: str | bytes, by: Any, ministry: Any = None, **more: Any) -> ImportRun:
    return operations.run_import(checked(content, by, ministry, **more).pk, by=by)


def faults_of(run: ImportRun) -> dict[int, list[tuple[str, str]]]:
    """By line: the cell and the rule of each fault."""
    rows = run.rows.exclude(faults=[]).order_by("line")
    return {row.line: [(fault["cell"], fault["rule"]) for fault in row.faults] for row in rows}


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.refused


DATA = Path(__file__).resolve().parents[1] / "data" / "dinum"

"""Write docs/workflows/*.md from the tables of moves; with --check, say which files are stale."""

import re
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.common.rooms import drawers
from foundation.common.transitions import WORKFLOWS, Workflow

FOLDER = Path(settings.BASE_DIR) / "docs" / "workflows"


def pages() -> dict[Path, str]:
    list(drawers("workflow"))
    return {FOLDER / f"{_file_name(subject)}.md": _page(workflow) for subject, workflow in WORKFLOWS.items()}


def _file_name(subject: str) -> str:
    plain = unicodedata.normalize("NFKD", subject).encode("ascii", "ignore").decode()
    return re.sub(r"^(la|le|les|l)\W+", "", plain).replace(" ", "-")


def _page(workflow: "Workflow[Any, Any]") -> str:
    rows = "\n".join(
        f"| {move.label} | {', '.join(source.label for source in sorted(move.sources))} | {move.target.label} |"
        for move in workflow.moves.values()
    )
    return (
        f"# Les états de {workflow.subject}\n\nPage produite par `bin/manage draw_workflows` ; ne pas modifier à la"
        f" main.\n\n```mermaid\n{workflow.diagram()}```\n\n| acte | depuis | vers |\n| --- | --- | --- |\n{rows}\n"
    )


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for path, text in pages().items():
            if options["check"]:
                if not path.exists() or path.read_text() != text:
                    stale.append(path.name)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        if stale:
            raise CommandError(f"stale diagrams: {', '.join(stale)}; run bin/manage draw_workflows")

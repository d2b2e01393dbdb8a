"""What comes in from agents and tables, and where a software is installed."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.acts import Warned, form_page, one_of, page_new, page_of
from foundation.common.exports import csv_response
from foundation.common.requests import Request
from foundation.common.typography import plural

from .. import operations
from ..enums import FileOutcome
from ..forms import AgentFilesForm, TableForm
from ..models import Software
from ..operations.table import COLUMNS, Imported
from ..register.assets import ASSETS
from ..register.common import CRUMBS
from ..register.received import FILES, SOFTWARE
from ..rules import can_keep_asset

SHOWN = 200  # assets of one software


def _said(files: list[Any]) -> str:
    counts = [(outcome, sum(file.outcome == outcome for file in files)) for outcome in FileOutcome]
    words = [f"{count} : {outcome.label}" for outcome, count in counts if count]
    return f"{plural(len(files), 'fichier importé', 'fichiers importés')}. {' ; '.join(words).capitalize()}."


receive = page_new(
    operations.receive_agent_files,
    rule=can_keep_asset,
    form=AgentFilesForm,
    page=lambda: form_page(
        "Importer des fichiers d’agent",
        "Importer",
        [*CRUMBS, (FILES.title, reverse("assets:files"))],
        intro="Chaque fichier est vérifié selon le format officiel. Un fichier complet dit tout d’un appareil ; un"
        " partiel ne touche que ses parties. Tous sont pris, ou aucun.",
        multipart=True,
    ),
    options=lambda request: {"user": request.user},
    said=_said,
    to=lambda files: reverse("assets:files"),
)


def _told(done: Imported) -> list[str]:
    said = [f"{plural(len(done.added), 'actif ajouté', 'actifs ajoutés')}, lu comme {done.read_as}."]
    if done.known:
        said.append(Warned(f"{plural(done.known, 'ligne')} déjà au registre : laissées telles quelles."))
    if done.ignored:
        said.append(Warned(f"Colonnes laissées de côté : {', '.join(done.ignored)}."))
    return said


table = page_new(
    operations.import_assets,
    rule=can_keep_asset,
    form=TableForm,
    page=lambda: form_page(
        "Importer un tableau d’actifs",
        "Importer",
        [*CRUMBS, (ASSETS.title, ASSETS.list_href())],
        intro="Une ligne par actif ; la catégorie est obligatoire. Les actifs que le registre a déjà sont laissés tels"
        " quels. Tout est ajouté, ou rien.",
        multipart=True,
        template="assets/table.html",
    ),
    options=lambda request: {"user": request.user},
    said=_told,
    to=lambda done: ASSETS.list_href(),
)


@require_safe
def model(request: Request) -> HttpResponse:
    """The titles that a table of assets has, to be filled in."""
    return csv_response("modele-parc-informatique.csv", [column.label for column in COLUMNS], [])


@page_of("assets/software.html", one_of(Software, "ministry"))
def installed(request: Request, row: Software) -> dict[str, Any]:
    return {
        "row": row,
        "lines": list(
            row.installations.select_related("asset", "asset__category").order_by("asset__code", "pk")[:SHOWN]
        ),
        "most": SHOWN,
        "crumbs": [*CRUMBS, (SOFTWARE.title, reverse("assets:software")), (row.name[:60], "")],
    }

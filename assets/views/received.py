"""What comes in from agents and tables, and where a software is installed."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.acts import form_page, one_of, page_new, page_of
from foundation.common.exports import csv_response
from foundation.common.requests import Request

from .. import operations
from ..forms import AgentFilesForm, TableForm
from ..models import Software
from ..operations.table import COLUMNS
from ..register.common import CRUMBS
from ..register.imports import IMPORTS, address
from ..register.received import SOFTWARE
from ..rules import can_keep_asset

SHOWN = 200  # assets of one software


receive = page_new(
    operations.check_agent_files,
    rule=can_keep_asset,
    form=AgentFilesForm,
    page=lambda: form_page(
        "Importer des fichiers d’agent",
        "Vérifier",
        [*CRUMBS, (IMPORTS.title, reverse("asset-imports:list"))],
        "Fichiers d’agent",
        intro="Chaque fichier est vérifié selon le format officiel, puis le portail montre ce qui changerait :"
        " rien n’est écrit avant votre accord. Un fichier complet dit tout d’un appareil ; un partiel ne touche que"
        " ses parties.",
        multipart=True,
    ),
    options=lambda request: {"user": request.user},
    said=lambda row: "",
    to=address,
)
table = page_new(
    operations.check_table,
    rule=can_keep_asset,
    form=TableForm,
    page=lambda: form_page(
        "Importer un tableau d’actifs",
        "Vérifier",
        [*CRUMBS, (IMPORTS.title, reverse("asset-imports:list"))],
        "Tableau",
        intro="Une ligne par actif ; la catégorie est obligatoire. Un actif que le registre a déjà, reconnu à son"
        " numéro ou à sa marque et sa série, est corrigé ; une case vide laisse ce qui est connu. Rien n’est écrit"
        " avant votre accord.",
        multipart=True,
        template="assets/table.html",
    ),
    options=lambda request: {"user": request.user},
    said=lambda row: "",
    to=address,
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

"""An import on its way: a table of a fictitious ministry, as somebody there would have typed it, not yet checked. And
the workbook of its projects, gone out and not yet back.
"""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Ministry

from .models import ImportRun
from .operations import open_import, send_out

TABLE = """Revue des projets;;;;;;
Intitulé;Statut;Coût prévu;Début prévu;Fin prévue;Avancement;Observations
Numérisation des dossiers du personnel;En projet;45 000 000;janv. 2027;31/12/2027;;
Messagerie des directions départementales;en chantier;12 500 000;03/02/2026;2026;40;Matériel livré
Portail des usagers (phase 2);identifié;n.d.;;;;
;identifié;8 000 000;;;;
"""


@demo_part("import d’un tableau", position=98)
def a_table() -> None:
    dsi = User.objects.filter(email="dsi@mdemo.test").first()
    if dsi is None or ImportRun.objects.exists():
        return
    ministry = Ministry.objects.get(scope_id__in=dsi.access.scopes(Role.DSI))
    send_out(ministry, by=dsi, is_fictitious=True)
    open_import(
        SimpleUploadedFile("revue-des-projets.csv", TABLE.encode("cp1252")),
        ministry=ministry,
        edition="Revue des projets",
        as_of=clock.today() - timedelta(days=10),
        source="tableau de la DSI (fictif)",
        is_fictitious=True,
        by=dsi,
    )

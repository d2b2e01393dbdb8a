from datetime import date
from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.acts import address_of, form_page, one_of, page_act, page_new, page_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.requests import Request

from ..extensions import council_panels, gather
from ..filters import CouncilFilter
from ..forms import CouncilForm
from ..models import CouncilRecord
from ..operations import add_council_record, edit_council_record
from ..queries import dated
from ..rules import can_manage_council
from .government import HOME

_address = address_of("ministries:council_record")
ISSUES = {None: Cell(""), True: Cell("approuvé", tone="good"), False: Cell("non approuvé", tone="late")}


def _new_href(user: User) -> str:
    return reverse("ministries:new_council_record") if can_manage_council(user) else ""


def _buttons(user: User) -> list[Button]:
    return [Button("Enregistrer un point", href, "primary", "plus")] if (href := _new_href(user)) else []


COUNCIL = ListPage(
    title="Conseil des ministres",
    state="Communications entendues et décisions prises, auxquelles des projets se rattachent.",
    noun=("point", "points"),
    rows=lambda user: CouncilRecord.objects.visible_to(user).select_related("ministry"),
    filters=CouncilFilter,
    columns=(
        Column(
            "Objet",
            "title",
            lambda row: Cell(row.title, _address(row), note="fictif (démonstration)" if row.is_fictitious else ""),
            width="wide",
        ),
        Column("Conseil du", "held_on", lambda row: Cell(dated(row.held_on)), sort="day"),
        Column("Nature", "get_kind_display"),
        Column("Ministère", "ministry.name", lambda row: Cell(row.ministry.short_name if row.ministry else "")),
        Column("Approuvé", "approved", lambda row: ISSUES[row.approved]),
        Column("Contenu", "text", on_page=False),
        Column("Source", "source", on_page=False),
    ),
    sorts={"day": Sort("held_on", date.fromisoformat)},
    default="-day",
    file="conseil-des-ministres",
    empty=Empty(
        "Aucun point du Conseil enregistré",
        "Les communications et décisions qui concernent le numérique apparaîtront ici.",
        "Enregistrer un point",
        _new_href,
    ),
    crumbs=(("Accueil", "/"), ("Textes", "/textes/")),
    buttons=_buttons,
    icon="gavel",
)


PLACE = [HOME, ("Conseil des ministres", "/conseil/")]
_record = one_of(CouncilRecord, "ministry", "legal_text")


@page_of("ministries/council_record.html", _record)
def council_record(request: Request, row: CouncilRecord) -> dict[str, Any]:
    return {
        "record": row,
        "panels": gather(council_panels, row, request.user),
        "can_manage": can_manage_council(request.user, row),
    }


new_record = page_new(
    add_council_record,
    rule=can_manage_council,
    form=CouncilForm,
    page=lambda: form_page("Enregistrer un point du Conseil des ministres", "Enregistrer", PLACE),
    said=lambda row: "Le point du Conseil est enregistré ; des projets peuvent désormais s’y rattacher.",
    to=_address,
)
edit = page_act(
    edit_council_record,
    fetch=_record,
    rule=can_manage_council,
    form=CouncilForm,
    filled=True,
    page=lambda row: form_page(
        "Modifier ce point du Conseil",
        "Enregistrer",
        [*PLACE, (row.title[:60], _address(row))],
        "Modifier",
        version=row.version,
    ),
    said="Le point du Conseil est à jour.",
)

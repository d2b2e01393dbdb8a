from functools import partial
from typing import Any

from foundation.common.acts import form_page, one_of, page_act, page_new
from foundation.common.form_pages import FormPage

from ..forms import ClosingForm, StructureForm
from ..models import Ministry, Structure
from ..operations import add_structure, close_structure, edit_structure
from ..queries import dated
from ..rules import can_manage_structures
from .government import crumbs, from_today, visible_ministry

_act = partial(page_act, fetch=one_of(Structure, "ministry", "parent"), rule=can_manage_structures)


def _page(ministry: Ministry, title: str, submit: str, last: str, intro: str, **said: Any) -> FormPage:
    return form_page(title, submit, crumbs(ministry, "#structures"), last, intro=intro, **said)


new_structure = page_new(
    add_structure,
    within=visible_ministry,
    rule=can_manage_structures,
    form=StructureForm,
    options=lambda request, row: {"ministry": row},
    page=lambda row: _page(
        row, "Ajouter une structure", "Ajouter la structure", "Ajouter une structure", row.name, asks=("parent",)
    ),
    said=lambda row: f"« {row} » est dans l’organigramme.",
)
edit = _act(
    edit_structure,
    form=StructureForm,
    filled=True,
    options=lambda request, row: {"ministry": row.ministry},
    page=lambda row: _page(
        row.ministry,
        f"Modifier « {row} »",
        "Enregistrer",
        "Modifier une structure",
        "Pour une erreur de saisie. Quand un texte réorganise le ministère, fermez la structure et créez la nouvelle :"
        " le passé reste lisible.",
        version=row.version,
    ),
    said=lambda row: f"« {row} » est à jour.",
)
close = _act(
    close_structure,
    form=ClosingForm,
    options=from_today,
    page=lambda row: _page(
        row.ministry,
        f"Fermer « {row} »",
        "Fermer la structure",
        "Fermer une structure",
        "Une structure fermée disparaît de l’organigramme d’aujourd’hui et reste dans celui des dates où elle vivait.",
    ),
    said=lambda row: (
        f"« {row} » n’existe plus à partir du {dated(row.valid_to)}. Elle reste visible aux dates d’avant."
    ),
)

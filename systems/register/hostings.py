"""The list of the places where platforms stand; the ASIN keeps it, everybody reads it."""

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Filters, chosen, column_of, columns_of
from foundation.registers.register import Register, Words

from ..enums import HostingKind
from ..models import Hosting
from ..rules import can_keep_lists
from .common import CRUMBS, tabs


class HostingFilter(Filters):
    kind = chosen("Nature", HostingKind, "toutes les natures")


HOSTINGS: Register = Register(
    name="hostings",
    model=Hosting,
    fields=("name", "kind", "operator", "note", "source", "closed_on"),
    keeps=can_keep_lists,
    words=Words(
        "hébergement",
        none="Aucun hébergement",
        new="Ajouter un hébergement",
        added="L’hébergement est dans la liste : chaque fiche de plateforme peut le choisir.",
    ),
    title="Hébergements",
    noun=("hébergement", "hébergements"),
    state="Où les plateformes sont hébergées : la liste que leurs fiches proposent.",
    empty="L’ASIN ajoute ici les salles, centres de données et hébergeurs que les fiches proposent.",
    columns=(
        column_of(Hosting, "name", href=lambda row: HOSTINGS.href(row), sort="name", width="wide"),
        column_of(Hosting, "kind"),
        column_of(Hosting, "operator"),
        column_of(Hosting, "closed_on"),
        *columns_of(Hosting, "note", "source", "is_fictitious"),
    ),
    filters=HostingFilter,
    sorts={"name": Sort(SortKey("name"))},
    default="name",
    file="hebergements",
    finds=(),  # a short list, read on the sheets that name them
    crumbs=CRUMBS,
    icon="projects",
    list_template="systems/list.html",
    list_more=lambda request, found: tabs("hostings:list"),
)
app_name, urlpatterns, ROUTES = HOSTINGS.name, HOSTINGS.urlpatterns, HOSTINGS.routes

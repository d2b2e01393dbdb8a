"""The register of what is known of the national bodies: each fact with its source, none held as law."""

from datetime import date

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of
from foundation.registers.register import Register, Words

from ..enums import FactKind
from ..models import BodyFact
from ..rules import can_keep_fact
from .common import CRUMBS, BodyChoice, national, tabs


class FactFilter(Filters):
    body = BodyChoice()
    kind = chosen("Nature", FactKind, "toutes les natures")


FACTS: Register = Register(
    name="body-facts",
    model=BodyFact,
    fields=("body", "kind", "text", "source", "stated_on", "is_contested"),
    owner="body",
    once=("body",),
    keeps=can_keep_fact,
    words=Words(
        "fait sur un organe", none="Rien n’est noté", new="Noter un fait", added="Le fait est noté, avec sa source."
    ),
    title="Organes nationaux",
    noun=("fait", "faits"),
    state="Statut, périodicité, présidence des organes nationaux : ce que disent les sources, et rien de plus.",
    empty="Notez ce qu’une source dit d’un organe : son statut, sa périodicité, sa composition.",
    columns=(
        Column(
            "Organe", "body.name", lambda row: Cell(row.body.name, FACTS.href(row), note=row.body.code), width="wide"
        ),
        column_of(BodyFact, "kind"),
        column_of(BodyFact, "text", width="wide"),
        column_of(BodyFact, "source"),
        column_of(BodyFact, "stated_on", sort="stated"),
        Column(
            "Contesté",
            "is_contested",
            lambda row: Cell("contesté", tone="attention") if row.is_contested else Cell("non"),
        ),
        column_of(BodyFact, "is_fictitious", on_page=False),
    ),
    filters=FactFilter,
    sorts={"stated": Sort("stated_on", date.fromisoformat)},
    default="-stated",
    file="organes-nationaux",
    finds=(),
    crumbs=CRUMBS,
    icon="commissions",
    offers={"body": national},
    list_template="conferences/list.html",
    list_more=lambda request, found: tabs("body-facts:list"),
)
app_name, urlpatterns, ROUTES = FACTS.name, FACTS.urlpatterns, FACTS.routes

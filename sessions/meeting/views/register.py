"""The register of decisions: in force, replaced, still to be said; and the reserves that are still open."""

from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.acts import one_of
from foundation.common.keyset import Sort
from foundation.common.lists import Column, Empty, Filters, ListPage
from foundation.common.requests import Request
from sessions.core import rules as core_rules
from sessions.core.enums import Relation
from sessions.core.models import Decision, DecisionRelation, Reserve

from .. import rules
from ..filters import RegisterFilter
from ..forms.deliberation import ProofForm, RelationForm
from ..operations import relating
from ..queries.register import register_for, replaced_by
from .acting import back_to, live_act

TITLE = "Registre des décisions"


def _state(decision: Any) -> str:
    later = replaced_by(decision)
    return f"remplacée par {later[0].reference}" if later else "en vigueur"


def _projects(decision: Any) -> str:
    return " ; ".join(f"{effect.project.code} {effect.project.title}" for effect in decision.effects_shown)


def _relations(decision: Any) -> str:
    rows = decision.relations_shown
    return " ; ".join(f"{row.get_kind_display() or 'à préciser'} {row.earlier.reference}" for row in rows)


def _open_reserves(decision: Any) -> str:
    return " ; ".join(row.text for row in decision.reserves_shown if row.is_open)


def _passed_over(decision: Any) -> str:
    return " ".join(row.sentence for row in decision.overrides.all())


def _reader(request: Request, found: Filters) -> dict[str, Any]:
    """In which commissions the reader completes what is shown."""
    access = request.user.access
    return {
        "kept": access.commissions(Role.SECRETARY),
        "conducted": access.commissions(Role.SECRETARY, Role.PRESIDENT),
        "relations": Relation,
        "replaced_by": replaced_by,
    }


REGISTER = ListPage(
    title=TITLE,
    state="Ce qui est en vigueur, ce qu’une décision plus récente remplace, et les réserves encore ouvertes.",
    noun=("décision", "décisions"),
    rows=register_for,
    filters=RegisterFilter,
    columns=(
        Column("Décision", attrgetter("reference")),
        Column("Commission", attrgetter("commission.code")),
        Column("Session", attrgetter("session.label")),
        Column("Date", attrgetter("session.held_on")),
        Column("Point", attrgetter("item.title")),
        Column("Conclusion", Decision.get_outcome_display),
        Column("Projets", _projects),
        Column("État", _state),
        Column("Effet sur des décisions antérieures", _relations),
        Column("Réserves ouvertes", _open_reserves),
        Column("Réserves passées outre", _passed_over),
    ),
    # Those without a number come before the others of their year.
    sorts={"number": Sort(F("year") * 1_000_000 + Coalesce("number", 999_999), int)},
    default="-number",
    file="decisions",
    empty=Empty(
        "Aucune décision ne vous est ouverte",
        "Les décisions des commissions que vous suivez paraissent ici dès qu’elles sont prises.",
    ),
    crumbs=(("Accueil", "/"), ("Sessions", "/sessions/")),
    icon="gavel",
    template="sessions/live/register.html",
    more=_reader,
)


def _home(row: Any = None) -> str:
    return reverse("sessions:register")


registered = partial(
    live_act,
    of=attrgetter("decision.session"),
    version=attrgetter("version"),
    home=_home,
    above=TITLE,
    to=lambda request, row: back_to(request, _home()),
)
say_relation = registered(
    relating.say_relation,
    lambda row: f"Effet de {row.decision.reference} sur {row.earlier.reference}",
    "Enregistrer",
    fetch=one_of(DecisionRelation, "decision__session", "earlier"),
    rule=core_rules.can_take_minutes,
    form=RelationForm,
    said=lambda row: f"{row.decision.reference} {row.get_kind_display()} {row.earlier.reference}.",
)
lift_reserve = registered(
    relating.lift_reserve,
    "Lever une réserve",
    "Lever la réserve",
    fetch=one_of(Reserve, "decision__session"),
    rule=rules.can_lift_reserve,
    form=ProofForm,
    intro=attrgetter("text"),
    said="La réserve est levée ; le projet peut être présenté pour la suite.",
)

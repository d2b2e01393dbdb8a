"""Ask the ASIN for its opinion on an item, and note it; an opinion that comes late is accepted and says so."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import short_date
from foundation.journal.record import record
from sessions.core.enums import ItemKind, OpinionState
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem

from ..enums import OpinionSense
from ..models import Opinion
from ..notifications import tell_of_opinion_asked, tell_of_opinion_given

if TYPE_CHECKING:
    from foundation.accounts.models import User

BEFORE = (State.PREPARING, State.POSTPONED, State.CONVENED)
OVER = (State.ARCHIVED, State.CANCELLED)


@transaction.atomic
def ask_opinion(item_id: UUID, *, question: str, due_on: date, by: "User") -> Opinion:
    """Ask for an opinion for a day; the ASIN then reads the item and its open annexes."""
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("session__commission").get(pk=item_id)
    if item.session.commission.is_rehearsal:
        raise Refused("Impossible de demander l’avis de l’ASIN : c’est une répétition, rien n’en sort.")
    if item.session.state not in BEFORE:
        raise Refused(
            f"Impossible de demander l’avis de l’ASIN : la session est à l’état « {State(item.session.state).label} »."
        )
    if item.kind == ItemKind.HEADING or item.withdrawn_at is not None:
        raise Refused("Impossible de demander l’avis de l’ASIN : ce n’est pas un point de l’ordre du jour.")
    if item.is_closed_doors:
        raise Refused(
            "Impossible de demander l’avis de l’ASIN : le point est à huis clos, seuls les membres de la commission le"
            " lisent."
        )
    if due_on < clock.today():
        raise InvalidInput({"due_on": [f"Le {short_date(due_on)} est passé : donnez un jour à venir."]})
    if item.session.held_on is not None and due_on > item.session.held_on:
        raise InvalidInput(
            {
                "due_on": [
                    f"La session se tient le {short_date(item.session.held_on)} : demandez l’avis pour ce jour au plus"
                    " tard."
                ]
            }
        )
    if item.opinions.filter(state=OpinionState.ASKED).exists():
        raise Refused("Un avis de l’ASIN est déjà attendu sur ce point.")
    opinion = Opinion.objects.create(
        scope_id=item.scope_id, item=item, question=question.strip(), due_on=due_on, asked_at=clock.now(), asked_by=by
    )
    record(
        "ask_opinion",
        opinion,
        by=by,
        after={"item": item.title, "due_on": str(due_on)},
        commission=item.session.commission_id,
    )
    tell_of_opinion_asked(opinion, by=by)
    return opinion


@transaction.atomic
def give_opinion(opinion_id: UUID, *, sense: OpinionSense, text: str, by: "User") -> Opinion:
    """Note the answer of the ASIN; after its day, and even after the session, it is accepted and shown as late."""
    opinion = _waiting(opinion_id, "de rendre cet avis")
    errors: dict[str, list[str]] = {}
    if sense not in OpinionSense.values:
        errors["sense"] = ["Dites si l’avis est favorable, réservé ou défavorable."]
    if not text.strip():
        errors["text"] = ["Motivez l’avis : il est porté à l’ordre du jour et au procès-verbal."]
    if errors:
        raise InvalidInput(errors)
    opinion.state, opinion.sense, opinion.text = OpinionState.GIVEN, sense, text.strip()
    opinion.given_at, opinion.given_by = clock.now(), by
    opinion.given_capacity = by.access.capacity() or "ASIN"
    opinion.version += 1
    opinion.save()
    record(
        "give_opinion",
        opinion,
        by=by,
        after={"sense": sense, "late": opinion.came_late},
        commission=opinion.commission_id,
    )
    tell_of_opinion_given(opinion, by=by)
    return opinion


@transaction.atomic
def withdraw_opinion(opinion_id: UUID, *, reason: str, by: "User") -> Opinion:
    """Take back a request that is not answered yet; its line stays."""
    opinion = _waiting(opinion_id, "de retirer cette demande")
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif : il reste dans l’historique."]})
    opinion.state = OpinionState.WITHDRAWN
    opinion.version += 1
    opinion.save(update_fields=["state", "version"])
    record("withdraw_opinion", opinion, by=by, reason=reason.strip(), commission=opinion.commission_id)
    return opinion


def _waiting(opinion_id: UUID, act: str) -> Opinion:
    opinion = Opinion.objects.select_for_update(of=("self",)).select_related("item__session").get(pk=opinion_id)
    if opinion.state != OpinionState.ASKED:
        raise Refused(f"Impossible {act} : il est à l’état « {OpinionState(opinion.state).label} ».")
    if opinion.item.session.state in OVER:
        raise Refused(f"Impossible {act} : la session est à l’état « {State(opinion.item.session.state).label} ».")
    return opinion

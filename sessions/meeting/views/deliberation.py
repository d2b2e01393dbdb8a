"""The items that are adopted together without discussion, with the objections that take one out; and the explanations
of vote, written by the member, or by the secretary for him.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from foundation.common.form_pages import base_version
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision
from sessions.core.views.shown import visible_item

from ..forms.deliberation import BlockForm, ExplanationForm, ObjectionForm
from ..operations import consent
from ..operations.explaining import explain_vote
from ..queries.consent import block_of
from ..queries.explanations import explanation_refusal, explanations_rule, seats_held_by, votes_to_explain
from ..rules import session_of
from .acting import act, form_page, guarded, live_act
from .live import visible_ballot


@guarded(rules.can_object, template="sessions/live/consent.html")
def block(request: Request, session: CommissionSession) -> dict[str, Any]:
    is_open = session.state in consent.BEFORE
    return {
        "block": block_of(session, request.user),
        "can_prepare": rules.can_conduct(request.user, session) and is_open,
        "can_adopt": rules.can_take_minutes(request.user, session) and session.state == "open",
        "own_seats": seats_held_by(request.user, session),
        "form": BlockForm(auto_id="bloc_%s"),
        "is_open": is_open,
    }


def _block_of(row: Any) -> str:
    return reverse("sessions:consent", args=[session_of(row).pk])


in_block = partial(live_act, home=_block_of)
put_in_block = in_block(
    consent.put_in_block,
    "Mettre dans le bloc",
    fetch=visible_item,
    form=BlockForm,
    said="Le point est dans le bloc adopté sans débat.",
)


@guarded(rules.can_object, posts=True, fetch=visible_item)
def object_to_item(request: Request, item: AgendaItem) -> HttpResponse:
    """A member takes an item out for himself; who conducts the session, for whoever asked, or by himself."""
    session, back = item.session, _block_of(item)
    conducts = rules.can_conduct(request.user, session)
    lines = {str(line.seat_id): f"{line.person_name or line.label}" for line in block_of(session, request.user).seats}
    own = {str(key) for key in seats_held_by(request.user, session)}
    choices = [(key, name) for key, name in lines.items() if conducts or key in own]

    def operation(form: BaseForm) -> tuple[str, str]:
        said = {"objection": form.cleaned_data["objection"], "by": request.user}
        seat = form.cleaned_data["seat"] or ("" if conducts else next(iter(own), ""))
        if seat:
            consent.object_to_item(item.pk, seat_id=UUID(seat), **said)
        else:
            require(rules.can_conduct, request.user, session)
            consent.take_out_of_block(item.pk, **said)
        return back, "Le point sort du bloc : il sera débattu."

    page = form_page(session, back, "Sortir un point du bloc", "Sortir du bloc")
    return act(request, ObjectionForm(request.POST, seats=choices), page, operation)


def _adopted(taken: list[Decision]) -> str:
    numbers = ", ".join(f"n° {decision.number}/{decision.year}" for decision in taken)
    return f"{plural(len(taken), 'point adopté', 'points adoptés')} sans débat : décisions {numbers}."


adopt_block = in_block(consent.adopt_block, "Adopter le bloc", "Adopter", rule=rules.can_take_minutes, said=_adopted)


@guarded(rules.can_explain, template="sessions/live/explanations.html")
def explanations(request: Request, session: CommissionSession) -> dict[str, Any]:
    own, keeps = seats_held_by(request.user, session), rules.can_take_minutes(request.user, session)
    return {
        "votes": votes_to_explain(session, request.user, own=own, keeps=keeps),
        "rule": explanations_rule(session),
        "refusal": explanation_refusal(session),
        "keeps": keeps,
        "own": own,
    }


@guarded(rules.can_explain, posts=True, fetch=visible_ballot)
def explain(request: Request, ballot: Ballot) -> HttpResponse:
    session = ballot.session
    own, keeps = seats_held_by(request.user, session), rules.can_take_minutes(request.user, session)
    voters = [*ballot.snapshot.get("present", []), *ballot.snapshot.get("proxies", [])]
    seats = [(row["seat"], row["name"] or row["label"]) for row in voters if keeps or UUID(row["seat"]) in own]
    if not seats:
        raise PermissionDenied("Vous n’étiez pas parmi les votants de ce vote.")
    back, version = reverse("sessions:explanations", args=[session.pk]), base_version(request) or None

    def operation(form: BaseForm) -> tuple[str, str]:
        seat, text = UUID(form.cleaned_data["seat"]), form.cleaned_data["text"]
        said = partial(explain_vote, ballot.pk, base_version=version, for_another=seat not in own, by=request.user)
        row = said(seat_id=seat, text=text)
        kept = "est retirée." if row is None else "est gardée ; le procès-verbal l’imprimera."
        return back, f"L’explication de vote {kept}"

    page = form_page(session, back, "Explication de vote", "Enregistrer", intro=ballot.question, version=version)
    return act(request, ExplanationForm(request.POST, seats=seats), page, operation)

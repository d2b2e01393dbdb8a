"""The items that are adopted together without discussion, and the objections that take one out."""

from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common.form_pages import FormPage
from foundation.common.permissions import require
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.models import Decision
from sessions.core.views.shown import visible_item, visible_session

from ..forms.deliberation import BlockForm, ObjectionForm
from ..operations import consent
from ..queries.consent import block_of
from ..queries.explanations import seats_held_by
from .acting import act, crumbs, live_act, session_of


@require_safe
def block(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_object, request.user, session)
    context = {
        "session": session,
        "block": block_of(session, request.user),
        "can_prepare": rules.can_conduct(request.user, session) and session.state in consent.BEFORE,
        "can_adopt": rules.can_take_minutes(request.user, session) and session.state == "open",
        "own_seats": seats_held_by(request.user, session),
        "form": BlockForm(auto_id="bloc_%s"),
        "is_open": session.state in consent.BEFORE,
    }
    return render(request, "sessions/live/consent.html", context, using="jinja2")


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


@require_POST
def object_to_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member takes an item out for himself; who conducts the session, for whoever asked, or by himself."""
    item = visible_item(request, pk)
    session = item.session
    require(rules.can_object, request.user, session)
    conducts = rules.can_conduct(request.user, session)
    lines = {str(line.seat_id): f"{line.person_name or line.label}" for line in block_of(session, request.user).seats}
    own = {str(key) for key in seats_held_by(request.user, session)}
    choices = [(key, name) for key, name in lines.items() if conducts or key in own]
    back, title = _block_of(session), "Sortir un point du bloc"

    def operation(form: Form) -> tuple[str, str]:
        said = {"objection": form.cleaned_data["objection"], "by": request.user}
        seat = form.cleaned_data["seat"] or ("" if conducts else next(iter(own), ""))
        if seat:
            consent.object_to_item(item.pk, seat_id=UUID(seat), **said)
        else:
            require(rules.can_conduct, request.user, session)
            consent.take_out_of_block(item.pk, **said)
        return back, "Le point sort du bloc : il sera débattu."

    page = FormPage(title, "Sortir du bloc", back, crumbs(session, back, title))
    return act(request, ObjectionForm(request.POST, seats=choices), page, operation)


def _adopted(taken: list[Decision]) -> str:
    numbers = ", ".join(f"n° {decision.number}/{decision.year}" for decision in taken)
    return f"{plural(len(taken), 'point adopté', 'points adoptés')} sans débat : décisions {numbers}."


adopt_block = in_block(consent.adopt_block, "Adopter le bloc", "Adopter", rule=rules.can_take_minutes, said=_adopted)

"""The items that are adopted together without discussion, and the objections that take one out."""

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common.form_pages import FormPage
from foundation.common.permissions import require
from foundation.common.typography import plural
from sessions.core import rules as core_rules
from sessions.core.models import CommissionSession
from sessions.core.views.shown import visible_item, visible_session

from ..forms.deliberation import BlockForm, ObjectionForm
from ..operations import consent
from ..queries.consent import block_of
from ..queries.explanations import seats_held_by
from .live import act


@require_safe
def block(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_object, request.user, session)
    context = {
        "session": session,
        "block": block_of(session, request.user),
        "can_prepare": core_rules.can_conduct(request.user, session) and session.state in consent.BEFORE,
        "can_adopt": core_rules.can_take_minutes(request.user, session) and session.state == "open",
        "own_seats": seats_held_by(request.user, session),
        "form": BlockForm(auto_id="bloc_%s"),
        "is_open": session.state in consent.BEFORE,
    }
    return render(request, "sessions/live/consent.html", context, using="jinja2")


@require_POST
def put_in_block(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(core_rules.can_conduct, request.user, item.session)

    def operation(form: Form) -> tuple[str, str]:
        consent.put_in_block(item.pk, outcome=form.cleaned_data["outcome"], by=request.user)
        return _address(item.session), "Le point est dans le bloc adopté sans débat."

    return act(
        request, BlockForm(request.POST), _page(item.session, "Mettre dans le bloc", "Mettre dans le bloc"), operation
    )


@require_POST
def object_to_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member takes an item out for himself; who conducts the session, for whoever asked, or by himself."""
    item = visible_item(request, pk)
    session = item.session
    require(core_rules.can_object, request.user, session)
    conducts = core_rules.can_conduct(request.user, session)
    lines = {str(line.seat_id): f"{line.person_name or line.label}" for line in block_of(session, request.user).seats}
    own = {str(key) for key in seats_held_by(request.user, session)}
    choices = [(key, name) for key, name in lines.items() if conducts or key in own]

    def operation(form: Form) -> tuple[str, str]:
        seat, objection = (
            form.cleaned_data["seat"] or ("" if conducts else next(iter(own), "")),
            form.cleaned_data["objection"],
        )
        if seat:
            consent.object_to_item(item.pk, seat_id=UUID(seat), objection=objection, by=request.user)
        else:
            require(core_rules.can_conduct, request.user, session)
            consent.take_out_of_block(item.pk, objection=objection, by=request.user)
        return _address(session), "Le point sort du bloc : il sera débattu."

    return act(
        request,
        ObjectionForm(request.POST, seats=choices),
        _page(session, "Sortir un point du bloc", "Sortir du bloc"),
        operation,
    )


@require_POST
def adopt_block(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_take_minutes, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        taken = consent.adopt_block(session.pk, by=request.user)
        numbers = ", ".join(f"n° {decision.number}/{decision.year}" for decision in taken)
        return _address(
            session
        ), f"{plural(len(taken), 'point adopté', 'points adoptés')} sans débat : décisions {numbers}."

    return act(request, Form(request.POST), _page(session, "Adopter le bloc", "Adopter"), operation)


def _address(session: CommissionSession) -> str:
    return reverse("sessions:consent", args=[session.pk])


def _page(session: CommissionSession, title: str, submit: str) -> FormPage:
    return FormPage(
        title=title,
        submit=submit,
        cancel_href=_address(session),
        breadcrumb=[("Sessions", ""), (session.label, _address(session)), (title, "")],
    )

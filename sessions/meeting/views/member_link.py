"""The page behind the link of a letter: a member answers until the session opens, then notes his own arrival; no
account is asked for.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.common.exceptions import Refused
from foundation.common.form_pages import refuse_into
from foundation.common.requests import Request
from sessions.core.enums import SessionState as State
from sessions.core.extensions import link_parts
from sessions.core.models import Convocation
from sessions.preparing.forms.sessions import AnswerForm
from sessions.preparing.operations.answering import give_answer, mark_read
from sessions.preparing.queries.sheet import convocation_by_secret
from sessions.preparing.reports.convocation import agenda_lines, ministry_name_of
from sessions.preparing.views.answers import dead_link

from ..forms.check_in import CodeForm
from ..queries.check_in import places_now, places_of, standing_check_in

CLOSED_WORDS = {
    State.OPEN: "La session est ouverte : les réponses sont closes.",
    State.SUSPENDED: "La session est en cours : les réponses sont closes.",
    State.CANCELLED: "La session est annulée. Vous n’avez rien à faire.",
    State.POSTPONED: "La session est reportée. Une nouvelle convocation vous sera envoyée.",
}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, secret: str) -> HttpResponse:
    """The page behind the link of a letter: no account, the secret is the key."""
    convocation = convocation_by_secret(secret)
    if convocation is None:
        return dead_link(request, secret)
    session = convocation.session
    if request.method == "GET" and convocation.read_at is None:
        mark_read(convocation)
    if session.state != State.CONVENED or request.method != "POST":
        return answer_page(request, convocation, secret, status=200 if request.method != "POST" else 409)
    form = AnswerForm(request.POST, request.FILES, convocation=convocation)
    status = 400
    if form.is_valid():
        try:
            give_answer(convocation.pk, **form.cleaned_data, by=None)
            return redirect(reverse("sessions:answer", args=[secret]) + "?merci")
        except Refused as refusal:
            status = refuse_into(form, refusal)
    return answer_page(request, convocation, secret, form=form, status=status)


def answer_page(
    request: Request,
    convocation: Convocation,
    secret: str,
    *,
    form: AnswerForm | None = None,
    check_in_form: CodeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the link: the answer until the session opens, the check-in while its code is shown in the room."""
    session = convocation.session
    if form is None and session.state == State.CONVENED:
        form = AnswerForm(convocation=convocation)
    places = (
        places_of(session, convocation.person, seat_id=convocation.seat_id)
        if standing_check_in(session) is not None
        else []
    )
    context = {
        "convocation": convocation,
        "session": session,
        "secret": secret,
        "ministry": ministry_name_of(session),
        "agenda": agenda_lines(session),
        "closed": CLOSED_WORDS.get(State(session.state), ""),
        "form": form,
        "saved": "merci" in request.GET,
        "place": next(iter(places_now(session, places)), None) if places else None,
        "check_in_form": check_in_form or CodeForm(auto_id="pointage_%s"),
    }
    context |= dict(part(convocation, secret) for part in link_parts)
    return render(request, "sessions/answer.html", context, status=status, using="jinja2")

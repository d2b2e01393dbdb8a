"""Convocations and their answers: by the link of the letter, on the portal, or noted by the secretary."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.operations.receiving import SCANS, receive_upload
from foundation.documents.views.downloading import attachment
from sessions.core import rules as core_rules
from sessions.core.enums import Answer
from sessions.core.enums import SessionState as State
from sessions.core.models import Convocation
from sessions.core.views.shown import crumbs, detail_address, visible_session

from .. import rules
from ..forms.sessions import AnswerForm, RecordedAnswerForm
from ..operations.answering import AnswerFacts, answer_convocation
from ..queries.reminders import reminder_plan
from ..queries.sheet import answers_of, sends_of
from .sessions import frame_of, newcomers_for


def visible_convocation(request: HttpRequest, pk: UUID) -> Convocation:
    rows = Convocation.objects.visible_to(request.user).select_related(
        "session__commission__ministry", "session__statute", "person", "seat", "letter", "answer_file"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def convocations(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_read_presence, request.user, session)
    if request.GET.get("format") == "csv":
        header = ["Fonction", "Nom", "Envoi", "Lue", "Réponse", "Précision", "Répondu le"]
        rows = [
            [
                line.convocation.seat_label,
                line.convocation.person,
                line.delivery_in_words,
                line.convocation.read_at,
                line.convocation.get_answer_display(),
                line.detail_for(request.user),
                line.convocation.answered_at,
            ]
            for line in answers_of(session)
        ]
        return csv_response("reponses.csv", header, rows)
    frame = frame_of(request, session)
    sends = sends_of(session, frame["answers"])
    frame["reminders"] = reminder_plan(session, clock.today())
    if getattr(request, "htmx", False) and "vu" in request.GET:
        # The page asks where the letters are: the table comes back only when it shows something new.
        context = frame | {"sends": sends, "is_news": request.GET["vu"] != sends.mark}
        return render(request, "sessions/convocations_news.html", context, using="jinja2")
    return render(
        request,
        "sessions/convocations.html",
        frame
        | {"sends": sends, "newcomers": newcomers_for(frame, session), "breadcrumb": crumbs(session, "Convocations")},
        using="jinja2",
    )


@require_safe
def answer_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper that justifies an absence."""
    convocation = visible_convocation(request, pk)
    require(rules.can_read_reason, request.user, convocation)
    if convocation.answer_file is None:
        raise Http404
    return attachment(convocation.answer_file, convocation.answer_file.name)


def answer_initial(convocation: Convocation) -> dict[str, str]:
    if convocation.answer == Answer.NONE:
        return {}
    return {
        "answer": convocation.answer,
        "reason": convocation.answer_reason,
        "proxy_seat": str(convocation.proxy_seat_id or ""),
    }


def answer_facts(request: HttpRequest, convocation: Convocation, form: AnswerForm) -> AnswerFacts:
    data = form.cleaned_data
    stored = None
    if data.get("file") and data["answer"] == Answer.EXCUSED:
        session = convocation.session
        by = request.user if request.user.is_authenticated else None
        stored = receive_upload(
            data["file"],
            by=by,
            scope=session.scope_id,
            commission_id=session.commission_id,
            allowed=SCANS,
            level=Level.PERSONAL,
        )
    return AnswerFacts(
        Answer(data["answer"]),
        reason=data["reason"],
        file=stored,
        proxy_seat_id=UUID(data["proxy_seat"]) if data.get("proxy_seat") else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The member answers on the portal."""
    convocation = visible_convocation(request, pk)
    require(rules.can_answer, request.user, convocation)
    return _answer_page(request, convocation, AnswerForm, recorded=False)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The secretary notes an answer received by telephone or on paper."""
    convocation = visible_convocation(request, pk)
    require(rules.can_record_answer, request.user, convocation)
    return _answer_page(request, convocation, RecordedAnswerForm, recorded=True)


def _answer_page(
    request: HttpRequest, convocation: Convocation, form_class: type[AnswerForm], *, recorded: bool
) -> HttpResponse:
    session = convocation.session
    if session.state != State.CONVENED:
        raise Refused(
            f"Impossible de répondre : la session est à l’état « {State(session.state).label} ». Les réponses sont"
            " reçues jusqu’à l’ouverture."
        )
    back = reverse("sessions:convocations", args=[session.pk]) if recorded else detail_address(session)

    def act(form: AnswerForm) -> str:
        saved = answer_convocation(
            convocation.pk, answer_facts(request, convocation, form), by=request.user, recorded=recorded
        )
        messages.success(
            request,
            (
                f"Réponse notée pour {saved.person} : {saved.get_answer_display()}."
                if recorded
                else f"Votre réponse est enregistrée : {saved.get_answer_display()}."
            ),
        )
        return back

    title = f"Réponse de {convocation.person}" if recorded else "Répondre à la convocation"
    intro = (
        f"{convocation.seat_label}. Notez ce que le membre vous a dit."
        if recorded
        else "Vous pouvez changer de réponse jusqu’à l’ouverture de la session."
    )
    page = FormPage(title, "Enregistrer la réponse", back, crumbs(session, title), intro=intro, multipart=True)
    return serve_form(request, form_class, page, act, initial=answer_initial(convocation), convocation=convocation)

"""Convocations and their answers: on the portal, or noted by the secretary."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.acts import View, acts_on, one_of
from foundation.common.exceptions import Refused
from foundation.common.exports import csv_response
from foundation.common.permissions import Rule, require
from foundation.common.requests import Request
from sessions.core import rules as core_rules
from sessions.core.enums import SessionState as State
from sessions.core.models import Convocation
from sessions.core.views.shown import crumbs, detail_address, file_page, visible_session

from .. import rules
from ..forms.sessions import AnswerForm, RecordedAnswerForm
from ..operations.answering import give_answer, record_answer
from ..queries.handed import handed_in_words
from ..queries.reminders import reminder_plan
from ..queries.sheet import ANSWER_COLUMNS, answer_rows, sends_of, why_no_link
from .detail import frame_of, newcomers_for
from .sessions import convocations_address

visible_convocation = one_of(
    Convocation, "session__commission__ministry", "session__statute", "person", "seat", "letter", "answer_file"
)


@require_safe
def convocations(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_read_presence, request.user, session)
    if request.GET.get("format") == "csv":
        return csv_response("reponses.csv", ANSWER_COLUMNS, answer_rows(session, request.user))
    frame = frame_of(request, session)
    sends = sends_of(session, frame["answers"])
    handed = {line.convocation.pk: handed_in_words(line.convocation) for line in frame["answers"]}
    frame |= {"reminders": reminder_plan(session, clock.today()), "sends": sends, "handed": handed}
    frame["newcomers"] = newcomers_for(frame, session)
    if getattr(request, "htmx", False) and "vu" in request.GET:
        # The page asks where the letters are: the table comes back only when it shows something new.
        context = frame | {"is_news": request.GET["vu"] != sends.mark}
        return render(request, "sessions/convocations_news.html", context, using="jinja2")
    frame["breadcrumb"] = crumbs(session, "Convocations")
    return render(request, "sessions/convocations.html", frame, using="jinja2")


# The paper that justifies an absence.
answer_file = file_page(visible_convocation, attrgetter("answer_file"), rules.can_read_reason)


def _answering(
    operation: Callable[..., Convocation], form: type[AnswerForm], rule: Rule, to: Any, **words: str
) -> View:
    """An answer is given between the convocation and the opening."""
    said = words.pop("said")

    def open_convocation(request: Request, pk: UUID) -> Convocation:
        row = visible_convocation(request, pk)
        require(rule, request.user, row)
        state = State(row.session.state)
        if state != State.CONVENED:
            raise Refused(
                f"Impossible de répondre : la session est à l’état « {state.label} ». Les réponses sont reçues jusqu’à"
                " l’ouverture."
            )
        return row

    return acts_on(
        fetch=open_convocation,
        to=lambda row: to(row.session),
        crumbs=lambda row, here: crumbs(row.session, here),
        rule=rule,
    )(
        operation,
        form=form,
        options=lambda request, row: {"convocation": row},
        said=lambda row: said.format(row=row, answer=row.answer_in_words),
        submit="Enregistrer la réponse",
        multipart=True,
        **words,
    )


answer_mine = _answering(
    give_answer,
    AnswerForm,
    rules.can_answer,
    detail_address,
    title="Répondre à la convocation",
    intro="Vous pouvez changer de réponse jusqu’à l’ouverture de la session.",
    said="Votre réponse est enregistrée : {answer}.",
)
answer_for = _answering(
    record_answer,
    RecordedAnswerForm,
    rules.can_record_answer,
    convocations_address,
    title="Réponse {row.whose}",
    intro="{row.quality}. Notez ce que le membre vous a dit.",
    said="Réponse notée pour {row.person} : {answer}.",
)


def dead_link(request: Request, secret: str, said: Sequence[str] = ()) -> HttpResponse:
    """404, and what became of it where its holder may know."""
    said = said or why_no_link(secret)
    return render(request, "sessions/answer_unknown.html", {"said": said}, status=404, using="jinja2")

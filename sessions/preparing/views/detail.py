"""The page of a session, and the head that it shares with those of its preparation."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.typography import capitalize_first, short_datetime
from sessions.core import rules
from sessions.core.enums import OVER, PvState, SessionAction
from sessions.core.enums import SessionState as State
from sessions.core.extensions import session_parts
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import Blocker, notice_for
from sessions.core.views.shown import crumbs, visible_session
from sessions.core.workflow import SESSION_WORKFLOW, archiving_blockers, takes_arrivals

from ..operations.preparing import EDITABLE
from ..operations.reading import open_page
from ..queries.conformity import blockers_of
from ..queries.releases import last_release, unannounced_changes
from ..queries.sheet import (
    LIVING,
    TONES,
    AnswerCounts,
    Step,
    agenda_of,
    answers_of,
    count_answers,
    own_convocation,
    sources_of,
    state_sentence,
    steps_of,
    timeline_of,
)

RUNNING = (State.CONVENED, State.OPEN, State.SUSPENDED)
STEP_TONES = {
    SessionAction.CANCEL: "late",
    SessionAction.POSTPONE: "attention",
    SessionAction.DECLARE_NO_QUORUM: "late",
}


def frame_of(request: HttpRequest, session: CommissionSession) -> dict[str, Any]:
    """What the head of the session's pages shows: sentence, stepper, what one may do."""
    user, state = request.user, State(session.state)
    keeps, sees_answers = rules.can_prepare(user, session), rules.can_read_presence(user, session)
    lines = answers_of(session) if sees_answers else []
    counts = count_answers(lines)
    blockers = blockers_of(session) if keeps and state in LIVING else []
    agenda = agenda_of(session, user)
    pv = getattr(session, "pv", None) if state in OVER else None
    steps = steps_of(session, blockers=blockers, pv_label=pv.get_state_display() if pv is not None else "")
    return {
        "session": session,
        "is_keeper": keeps,
        "is_conductor": rules.can_conduct(user, session),
        "sees_answers": sees_answers,
        "answers": lines,
        "counts": counts,
        "blockers": blockers,
        "agenda": agenda,
        "steps": [_drawn(session, step, sees_answers=sees_answers) for step in steps],
        "today": clock.today(),
        "sentence": state_sentence(
            session, items=agenda.item_count, answers=counts if sees_answers else AnswerCounts()
        ),
        "tone": TONES[state],
        "can": {action.value for action in SESSION_WORKFLOW.actions_from(state)} if keeps else set(),
        "can_archive": rules.can_archive(user, session) and SESSION_WORKFLOW.can(SessionAction.ARCHIVE, state),
        "archive_blockers": archiving_blockers(
            is_reconstituted=session.is_reconstituted, pv_is_submitted=pv is not None and pv.state != PvState.DRAFT
        ),
        "is_editable": keeps and state in EDITABLE,
        "notice": notice_for(session, sent_on=clock.today()) if state in LIVING else None,
        "live_href": reverse("sessions:live", args=[session.pk]) if state in RUNNING else "",
        "pv_href": reverse("sessions:pv", args=[session.pk]) if state in OVER else "",
    }


def _drawn(session: CommissionSession, step: Step, *, sees_answers: bool) -> dict[str, Any]:
    """A step leads where the reader may go; to the others it is text."""
    pages = {"prepare": "prepare"} | ({"convene": "convocations"} if session.convened_at and sees_answers else {})
    href = reverse(f"sessions:{pages[step.key]}", args=[session.pk]) if step.key in pages else ""
    blockers = [(blocker.sentence, _mending(session, blocker)) for blocker in step.blockers]
    return {"label": step.label, "state": step.state, "note": step.note, "href": href, "blockers": blockers}


def _mending(session: CommissionSession, blocker: Blocker) -> str:
    """Where a blocker is mended."""
    places = {
        "agenda": ("sessions:prepare", session.pk),
        "sheet": ("sessions:sheet", blocker.key),
        "session": ("sessions:edit", session.pk),
    }
    name, key = places.get(blocker.place, ("commissions:detail", session.commission_id))
    return reverse(name, args=[key]) + ("#nouveau" if blocker.place == "agenda" else "")


@require_safe
def session_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    frame = frame_of(request, session)
    is_convened, told = session.state == State.CONVENED, session.is_reconstituted
    own = own_convocation(session, request.user)
    arrives = own is not None and takes_arrivals(session.state, session.held_on, clock.today())
    later = CommissionSession.objects.visible_to(request.user).filter(postponed_from=session)
    context = {
        "breadcrumb": crumbs(session),
        "timeline": [_entry(step) for step in timeline_of(session)],
        "sources": sources_of(session),
        "own": own,
        "check_in_href": reverse("check_in:ask") if arrives else "",
        "own_href": reverse("sessions:answer_mine", args=[own.pk]) if own is not None and is_convened else "",
        "speeches": list(session.speeches.filter(item=None).order_by("position", "pk")) if told else [],
        "guests": list(session.guests.order_by("position", "pk")) if told else [],
        "later": list(later.order_by("created_at")),
        "doors": _doors(request.user, session),
        "papers": _papers(session, sees_presence=frame["sees_answers"]),
        "news": open_page(session, frame["agenda"], request.user),
        "release": last_release(session) if is_convened else None,
        "unannounced": unannounced_changes(session) if frame["is_keeper"] and is_convened else None,
    }
    parts = dict(part(request.user, session) for part in session_parts)
    return render(request, "sessions/detail.html", frame | parts | context, using="jinja2")


def _papers(session: CommissionSession, *, sees_presence: bool) -> list[tuple[str, str]]:
    """The papers that this session may have in its state, with their page for who may read it."""
    here = not session.is_reconstituted
    papers = [
        ("Ordres du jour diffusés", "releases", here and session.convened_at, True),
        ("Feuille d’émargement", "attendance_sheet", here and session.state in (*RUNNING, *OVER), sees_presence),
        ("Procès-verbal", "pv", session.state in OVER, True),
    ]
    return [
        (label, reverse(f"sessions:{name}", args=[session.pk]) if may_read else "")
        for label, name, exists, may_read in papers
        if exists
    ]


def _entry(step: Any) -> dict[str, Any]:
    is_past = step.action == SessionAction.RECORD_PAST
    return {
        "when": short_datetime(step.at),
        "title": "Enregistrée au portail" if is_past else capitalize_first(step.get_to_state_display()),
        "text": step.reason,
        "by": ", ".join(filter(None, (str(step.by or ""), step.by and step.by_capacity))),
        "tone": STEP_TONES.get(SessionAction(step.action), "neutral"),
    }


def _doors(user: Any, session: CommissionSession) -> list[tuple[str, str]]:
    """What else is read or done of this session, by whoever may: (label, address)."""
    state, keeps, here = session.state, rules.can_prepare(user, session), not session.is_reconstituted
    told, over, runs = rules.can_read_presence(user, session), state in OVER and here, state in RUNNING
    doors = [
        ("Écran de la salle", "screen", told and runs),
        ("Points sans débat", "consent", rules.can_object(user, session) and runs),
        ("Ce que l’acte ne dit pas", "silences", told and here and runs),
        ("Compte rendu et corrections", "live", keeps and over),
        ("Présences", "presence", told and over),
        ("Explications de vote", "explanations", rules.can_explain(user, session) and state in OVER),
        ("État de présence", "presence_statement", told and over),
    ]
    found = [(label, reverse(f"sessions:{name}", args=[session.pk])) for label, name, is_open in doors if is_open]
    mine = f"?commission={session.commission_id}"
    if keeps and state in EDITABLE:
        found.append(("Propositions de points", reverse("sessions:proposals") + mine))
        found.append(("Avis de l’ASIN", reverse("sessions:opinions")))
    return [*found, ("Registre des décisions", reverse("sessions:register") + mine)]

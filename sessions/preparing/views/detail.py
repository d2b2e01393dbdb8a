"""The page of a session, and the head that it shares with those of its preparation."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from sessions.core import rules
from sessions.core.enums import OVER
from sessions.core.enums import SessionState as State
from sessions.core.extensions import session_parts
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import Blocker
from sessions.core.views.shown import crumbs, visible_session
from sessions.core.workflow import takes_arrivals

from ..operations.preparing import EDITABLE
from ..operations.reading import open_page
from ..queries.head import head_of
from ..queries.releases import last_release, unannounced_changes
from ..queries.sheet import Step, own_convocation, sources_of
from ..queries.timeline import timeline_of

RUNNING = (State.CONVENED, State.OPEN, State.SUSPENDED)


def frame_of(request: HttpRequest, session: CommissionSession) -> dict[str, Any]:
    """The head of the session's pages, with what it leads to."""
    head, key, state = head_of(session, request.user), [session.pk], session.state
    return vars(head) | {
        "steps": [_drawn(session, step, sees_answers=head.sees_answers) for step in head.steps],
        "live_href": reverse("sessions:live", args=key) if state in RUNNING else "",
        "pv_href": reverse("sessions:pv", args=key) if state in OVER else "",
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
        "timeline": timeline_of(session),
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

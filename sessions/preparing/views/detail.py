"""The page of a session, and the head that it shares with those of its preparation."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.requests import Request
from sessions.core.enums import OVER
from sessions.core.enums import SessionState as State
from sessions.core.extensions import session_parts
from sessions.core.models import CommissionSession
from sessions.core.rules import can_convene
from sessions.core.views.shown import crumbs, visible_session
from sessions.core.workflow import takes_arrivals

from ..operations.reading import open_page
from ..queries.around import RUNNING, doors_of, mending_address, papers_of, step_address
from ..queries.head import head_of
from ..queries.newcomers import Newcomer, newcomers_of
from ..queries.releases import last_release, unannounced_changes
from ..queries.sheet import Step, own_convocation, sources_of
from ..queries.timeline import timeline_of


def frame_of(request: Request, session: CommissionSession) -> dict[str, Any]:
    """The head of the session's pages, with what it leads to."""
    head, key, state = head_of(session, request.user), [session.pk], session.state
    return vars(head) | {
        "steps": [_drawn(session, step, head.sees_answers, can_convene(request.user, session)) for step in head.steps],
        "live_href": reverse("sessions:live", args=key) if state in RUNNING else "",
        "pv_href": reverse("sessions:pv", args=key) if state in OVER else "",
    }


def _drawn(session: CommissionSession, step: Step, sees_answers: bool, convenes: bool) -> dict[str, Any]:
    blockers = [(blocker.sentence, mending_address(session, blocker)) for blocker in step.blockers]
    return vars(step) | {
        "href": step_address(session, step, sees_answers=sees_answers, convenes=convenes),
        "blockers": blockers,
    }


def newcomers_for(frame: dict[str, Any], session: CommissionSession) -> list[Newcomer]:
    """For who keeps the session: who took a seat since its convocation (1 query)."""
    return newcomers_of(session, [line.convocation for line in frame["answers"]]) if frame["is_keeper"] else []


@require_safe
def session_detail(request: Request, pk: UUID) -> HttpResponse:
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
        "later": list(later.order_by("created_at", "pk")),
        "doors": doors_of(session, request.user),
        "papers": papers_of(session, sees_presence=frame["sees_answers"]),
        "news": open_page(session, frame["agenda"], request.user),
        "release": last_release(session) if is_convened else None,
        "newcomers": newcomers_for(frame, session),
        "unannounced": unannounced_changes(session) if frame["is_keeper"] and is_convened else None,
    }
    parts = dict(part(request.user, session) for part in session_parts)
    return render(request, "sessions/detail.html", frame | parts | context, using="jinja2")

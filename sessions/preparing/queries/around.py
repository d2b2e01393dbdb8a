"""Where the page of a session leads: its papers, what else is read or done of it."""

from typing import NamedTuple

from django.urls import reverse

from foundation.accounts.models import User
from sessions.core import rules
from sessions.core.enums import OVER
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import Blocker

from .sheet import BEFORE, LIVING, Step

RUNNING = (State.CONVENED, State.OPEN, State.SUSPENDED)


class Door(NamedTuple):
    label: str
    href: str


def papers_of(session: CommissionSession, *, sees_presence: bool) -> list[Door]:
    """The papers that this session may have in its state; a paper without address is there for others to read."""
    here = not session.is_reconstituted
    papers = [
        ("Ordres du jour diffusés", "releases", here and session.convened_at, True),
        ("Feuille d’émargement", "attendance_sheet", here and session.state in (*RUNNING, *OVER), sees_presence),
        ("Procès-verbal", "pv", session.state in OVER, True),
    ]
    return [Door(label, _page(name, session) if may_read else "") for label, name, exists, may_read in papers if exists]


def doors_of(session: CommissionSession, user: User) -> list[Door]:
    """What else is read or done of this session, by whoever may."""
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
    found = [Door(label, _page(name, session)) for label, name, is_open in doors if is_open]
    mine = f"?commission={session.commission_id}"
    if keeps and state in BEFORE:
        found.append(Door("Propositions de points", reverse("sessions:proposals") + mine))
        found.append(Door("Avis de l’ASIN", reverse("sessions:opinions")))
    return [*found, Door("Registre des décisions", reverse("sessions:register") + mine)]


def step_address(session: CommissionSession, step: Step, *, sees_answers: bool, convenes: bool) -> str:
    """A step leads where the reader may go; to the others it is text."""
    if step.key == "prepare":
        return _page("prepare", session)
    if step.key == "convene" and convenes and session.state in LIVING and not step.blockers:
        return _page("convening", session)
    return _page("convocations", session) if step.key == "convene" and session.convened_at and sees_answers else ""


def mending_address(session: CommissionSession, blocker: Blocker) -> str:
    """Where a blocker is mended."""
    places = {
        "agenda": ("sessions:prepare", session.pk),
        "sheet": ("sessions:sheet", blocker.key),
        "session": ("sessions:edit", session.pk),
    }
    name, key = places.get(blocker.place, ("commissions:detail", session.commission_id))
    part = "nouveau" if blocker.place == "agenda" else f"id_{blocker.field}" if blocker.field else ""
    return reverse(name, args=[key]) + (f"#{part}" if part else "")


def _page(name: str, session: CommissionSession) -> str:
    return reverse(f"sessions:{name}", args=[session.pk])

"""Procès-verbaux in each state, and recommendations on each step of their way."""

from typing import Any

from recommendations.models import RecommendationReport
from sessions.core.models import MinuteText
from sessions.papers.operations.papers import make_attendance_sheet, make_presence_statement, prepare_pv, submit_pv
from tests.factories import AgendaItemFactory, RecommendationFactory, SessionFactory


def plant_papers(world: Any) -> None:
    """Sessions: draft (its procès-verbal is not submitted), submitted, submitted_closed.

    Recommendations: addressed, accepted, running, reported.
    """
    commission = world["commission", "own"]
    marks = {
        "draft": ("CANARIACOMMISSION", False),
        "submitted": ("CANARIACOMMISSION", False),
        "submitted_closed": ("CANARIACLOSED", True),
    }
    for name, (mark, closed) in marks.items():
        session = SessionFactory(commission=commission, lifted=True, theme=f"Thème {mark}", is_closed_doors=closed)
        item = AgendaItemFactory(session=session, position=1, title=f"Point {mark}", is_closed_doors=closed)
        # What is written is nobody else's until it is submitted.
        secret = "CANARIAPREPARING" if name == "draft" else mark
        MinuteText.objects.create(
            scope=session.scope, session=session, item=item, section="debate", text=f"Débat {secret}", revision=1
        )
        pv = prepare_pv(session.pk, by=None) if name == "draft" else submit_pv(session.pk, by=None)
        world.objects |= {
            ("session", name): session,
            ("pv", name): pv,
            ("sheet", name): make_attendance_sheet(session.pk, by=None),
        }
        world.objects["statement", name] = make_presence_statement(session.pk, by=None)
    for name, state in (
        ("addressed", "issued"),
        ("accepted", "accepted"),
        ("running", "running"),
        ("reported", "reported"),
    ):
        row = RecommendationFactory(
            commission=commission, text="Recommandation CANARIAPORTFOLIO", addressee_scope=commission.scope, state=state
        )
        world.objects["recommendation", name] = row
    RecommendationReport.objects.create(
        scope=commission.scope,
        recommendation=row,
        text="Compte rendu CANARIAPORTFOLIO",
        proof_link="https://exemple.bj",
        author=world.users["dsi"],
        reported_at=commission.created_at,
    )

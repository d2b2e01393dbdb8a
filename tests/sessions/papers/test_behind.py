"""A paper that no longer says what is noted says so, is made anew, and is neither submitted nor sent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.documents.models import Document
from recommendations.models import RecommendationStep
from sessions.core.enums import Section
from sessions.core.models import CommissionSession, MinuteText, ProcesVerbal
from sessions.core.models.settled import writing_the_past
from sessions.meeting.operations.correcting import correct_vote
from sessions.meeting.operations.deciding import decide
from sessions.meeting.operations.holding import lift
from sessions.meeting.operations.voting import close_ballot, open_ballot
from sessions.papers.enums import ATTENDANCE, PV_DRAFT
from sessions.papers.operations.papers import (
    is_behind,
    make_attendance_sheet,
    prepare_pv,
    refresh_pv,
    submit_pv,
    transmit_session,
)
from sessions.papers.reports.pv import build_pv_document
from tests.factories import RecommendationFactory, SessionFactory, commission_with_members, member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
BEHIND = "Ce qui est noté a changé depuis ce PDF"


@pytest.fixture
def lifted():
    session = SessionFactory(commission=commission_with_members(3), lifted=True, number=1)
    prepare_pv(session.pk, by=None)
    return session


@pytest.fixture
def secretary(lifted):
    return member_of(lifted.commission, Role.SECRETARY)


@writing_the_past()
def note(session, text="Un mot de plus."):
    MinuteText.objects.create(
        scope_id=session.scope_id, session=session, section=Section.CLOSING, text=text, revision=1
    )


def pv_page(client, session):
    return client.get(reverse("sessions:pv", args=[session.pk])).content.decode()


def test_a_draft_left_behind_says_so_and_is_not_submitted_before_it_is_made_anew(client, lifted, secretary):
    client.force_login(secretary)
    assert BEHIND not in pv_page(client, lifted)
    assert "Soumettre le procès-verbal" in pv_page(client, lifted)
    note(lifted)
    page = pv_page(client, lifted)
    assert BEHIND in page
    assert "Soumettre le procès-verbal" not in page
    with pytest.raises(Refused, match="le projet enregistré ne dit plus ce qui est noté"):
        submit_pv(lifted.pk, by=secretary)
    refresh_pv(lifted.pk, by=secretary)
    assert BEHIND not in pv_page(client, lifted)
    pv = submit_pv(lifted.pk, by=secretary)
    assert pv.document.content["closing"] == "Un mot de plus."


def test_a_vote_corrected_after_the_session_makes_the_papers_anew(run_jobs):
    world = held()
    ballot = open_ballot(world.item.pk, proposed_outcome="favourable", by=world.secretary)
    close_ballot(ballot.pk, votes_for=7, votes_against=0, abstentions=1, by=world.secretary)
    decide(world.item.pk, outcome="favourable", by=world.secretary)
    lift(world.session.pk, by=world.secretary)
    run_jobs()
    first = ProcesVerbal.objects.get(session=world.session).document
    correct_vote(ballot.pk, votes_for=6, votes_against=0, abstentions=2, reason="Recompté.", by=world.secretary)
    pv = ProcesVerbal.objects.select_related("document").get(session=world.session)
    assert (pv.document.version, pv.document.kind) == (first.version + 1, PV_DRAFT)
    assert "6 voix pour" in str(pv.document.content).replace("\u00a0", " ")
    assert not is_behind(pv.session, pv)


def test_a_reconstituted_paper_left_behind_is_made_anew_before_it_is_sent(client):
    session = SessionFactory(
        commission=commission_with_members(3), lifted=True, is_reconstituted=True, reconstituted_from="La Nation"
    )
    secretary = member_of(session.commission, Role.SECRETARY)
    first = prepare_pv(session.pk, by=secretary).document
    CommissionSession.objects.filter(pk=session.pk).update(theme="L’identité numérique")
    client.force_login(secretary)
    assert BEHIND in pv_page(client, session)
    transmit_session(session.pk, by=secretary)
    sent = ProcesVerbal.objects.get(session=session).document
    assert sent.version == first.version + 1
    assert sent.content["theme"] == "L’identité numérique"
    assert (sent.transmitted_at is not None, Document.objects.get(pk=first.pk).transmitted_at) == (True, None)


def test_a_sheet_left_behind_says_so(client, secretary, lifted):
    client.force_login(secretary)
    address = reverse("sessions:attendance_sheet", args=[lifted.pk])
    make_attendance_sheet(lifted.pk, by=secretary)
    assert BEHIND not in client.get(address).content.decode()
    lifted.commission.seats.update(label="Un autre siège")
    CommissionSession.objects.filter(pk=lifted.pk).update(place="Ailleurs")
    assert BEHIND in client.get(address).content.decode()
    assert Document.objects.about(lifted, ATTENDANCE).count() == 1


def follow(recommendation, state, at):
    RecommendationStep.objects.create(
        scope_id=recommendation.scope_id,
        recommendation=recommendation,
        action="validate",
        from_state=recommendation.state,
        to_state=state,
        at=at,
    )
    recommendation.state = state
    recommendation.save(update_fields=["state"])


@pytest.mark.parametrize(("later", "word"), [(timedelta(days=40), "en cours"), (timedelta(minutes=-30), "exécutée")])
def test_a_recommendation_is_printed_as_it_stood_when_the_session_closed(lifted, later, word):
    row = RecommendationFactory(
        commission=lifted.commission, issued_on=lifted.held_on - timedelta(days=90), state="running"
    )
    follow(row, "done", lifted.lifted_at + later)
    (line,) = build_pv_document(lifted).follow_up
    assert line.state == word


def test_one_closed_before_the_day_of_the_session_is_not_followed_up(lifted):
    row = RecommendationFactory(
        commission=lifted.commission, issued_on=lifted.held_on - timedelta(days=90), state="running"
    )
    follow(row, "done", lifted.lifted_at - timedelta(days=2))
    assert build_pv_document(lifted).follow_up == ()


def test_what_becomes_of_a_recommendation_later_leaves_no_paper_behind(lifted):
    row = RecommendationFactory(
        commission=lifted.commission, issued_on=lifted.held_on - timedelta(days=90), state="running"
    )
    refresh_pv(lifted.pk, by=None)
    follow(row, "done", timezone.now() + timedelta(days=3))
    pv = ProcesVerbal.objects.select_related("document").get(session=lifted)
    assert not is_behind(lifted, pv)

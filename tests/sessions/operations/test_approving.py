"""The approval of the previous procès-verbal, and what may be concluded on each nature of item."""

from copy import deepcopy

import pytest
from django.urls import reverse

from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from sessions.core.enums import ItemKind, Outcome, PvState, outcomes_of
from sessions.core.models import Decision, ProcesVerbal
from sessions.meeting.operations import deciding, voting
from sessions.meeting.operations.consent import put_in_block
from sessions.papers.operations.papers import prepare_pv, submit_pv
from sessions.preparing.queries.own_items import own_titles
from tests.factories import AgendaItemFactory, SessionFactory
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(standing):
    """A session open, whose last item is to approve the procès-verbal of one that was held."""
    world = held()
    world.previous = SessionFactory(commission=world.commission, lifted=True, number=7)
    prepare_pv(world.previous.pk, by=world.secretary)
    world.item = AgendaItemFactory(
        session=world.session, position=9, kind=ItemKind.PREVIOUS_PV, about_session=world.previous
    )
    return world


@pytest.fixture
def world(made):
    return deepcopy(made)


def decide(world, outcome, item=None, **options):
    options = {"by_consensus": True, **options}
    return deciding.decide((item or world.item).pk, outcome=outcome, by=world.secretary, **options)


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.CORRECTED])
def test_a_draft_is_not_approved_and_a_submitted_one_becomes_approved(world, outcome):
    with pytest.raises(Refused, match="il est encore un projet, et on approuve un texte figé"):
        decide(world, outcome)
    assert not Decision.objects.exists()
    submit_pv(world.previous.pk, by=world.secretary)
    decision = decide(world, outcome)
    pv = ProcesVerbal.objects.get(session=world.previous)
    assert pv.state == PvState.APPROVED
    assert entries_of(pv).last().act == "approve_pv"
    assert decision.get_outcome_display() in ("approuvé", "approuvé avec corrections")
    world.previous.refresh_from_db()
    assert "previous_pv" not in own_titles(SessionFactory(commission=world.commission), world.previous)


@pytest.mark.parametrize("outcome", [Outcome.ADJOURNED, Outcome.REFUSED])
def test_what_does_not_approve_leaves_the_draft_as_it_is(world, outcome):
    decide(world, outcome)
    assert ProcesVerbal.objects.get(session=world.previous).state == PvState.DRAFT


def test_neither_a_block_nor_a_vote_goes_round_the_guard(world):
    with pytest.raises(Refused, match="il est encore un projet"):
        put_in_block(world.item.pk, outcome=Outcome.APPROVED, by=world.secretary)
    with pytest.raises(InvalidInput) as refusal:
        voting.open_ballot(world.item.pk, proposed_outcome=Outcome.FAVOURABLE, by=world.secretary)
    assert list(refusal.value.errors) == ["proposed_outcome"]
    with pytest.raises(InvalidInput):
        put_in_block(world.item.pk, outcome=Outcome.NOTED, by=world.secretary)


@pytest.mark.parametrize("kind", [kind for kind in ItemKind if kind != ItemKind.HEADING])
def test_each_nature_of_item_is_concluded_in_its_own_words(world, kind):
    item = AgendaItemFactory(session=world.session, position=20, kind=kind)
    unfit = {Outcome.FAVOURABLE, Outcome.APPROVED, Outcome.NOTED} - set(outcomes_of(kind))
    assert unfit
    for outcome in unfit:
        with pytest.raises(InvalidInput, match="n’est pas celle d’un point"):
            decide(world, outcome, item)
    assert decide(world, Outcome.ADJOURNED, item).outcome == Outcome.ADJOURNED


def test_the_page_offers_what_fits_the_item(world, client):
    client.force_login(world.secretary)
    page = client.get(reverse("sessions:live", args=[world.session.pk]) + f"?point={world.item.pk}").content.decode()
    assert '<option value="approved">approuvé</option>' in page
    assert '<option value="favourable">' not in page
    page = client.get(
        reverse("sessions:live", args=[world.session.pk]) + f"?point={world.items[0].pk}"
    ).content.decode()
    assert '<option value="favourable">' in page
    assert '<option value="approved">' not in page


def test_a_rehearsal_approves_nothing_real(world):
    submit_pv(world.previous.pk, by=world.secretary)
    other = held()
    item = AgendaItemFactory(session=other.session, position=9, kind=ItemKind.PREVIOUS_PV, about_session=world.previous)
    deciding.decide(item.pk, outcome=Outcome.APPROVED, by_consensus=True, by=other.secretary)
    assert ProcesVerbal.objects.get(session=world.previous).state == PvState.SUBMITTED

"""A fact of a session has one source: who presides, which hour, what may still be done with an item."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation.common.exceptions import InvalidInput, Refused
from sessions.core.enums import Outcome, PresenceKind, SessionState
from sessions.core.extensions import session_lifted
from sessions.core.models import Ballot
from sessions.meeting.operations import correcting, deciding, holding, presence, voting
from sessions.meeting.queries.live import instant_on_the_day
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.operations import agenda
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_papers(monkeypatch):
    monkeypatch.setattr(session_lifted, "functions", [])


def note(world, place, kind, **options):
    return presence.record_presence(
        world.session.pk, seat_id=world.seats[place].pk, kind=kind, by=world.secretary, **options
    )


def vice_presides(world):
    """The president leaves and the second seat takes the chair."""
    note(world, 1, PresenceKind.PRESIDES)
    note(world, 0, PresenceKind.LEFT)


def test_the_casting_vote_is_that_of_who_presides():
    world = held(present=9, statute={"casting_vote": True, "casting_vote_article": "article 11"})
    vice_presides(world)
    ballot = voting.open_ballot(world.item.pk, proposed_outcome="favourable", by=world.secretary)
    with pytest.raises(InvalidInput, match="sa voix est prépondérante"):
        voting.close_ballot(ballot.pk, votes_for=4, votes_against=4, abstentions=0, by=world.secretary)
    closed = voting.close_ballot(
        ballot.pk, votes_for=4, votes_against=4, abstentions=0, president_vote="for", by=world.secretary
    )
    assert (closed.result, closed.used_casting_vote) == ("adopted", True)


def test_in_a_vote_by_name_the_voice_of_who_presides_weighs_and_follows_its_correction():
    world = held(present=9, statute={"casting_vote": True})
    vice_presides(world)
    ballot = voting.open_ballot(world.item.pk, method="by_name", proposed_outcome="favourable", by=world.secretary)
    for place in range(1, 9):
        voting.cast_vote(
            ballot.pk, seat_id=world.seats[place].pk, choice="against" if place % 2 else "for", by=world.secretary
        )
    closed = voting.close_ballot(ballot.pk, by=world.secretary)
    assert (closed.president_vote, closed.result, closed.used_casting_vote) == ("against", "rejected", True)
    holding.lift(world.session.pk, by=world.secretary)
    fixed = correcting.correct_voice(
        ballot.pk, seat_id=world.seats[1].pk, choice="for", reason="mal entendu", by=world.secretary
    )
    assert (fixed.president_vote, fixed.result) == ("for", "adopted")


def test_a_president_who_sits_without_presiding_has_one_voice():
    world = held(present=8, statute={"casting_vote": True})
    note(world, 1, PresenceKind.PRESIDES)
    ballot = voting.open_ballot(world.item.pk, method="by_name", proposed_outcome="favourable", by=world.secretary)
    for place in range(8):
        voting.cast_vote(
            ballot.pk, seat_id=world.seats[place].pk, choice="against" if place % 2 else "for", by=world.secretary
        )
    assert voting.close_ballot(ballot.pk, by=world.secretary).president_vote == "against"


def at(world, hour, *, days=0, minute=0):
    return timezone.make_aware(datetime.combine(world.session.held_on + timedelta(days=days), time(hour, minute)))


@pytest.mark.parametrize(
    ("opened", "now", "typed", "expected"),
    [
        ((0, 9, 0), (1, 11, 0), time(10, 15), (1, 10, 15)),  # suspended in the evening, resumed the next day
        ((0, 14, 0), (1, 2, 40), time(2, 30), (1, 2, 30)),  # past midnight
        ((0, 9, 0), (1, 8, 0), time(10, 15), (0, 10, 15)),  # not yet come on the second day
        ((0, 9, 0), (0, 11, 0), time(8, 50), (0, 8, 50)),  # an arrival before the opening
    ],
)
def test_an_hour_without_a_day_is_of_the_latest_day_on_which_it_is_past(opened, now, typed, expected):
    world = held()
    session = world.session
    session.opened_at = at(world, opened[1], days=opened[0], minute=opened[2])
    with time_machine.travel(at(world, now[1], days=now[0], minute=now[2]), tick=False):
        assert instant_on_the_day(session, typed) == at(world, expected[1], days=expected[0], minute=expected[2])


def test_a_session_lifted_long_ago_reads_hours_of_its_own_days():
    world = held(state=SessionState.LIFTED)
    session = world.session
    session.opened_at, session.lifted_at = at(world, 9), at(world, 12, days=1)
    with time_machine.travel(at(world, 18, days=60), tick=False):
        assert instant_on_the_day(session, time(10, 15)) == at(world, 10, days=1, minute=15)
        assert instant_on_the_day(session, time(17, 30)) == at(world, 17, minute=30)


def test_a_session_is_not_lifted_before_what_was_noted_in_it():
    world = held()
    noted = timezone.now() - timedelta(minutes=5)
    note(world, 9, PresenceKind.ARRIVED, at=noted)
    with pytest.raises(InvalidInput, match="précède la dernière présence notée"):
        holding.lift(world.session.pk, at=noted - timedelta(minutes=5), by=world.secretary)
    holding.suspend(world.session.pk, by=world.secretary)
    with pytest.raises(InvalidInput, match="précède la dernière suspension ou reprise"):
        holding.lift(world.session.pk, at=noted + timedelta(minutes=1), by=world.secretary)


def test_a_decided_item_is_not_postponed_but_an_adjourned_one_is():
    world = held()
    deciding.decide(world.item.pk, outcome=Outcome.FAVOURABLE, by_consensus=True, by=world.secretary)
    with pytest.raises(Refused, match="Seul un point ajourné se reporte"):
        agenda.postpone_item(world.item.pk, reason="manque de temps", by=world.secretary)
    deciding.decide(world.items[1].pk, outcome=Outcome.ADJOURNED, by=world.secretary)
    copy = agenda.postpone_item(world.items[1].pk, reason="manque de temps", by=world.secretary)
    assert copy.postponed_from_id == world.items[1].pk


def test_an_item_is_neither_postponed_nor_withdrawn_while_it_is_voted_on():
    world = held()
    voting.open_ballot(world.item.pk, by=world.secretary)
    for act in (agenda.postpone_item, agenda.withdraw_item):
        with pytest.raises(Refused, match="un vote y est ouvert"):
            act(world.item.pk, reason="manque de temps", by=world.secretary)
    assert Ballot.objects.get().state == "open"


def test_a_postponed_item_is_neither_decided_nor_voted_on():
    world = held()
    agenda.postpone_item(world.item.pk, reason="manque de temps", by=world.secretary)
    with pytest.raises(Refused, match="reporté à une autre session"):
        deciding.decide(world.item.pk, outcome=Outcome.FAVOURABLE, by_consensus=True, by=world.secretary)
    with pytest.raises(Refused, match="reporté à une autre session"):
        voting.open_ballot(world.item.pk, by=world.secretary)


def test_a_seat_that_two_people_shared_is_counted_present_with_both():
    world = held(present=8)
    opened = world.session.opened_at
    note(world, 3, PresenceKind.LEFT, at=opened + timedelta(minutes=5))
    note(world, 3, PresenceKind.REPRESENTED, at=opened + timedelta(minutes=8), person_name="Justin HOUÉSSOU")
    holding.lift(world.session.pk, by=world.secretary)
    world.session.refresh_from_db()
    seen = build_pv_document(world.session).participation
    name = world.seats[3].mandates.get().person.full_name
    (line,) = [line for line in seen.present if line.name == name]
    assert line.note.startswith(("présent jusqu’à ", "présente jusqu’à "))
    assert "par Justin HOUÉSSOU à partir de " in line.note
    assert seen.represented == ()


def test_a_carence_waits_for_the_hour_of_the_session():
    world = held(present=2, state=SessionState.CONVENED, starts_at=time(8, 0))
    with time_machine.travel(at(world, 5, minute=46)), pytest.raises(Refused, match="cette heure n’est pas venue"):
        holding.declare_no_quorum(world.session.pk, by=world.secretary)

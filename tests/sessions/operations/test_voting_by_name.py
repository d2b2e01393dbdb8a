import pytest
from django.db import DatabaseError, transaction

from foundation.common.exceptions import InvalidInput, Refused
from sessions.core.enums import BallotResult, PresenceKind
from sessions.core.extensions import session_lifted
from sessions.meeting.models import BallotVote, Correction
from sessions.meeting.operations import correcting, deciding, holding, presence, voting
from sessions.meeting.queries.live import live_sheet
from sessions.papers.reports.pv import build_pv_document
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Eight present, the ninth represented by the first; a vote by name is open."""
    with session_lifted.silenced():
        world = held(present=8)
        presence.record_presence(
            world.session.pk,
            seat_id=world.seats[8].pk,
            kind=PresenceKind.PROXY,
            proxy_seat_id=world.seats[0].pk,
            by=world.secretary,
        )
        world.ballot = voting.open_ballot(
            world.item.pk, method="by_name", proposed_outcome="favourable", by=world.secretary
        )
        yield world


def cast(world, choices: str):
    """« f » for, « a » against, « n » abstains, « . » says nothing; in the order of the seats."""
    words = {"f": "for", "a": "against", "n": "abstain"}
    for seat, letter in zip(world.seats, choices, strict=False):
        if letter != ".":
            voting.cast_vote(world.ballot.pk, seat_id=seat.pk, choice=words[letter], by=world.secretary)


def test_the_open_vote_says_who_has_not_voted_and_the_result_comes_from_the_voices(world):
    cast(world, "ffa.nf..f")
    sheet = live_sheet(world.session)
    assert [voice.voter.name for voice in sheet.silent_voters] == [
        world.seats[place].mandates.get().person.full_name for place in (3, 6, 7)
    ]
    closed = voting.close_ballot(world.ballot.pk, by=world.secretary)
    assert (closed.votes_for, closed.votes_against, closed.abstentions, closed.president_vote) == (4, 1, 1, "for")
    assert (closed.result, closed.snapshot["entitled"], closed.snapshot["not_voting"]) == (BallotResult.ADOPTED, 9, 3)
    assert (
        closed.snapshot["explanation"] == "4 voix pour, 3 requises (majorité simple des suffrages exprimés, article 11)"
    )
    ninth = BallotVote.objects.get(ballot=closed, seat=world.seats[8])
    assert (ninth.cast_through_id, ninth.through_name) == (
        world.seats[0].pk,
        world.seats[0].mandates.get().person.full_name,
    )


def test_the_pv_prints_the_voices_as_a_list(world):
    cast(world, "ffa.nf..f")
    voting.close_ballot(world.ballot.pk, by=world.secretary)
    names = [seat.mandates.get().person.full_name for seat in world.seats]
    [line] = build_pv_document(world.session).items[0].votes
    assert [(voices.label, voices.names) for voices in line.voices] == [
        ("Pour (4)", (names[0], names[1], names[5], f"{names[8]} (par la voix de {names[0]})")),
        ("Contre (1)", (names[2],)),
        ("Abstention (1)", (names[4],)),
        ("N’ont pas pris part au vote (3)", (names[3], names[6], names[7])),
    ]


def test_the_voice_of_the_president_decides_an_equal_split(world):
    cast(world, "affffaaa")
    closed = voting.close_ballot(world.ballot.pk, by=world.secretary)
    assert (closed.result, closed.used_casting_vote, closed.president_vote) == (BallotResult.REJECTED, True, "against")


def test_a_voice_is_that_of_a_voter_and_is_taken_back_while_the_vote_is_open(world):
    with pytest.raises(Refused, match="n’est pas parmi les votants de ce point"):
        voting.cast_vote(world.ballot.pk, seat_id=world.seats[10].pk, choice="for", by=world.secretary)
    with pytest.raises(InvalidInput, match="Aucune voix n’est notée"):
        voting.close_ballot(world.ballot.pk, by=world.secretary)
    cast(world, "f")
    cast(world, "a")
    assert voting.cast_vote(world.ballot.pk, seat_id=world.seats[0].pk, choice="", by=world.secretary) is None
    assert not BallotVote.objects.exists()


def test_who_voted_cannot_be_made_absent_nor_can_the_holder_of_the_voice_of_another(world):
    cast(world, ".f......f")
    for place in (0, 1):
        with pytest.raises(Refused, match="pris part au vote en cours"):
            presence.record_presence(
                world.session.pk, seat_id=world.seats[place].pk, kind=PresenceKind.LEFT, by=world.secretary
            )
    presence.record_presence(world.session.pk, seat_id=world.seats[2].pk, kind=PresenceKind.LEFT, by=world.secretary)


def test_who_comes_while_his_voice_was_given_by_another_is_asked_anew(world):
    cast(world, "ffffffffa")
    presence.record_presence(world.session.pk, seat_id=world.seats[8].pk, kind=PresenceKind.ARRIVED, by=world.secretary)
    with pytest.raises(Refused, match="a changé depuis que sa voix est notée"):
        voting.close_ballot(world.ballot.pk, by=world.secretary)
    cast(world, "........f")
    assert voting.close_ballot(world.ballot.pk, by=world.secretary).votes_for == 9


def test_a_closed_vote_keeps_its_voices_but_for_a_named_correction(world):
    cast(world, "fffffaa")
    closed = voting.close_ballot(world.ballot.pk, by=world.secretary)
    with pytest.raises(DatabaseError, match="ballot_is_closed"), transaction.atomic():
        BallotVote.objects.filter(ballot=closed).update(choice="for")
    deciding.decide(world.item.pk, outcome="favourable", by=world.secretary)
    holding.lift(world.session.pk, by=world.secretary)
    with pytest.raises(Refused, match="Corrigez la voix du membre"):
        correcting.correct_vote(closed.pk, votes_for=7, votes_against=0, abstentions=0, reason="x", by=world.secretary)
    fixed = correcting.correct_voice(
        closed.pk, seat_id=world.seats[5].pk, choice="for", reason="mal entendu", by=world.secretary
    )
    assert (fixed.votes_for, fixed.votes_against, fixed.result) == (6, 1, BallotResult.ADOPTED)
    correction = Correction.objects.get()
    assert "contre (5 pour, 2 contre, 0\xa0abstention (adopté))" in correction.before
    assert "pour (6 pour, 1 contre, 0\xa0abstention (adopté))" in correction.after
    for place in range(4):
        correcting.correct_voice(
            closed.pk, seat_id=world.seats[place].pk, choice="abstain", reason="mal entendu", by=world.secretary
        )
    with pytest.raises(Refused, match="une décision a été prise sur « adopté »"):
        correcting.correct_voice(
            closed.pk, seat_id=world.seats[4].pk, choice="against", reason="mal entendu", by=world.secretary
        )

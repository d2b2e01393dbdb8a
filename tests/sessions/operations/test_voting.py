import pytest
from django.db import DatabaseError, transaction

from foundation.common.exceptions import InvalidInput, Refused
from sessions.core.enums import BallotMethod, BallotResult, BallotState, Outcome, PresenceKind, SessionState
from sessions.meeting.operations import deciding, presence, voting
from sessions.meeting.operations.completing_rules import answer_silence
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def ballot_of(world, **options):
    return voting.open_ballot(world.item.pk, by=world.secretary, **options)


def close(world, ballot, f, a, n, president=""):
    return voting.close_ballot(
        ballot.pk, votes_for=f, votes_against=a, abstentions=n, president_vote=president, by=world.secretary
    )


def test_a_vote_stores_who_could_vote_the_rule_and_the_quorum():
    world = held(present=8)
    presence.record_presence(
        world.session.pk,
        seat_id=world.seats[8].pk,
        kind=PresenceKind.PROXY,
        proxy_seat_id=world.seats[0].pk,
        by=world.secretary,
    )
    closed = close(world, ballot_of(world), 6, 2, 1)
    stored = closed.snapshot
    assert (closed.result, stored["entitled"], stored["seats"], stored["not_voting"]) == (
        BallotResult.ADOPTED,
        9,
        12,
        0,
    )
    assert [row["seat"] for row in stored["present"]] == [str(seat.pk) for seat in world.seats[:8]]
    assert [(row["seat"], row["holder"]) for row in stored["proxies"]] == [
        (str(world.seats[8].pk), str(world.seats[0].pk))
    ]
    assert (stored["quorum"]["counted"], stored["quorum"]["required"], stored["quorum"]["article"]) == (
        8,
        7,
        "article 9",
    )
    assert (stored["rule"]["code"], stored["rule"]["article"]) == ("simple_cast", "article 11")
    assert stored["explanation"] == "6 voix pour, 5 requises (majorité simple des suffrages exprimés, article 11)"


@pytest.mark.parametrize(
    ("rule", "counts", "result"),
    [
        ("simple_cast", (3, 2, 3), BallotResult.ADOPTED),
        ("simple_cast", (2, 3, 3), BallotResult.REJECTED),
        ("absolute_present", (4, 0, 4), BallotResult.REJECTED),
        ("absolute_present", (5, 0, 3), BallotResult.ADOPTED),
        ("absolute_members", (6, 0, 2), BallotResult.REJECTED),
        ("absolute_members", (7, 0, 1), BallotResult.ADOPTED),
        ("two_thirds_present", (5, 3, 0), BallotResult.REJECTED),
        ("two_thirds_present", (6, 2, 0), BallotResult.ADOPTED),
    ],
)
def test_the_result_follows_the_rule_of_the_article(rule, counts, result):
    world = held(present=8, statute={"majority_rule": rule, "casting_vote": False})
    assert close(world, ballot_of(world), *counts).result == result


def test_the_presidents_voice_decides_an_equal_split_where_the_article_says_so():
    world = held(present=8)
    ballot = ballot_of(world)
    with pytest.raises(
        InvalidInput, match=r"dites comment le président a voté, sa voix est prépondérante \(article 11\)"
    ):
        close(world, ballot, 4, 4, 0)
    closed = close(world, ballot, 4, 4, 0, "against")
    assert (closed.result, closed.used_casting_vote) == (BallotResult.REJECTED, True)
    silent = held(present=8, statute={"casting_vote": None})
    assert close(silent, ballot_of(silent), 4, 4, 0).result == BallotResult.TIED


def test_a_count_above_the_voters_is_refused():
    world = held(present=8)
    ballot = ballot_of(world)
    with pytest.raises(InvalidInput, match="9\xa0voix comptées et 8 votants : 8 présents\\. Le compte dépasse"):
        close(world, ballot, 5, 3, 1)
    with pytest.raises(InvalidInput, match="Aucune voix"):
        close(world, ballot, 0, 0, 0)
    with pytest.raises(InvalidInput, match="Donnez un nombre"):
        voting.close_ballot(ballot.pk, votes_for=5, by=world.secretary)
    ballot.refresh_from_db()
    assert ballot.state == BallotState.OPEN


def test_the_presidents_voice_is_in_the_count():
    world = held(present=8)
    with pytest.raises(InvalidInput, match="ne se trouve pas dans le compte"):
        close(world, ballot_of(world), 8, 0, 0, "against")


def test_without_quorum_no_vote_opens_nor_closes():
    short = held(present=6)
    with pytest.raises(Refused, match=r"6 présents, 7 requis, article 9"):
        ballot_of(short)
    world = held(present=7)
    ballot = ballot_of(world)
    world.session.presence_events.filter(seat=world.seats[6]).delete()
    with pytest.raises(Refused, match=r"6 présents, 7 requis, article 9"):
        close(world, ballot, 6, 0, 0)


def test_an_unknown_majority_allows_consensus_only():
    world = held(present=8, statute={"majority_rule": ""})
    with pytest.raises(Refused, match="règle de majorité non renseignée"):
        ballot_of(world)
    ballot = voting.record_consensus(world.item.pk, proposed_outcome=Outcome.NOTED, by=world.secretary)
    assert (ballot.method, ballot.state, ballot.result) == (
        BallotMethod.CONSENSUS,
        BallotState.CLOSED,
        BallotResult.ADOPTED,
    )
    assert ballot.snapshot["rule"]["label"] == "règle de majorité non renseignée"
    assert ballot.snapshot["entitled"] == 8


def test_an_unknown_quorum_is_asked_for_before_the_vote():
    world = held(present=3, statute={"quorum_base": "", "quorum_numerator": None, "quorum_denominator": None})
    with pytest.raises(Refused, match="L’acte ne fixe pas de quorum"):
        ballot_of(world)


def test_a_closed_vote_never_changes():
    world = held(present=8)
    ballot = close(world, ballot_of(world), 8, 0, 0)
    for act in (
        lambda: close(world, ballot, 0, 8, 0),
        lambda: voting.cancel_ballot(ballot.pk, reason="non", by=world.secretary),
    ):
        with pytest.raises(Refused, match=r"ce vote est clos \(adopté\), il ne change plus"):
            act()
    with pytest.raises(DatabaseError, match="ballot_closed_is_immutable"), transaction.atomic():
        type(ballot).objects.filter(pk=ballot.pk).update(votes_for=1)


def test_one_vote_at_a_time():
    world = held(present=8)
    ballot_of(world)
    with pytest.raises(Refused, match="Un vote est déjà ouvert sur « Point 1 »"):
        voting.open_ballot(world.items[1].pk, by=world.secretary)


def test_a_cancelled_vote_says_why_and_lets_another_open():
    world = held(present=8)
    ballot = ballot_of(world)
    with pytest.raises(InvalidInput, match="Donnez le motif"):
        voting.cancel_ballot(ballot.pk, reason=" ", by=world.secretary)
    voting.cancel_ballot(ballot.pk, reason="question mal posée", by=world.secretary)
    assert ballot_of(world).state == BallotState.OPEN


def test_who_is_recused_does_not_vote_on_that_item():
    world = held(present=9)
    presence.record_presence(
        world.session.pk,
        seat_id=world.seats[0].pk,
        kind=PresenceKind.RECUSED,
        item_id=world.item.pk,
        by=world.secretary,
    )
    ballot = ballot_of(world)
    assert ballot.snapshot["entitled"] == 8
    assert [row["seat"] for row in ballot.snapshot["recused"]] == [str(world.seats[0].pk)]
    with pytest.raises(Refused, match="n’est pas parmi les votants"):
        voting.mark_voted(ballot.pk, seat_id=world.seats[0].pk, by=world.secretary)


def test_a_proxy_is_not_noted_where_the_act_does_not_say_that_proxies_are_admitted():
    world = held(present=8, statute={"proxies_allowed": None, "proxy_limit": None})
    proxy = {
        "seat_id": world.seats[8].pk,
        "kind": PresenceKind.PROXY,
        "proxy_seat_id": world.seats[0].pk,
        "by": world.secretary,
    }
    with pytest.raises(Refused, match="l’acte ne dit pas si les procurations sont admises"):
        presence.record_presence(world.session.pk, **proxy)
    answer_silence(
        world.session.pk,
        rule="proxies",
        values={"proxies_allowed": True, "proxy_limit": 1},
        ground="usage",
        by=world.secretary,
    )
    presence.record_presence(world.session.pk, **proxy)
    assert ballot_of(world).snapshot["entitled"] == 9


def test_fewer_voices_than_marked_voters_are_refused():
    world = held(present=8)
    ballot = ballot_of(world)
    for seat in world.seats[:3]:
        voting.mark_voted(ballot.pk, seat_id=seat.pk, by=world.secretary)
    with pytest.raises(InvalidInput, match="3\xa0membres sont marqués comme ayant voté, et 2 voix"):
        close(world, ballot, 2, 0, 0)


@pytest.mark.parametrize("state", [SessionState.CONVENED, SessionState.SUSPENDED, SessionState.LIFTED])
def test_a_vote_opens_in_an_open_session_only(state):
    world = held(state=state)
    with pytest.raises(Refused, match="Impossible d’ouvrir ce vote"):
        ballot_of(world)


def test_a_decided_item_is_not_put_to_the_vote_again():
    world = held()
    deciding.decide(world.item.pk, outcome=Outcome.NOTED, by=world.secretary)
    with pytest.raises(Refused, match="le point est déjà décidé"):
        ballot_of(world)

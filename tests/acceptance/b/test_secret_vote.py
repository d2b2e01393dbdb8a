"""« The secret one keeps no link, not in the journal, not in timing, not in the row order. » (ADR 0013)"""

import random
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.utils import timezone

from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry, PersonalValue
from sessions.core.enums import BallotMethod, BallotResult, PresenceKind
from sessions.core.models import Ballot
from sessions.meeting.models import BallotMark, BallotVote
from sessions.meeting.operations import presence, voting
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
COUNTS = {"votes_for": 7, "votes_against": 4, "abstentions": 1}


def every_row() -> dict[str, list[dict]]:
    """Every row of every table of the portal as the database holds it, with the place and the transaction that wrote
    it.
    """
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t.ctid::text, t.xmin::text, row_to_json(t) FROM "{model._meta.db_table}" t')
            rows[model._meta.db_table] = [
                {"place": place, "transaction": written, **row} for place, written, row in cursor.fetchall()
            ]
    return rows


@pytest.fixture
def voted():
    """Twelve members have put a paper in the box, in an order and at instants of their own, and the box is counted."""
    world = held(present=12)
    ballot = voting.open_ballot(
        world.item.pk, method=BallotMethod.SECRET, proposed_outcome="favourable", by=world.secretary
    )
    world.before = every_row()
    world.order = random.Random(20240918).sample(world.seats, 12)
    now = timezone.now()
    for minutes, seat in enumerate(world.order, start=1):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            voting.mark_voted(ballot.pk, seat_id=seat.pk, by=world.secretary)
    world.open_rows = every_row()
    with time_machine.travel(now + timedelta(minutes=15)):
        world.ballot = voting.close_ballot(ballot.pk, **COUNTS, by=world.secretary)
    return world


def test_a_secret_vote_of_twelve_leaves_nothing_that_ties_a_voter_to_a_choice(voted):
    after = every_row()
    seats = {str(seat.pk) for seat in voted.seats}
    named = {seat.mandates.get().person.full_name for seat in voted.seats}
    changed = {
        table: [row for row in rows if row not in voted.before.get(table, [])]
        for table, rows in after.items()
        if rows != voted.before.get(table, [])
    }
    # What the vote wrote: the ballot, its history, the journal. No table has a line for a voter.
    assert set(changed) == {
        Ballot._meta.db_table,
        "commission_sessions_ballotevent",
        Entry._meta.db_table,
        PersonalValue._meta.db_table,
    }
    assert not BallotMark.objects.exists()
    assert not BallotVote.objects.exists()
    # Where voters are named, they are all there, in the order of the seats, and no choice is beside them.
    assert (
        voted.ballot.snapshot["voted"]
        == [str(seat.pk) for seat in voted.seats]
        != [str(seat.pk) for seat in voted.order]
    )
    stored = str(voted.ballot.snapshot)
    assert not any(f"'{choice}'" in stored for choice in ("for", "against", "abstain"))
    assert voted.ballot.president_vote == ""
    # Since it was opened, the history has one version more: closed, with everybody at once.
    versions = sorted(changed["commission_sessions_ballotevent"], key=lambda row: row["pgh_id"])
    assert [(row["state"], len(row["snapshot"].get("voted", []))) for row in versions] == [("closed", 12)]
    # The journal has two lines, which name nobody.
    lines = [row for row in after[Entry._meta.db_table] if row["object_id"] == str(voted.ballot.pk)]
    assert sorted(row["act"] for row in lines) == ["close_ballot", "open_ballot"]
    said = lines + changed[PersonalValue._meta.db_table]  # the latter: who holds the pen
    assert not any(key in str(row) for row in said for key in seats | named)


def test_while_the_box_is_open_the_marks_tell_neither_when_nor_what_and_leave_no_trace(voted):
    table = BallotMark._meta.db_table
    assert {name for row in voted.open_rows[table] for name in row} == {
        "place",
        "transaction",
        "id",
        "scope_id",
        "ballot_id",
        "seat_id",
    }
    # The keys do not follow the order in which they came.
    assert sorted(row["id"] for row in voted.open_rows[table]) != [row["id"] for row in voted.open_rows[table]]
    others = {name: rows for name, rows in voted.open_rows.items() if name != table}
    assert others == {
        name: rows for name, rows in voted.before.items() if name != table
    }  # no journal, no history, no other row


def test_the_count_is_that_of_the_papers_and_the_voice_of_the_president_is_not_asked(voted):
    assert (voted.ballot.result, voted.ballot.snapshot["not_voting"]) == (BallotResult.ADOPTED, 0)
    second = voting.open_ballot(voted.items[1].pk, method="secret", by=voted.secretary)
    for seat in voted.seats[:8]:
        voting.mark_voted(second.pk, seat_id=seat.pk, by=voted.secretary)
    with pytest.raises(InvalidInput, match="9\xa0bulletins comptés et 8\xa0votants marqués"):
        voting.close_ballot(second.pk, votes_for=4, votes_against=4, abstentions=1, by=voted.secretary)
    with pytest.raises(InvalidInput, match="Le vote est secret : la voix du président n’est pas relevée"):
        voting.close_ballot(
            second.pk, votes_for=4, votes_against=4, abstentions=0, president_vote="for", by=voted.secretary
        )
    assert (
        voting.close_ballot(second.pk, votes_for=4, votes_against=4, abstentions=0, by=voted.secretary).result
        == BallotResult.TIED
    )


def test_whoever_put_a_paper_in_the_box_cannot_leave_and_a_proxy_has_its_own_paper():
    world = held(present=8)
    presence.record_presence(
        world.session.pk,
        seat_id=world.seats[8].pk,
        kind=PresenceKind.PROXY,
        proxy_seat_id=world.seats[0].pk,
        by=world.secretary,
    )
    ballot = voting.open_ballot(world.item.pk, method="secret", by=world.secretary)
    voting.mark_voted(ballot.pk, seat_id=world.seats[8].pk, by=world.secretary)
    with pytest.raises(Refused, match="pris part au vote en cours"):
        presence.record_presence(
            world.session.pk, seat_id=world.seats[0].pk, kind=PresenceKind.LEFT, by=world.secretary
        )
    voting.mark_voted(ballot.pk, seat_id=world.seats[8].pk, voted=False, by=world.secretary)
    with pytest.raises(Refused, match="n’est pas parmi les votants"):
        voting.mark_voted(ballot.pk, seat_id=world.seats[10].pk, by=world.secretary)

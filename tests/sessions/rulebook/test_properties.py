"""What must hold of the rules engine whatever the commission, the events and the act."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.rulebook import Event, Kind, Outcome, Tally, entitled, quorum, result, roll

from .strategies import ITEMS, events_drawn, rules_drawn, seats_drawn

# A busy machine is slow; that says nothing of the rules.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
instants = st.none() | st.integers(0, 12)
items = st.none() | st.sampled_from(ITEMS)


@relaxed
@given(st.data(), rules_drawn(), seats_drawn(), instants, items)
def test_the_order_in_which_events_arrive_does_not_matter_beyond_their_time(data, rules, seats, at, item):
    events = data.draw(events_drawn(seats))
    shuffled = data.draw(st.permutations(events))
    assert roll(rules, seats, events, at=at, item=item) == roll(rules, seats, shuffled, at=at, item=item)
    assert quorum(rules, seats, events, at=at, item=item) == quorum(rules, seats, shuffled, at=at, item=item)


@relaxed
@given(st.data(), rules_drawn(), seats_drawn(), instants, items)
def test_no_figure_is_negative_and_nobody_is_counted_twice(data, rules, seats, at, item):
    events = data.draw(events_drawn(seats))
    found = quorum(rules, seats, events, at=at, item=item)
    assert (
        min(
            found.base,
            found.present,
            found.represented,
            found.on_leave,
            found.counted,
            found.required or 0,
            found.missing,
        )
        >= 0
    )
    lines = roll(rules, seats, events, at=at, item=item)
    assert found.present + found.represented <= len(seats)
    assert not any(line.is_present and line.is_represented for line in lines)
    assert found.counted <= found.present + found.represented


@relaxed
@given(st.data(), rules_drawn(), seats_drawn(), instants, items)
def test_nobody_votes_for_more_than_the_limit_nor_through_somebody_who_cannot_vote(data, rules, seats, at, item):
    lines = roll(rules, seats, data.draw(events_drawn(seats)), at=at, item=item)
    held: dict = {}
    by_key = {line.seat.key: line for line in lines}
    for line in lines:
        if line.is_represented:
            holder = by_key[line.votes_through]
            assert (holder.is_present, holder.seat.has_vote, holder.is_recused) == (True, True, False)
            held[line.votes_through] = held.get(line.votes_through, 0) + 1
    if rules.proxy_limit is not None:
        assert all(count <= rules.proxy_limit for count in held.values())


@relaxed
@given(st.data(), rules_drawn(), seats_drawn(), instants, items)
def test_a_vote_has_never_more_voices_than_voters(data, rules, seats, at, item):
    events = data.draw(events_drawn(seats))
    votes = {
        line.seat.key: data.draw(st.sampled_from(["for", "against", "abstain"]))
        for line in entitled(roll(rules, seats, events, at=at, item=item))
        if (line.is_present or rules.proxies_allowed) and data.draw(st.booleans())
    }
    counted = result(rules, seats, events, votes, at=at, item=item)
    assert counted.tally.total + len(counted.not_voting) == counted.entitled <= len(seats)
    together = result(
        rules,
        seats,
        events,
        Tally(counted.tally.for_, counted.tally.against, counted.tally.abstentions),
        at=at,
        item=item,
    )
    assert (together.outcome, together.needed) == (counted.outcome, counted.needed)


@relaxed
@given(st.data(), rules_drawn(), seats_drawn())
def test_what_happens_later_changes_nothing_before(data, rules, seats):
    events = data.draw(events_drawn(seats))
    at = data.draw(st.integers(0, 12))
    later = [replace(event, at=at + 1 + (event.at or 0)) for event in data.draw(events_drawn(seats))]
    assert quorum(rules, seats, events, at=at) == quorum(rules, seats, [*events, *later], at=at)


@relaxed
@given(st.data(), rules_drawn(), seats_drawn(), st.integers(0, 5))
def test_one_voice_more_in_favour_never_loses_a_vote(data, rules, seats, against):
    events = data.draw(events_drawn(seats))
    voters = [line for line in entitled(roll(rules, seats, events)) if line.is_present or rules.proxies_allowed]
    if len(voters) <= against:
        return
    order = (Outcome.REJECTED, Outcome.TIED, Outcome.ADOPTED)
    found = [result(rules, seats, events, Tally(count, against)).outcome for count in range(len(voters) - against + 1)]
    ranks = [order.index(outcome) for outcome in found if outcome in order]
    # A base of voices cast grows with the voices: a split may fall back to a rejection, never an adoption to anything
    # else.
    assert all(later == 2 for place, rank in enumerate(ranks) if rank == 2 for later in ranks[place:]), ranks


@relaxed
@given(st.data(), rules_drawn(), seats_drawn())
def test_somebody_who_arrives_never_takes_the_quorum_away(data, rules, seats):
    events = [event for event in data.draw(events_drawn(seats)) if event.kind != Kind.RECUSED]
    before = quorum(rules, seats, events, at=12)
    absent = [
        line.seat
        for line in roll(rules, seats, events, at=12)
        if not line.is_present and not line.is_represented and line.seat.holder and not line.is_on_leave
    ]
    if not absent or before.is_reached is not True:
        return
    arrival = data.draw(st.sampled_from(absent))
    assert quorum(rules, seats, [*events, Event(arrival.key, Kind.ARRIVED, at=13)], at=13).is_reached is True

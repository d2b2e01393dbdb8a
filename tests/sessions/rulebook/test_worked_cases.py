"""The worked cases of docs/regles.md, one after the other."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from sessions.rulebook import (
    Base,
    Event,
    Kind,
    MajorityBase,
    MajorityRule,
    Outcome,
    QuorumRule,
    Rules,
    RulesError,
    Seat,
    SecondConvocation,
    Tally,
    quorum,
    result,
)

ARTICLE_9 = QuorumRule(Base.FILLED_SEATS, 1, 2, plus_one=True, counts_proxies=True, article="article 9")
SIMPLE = MajorityRule(MajorityBase.CAST, 1, 2, label="majorité simple des suffrages exprimés", article="article 11")
ACT = Rules(
    quorum=ARTICLE_9,
    proxies_allowed=True,
    proxy_limit=1,
    majority=SIMPLE,
    casting_vote=True,
    casting_article="article 12",
)


def seats(count=12, **changes):
    return [Seat(n, f"siège {n}", f"Personne {n}", is_chair=n == 1, **changes) for n in range(1, count + 1)]


def arrivals(*numbers, at=9):
    return [Event(n, Kind.ARRIVED, at=at) for n in numbers]


def test_half_plus_one_of_twelve_with_a_proxy():
    events = [*arrivals(*range(1, 8)), Event(8, Kind.PROXY, at=9, to=1)]
    found = quorum(ACT, seats(), events, at=10)
    assert (found.counted, found.required, found.is_reached) == (8, 7, True)
    assert found.sentence == "7 présents + 1 représenté sur 12 sièges pourvus, 7 requis (article 9)"


def test_it_is_lost_when_one_leaves_and_found_again_when_he_comes_back():
    events = [*arrivals(*range(1, 8)), Event(7, Kind.LEFT, at=11), Event(7, Kind.CAME_BACK, at=12)]
    assert [quorum(ACT, seats(), events, at=at).is_reached for at in (8, 9, 11, 12)] == [False, True, False, True]
    assert quorum(ACT, seats(), events, at=11).missing == 1


def test_half_plus_one_of_an_odd_number_rounds_the_half_down():
    assert ARTICLE_9.required_of(11) == 6
    assert QuorumRule(Base.VOTING_SEATS, 2, 3).required_of(10) == 7
    assert QuorumRule(Base.VOTING_SEATS, 1, 2).required_of(11) == 6


def test_a_vacant_seat_leaves_the_base_of_filled_seats_only():
    vacant = [*seats(10), Seat(11, "siège 11"), Seat(12, "siège 12")]
    by_seats = Rules(quorum=QuorumRule(Base.VOTING_SEATS, 1, 2, plus_one=True, counts_proxies=True))
    assert (quorum(ACT, vacant, []).base, quorum(by_seats, vacant, []).base) == (10, 12)


def test_people_on_leave_leave_the_base_where_the_act_says_so():
    away = [*seats(10), Seat(11, "siège 11", "Personne 11", is_on_leave=True), Seat(12, "siège 12", "Personne 12")]
    events = [*arrivals(*range(1, 7)), Event(12, Kind.ON_LEAVE, at=8)]
    out = Rules(
        quorum=QuorumRule(
            Base.FILLED_SEATS, 1, 2, plus_one=True, counts_proxies=False, leave_out_of_base=True, article="article 9"
        )
    )
    kept = Rules(
        quorum=QuorumRule(
            Base.FILLED_SEATS, 1, 2, plus_one=True, counts_proxies=False, leave_out_of_base=False, article="article 9"
        )
    )
    assert quorum(out, away, events).sentence == "6 présents sur 10 sièges pourvus hors congés, 6 requis (article 9)"
    assert quorum(out, away, events).is_reached is True
    assert quorum(kept, away, events).is_reached is False


def test_a_substitute_of_somebody_on_leave_counts_on_both_sides():
    away = [*seats(11), Seat(12, "siège 12", "Personne 12", is_on_leave=True)]
    out = Rules(quorum=QuorumRule(Base.FILLED_SEATS, 1, 2, plus_one=True, leave_out_of_base=True))
    assert quorum(out, away, []).base == 11
    found = quorum(out, away, [Event(12, Kind.REPRESENTED, at=9)])
    assert (found.base, found.present) == (12, 1)


def test_n_of_m_is_a_number_whatever_the_base():
    five = Rules(quorum=QuorumRule(Base.VOTING_SEATS, number=5, article="article 4"))
    assert quorum(five, seats(9), arrivals(1, 2, 3, 4)).is_reached is False
    assert (
        quorum(five, seats(9), arrivals(1, 2, 3, 4, 5)).sentence
        == "5 présents sur 9 sièges délibérants, 5 requis (article 4)"
    )
    both = Rules(quorum=QuorumRule(Base.VOTING_SEATS, 1, 3, number=4))
    assert [both.quorum.required_of(base) for base in (9, 12, 15)] == [4, 4, 5]


def test_what_the_act_does_not_say_is_unknown_only_where_it_decides():
    silent = Rules(quorum=QuorumRule(Base.FILLED_SEATS, 1, 2, plus_one=True, article="article 9"))
    proxy = Event(8, Kind.PROXY, at=9, to=1)
    short = quorum(silent, seats(), [*arrivals(*range(1, 7)), proxy])
    assert (short.is_reached, short.silent_on) == (None, ("counts_proxies",))
    assert "l’acte ne dit pas si les représentés comptent" in short.sentence
    assert quorum(silent, seats(), [*arrivals(*range(1, 8)), proxy]).is_reached is True
    assert quorum(silent, seats(), [*arrivals(*range(1, 5)), proxy]).is_reached is False
    unknown = quorum(Rules(), seats(), arrivals(1))
    assert (unknown.required, unknown.is_reached, unknown.silent_on) == (None, None, ("quorum",))


def test_somebody_recused_on_an_item_is_in_neither_side():
    events = [*arrivals(*range(1, 8)), Event(7, Kind.RECUSED, at=10, item="projet")]
    assert quorum(ACT, seats(), events).counted == 7
    on_item = quorum(ACT, seats(), events, item="projet")
    assert (on_item.counted, on_item.base, on_item.required, on_item.is_reached) == (6, 11, 6, True)


def test_the_second_convocation_has_its_own_rule():
    free = Rules(quorum=ARTICLE_9, second=SecondConvocation(is_free=True, article="article 10"))
    third = Rules(
        quorum=ARTICLE_9,
        second=SecondConvocation(rule=QuorumRule(Base.FILLED_SEATS, 1, 3, counts_proxies=True), article="article 10"),
    )
    events = arrivals(1, 2, 3)
    assert quorum(free, seats(), events).is_reached is False
    assert quorum(free, seats(), events, is_second=True).is_reached is True
    assert (
        quorum(third, seats(), events, is_second=True).sentence
        == "3 présents sur 12 sièges pourvus, 4 requis (article 10)"
    )
    assert quorum(ACT, seats(), events, is_second=True).is_reached is False


def test_nobody_holds_more_voices_than_the_act_allows():
    events = [*arrivals(*range(1, 7)), Event(8, Kind.PROXY, at=9, to=1), Event(9, Kind.PROXY, at=10, to=1)]
    assert quorum(ACT, seats(), events).represented == 1
    with pytest.raises(RulesError, match="n’est pas parmi les votants"):
        result(ACT, seats(), [*events, *arrivals(7)], {9: "for"})


def test_a_proxy_falls_with_its_holder():
    events = [*arrivals(*range(1, 9)), Event(9, Kind.PROXY, at=9, to=8), Event(8, Kind.LEFT, at=11)]
    assert [quorum(ACT, seats(), events, at=at).counted for at in (10, 11)] == [9, 7]


def test_a_simple_majority_of_the_voices_cast():
    counted = result(ACT, seats(), arrivals(*range(1, 9)), Tally(4, 2, 2))
    assert (counted.outcome, counted.needed, counted.entitled) == (Outcome.ADOPTED, 4, 8)
    assert counted.sentence == "4 voix pour, 4 requises (majorité simple des suffrages exprimés, article 11)"


def test_an_equal_split_falls_to_the_chair_where_the_act_says_so():
    there = arrivals(*range(1, 9))
    assert result(ACT, seats(), there, Tally(4, 4, chair="for")).outcome == Outcome.ADOPTED
    assert result(ACT, seats(), there, Tally(4, 4, chair="against")).outcome == Outcome.REJECTED
    assert result(ACT, seats(), there, Tally(4, 4)).outcome == Outcome.TIED
    plain = Rules(quorum=ARTICLE_9, majority=SIMPLE)
    assert result(plain, seats(), there, Tally(4, 4, chair="for")).outcome == Outcome.TIED


def test_an_absolute_majority_of_those_present_counts_abstentions_against():
    absolute = Rules(
        quorum=ARTICLE_9, proxies_allowed=True, majority=MajorityRule(MajorityBase.PRESENT), casting_vote=True
    )
    there = arrivals(*range(1, 9))
    assert result(absolute, seats(), there, Tally(4, 1, 3)).outcome == Outcome.REJECTED
    assert result(absolute, seats(), there, Tally(5, 3)).outcome == Outcome.ADOPTED
    assert result(absolute, seats(), there, Tally(4, 4, chair="for")).outcome == Outcome.ADOPTED
    assert result(absolute, seats(), there, Tally(3, 3, 2, chair="for")).outcome == Outcome.REJECTED


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        (MajorityRule(MajorityBase.SEATS), 7),
        (MajorityRule(MajorityBase.FILLED), 6),
        (MajorityRule(MajorityBase.PRESENT, 2, 3, is_strict=False), 6),
        (MajorityRule(MajorityBase.VOTING), 4),
        (MajorityRule(number=5), 5),
        (MajorityRule(MajorityBase.PRESENT, 1, 1, is_strict=False), 8),
    ],
)
def test_the_voices_needed_follow_the_base_of_the_majority(rule, needed):
    there = [*seats(11), Seat(12, "siège 12")]
    open_to_all = Rules(quorum=QuorumRule(number=1), majority=rule)
    assert result(open_to_all, there, arrivals(*range(1, 9)), Tally(4, 2, 1)).needed == needed


def test_a_vote_by_name_says_who_has_not_voted():
    events = [*arrivals(*range(1, 8)), Event(8, Kind.PROXY, at=9, to=2)]
    counted = result(ACT, seats(), events, {1: "for", 2: "for", 3: "for", 4: "against", 8: "for"}, chair=1)
    assert (counted.outcome, counted.not_voting, counted.tally.chair) == (Outcome.ADOPTED, (5, 6, 7), "for")


def test_more_voices_than_voters_are_refused():
    with pytest.raises(RulesError, match="9 voix pour 8 votants"):
        result(ACT, seats(), arrivals(*range(1, 9)), Tally(9))


def test_no_vote_without_quorum_nor_without_a_majority_rule():
    assert result(ACT, seats(), arrivals(*range(1, 7)), Tally(6)).outcome == Outcome.NO_QUORUM
    assert result(Rules(quorum=ARTICLE_9), seats(), arrivals(*range(1, 8)), Tally(6)).outcome == Outcome.UNKNOWN


def test_the_engine_is_called_alone():
    """No Django, no database: the package imports nothing else of the portal."""
    for path in (settings.BASE_DIR / "sessions" / "rulebook").glob("*.py"):
        outside = [
            line
            for line in path.read_text().splitlines()
            if re.match(r"\s*(from|import) ", line) and "from ." not in line
        ]
        assert [line for line in outside if re.search(r"django|cmsic|commissions|sessions", line)] == [], path.name


def test_every_case_of_the_document_stands_here():
    """Each worked case of docs/regles.md names the test that shows it."""
    named = re.findall(r"`(test_[a-z_]+)`", Path(settings.BASE_DIR / "docs" / "regles.md").read_text())
    assert len(named) >= 12
    assert [name for name in named if name not in globals()] == []

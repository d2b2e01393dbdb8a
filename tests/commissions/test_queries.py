from datetime import date, timedelta

import pytest

from commissions.enums import HolderKind, SeatRole
from commissions.models import Statute
from commissions.queries import composition, rule_lines
from foundation.common import clock
from tests.factories import CommissionFactory, MandateFactory, SeatFactory, StatuteFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def sentences(statute):
    return {line.key: (line.sentence, line.article) for line in rule_lines(statute)}


def test_the_composition_stands_in_protocol_order_with_the_holders_of_the_day():
    commission = CommissionFactory()
    second, first = SeatFactory(commission=commission, position=2), SeatFactory(commission=commission, position=1)
    past = MandateFactory(seat=first, valid_from=date(2020, 1, 1), valid_to=date(2022, 1, 1))
    now = MandateFactory(seat=first, valid_from=date(2022, 1, 1))
    substitute = MandateFactory(seat=first, kind=HolderKind.SUBSTITUTE, valid_from=date(2022, 1, 1))
    coming = MandateFactory(seat=second, valid_from=TODAY + timedelta(days=10))
    today = composition(commission, TODAY)
    assert [(line.seat, line.titular, line.substitute, line.coming) for line in today.lines] == [
        (first, now, substitute, None),
        (second, None, None, coming),
    ]
    assert [line.titular for line in composition(commission, date(2021, 1, 1)).lines] == [past, None]
    assert (today.voting, today.vacant) == (2, 1)
    assert today.sentence.replace("\u00a0", " ") == "2 sièges, dont 2 à voix délibérative ; 1 vacant"


def test_a_suppressed_seat_is_in_the_composition_of_its_time_only():
    commission = CommissionFactory()
    seat = SeatFactory(commission=commission, valid_to=date(2024, 1, 1))
    assert [line.seat for line in composition(commission, date(2023, 12, 31)).lines] == [seat]
    assert composition(commission, date(2024, 1, 1)).lines == []


@pytest.mark.parametrize("seats", [1, 12])
def test_the_composition_costs_two_queries(seats, django_assert_num_queries):
    commission = CommissionFactory()
    for _ in range(seats):
        MandateFactory(seat=SeatFactory(commission=commission))
    with django_assert_num_queries(2):
        composition(commission, TODAY)


def test_each_known_rule_reads_as_a_sentence_with_its_article():
    read = sentences(StatuteFactory())
    assert read["quorum"] == (
        (
            "La commission délibère si sont présents la moitié plus un des sièges à voix délibérative prévus par l’acte"
            " ; les membres représentés ne comptent pas."
        ),
        "article 9",
    )
    assert read["majority"] == ("Les avis sont adoptés à la majorité simple des suffrages exprimés.", "article 11")
    assert read["casting_vote"] == ("En cas de partage, la voix du président est prépondérante.", "article 11")
    assert read["proxies"] == (
        "Un membre empêché peut donner procuration à un autre ; nul n’en détient plus d’une.",
        "article 10",
    )
    assert (
        read["notice"][0].replace("\u00a0", " ")
        == "Les membres sont convoqués 5 jours francs au moins avant la session."
    )
    assert read["sessions"][0].replace("\u00a0", " ") == "La commission tient 2 sessions ordinaires par an."


def test_an_unknown_rule_stays_empty():
    assert set(sentences(Statute(commission=CommissionFactory())).values()) == {("", "")}


def test_a_rule_that_forbids_is_a_rule():
    statute = StatuteFactory.build(
        commission=CommissionFactory(), legal_text=None, proxies_allowed=False, proxy_limit=None, casting_vote=False
    )
    read = sentences(statute)
    assert read["proxies"][0] == "Un membre ne peut pas donner procuration à un autre."
    assert read["casting_vote"][0] == "En cas de partage, la voix du président n’est pas prépondérante."


def test_a_seat_without_vote_is_not_counted_in_the_voting_seats():
    commission = CommissionFactory()
    SeatFactory(commission=commission, role=SeatRole.SECRETARY, has_vote=False)
    SeatFactory(commission=commission)
    assert composition(commission, TODAY).voting == 1

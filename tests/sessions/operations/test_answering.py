from copy import deepcopy

import pytest

from commissions.enums import HolderKind
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from sessions.core.enums import Answer, SessionState
from sessions.core.models import Convocation
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation
from sessions.preparing.operations.convening import convene
from sessions.preparing.queries.sheet import answers_of, count_answers
from tests.factories import AgendaItemFactory, MandateFactory, SessionFactory, UserFactory, commission_with_members

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(standing):
    session = SessionFactory(commission=commission_with_members(4))
    AgendaItemFactory(session=session, position=1)
    return convene(session.pk, by=UserFactory())


@pytest.fixture
def session(made):
    return deepcopy(made)


@pytest.fixture
def rows(session):
    return list(session.convocations.order_by("number"))


def give(row, answer, **facts):
    return answer_convocation(row.pk, AnswerFacts(answer, **facts), by=None)


def test_an_answer_is_kept_and_may_be_changed(rows):
    give(rows[0], Answer.PRESENT)
    row = give(rows[0], Answer.EXCUSED, reason="En mission")
    assert (row.answer, row.answer_reason) == (Answer.EXCUSED, "En mission")
    assert row.answered_at is not None
    lines = entries_of(row)
    assert [line.after["answer"] for line in lines] == ["present", "excused"]
    assert "En mission" not in str([line.after for line in lines])  # a reason is personal: the line keeps a digest


def test_an_excuse_has_a_reason(rows):
    with pytest.raises(InvalidInput, match="Dites en quelques mots pourquoi"):
        give(rows[0], Answer.EXCUSED, reason=" ")


@pytest.mark.parametrize(
    "state", [state for state in SessionState if state not in (SessionState.CONVENED, SessionState.PREPARING)]
)
def test_answers_are_received_until_the_session_opens(session, rows, state):
    session.state = state
    session.save()
    with pytest.raises(Refused, match="Les réponses sont reçues jusqu’à l’ouverture"):
        give(rows[0], Answer.PRESENT)


def test_the_substitute_of_the_seat_is_announced(rows):
    with pytest.raises(Refused, match="aucun n’est désigné pour ce siège"):
        give(rows[1], Answer.SUBSTITUTE)
    substitute = MandateFactory(seat=rows[1].seat, kind=HolderKind.SUBSTITUTE).person
    assert give(rows[1], Answer.SUBSTITUTE).substitute == substitute


def test_a_proxy_names_its_holder_and_the_limit_quotes_its_article(rows):
    assert give(rows[1], Answer.PROXY, proxy_seat_id=rows[0].seat_id).proxy_seat == rows[0].seat
    with pytest.raises(Refused, match=r"chacun porte une seule procuration \(article 10\)") as refusal:
        give(rows[2], Answer.PROXY, proxy_seat_id=rows[0].seat_id)
    assert refusal.value.article == "article 10"
    give(rows[1], Answer.PROXY, proxy_seat_id=rows[0].seat_id)  # the same again is not one more
    give(rows[1], Answer.PRESENT)
    assert give(rows[2], Answer.PROXY, proxy_seat_id=rows[0].seat_id).answer == Answer.PROXY


def test_a_proxy_goes_to_another_voting_member_who_comes(rows):
    secretary = rows[-1]
    assert not secretary.seat.has_vote
    for seat_id in (rows[0].seat_id, secretary.seat_id, None):
        with pytest.raises(InvalidInput, match="Choisissez un autre membre convoqué"):
            give(rows[0], Answer.PROXY, proxy_seat_id=seat_id)
    with pytest.raises(Refused, match="ce siège n’a pas de voix délibérative"):
        give(secretary, Answer.PROXY, proxy_seat_id=rows[0].seat_id)
    give(rows[1], Answer.EXCUSED, reason="absent")
    with pytest.raises(Refused, match="ce membre a répondu « excusé »"):
        give(rows[0], Answer.PROXY, proxy_seat_id=rows[1].seat_id)


@pytest.mark.parametrize(
    ("allowed", "sentence"), [(False, "ne l’admettent pas"), (None, "ne disent pas si les procurations sont admises")]
)
def test_a_proxy_needs_a_rule_that_allows_it(session, rows, allowed, sentence):
    session.commission.statutes.update(proxies_allowed=allowed)
    with pytest.raises(Refused, match=sentence):
        give(rows[0], Answer.PROXY, proxy_seat_id=rows[1].seat_id)


def test_the_secretary_notes_an_answer_under_his_name(rows):
    secretary = UserFactory()
    row = answer_convocation(rows[0].pk, AnswerFacts(Answer.PRESENT), by=secretary, recorded=True)
    assert row.answer_recorded_by == secretary
    assert give(rows[0], Answer.PRESENT).answer_recorded_by is None


def test_a_holder_of_proxy_who_excuses_himself_is_pointed_out(session, rows):
    give(rows[1], Answer.PROXY, proxy_seat_id=rows[0].seat_id)
    give(rows[0], Answer.EXCUSED, reason="malade")
    lines = answers_of(session)
    assert [bool(line.warning) for line in lines] == [False, True, False, False, False]
    counts = count_answers(lines)
    assert (counts.total, counts.answered, counts.excused, counts.proxy, counts.silent) == (5, 2, 1, 1, 3)


def test_an_unanswered_convocation_has_no_date(rows):
    assert set(Convocation.objects.values_list("answer", "answered_at")) == {("none", None)}

"""A recommendation goes up, is discussed once with those of others, and the answer comes down to each origin."""

import pytest
from django.db import IntegrityError, transaction

from conferences.enums import QuestionState, ReferralState
from conferences.models import Question, Referral
from conferences.operations import (
    add_to_question,
    answer_question,
    send_back,
    send_up,
    table_question,
    take_out,
    withdraw,
)
from conferences.register.questions import QUESTIONS
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from foundation.notifications.models import Notice
from tests.factories import RecommendationFactory, ScopeFactory, commission_with_members, member_of, officer_of
from tests.factories.conferences import BodyFactory, ConferenceFactory, QuestionFactory, ReferralFactory

pytestmark = pytest.mark.django_db
MOTIVE = "Le raccordement coûte plus que notre budget."


@pytest.fixture
def body():
    return BodyFactory(name="Conférence des DSI")


@pytest.fixture
def keeper(body):
    return member_of(body, Role.SECRETARY)


class Origin:
    def __init__(self, text: str) -> None:
        self.commission = commission_with_members(2)
        self.secretary = member_of(self.commission, Role.SECRETARY)
        self.dsi = officer_of(self.commission.scope, Role.DSI)
        self.row = RecommendationFactory(commission=self.commission, text=text, addressee_scope=self.commission.scope)


@pytest.fixture
def origins():
    return [Origin("Raccorder la paie"), Origin("Raccorder l’état civil")]


def sent(origin, body, keeper=None):
    return send_up(origin.row.pk, body=body, motive=MOTIVE, by=origin.secretary)


def test_one_answer_comes_down_to_each_origin_with_its_history(client, origins, body, keeper):
    referrals = [sent(origin, body) for origin in origins]
    assert Notice.objects.filter(user=keeper).count() == 2
    question = QuestionFactory(body=body, title="Qui paie le raccordement ?")
    add_to_question(question.pk, referrals=referrals, by=keeper)
    conference = ConferenceFactory(body=body, title="10e Conférence")
    table_question(question.pk, conference=conference, by=keeper)
    answer_question(question.pk, answer="L’ASIN paie la première année.", by=keeper)
    assert set(Referral.objects.values_list("state", flat=True)) == {ReferralState.ANSWERED}
    for origin, referral in zip(origins, referrals, strict=True):
        assert [line.act for line in entries_of(referral).order_by("at", "pk")] == [
            "send_referral",
            "group_referral",
            "answer_referral",
        ]
        assert Notice.objects.filter(user=origin.secretary, title__contains="a reçu sa réponse").count() == 1
        assert Notice.objects.filter(user=origin.dsi, title__contains="a reçu sa réponse").count() == 1
        client.force_login(origin.secretary)
        page = client.get(f"/recommandations/{origin.row.pk}").content.decode().replace("\u202f", " ")
        for words in (MOTIVE, "Qui paie le raccordement ?", "10e Conférence", "L’ASIN paie la première année."):
            assert words in page.replace("\u00a0", " ")


def test_the_other_end_shows_the_chain_and_each_origin_its_own_only(client, origins, body, keeper):
    referrals = [sent(origin, body) for origin in origins]
    question = QuestionFactory(body=body)
    add_to_question(question.pk, referrals=referrals, by=keeper)
    client.force_login(keeper)
    page = client.get(QUESTIONS.href(question)).content.decode()
    assert "Raccorder la paie" in page
    assert "Raccorder l’état civil" in page
    client.force_login(origins[0].secretary)
    page = client.get(QUESTIONS.href(question)).content.decode().replace("\u00a0", " ")
    assert "Raccorder la paie" in page
    assert "Raccorder l’état civil" not in page
    assert "1 recommandation d’une autre commission" in page


def test_a_stranger_to_the_chain_does_not_find_the_question(client, origins, body, keeper):
    question = QuestionFactory(body=body)
    add_to_question(question.pk, referrals=[sent(origins[0], body)], by=keeper)
    client.force_login(origins[1].secretary)
    assert client.get(QUESTIONS.href(question)).status_code == 404


def test_it_goes_up_once_at_a_time(origins, body):
    sent(origins[0], body)
    with pytest.raises(Refused, match="déjà montée"):
        sent(origins[0], body)
    with pytest.raises(IntegrityError, match="referral_one_at_a_time"), transaction.atomic():
        ReferralFactory(recommendation=origins[0].row, body=body)


def test_what_is_behind_closed_doors_does_not_go_up(origins, body):
    row = RecommendationFactory(commission=origins[0].commission, is_closed_doors=True)
    with pytest.raises(Refused, match="huis clos"):
        send_up(row.pk, body=body, motive=MOTIVE, by=origins[0].secretary)


def test_without_a_body_the_asin_is_asked_and_its_administrator_answers(origins):
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    referral = send_up(origins[0].row.pk, body=None, motive=MOTIVE, by=origins[0].secretary)
    assert Notice.objects.filter(user=admin, title__contains="monte à ASIN").count() == 1
    question = Question.objects.create(title="Raccordements")
    add_to_question(question.pk, referrals=[referral], by=admin)
    assert answer_question(question.pk, answer="Oui.", by=admin).state == QuestionState.ANSWERED


def test_a_recommendation_sent_to_another_body_is_not_grouped(origins, body, keeper):
    referral = sent(origins[0], BodyFactory())
    with pytest.raises(InvalidInput, match="n’est pas montée"):
        add_to_question(QuestionFactory(body=body).pk, referrals=[referral], by=keeper)


def test_a_question_without_recommendation_is_not_answered(body, keeper):
    with pytest.raises(Refused, match="aucune recommandation"):
        answer_question(QuestionFactory(body=body).pk, answer="Oui.", by=keeper)


def test_given_back_or_withdrawn_it_may_go_up_again(origins, body, keeper):
    send_back(sent(origins[0], body).pk, reason="Cela relève de l’ASIN.", by=keeper)
    assert Notice.objects.filter(user=origins[0].secretary, title__contains="rendue sans réponse").count() == 1
    withdraw(sent(origins[0], body).pk, reason="Réglé entre-temps.", by=origins[0].secretary)
    assert sent(origins[0], body).state == ReferralState.SENT


def test_taken_out_of_its_question_it_waits_again(origins, body, keeper):
    referral = sent(origins[0], body)
    add_to_question(QuestionFactory(body=body).pk, referrals=[referral], by=keeper)
    again = take_out(referral.pk, by=keeper)
    assert (again.state, again.question) == (ReferralState.SENT, None)

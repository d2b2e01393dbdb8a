"""A recommendation goes up, is discussed once with those of others, and the answer comes down to each origin."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from conferences.enums import QuestionState, ReferralState
from conferences.models import Question, Referral
from conferences.operations import (
    add_to_question,
    answer_question,
    cancel,
    recommend_to_origins,
    send_back,
    send_up,
    table_question,
    take_out,
    withdraw,
)
from conferences.register.questions import QUESTIONS
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from foundation.notifications.models import Notice
from tests.factories import (
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
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
    conference = ConferenceFactory(body=body, title="10e Conférence", state="held")
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


def answered(origins, body, keeper, **said):
    question = QuestionFactory(body=body, title="Qui paie le raccordement ?")
    add_to_question(question.pk, referrals=[sent(origin, body) for origin in origins], by=keeper)
    return answer_question(question.pk, answer="L’ASIN paie la première année.", by=keeper, **said)


def test_the_answer_recommends_to_each_ministry_of_origin_once(client, origins, body, keeper):
    again = Origin("Raccorder le cadastre")
    again.commission, again.secretary = origins[0].commission, origins[0].secretary
    again.row = RecommendationFactory(commission=again.commission, addressee_scope=again.commission.scope)
    due = clock.today() + timedelta(days=90)
    question = answered([*origins, again], body, keeper, text="Inscrire la suite au budget.", due_on=due, theme="paie")
    issued = list(question.recommendations.order_by("number"))
    assert {row.ministry_id for row in issued} == {origin.commission.ministry_id for origin in origins}
    assert [(row.commission, row.number, row.due_on, row.theme) for row in issued] == [
        (body, number, due, "paie") for number in (1, 2)
    ]
    for origin in origins:
        (row,) = [row for row in issued if row.ministry_id == origin.commission.ministry_id]
        assert Notice.objects.filter(user=origin.dsi, href__contains=str(row.pk)).exists()
        client.force_login(origin.secretary)
        page = client.get(f"/recommandations/{origin.row.pk}").content.decode()
        assert f"/recommandations/{row.pk}" in page  # at the origin: what came down
        page = client.get(f"/recommandations/{row.pk}").content.decode()
        assert f"/recommandations/{origin.row.pk}" in page  # and back: what had gone up
        assert "Qui paie le raccordement" in page
        assert "Inscrire la suite au budget." in client.get(QUESTIONS.href(question)).content.decode()
        session = SessionFactory(commission=origin.commission)
        page = client.get(reverse("sessions:prepare", args=[session.pk])).content.decode()
        assert f"/recommandations/{row.pk}" in page


def test_what_came_down_to_one_ministry_is_not_told_to_another(client, origins, body, keeper):
    question = answered(origins, body, keeper, text="Inscrire la suite au budget.")
    other = question.recommendations.get(ministry=origins[1].commission.ministry)
    client.force_login(origins[0].secretary)
    assert str(other.pk) not in client.get(QUESTIONS.href(question)).content.decode()
    rows = client.get(f"/api/v1/questions/{question.pk}/recommended").json()
    assert [row["id"] for row in rows] == [
        str(question.recommendations.get(ministry=origins[0].commission.ministry).pk)
    ]


def test_more_is_recommended_after_the_answer_and_nothing_before_it(client, origins, body, keeper):
    question = QuestionFactory(body=body)
    with pytest.raises(Refused, match="pas encore sa réponse"):
        recommend_to_origins(question.pk, text="Trop tôt.", by=keeper)
    question = answered(origins, body, keeper)
    assert not question.recommendations.exists()
    client.force_login(keeper)
    address = reverse("questions:recommend_to_origins", args=[question.pk])
    assert address in client.get(QUESTIONS.href(question)).content.decode()
    page = client.post(address, {"text": "Inscrire la suite.", "priority": "high"}, follow=True).content.decode()
    assert "2 recommandations sont émises" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert set(question.recommendations.values_list("priority", flat=True)) == {"high"}


def test_the_asin_answers_and_issues_no_recommendation(client, origins):
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    referral = send_up(origins[0].row.pk, body=None, motive=MOTIVE, by=origins[0].secretary)
    question = Question.objects.create(title="Raccordements")
    add_to_question(question.pk, referrals=[referral], by=admin)
    client.force_login(admin)
    form = client.get(reverse("questions:answer", args=[question.pk])).content.decode()
    assert 'name="answer"' in form
    assert 'name="text"' not in form
    with pytest.raises(Refused, match="au nom de l’ASIN"):
        answer_question(question.pk, answer="Oui.", text="Payer.", by=admin)
    question.refresh_from_db()
    assert question.state == QuestionState.OPEN


def tabled(origin, body, keeper, **said):
    """A question that this origin raised, on the programme of a conference of the body."""
    question = QuestionFactory(body=body)
    add_to_question(question.pk, referrals=[sent(origin, body)], by=keeper)
    conference = ConferenceFactory(body=body, title="Conférence de Parakou", **said)
    table_question(question.pk, conference=conference, by=keeper)
    return question, conference


def everywhere(client, question, origin):
    """Where a reader of the chain may read of the conference, each with what it says."""
    for address in (
        reverse("questions:list"),
        reverse("questions:list") + "?format=csv",
        QUESTIONS.href(question),
        reverse("recommendations:detail", args=[origin.row.pk]),
    ):
        answer = client.get(address)
        yield address, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_conference_not_announced_is_named_to_who_prepares_it_only(client, origins, body, keeper):
    question, conference = tabled(origins[0], body, keeper)
    words = str(conference.title).encode()
    for reader, state, named in (
        (origins[0].secretary, "preparing", False),
        (officer_of(ScopeFactory(kind="national"), Role.ASIN_READER), "preparing", False),
        (keeper, "preparing", True),
        (origins[0].secretary, "announced", True),
    ):
        type(conference).objects.filter(pk=conference.pk).update(state=state)
        client.force_login(reader)
        for address, said in everywhere(client, question, origins[0]):
            if reader != keeper or "recommandations" not in address:
                assert (words in said.replace("\u00a0".encode(), b" ")) is named, (reader, state, address)
        calls = APIClient()
        calls.force_authenticate(reader)
        told = calls.get(reverse("api:questions-detail", args=[question.pk])).json()["conference"]
        assert told == (str(conference.pk) if named else None)


def test_what_is_asked_in_a_rehearsal_does_not_leave_it(client, body):
    commission = commission_with_members(2)
    type(commission).objects.filter(pk=commission.pk).update(is_rehearsal=True)
    row, secretary = RecommendationFactory(commission=commission), member_of(commission, Role.SECRETARY)
    with pytest.raises(Refused, match="répétition"):
        send_up(row.pk, body=body, motive=MOTIVE, by=secretary)
    client.force_login(secretary)
    page = client.get(reverse("recommendations:detail", args=[row.pk])).content.decode()
    assert reverse("questions:send_up", args=[row.pk]) not in page
    assert not Referral.objects.exists()


def test_nothing_goes_up_to_a_body_that_is_rehearsed(origins):
    with pytest.raises(InvalidInput, match="organe national"):
        sent(origins[0], BodyFactory(is_rehearsal=True))


def test_the_questions_of_a_cancelled_conference_wait_for_another(origins, body, keeper):
    question, conference = tabled(origins[0], body, keeper, state="announced")
    cancel(conference.pk, reason="Reportée sans date.", by=keeper)
    question.refresh_from_db()
    assert (question.state, question.conference) == (QuestionState.OPEN, None)
    assert "untable_question" in [line.act for line in entries_of(question)]
    answer_question(question.pk, answer="Oui.", text="Inscrire la suite.", by=keeper)
    assert question.recommendations.get().origin_kind == "other"


@pytest.mark.parametrize(("state", "is_discussed"), [("announced", False), ("held", True)])
def test_an_answer_is_that_of_a_conference_once_it_is_held(client, origins, body, keeper, state, is_discussed):
    question, conference = tabled(origins[0], body, keeper, state=state)
    answer_question(question.pk, answer="Oui.", text="Inscrire la suite.", by=keeper)
    issued = question.recommendations.get()
    assert issued.origin_kind == ("conference" if is_discussed else "other")
    assert (conference.title in issued.origin_label) is is_discussed
    client.force_login(keeper)
    page = client.get(QUESTIONS.href(question)).content.decode().replace("\u00a0", " ")
    assert (conference.title in page) is is_discussed or "sans passer par une conférence" in page

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commissions.operations import end_mandate
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.transitions import Move
from foundation.journal.record import entries_of
from recommendations import rules
from recommendations.enums import RecommendationAction as Action
from recommendations.enums import RecommendationState as State
from recommendations.models import Recommendation, RecommendationReport
from recommendations.operations import accept, lapse, reject, report, start, validate
from recommendations.workflow import RECOMMENDATION_WORKFLOW
from tests.factories.access import PersonFactory, UserFactory, officer_of
from tests.factories.commissions import CommissionFactory, MandateFactory, SeatFactory, commission_with_members
from tests.factories.ministries import CommuneFactory, MinistryFactory
from tests.factories.recommendations import RecommendationFactory

pytestmark = pytest.mark.django_db

MOVES = {
    (State.ISSUED, Action.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Action.START): State.RUNNING,
    (State.ACCEPTED, Action.REPORT): State.REPORTED,
    (State.RUNNING, Action.REPORT): State.REPORTED,
    (State.REPORTED, Action.VALIDATE): State.DONE,
    (State.REPORTED, Action.REJECT): State.RUNNING,
    (State.ISSUED, Action.LAPSE): State.LAPSED,
    (State.ACCEPTED, Action.LAPSE): State.LAPSED,
    (State.RUNNING, Action.LAPSE): State.LAPSED,
    (State.REPORTED, Action.LAPSE): State.LAPSED,
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(RECOMMENDATION_WORKFLOW.moves))
def test_every_pair_of_state_and_act(state, action):
    move: Move[State] = RECOMMENDATION_WORKFLOW.moves[action]
    if (state, action) in MOVES:
        assert RECOMMENDATION_WORKFLOW.target(action, state) == MOVES[state, action]
    else:
        with pytest.raises(Refused, match=move.label):
            RECOMMENDATION_WORKFLOW.target(action, state)


def person_who_conducts(commission, role: Role):
    return next(
        m.person.user
        for seat in commission.seats.all()
        for m in seat.mandates.all()
        if m.person.user.has_role(role, commission=commission.pk)
    )


@pytest.fixture
def commission():
    return commission_with_members(voting=3)


def reported(commission, author) -> Recommendation:
    recommendation = RecommendationFactory(commission=commission, state=State.RUNNING, addressee_scope=commission.scope)
    report(recommendation.pk, text="Le registre est en ligne.", proof_link="https://exemple.bj/registre", by=author)
    return recommendation


def test_the_whole_way_leaves_its_steps_and_its_lines_in_the_journal(commission):
    dsi, secretary = officer_of(commission.scope, Role.DSI), person_who_conducts(commission, Role.SECRETARY)
    recommendation = RecommendationFactory(commission=commission, addressee_scope=commission.scope)
    accept(recommendation.pk, by=dsi)
    start(recommendation.pk, by=dsi)
    report(recommendation.pk, text="Première version en ligne.", proof_link="https://exemple.bj/1", by=dsi)
    reject(recommendation.pk, reason="L’adresse ne répond pas.", by=secretary)
    report(recommendation.pk, text="Adresse corrigée.", proof_link="https://exemple.bj/2", by=dsi)
    validate(recommendation.pk, by=secretary)
    recommendation.refresh_from_db()
    assert recommendation.state == State.DONE
    steps = list(recommendation.steps.order_by("at", "pk").values_list("action", "from_state", "to_state"))
    assert steps == [
        ("accept", "issued", "accepted"),
        ("start", "accepted", "running"),
        ("report", "running", "reported"),
        ("reject", "reported", "running"),
        ("report", "running", "reported"),
        ("validate", "reported", "done"),
    ]
    assert [line.act for line in entries_of(recommendation)] == [
        "accept",
        "start",
        "report",
        "reject",
        "report",
        "validate",
    ]
    assert list(recommendation.reports.order_by("reported_at").values_list("outcome", "review_reason")) == [
        ("refused", "L’adresse ne répond pas."),
        ("accepted", ""),
    ]


def test_a_proof_is_never_accepted_nor_refused_by_its_author(commission):
    secretary, president = (
        person_who_conducts(commission, Role.SECRETARY),
        person_who_conducts(commission, Role.PRESIDENT),
    )
    recommendation = reported(commission, secretary)
    for act in (
        lambda: validate(recommendation.pk, by=secretary),
        lambda: reject(recommendation.pk, reason="Non", by=secretary),
    ):
        with pytest.raises(Refused, match=r"jamais acceptée par son auteur.*président"):
            act()
    assert RecommendationReport.objects.get().outcome == "pending"
    validate(recommendation.pk, by=president)
    assert RecommendationReport.objects.get().reviewed_by == president


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"text": " ", "proof_link": "https://exemple.bj"}, "text"), ({"text": "Fait."}, "proof_link")],
)
def test_a_report_needs_a_text_and_a_proof(commission, fields, field):
    recommendation = RecommendationFactory(commission=commission, state=State.RUNNING)
    with pytest.raises(InvalidInput) as refusal:
        report(recommendation.pk, **fields, by=UserFactory())
    assert list(refusal.value.errors) == [field]
    recommendation.refresh_from_db()
    assert (recommendation.state, recommendation.reports.count()) == (State.RUNNING, 0)


def test_refusing_and_lapsing_need_a_reason(commission):
    president = person_who_conducts(commission, Role.PRESIDENT)
    recommendation = reported(commission, UserFactory())
    with pytest.raises(InvalidInput, match="ce qui manque"):
        reject(recommendation.pk, reason=" ", by=president)
    with pytest.raises(InvalidInput, match="n’a plus d’objet"):
        lapse(recommendation.pk, reason="", by=president)


def test_twice_changes_nothing(commission):
    recommendation = RecommendationFactory(commission=commission)
    accept(recommendation.pk, by=None)
    with pytest.raises(Refused, match="à l’état « acceptée »"):
        accept(recommendation.pk, by=None)
    assert recommendation.steps.count() == 1


def test_a_recommendation_of_a_running_session_has_no_follow_up(commission):
    draft = RecommendationFactory(commission=commission, is_draft=True, number=None)
    with pytest.raises(Refused, match="pas encore levée"):
        accept(draft.pk, by=None)


def test_the_holder_of_the_seat_today_answers_not_the_one_before():
    today = timezone.localdate()
    seat = SeatFactory()
    before, after = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    mandate = MandateFactory(seat=seat, person=before)
    recommendation = RecommendationFactory(commission=seat.commission, seat=seat, addressee_scope=seat.scope)
    assert rules.can_answer(before.user, recommendation)
    end_mandate(mandate.pk, on=today, reason="Remplacement", by=None)
    MandateFactory(seat=seat, person=after, valid_from=today)
    assert [rules.can_answer(person.user, recommendation) for person in (before, after)] == [False, True]
    assert not rules.can_answer(officer_of(seat.scope, Role.DSI), recommendation)
    for person, rows in ((before, []), (after, [recommendation])):
        assert list(Recommendation.objects.addressed_to(person.user, today)) == rows


def test_the_dsi_of_the_addressed_ministry_answers_and_the_rsi_of_the_commune():
    ministry, commune, commission = MinistryFactory(), CommuneFactory(), CommissionFactory()
    to_ministry = RecommendationFactory(commission=commission, ministry=ministry, addressee_scope=ministry.scope)
    to_commune = RecommendationFactory(commission=commission, commune=commune, addressee_scope=commune.scope)
    dsi, rsi, own_dsi = (
        officer_of(ministry.scope, Role.DSI),
        officer_of(commune.scope, Role.RSI),
        officer_of(commission.scope, Role.DSI),
    )
    assert [[rules.can_answer(user, row) for row in (to_ministry, to_commune)] for user in (dsi, rsi, own_dsi)] == [
        [True, False],
        [False, True],
        [False, False],
    ]
    today = timezone.localdate()
    assert [list(Recommendation.objects.addressed_to(user, today)) for user in (dsi, rsi, own_dsi)] == [
        [to_ministry],
        [to_commune],
        [],
    ]


def test_one_without_addressee_is_answered_by_nobody():
    recommendation = RecommendationFactory(addressee_scope=None)
    assert not rules.can_answer(officer_of(recommendation.scope, Role.DSI), recommendation)


ROLES = [*Role]


@pytest.mark.parametrize("role", ROLES)
def test_only_secretary_and_president_judge(commission, role):
    from tests.factories.access import member_of

    recommendation = RecommendationFactory(commission=commission)
    user = (
        member_of(commission, role)
        if role in (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER)
        else officer_of(commission.scope, role)
    )
    expected = role in (Role.SECRETARY, Role.PRESIDENT)
    assert (rules.can_review(user, recommendation), rules.can_lapse(user, recommendation)) == (expected, expected)
    assert rules.can_issue(user, commission) == (role == Role.SECRETARY)


def test_the_secretary_of_a_neighbour_with_a_commission_of_her_own_judges_nothing_here(commission):
    neighbour = commission_with_members(voting=2)
    secretary = person_who_conducts(neighbour, Role.SECRETARY)
    recommendation = RecommendationFactory(commission=commission)
    assert not rules.can_review(secretary, recommendation)
    assert not rules.can_lapse(secretary, recommendation)
    assert not rules.can_answer(secretary, recommendation)
    assert list(Recommendation.objects.visible_to(secretary)) == []


def test_a_draft_is_seen_by_those_who_conduct_the_session_only(commission):
    draft = RecommendationFactory(commission=commission, is_draft=True, number=None, addressee_scope=commission.scope)
    assert list(Recommendation.objects.visible_to(person_who_conducts(commission, Role.SECRETARY))) == [draft]
    for user in (
        person_who_conducts(commission, Role.MEMBER),
        officer_of(commission.scope, Role.DSI),
        officer_of(commission.scope, Role.ASIN_READER),
    ):
        assert list(Recommendation.objects.visible_to(user)) == []


def test_late_is_open_past_its_date():
    today = date(2026, 11, 22)
    late = RecommendationFactory(due_on=today - timedelta(days=1))
    RecommendationFactory(due_on=today)
    RecommendationFactory(due_on=None)
    RecommendationFactory(due_on=today - timedelta(days=9), state=State.DONE)
    RecommendationFactory(due_on=today - timedelta(days=9), is_draft=True, number=None)
    assert list(Recommendation.objects.late(today)) == [late]

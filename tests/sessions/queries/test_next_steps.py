"""Where a session stands and what comes next, read without a page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from sessions.core.enums import Outcome, SessionState
from sessions.core.models import CommissionSession
from sessions.meeting.operations import deciding, holding, reconvening
from sessions.meeting.queries.live import live_sheet
from sessions.meeting.queries.next_steps import notices_of
from sessions.papers.operations.papers import submit_pv
from sessions.papers.queries.standing import onward_of
from tests.factories import SessionFactory, member_of
from tests.sessions.held import arrive, held

pytestmark = pytest.mark.django_db


def notices(world, user=None, *, may_declare=True):
    sheet = live_sheet(CommissionSession.objects.get(pk=world.session.pk))
    return notices_of(sheet, user or world.secretary, may_declare=may_declare)


def labels(notice):
    return [button.label for button in notice.buttons]


def test_the_quorum_lost_is_said_once_and_goes_when_it_is_found_again():
    world = held(present=6)
    [notice] = notices(world)
    assert (notice.title, notice.tone) == ("Le quorum n’est plus atteint", "late")
    assert labels(notice) == ["Suspendre la séance", "Constater la carence", "Carence et seconde convocation"]
    assert labels(notices(world, may_declare=False)[0]) == ["Suspendre la séance"]
    arrive(world.session, world.seats[6])
    assert notices(world) == []


def test_the_president_states_the_carence_and_does_not_convene():
    world = held(present=6)
    assert labels(notices(world, member_of(world.commission, Role.PRESIDENT))[0]) == [
        "Suspendre la séance",
        "Constater la carence",
    ]


def test_a_suspended_session_says_how_it_goes_on():
    world = held(state=SessionState.SUSPENDED)
    [notice] = notices(world)
    assert (notice.title, labels(notice)) == (
        "La session est suspendue",
        ["Reprendre la session", "Relever les présences"],
    )


def test_once_lifted_come_the_minutes_and_the_next_session():
    world = held()
    deciding.decide(world.item.pk, outcome=Outcome.NOTED, by=world.secretary)
    holding.lift(world.session.pk, by=world.secretary)
    [notice] = notices(world)
    assert "Le projet de procès-verbal est en cours d’établissement." in notice.sentence
    assert labels(notice) == ["Relire et soumettre le procès-verbal", "Préparer la session suivante"]
    assert notice.buttons[0].href == reverse("sessions:pv", args=[world.session.pk])
    ahead = SessionFactory(commission=world.commission)
    assert labels(notices(world)[0])[1] == f"Préparer la suivante : {ahead.label}"


def test_only_who_submits_is_offered_to_submit():
    world = held()
    deciding.decide(world.item.pk, outcome=Outcome.NOTED, by=world.secretary)
    holding.lift(world.session.pk, by=world.secretary)
    [notice] = notices(world, member_of(world.commission, Role.PRESIDENT))
    assert labels(notice) == ["Procès-verbal"]
    assert notice.buttons[0].tone == "secondary"
    CommissionSession.objects.filter(pk=world.session.pk).update(
        is_reconstituted=True, reconstituted_from="La Nation, 19 septembre 2024"
    )
    [notice] = notices(world)
    assert "Le procès-verbal est reconstitué d’après ses sources." in notice.sentence
    assert "projet de procès-verbal" not in notice.sentence
    assert labels(notice)[0] == "Procès-verbal"


@pytest.mark.parametrize(
    ("state", "fields", "label"),
    [
        (SessionState.PREPARING, {}, "Préparer la suivante"),
        (SessionState.POSTPONED, {}, "Préparer la suivante"),
        (SessionState.CONVENED, {"convened": True, "number": 2}, "Ouvrir la session suivante"),
        (SessionState.OPEN, {"convened": True, "number": 2, "opened_at": timezone.now()}, "La session suivante"),
    ],
)
def test_the_room_and_the_procès_verbal_lead_to_one_following_session(state, fields, label):
    world = held()
    holding.lift(world.session.pk, by=world.secretary)
    submit_pv(world.session.pk, by=world.secretary)
    session = CommissionSession.objects.get(pk=world.session.pk)
    new = f"{reverse('sessions:create')}?commission={world.commission.pk}"
    assert notices(world)[0].buttons[1].href == new
    assert new in [step.href for step in onward_of(session, session.pv, world.secretary)]
    SessionFactory(commission=world.commission, state=SessionState.CANCELLED)
    ahead = SessionFactory(commission=world.commission, **fields | {"state": state})
    button = notices(world)[0].buttons[1]
    assert (button.label, button.href) == (f"{label} : {ahead.label}", reverse("sessions:detail", args=[ahead.pk]))
    agenda = reverse("sessions:prepare", args=[ahead.pk])
    assert agenda in [step.href for step in onward_of(session, session.pv, world.secretary)]


def test_after_a_carence_come_its_paper_and_the_second_convocation():
    world = held(present=6)
    holding.declare_no_quorum(world.session.pk, by=world.secretary)
    assert labels(notices(world)[0]) == ["Préparer la seconde convocation", "Procès-verbal de carence"]
    world = held(present=6)
    second = reconvening.declare_and_reconvene(world.session.pk, by=world.secretary)
    [notice] = notices(world)
    assert labels(notice) == [f"Seconde convocation : {second.label}", "Procès-verbal de carence"]
    assert notice.buttons[0].href == reverse("sessions:detail", args=[second.pk])


@pytest.mark.parametrize(
    ("state", "first"),
    [
        (SessionState.CANCELLED, "Reprendre son ordre du jour à une autre date"),
        (SessionState.POSTPONED, "Fixer la nouvelle date"),
        (SessionState.PREPARING, "Préparer l’ordre du jour"),
    ],
)
def test_a_session_that_is_not_held_leads_somewhere(state, first):
    world = held(state=state)
    assert labels(notices(world)[0]) == [first, "Page de la session"]
    assert labels(notices(world, member_of(world.commission, Role.PRESIDENT))[0]) == ["Page de la session"]


def test_lifting_is_what_is_left_to_do_once_every_item_is_dealt_with():
    world = held()
    assert not live_sheet(world.session).is_through
    for item in world.items:
        holding.start_item(world.session.pk, item.pk, by=world.secretary)
        holding.end_item(world.session.pk, item.pk, by=world.secretary)
    assert live_sheet(CommissionSession.objects.get(pk=world.session.pk)).is_through

"""What the pages of a session begin with."""

import pytest

from foundation.accounts.enums import Role
from sessions.core.enums import Outcome, SessionKind, SessionState
from sessions.core.models import AgendaItem, CommissionSession
from sessions.preparing.queries.head import facts_of, head_of
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(1), convened=True)
    for position, title in enumerate(("Réseau", "Budget"), start=1):
        AgendaItemFactory(session=session, position=position, title=title)
    AgendaItemFactory(session=session, position=3, title="Divers", kind="heading")
    return session


def in_state(session, state):
    CommissionSession.objects.filter(pk=session.pk).update(state=state)
    session.refresh_from_db()
    return session


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        (SessionState.CONVENED, set()),
        (SessionState.OPEN, {"Réseau", "Budget"}),
        (SessionState.SUSPENDED, {"Réseau", "Budget"}),
        (SessionState.LIFTED, {"Budget"}),
        (SessionState.ARCHIVED, set()),
    ],
)
def test_an_item_goes_to_another_session_from_the_page_once_this_one_has_begun(session, state, titles):
    AgendaItem.objects.filter(title="Budget").update(outcome=Outcome.ADJOURNED)
    secretary = member_of(session.commission, Role.SECRETARY)
    head = head_of(in_state(session, state), secretary)
    assert {line.item.title for line in head.agenda.lines if line.item.pk in head.postponable} == titles
    assert head_of(session, member_of(session.commission, Role.MEMBER)).postponable == frozenset()


def test_an_item_already_postponed_is_not_offered_again(session):
    item = session.agenda_items.get(title="Réseau")
    AgendaItemFactory(session=SessionFactory(commission=session.commission), position=1, postponed_from=item)
    head = head_of(in_state(session, SessionState.OPEN), member_of(session.commission, Role.SECRETARY))
    assert item.pk not in head.postponable


@pytest.mark.parametrize("state", list(SessionState))
def test_a_second_convocation_follows_a_carence_only_for_who_keeps_the_session(session, state):
    head = head_of(in_state(session, state), member_of(session.commission, Role.SECRETARY))
    assert head.asks_second == (state == SessionState.NO_QUORUM)
    assert head.awaits_answers == (state == SessionState.CONVENED)
    assert not head_of(session, member_of(session.commission, Role.PRESIDENT)).asks_second


def test_unknown_facts_are_said_as_such_and_rare_ones_only_when_known(session):
    bare = SessionFactory(
        commission=session.commission, held_on=None, year=2026, starts_at=None, planned_minutes=None, place=""
    )
    bare.kind = SessionKind.UNSPECIFIED
    assert facts_of(bare) == [(name, "") for name in ("Nature", "Date", "Heure", "Durée prévue", "Lieu")]
    bare.theme, bare.planned_minutes = "Sécurité", 90
    assert facts_of(bare)[3:] == [("Durée prévue", "90\xa0minutes"), ("Lieu", ""), ("Thème", "Sécurité")]

import pytest

from foundation.common.exceptions import Refused
from sessions.core.enums import PresenceKind, SessionState
from sessions.core.extensions import session_lifted
from sessions.core.models import CommissionSession
from sessions.meeting.operations import holding, presence, reconvening
from sessions.meeting.queries.presence import quorum_at
from tests.sessions.held import arrive, held

pytestmark = pytest.mark.django_db
ACT = {"second_quorum_numerator": 1, "second_quorum_denominator": 3, "second_convocation_article": "article 10"}


def test_one_act_states_the_carence_and_prepares_the_second_convocation_under_its_own_rule():
    told = []
    world = held(present=6, state=SessionState.CONVENED, statute=ACT)
    with session_lifted.silenced(lambda session, by: told.append(session.pk)):
        second = reconvening.declare_and_reconvene(world.session.pk, reason="faute de quorum", by=world.secretary)
    world.session.refresh_from_db()
    assert (world.session.state, told) == (
        SessionState.NO_QUORUM,
        [world.session.pk],
    )  # its procès-verbal de carence is asked for
    assert (second.state, second.postponed_from_id) == (SessionState.PREPARING, world.session.pk)
    assert [item.title for item in second.agenda_items.in_order()] == ["Point 1", "Point 2"]
    CommissionSession.objects.filter(pk=second.pk).update(held_on=world.session.held_on)
    second = CommissionSession.objects.select_related("statute", "postponed_from").get(pk=second.pk)
    for seat in world.seats[:4]:
        arrive(second, seat)
    quorum = quorum_at(second)
    assert (quorum.counted, quorum.required, quorum.is_reached, quorum.article) == (4, 4, True, "article 10")


def test_neither_is_done_where_the_quorum_is_reached_and_it_is_offered_where_it_is_lost(client):
    world = held(present=7)
    with pytest.raises(Refused, match="le quorum est atteint"):
        reconvening.declare_and_reconvene(world.session.pk, by=world.secretary)
    assert not CommissionSession.objects.filter(postponed_from=world.session).exists()
    noted = presence.record_presence(
        world.session.pk, seat_id=world.seats[0].pk, kind=PresenceKind.LEFT, by=world.secretary
    )
    assert noted.quorum.is_reached is False
    client.force_login(world.secretary)
    page = client.get(f"/sessions/{world.session.pk}/direct").content.decode()
    assert page.count("Suspendre la séance") == 1
    assert "Carence et seconde convocation" in page
    holding.suspend(world.session.pk, by=world.secretary, reason="quorum non atteint")

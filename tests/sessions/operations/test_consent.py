import pytest

from foundation.common.exceptions import InvalidInput, Refused
from sessions.core.enums import PresenceKind
from sessions.core.models import Ballot, Decision, Reserve
from sessions.meeting.models import ConsentLine
from sessions.meeting.operations import consent, presence
from sessions.papers.reports.pv import build_pv_document
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def test_one_act_adopts_the_items_of_the_block_each_with_its_vote_and_its_number():
    world = held(items=4)
    for item, outcome in zip(world.items[:3], ("favourable", "noted", "adjourned"), strict=True):
        consent.put_in_block(item.pk, outcome=outcome, by=world.secretary)
    taken = consent.adopt_block(world.session.pk, by=world.secretary)
    assert [(decision.item_id, decision.outcome, decision.number) for decision in taken] == [
        (world.items[0].pk, "favourable", 1),
        (world.items[1].pk, "noted", 2),
        (world.items[2].pk, "adjourned", 3),
    ]
    assert Ballot.objects.filter(session=world.session, method="consensus", result="adopted").count() == 3
    assert [part.decision.in_block for part in build_pv_document(world.session).items if part.decision] == [True] * 3
    with pytest.raises(Refused, match="Le bloc est vide"):
        consent.adopt_block(world.session.pk, by=world.secretary)


def test_the_objection_of_one_member_takes_an_item_out_for_good():
    world = held()
    consent.put_in_block(world.items[1].pk, outcome="noted", by=world.secretary)
    line = consent.object_to_item(
        world.items[1].pk, seat_id=world.seats[3].pk, objection="À débattre.", by=world.secretary
    )
    assert (line.objector, line.objection) == (world.seats[3].mandates.get().person.full_name, "À débattre.")
    with pytest.raises(
        Refused, match=r"Impossible de remettre ce point dans le bloc : .* a demandé qu’il soit débattu"
    ):
        consent.put_in_block(world.items[1].pk, outcome="noted", by=world.secretary)
    consent.put_in_block(world.item.pk, outcome="noted", by=world.secretary)
    consent.take_out_of_block(world.item.pk, by=world.secretary)  # by the secretary: it may come back
    consent.put_in_block(world.item.pk, outcome="noted", by=world.secretary)
    assert ConsentLine.objects.filter(removed_at=None).count() == 1


def test_all_or_none_and_the_refusal_names_the_item():
    world = held()
    for item in world.items:
        consent.put_in_block(item.pk, outcome="favourable", by=world.secretary)
    for seat in world.seats[5:8]:
        presence.record_presence(world.session.pk, seat_id=seat.pk, kind=PresenceKind.LEFT, by=world.secretary)
    with pytest.raises(
        Refused, match=r"Le bloc n’est pas adopté, à cause de « Point 1 »\. Impossible de décider\. Le quorum"
    ):
        consent.adopt_block(world.session.pk, by=world.secretary)
    assert not Decision.objects.exists()
    with pytest.raises(InvalidInput, match="un avis sous réserve se discute"):
        consent.put_in_block(world.item.pk, outcome="qualified", by=world.secretary)
    assert not Reserve.objects.exists()

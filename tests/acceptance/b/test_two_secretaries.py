"""(c) Two secretaries save the same item from the same revision: neither text is lost."""

import pytest

from foundation.accounts.enums import Role
from foundation.common.exceptions import Conflict
from sessions.core.enums import Section
from sessions.core.models import MinuteText, TextRevision
from sessions.meeting.operations import minutes
from tests.factories import member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def test_the_second_gets_both_texts_side_by_side_and_the_history_keeps_what_each_wrote():
    world = held()
    other = member_of(world.commission, Role.SECRETARY)
    row = {"section": Section.DEBATE, "item_id": world.item.pk}
    minutes.save_text(world.session.pk, **row, text="Départ.", base_revision=0, by=world.secretary)
    minutes.save_text(world.session.pk, **row, text="Départ. La première écrit.", base_revision=1, by=world.secretary)
    with pytest.raises(Conflict) as crossing:
        minutes.save_text(world.session.pk, **row, text="Départ. Le second écrit.", base_revision=1, by=other)
    assert {part for sides in crossing.value.sides.values() for part in sides} == {
        "Départ. La première écrit.",
        "Départ. Le second écrit.",
    }
    both = "Départ. La première écrit. Le second écrit."
    minutes.save_text(world.session.pk, **row, text=both, base_revision=2, by=other)
    assert MinuteText.objects.get(item=world.item, section=Section.DEBATE).text == both
    kept = list(TextRevision.objects.order_by("revision").values_list("text", flat=True))
    assert kept == ["Départ.", "Départ. La première écrit.", both]

"""A reserve that bites is said before the decision, and what the chair passed over wherever the decision is read."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from foundation.common.timeline import timeline
from sessions.meeting.operations.deciding import ReserveLine, decide
from sessions.meeting.operations.relating import lift_reserve
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
REASON = "L’APDP a donné son accord oral en séance."


@pytest.fixture
def world(client):
    """Two items on a project; the first is decided under reserve."""
    world = held()
    world.items[1].projects.add(world.project)
    reserves = [ReserveLine("produire le récépissé")]
    world.first = decide(world.item.pk, outcome="qualified", by_consensus=True, reserves=reserves, by=world.secretary)
    world.reserve = world.first.reserves.get()
    world.reserve.refresh_from_db()
    client.force_login(world.secretary)
    world.client = client
    world.session_page = reverse("sessions:detail", args=[world.session.pk])
    world.live_page = f"{reverse('sessions:live', args=[world.session.pk])}?point={world.items[1].pk}"
    world.prepare_page = f"{reverse('sessions:prepare', args=[world.session.pk])}?point={world.items[1].pk}"
    return world


def page(world, address):
    shown = strip_tags(world.client.get(address).content.decode())
    return " ".join(shown.replace("\xa0", " ").replace("\u202f", " ").split())


def pass_over(world):
    return decide(
        world.items[1].pk, outcome="favourable", by_consensus=True, override_reason=REASON, by=world.secretary
    )


def sentence(world):
    chair = f"{world.seats[0].mandates.get().person.full_name}, {world.seats[0].label}"
    return (
        f"La présidence de séance ({chair}) passe outre la réserve « produire le récépissé » (décision n°"
        f" 1/{world.first.year}). Motif : {REASON}"
    )


def test_an_open_reserve_is_said_of_the_item_until_it_is_concluded(world):
    words = f"Réserve encore ouverte : « produire le récépissé » (décision n° 1/{world.first.year})"
    assert page(world, world.session_page).count(words) == 1  # not under the first item, which is decided
    assert words in page(world, world.live_page)
    pass_over(world)
    assert words not in page(world, world.session_page)


def test_a_lifted_reserve_no_longer_bites_and_is_said_lifted_with_its_proof(world):
    assert "Réserve ouverte : produire le récépissé" in page(world, world.session_page)
    lift_reserve(world.reserve.pk, proof="récépissé n° 12", by=world.secretary)
    shown = page(world, world.session_page)
    assert "Réserve encore ouverte" not in shown
    assert "Réserve ouverte" not in shown
    assert "Réserve levée le" in shown
    assert "produire le récépissé (preuve : récépissé n° 12)" in shown


def test_what_the_chair_passed_over_is_read_with_its_decision_everywhere(world):
    pass_over(world)
    said = sentence(world)
    register = reverse("sessions:register")
    project = reverse("projects:detail", args=[world.project.pk])
    for address in (world.session_page, world.live_page, register, project):
        assert said in page(world, address), address
    file = b"".join(world.client.get(f"{register}?format=csv")).decode("utf-8-sig")
    [line] = [row for row in file.splitlines() if REASON in row]
    assert line.startswith(f"Décision n° 2/{world.first.year};")
    entries = [entry for read in timeline for entry in read(world.project, world.secretary)]
    assert any(REASON in entry.text for entry in entries if entry.title.startswith("Décision n° 2/"))


def test_an_item_that_is_decided_is_not_offered_to_another_session(world):
    postpone = [reverse("sessions:postpone_item", args=[item.pk]) for item in world.items]
    shown = world.client.get(world.session_page).content.decode()
    assert postpone[0] not in shown
    assert postpone[1] in shown
    decide(world.items[1].pk, outcome="adjourned", by_consensus=True, by=world.secretary)
    assert postpone[1] in world.client.get(world.session_page).content.decode()

"""The line drops while a session is held: presence noted on the device leaves when it is back; a page opened again
tells what is kept.
"""

import pytest
from playwright.sync_api import expect

from sessions.core.models import PresenceEvent
from tests.browser import assert_accessible
from tests.sessions.held import held

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KEPT = """() => new Promise((resolve) => { const open = indexedDB.open("cmsic-presences", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("events", { keyPath: "id" });
    open.onsuccess = () => { const all = open.result.transaction("events").objectStore("events").getAll(); all.onsuccess = () => { open.result.close(); resolve(all.result); }; }; })"""  # noqa: E501


@pytest.fixture(autouse=True)
def what_is_asked_without_the_line(live_page):
    """A page goes on asking how the session stands: the browser writes by itself that this did not leave."""
    yield
    problems = live_page.console.problems
    problems[:] = [each for each in problems if "net::ERR_INTERNET_DISCONNECTED" not in each]


def live(live_page, world):
    page = live_page(f"/sessions/{world.session.pk}/direct?point={world.item.pk}", user=world.secretary, wait=False)
    page.wait_for_selector("[data-live-nojs][hidden]", state="attached")
    return page


def tick(page, world, place):
    page.locator(
        "#presence"
        f' form:has(input[name="seat"][value="{world.seats[place].pk}"]):has(input[name="kind"][value="arrived"])'
        " button"
    ).first.click()


def pending(page):
    return page.locator("[data-presence-pending]")


def test_presence_noted_without_the_line_is_kept_and_leaves_once_with_its_hour(live_page):
    world = held(present=6)
    page = live(live_page, world)
    page.context.set_offline(True)
    tick(page, world, 6)
    expect(pending(page)).to_contain_text("1 présence gardée sur cet appareil")
    tick(page, world, 7)
    expect(pending(page)).to_contain_text("2 présences gardées")
    assert_accessible(page)
    assert (len(page.evaluate(KEPT)), PresenceEvent.objects.filter(session=world.session).count()) == (2, 6)
    page.context.set_offline(False)
    expect(pending(page)).to_be_hidden(timeout=30_000)
    events = list(PresenceEvent.objects.filter(session=world.session, client_key__isnull=False).order_by("at"))
    assert [event.seat_id for event in events] == [world.seats[6].pk, world.seats[7].pk]
    assert page.evaluate(KEPT) == []
    expect(page.locator("#presence .gauge__number")).to_have_text("8")


def test_an_event_the_portal_refuses_stays_listed_with_its_reason(live_page):
    world = held(present=6)
    page = live(live_page, world)
    page.context.set_offline(True)
    tick(page, world, 6)
    expect(pending(page)).to_contain_text("1 présence gardée")
    PresenceEvent.objects.create(
        scope=world.session.scope,
        session=world.session,
        seat=world.seats[6],
        kind="arrived",
        at=world.session.opened_at,
        person_name="Déjà noté",
    )
    page.context.set_offline(False)
    expect(pending(page)).to_contain_text("est déjà noté présent", timeout=30_000)
    pending(page).get_by_role("button", name="Retirer de la liste").click()
    expect(pending(page)).to_be_hidden()
    live_page.console.problems.clear()  # the browser writes the 409 there


def test_behind_closed_doors_nothing_is_written_on_the_device(live_page):
    world = held(present=6, is_closed_doors=True)
    page = live(live_page, world)
    page.context.set_offline(True)
    tick(page, world, 6)
    expect(pending(page)).to_contain_text("dans cette page seulement")
    assert page.evaluate(KEPT) == []
    page.context.set_offline(False)
    expect(pending(page)).to_be_hidden(timeout=30_000)
    assert PresenceEvent.objects.filter(session=world.session).count() == 7


def test_the_list_of_presence_at_the_door_keeps_them_too(live_page):
    world = held(present=6)
    page = live_page(f"/sessions/{world.session.pk}/presences", user=world.secretary, width=360)
    page.context.set_offline(True)
    page.locator(f"#s-{world.seats[6].pk}").get_by_role("button", name="Présent").click()
    expect(pending(page)).to_contain_text("1 présence gardée sur cet appareil")
    page.context.set_offline(False)
    expect(page.locator(f"#s-{world.seats[6].pk} .seat__state")).to_have_text("présent", timeout=30_000)
    assert PresenceEvent.objects.filter(session=world.session, seat=world.seats[6]).count() == 1


def test_a_page_opened_again_without_the_line_shows_the_shell_and_comes_back(live_page):
    world = held(present=6)
    page = live(live_page, world)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    tick(page, world, 6)
    expect(pending(page)).to_contain_text("1 présence gardée")
    page.reload()
    expect(page.get_by_role("heading", name="Hors ligne")).to_be_visible()
    expect(page.locator("[data-shell-kept]")).to_contain_text("1 présence")
    assert page.get_by_role("heading", name="Hors ligne").bounding_box()["x"] >= 16
    page.context.set_offline(False)
    expect(page.locator("#presence .gauge__number")).to_have_text("7", timeout=40_000)
    assert PresenceEvent.objects.filter(session=world.session).count() == 7

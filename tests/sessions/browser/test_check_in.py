"""Check-in on a phone of 360 px: the code typed, one tap, the mark on the secretary's page; the screen of the room
beside it.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sessions.core.models import PresenceEvent
from sessions.meeting.operations.checking_in import open_check_in
from tests.browser import assert_accessible, assert_fits
from tests.sessions.held import held

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_member_arrives_with_his_phone(live_page):
    world = held(present=8)
    code = open_check_in(world.session.pk, by=world.secretary).code
    seat = world.seats[8]
    phone = live_page(reverse("check_in:ask"), user=seat.mandates.get().person.user, width=360, height=740)
    assert_fits(phone)
    assert_accessible(phone)
    phone.get_by_label("Code affiché dans la salle").fill(f"{code[:3].lower()} {code[3:]}")
    phone.get_by_role("button", name="Continuer").click()
    tap = phone.get_by_role("button", name="Je suis là")
    expect(tap).to_be_in_viewport()
    expect(phone.locator(".check-in__seat")).to_have_text(seat.label)
    assert tap.bounding_box()["height"] >= 44
    assert_fits(phone)
    assert_accessible(phone)
    tap.click()
    expect(phone.get_by_text("Vous êtes noté présent").first).to_be_visible()
    assert PresenceEvent.objects.get(seat=seat).checked_in_by == "code"
    assert_fits(phone)
    for width in (360, 1280):
        page = live_page(reverse("sessions:presence", args=[world.session.pk]), user=world.secretary, width=width)
        expect(page.locator(f"#s-{seat.pk} .seat__self")).to_be_visible()
        expect(page.get_by_role("img", name="Code QR de l’adresse de pointage")).to_be_visible()
        assert_fits(page)
        assert_accessible(page)
    screen = live_page(
        reverse("sessions:screen", args=[world.session.pk]), user=world.secretary, width=1920, height=1080
    )
    expect(screen.get_by_text(f"{code[:3]} {code[3:]}")).to_be_in_viewport()
    expect(screen.get_by_role("img", name="Code QR de l’adresse de pointage")).to_be_in_viewport()
    assert_accessible(screen)

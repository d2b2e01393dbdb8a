"""The pages of papers, of written consultations and of a session held on paper, on a telephone and on a desk."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.enums import Role
from sessions.consultations.operations import ConsultationFacts, open_consultation, write_consultation
from sessions.papers.operations.papers import make_attendance_sheet, prepare_pv
from sessions.past.operations import PastItem, PastSession, record_past_session
from tests.browser import assert_accessible, assert_fits, at_rest
from tests.factories import SessionFactory, commission_with_members, member_of
from tests.factories.held import held_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_and_are_accessible(live_page, width):
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    held = SessionFactory(commission=commission, lifted=True, number=1)
    prepare_pv(held.pk, by=secretary)
    make_attendance_sheet(held.pk, by=secretary)
    past = record_past_session(
        PastSession(commission=commission, year=2023, source="PV", held_on=date(2023, 3, 1), items=[PastItem("Bilan")]),
        by=secretary,
    )
    facts = ConsultationFacts(
        "Achat", "Oui ?", closes_on=timezone.localdate() + timedelta(days=9), ground="Accord du président."
    )
    asked = open_consultation(write_consultation(commission.pk, facts, by=secretary).pk, by=secretary)
    addresses = [
        reverse("sessions:pv", args=[held.pk]),
        reverse("sessions:attendance_sheet", args=[held.pk]),
        reverse("sessions:presence_statement", args=[held.pk]),
        reverse("sessions:correct_past", args=[past.pk]),
        reverse("sessions:detail", args=[past.pk]),
        reverse("sessions:consultations"),
        reverse("sessions:consultation", args=[asked.pk]),
        reverse("notifications:list"),
    ]
    page = live_page(addresses[0], user=secretary, width=width)
    for address in addresses:
        page.goto(address)
        at_rest(page)
        assert_fits(page)
        assert_accessible(page)


def test_a_session_held_on_paper_is_recorded_then_grows_line_by_line(live_page):
    """Each button, refused then done: record, add, correct, take away."""
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    page = live_page(reverse("sessions:record_past"), user=secretary)
    page.fill("[name=held_on]", "2023-03-01")
    page.fill("[name=year]", "2023")
    page.fill("[name=source]", " ")
    page.get_by_role("button", name="Enregistrer la session passée").click()
    expect(page.locator("[name=source][aria-invalid=true]")).to_be_visible()
    page.fill("[name=source]", "PV papier, armoire 3")
    page.get_by_role("button", name="Tout saisir sur une page").click()
    expect(page.locator("[name=points-0-title]")).to_be_visible()
    expect(page.locator("[name=source]")).to_have_value("PV papier, armoire 3")
    expect(page.locator("[name=held_on]")).to_have_value("2023-03-01")
    page.goto(reverse("sessions:record_past"))
    page.fill("[name=held_on]", "2023-03-01")
    page.fill("[name=year]", "2023")
    page.fill("[name=source]", "PV papier, armoire 3")
    page.locator("[name=year]").press("Enter")  # as the button that saves
    expect(page.get_by_role("heading", name="Compléter d’après la source")).to_be_visible()
    for label, typed, shown in (
        ("un point", {"title": "Bilan des projets"}, "Bilan des projets"),
        ("une recommandation", {"text": "Sauvegarder"}, "Sauvegarder"),
        ("un invité", {"function": "Représentant de l’ASIN"}, "Représentant de l’ASIN"),
        ("un chiffre ou un fait", {"note": "24 participants", "source": "La Nation"}, "24 participants"),
    ):
        part = page.locator("details", has=page.get_by_text(f"Ajouter {label}", exact=True))
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        page.get_by_role("link", name=f"Ajouter {label}", exact=True).click()
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("heading", name=f"Ajouter {label}")).to_be_visible()
        for name, value in typed.items():
            page.fill(f"[name={name}]", value)
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator(".past-lines", has_text=shown)).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    line = page.locator(".past-lines li", has_text="Représentant de l’ASIN")
    line.get_by_role("link", name="Corriger").click()
    page.fill("[name=name]", "M. A")
    page.get_by_role("button", name="Enregistrer").click()
    line = page.locator(".past-lines li", has_text="M. A, Représentant de l’ASIN")
    line.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("heading", name="Retirer l’invité")).to_be_visible()
    page.fill("[name=reason]", "saisi deux fois")
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("heading", name="Compléter d’après la source")).to_be_visible()
    expect(page.locator(".past-lines li", has_text="Représentant de l’ASIN")).to_have_count(0)


def test_the_page_of_a_pv_leads_to_its_places_and_on_to_what_comes_next(live_page):
    session = held_session()
    secretary = member_of(session.commission, Role.SECRETARY)
    prepare_pv(session.pk, by=secretary)
    page = live_page(reverse("sessions:pv", args=[session.pk]), user=secretary)
    buttons = page.locator(".papers__side .side").first.locator("a, button").all()
    boxes = sorted((box["y"], box["y"] + box["height"]) for one in buttons if (box := one.bounding_box()))
    assert all(above[1] + 4 <= below[0] for above, below in pairwise(boxes)), boxes
    place = page.locator(".item .paper__write").first
    place.click()
    page.wait_for_url("**/direct?point=*")
    page.go_back()
    page.get_by_role("link", name="Soumettre le procès-verbal").click()
    page.get_by_role("button", name="Soumettre le procès-verbal").click()
    expect(page.get_by_text("faites-le signer", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Préparer la prochaine session")).to_be_visible()
    expect(page.locator(".paper__write")).to_have_count(0)
    assert_fits(page)
    assert_accessible(page)

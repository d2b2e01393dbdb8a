"""The pages of papers, of written consultations and of a session held on paper, on a telephone and on a desk."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from sessions.consultations.operations import ConsultationFacts, open_consultation, write_consultation
from sessions.papers.operations.papers import make_attendance_sheet, prepare_pv
from sessions.past.operations import PastItem, PastSession, record_past_session
from tests.browser import assert_accessible, assert_fits
from tests.factories import SessionFactory, commission_with_members, member_of

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
        page.wait_for_load_state("networkidle")
        assert_fits(page)
        assert_accessible(page)

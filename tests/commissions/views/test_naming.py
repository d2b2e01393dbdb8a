"""From the page of a person to a seat or a function, and back."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from commissions.models import Mandate
from commissions.queries import mandates_of
from foundation.accounts.enums import Role
from foundation.accounts.models import Grant
from foundation.common import clock
from foundation.people.extensions import institution_chooser
from foundation.people.forms import PersonForm
from ministries.models import Appointment
from tests.browser import assert_accessible, assert_fits
from tests.factories import (
    CommissionFactory,
    MandateFactory,
    MinistryFactory,
    PersonFactory,
    ScopeFactory,
    SeatFactory,
    UserFactory,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


def body(response):
    return response.content.decode()


def admin():
    return officer_of(ScopeFactory(kind="national", label="État"), Role.PORTAL_ADMIN)


def test_the_secretary_names_to_a_seat_of_hers_from_the_page_of_a_person(client):
    commission = CommissionFactory()
    seat, other = SeatFactory(commission=commission), SeatFactory(label="le siège d’ailleurs")
    person = PersonFactory(scope=commission.scope)
    client.force_login(member_of(commission, Role.SECRETARY))
    address = reverse("commissions:seat_person", args=[person.pk])
    assert address in body(client.get(reverse("people:person", args=[person.pk])))
    page = body(client.get(address))
    assert f'<optgroup label="{commission.name}">' in page
    assert str(seat.pk) in page
    assert str(other.pk) not in page
    sent = {"kind": "titular", "valid_from": "2026-01-05"}
    refused = client.post(address, sent | {"seat": str(other.pk)})
    assert refused.status_code == 400
    assert not Mandate.objects.filter(seat=other).exists()
    page = body(client.post(address, sent | {"seat": str(seat.pk)}, follow=True))
    assert reverse("commissions:seat", args=[seat.pk]) in page
    assert Mandate.objects.get(seat=seat).person == person


def test_a_seat_that_is_held_says_by_whom_and_is_refused_in_words(client):
    mandate = MandateFactory(person__full_name="Afiavi DOSSOU", valid_from=date(2020, 1, 1))
    person = PersonFactory(scope=mandate.seat.commission.scope)
    client.force_login(admin())
    address = reverse("commissions:seat_person", args=[person.pk])
    assert "(Afiavi DOSSOU)" in body(client.get(address))
    sent = {"seat": str(mandate.seat_id), "kind": "titular", "valid_from": "2026-01-05"}
    response = client.post(address, sent)
    assert response.status_code == 409
    assert "ce siège est tenu par Afiavi DOSSOU" in body(response)


def test_nobody_who_keeps_no_seat_is_offered_to_name(client):
    commission = CommissionFactory()
    SeatFactory(commission=commission)
    person = PersonFactory(scope=commission.scope)
    client.force_login(member_of(commission, Role.MEMBER))
    page = body(client.get(reverse("people:person", args=[person.pk])))
    assert person.full_name in page
    assert "Nommer" not in page


def test_nobody_is_offered_to_name_himself(client):
    commission = CommissionFactory()
    SeatFactory(commission=commission)
    secretary = member_of(commission, Role.SECRETARY)
    own = PersonFactory(scope=commission.scope, user=secretary)
    client.force_login(secretary)
    assert "Nommer" not in body(client.get(reverse("people:person", args=[own.pk])))


def test_an_administrator_names_to_a_function_with_the_person_chosen_already(client):
    ministry = MinistryFactory()
    person = PersonFactory(scope=ministry.scope)
    PersonFactory(scope=ministry.scope)
    client.force_login(admin())
    address = f"{reverse('ministries:new_appointment')}?person={person.pk}"
    assert address in body(client.get(reverse("people:person", args=[person.pk])))
    assert re.findall(r'value="([^"]+)" selected', body(client.get(address))) == [str(person.pk)]


@pytest.mark.parametrize("typed", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_address_that_chooses_nobody_leaves_the_form_to_fill(client, typed):
    client.force_login(admin())
    response = client.get(reverse("ministries:new_appointment"), {"person": typed})
    assert response.status_code == 200
    assert f'value="{typed}" selected' not in body(response) or not typed
    assert not Appointment.objects.exists()


def test_from_a_seat_and_a_commission_one_goes_to_the_persons_one_may_read(client):
    commission = CommissionFactory()
    seat = SeatFactory(commission=commission)
    near, far = PersonFactory(scope=commission.scope), PersonFactory()
    MandateFactory(seat=seat, person=near)
    MandateFactory(seat=seat, person=far, kind="substitute")
    client.force_login(member_of(commission, Role.SECRETARY))
    for name, key in (("detail", commission.pk), ("seat", seat.pk)):
        page = body(client.get(reverse(f"commissions:{name}", args=[key])))
        assert reverse("people:person", args=[near.pk]) in page
        assert reverse("people:person", args=[far.pk]) not in page
        assert far.full_name in page


def test_whoever_is_not_in_the_list_is_added_in_the_institution_of_the_seat(client):
    seat = SeatFactory()
    client.force_login(admin())
    page = body(client.get(reverse("commissions:appoint", args=[seat.pk])))
    address = f"{reverse('people:new')}?scope={seat.commission.scope_id}"
    assert address in page
    assert f'value="{seat.commission.scope_id}" selected' in body(client.get(address))
    assert "</a>\u00a0: vous la nommerez depuis sa fiche." in page
    # An interim is never given from the page of a person.
    page = body(client.get(reverse("commissions:delegate_seat", args=[seat.pk])))
    assert f'{address}">Ajoutez-la</a>, puis revenez ici.' in page
    assert "depuis sa fiche" not in page


@pytest.mark.parametrize(
    ("honorific", "role", "kind", "capacity", "title", "quality"),
    [
        ("mme", "president", "substitute", "présidente, suppléante de", "présidente (le DC), suppléante", "suppléante"),
        ("mme", "rapporteur", "titular", "rapporteure de", "rapporteure (le DC)", "titulaire"),
        (
            "mme",
            "observer",
            "interim",
            "observatrice par intérim de",
            "observatrice (le DC), par intérim",
            "par intérim",
        ),
        ("m", "president", "substitute", "président, suppléant de", "président (le DC), suppléant", "suppléant"),
    ],
)
def test_how_a_seat_is_held_is_said_in_the_gender_of_its_holder(
    client, honorific, role, kind, capacity, title, quality
):
    seat = SeatFactory(role=role, has_vote=role != "observer", label="le DC")
    person = PersonFactory(scope=seat.commission.scope, honorific=honorific, user=UserFactory())
    client.force_login(admin())
    sent = {"person": str(person.pk), "kind": kind, "valid_from": f"{clock.today()}"}
    if kind == "interim":
        address, sent = "delegate_seat", sent | {"valid_to": f"{clock.today() + timedelta(days=21)}"}
    else:
        address = "appoint"
    page = body(client.post(reverse(f"commissions:{address}", args=[seat.pk]), sent, follow=True))
    if kind != "interim":
        assert f"est {quality} de « le DC »" in page
        ending = body(client.get(reverse("commissions:end_mandate", args=[seat.mandates.get().pk])))
        assert f", {quality} depuis le" in ending
    page = body(client.get(reverse("commissions:seat", args=[seat.pk])))
    assert re.findall(r'data-label="Qualité">([^<]*)<', page) == [quality]
    assert f"{capacity} la commission" in Grant.objects.get(user=person.user).capacity
    assert [held.title for held in mandates_of(person, person.user)] == [title]
    shown = body(client.get(reverse("people:person", args=[person.pk])))
    assert f"{title[0].upper()}{title[1:]}" in shown


def test_the_institution_of_a_person_is_chosen_among_those_in_office_first(client):
    client.force_login(admin())
    MinistryFactory(name="Ministère vivant")
    ended = MinistryFactory(name="Ministère d’avant", valid_to=date(2021, 5, 24))
    page = body(client.get(reverse("people:new")))
    groups = re.findall(r'<optgroup label="([^"]+)">', page)
    assert groups == ["Organes nationaux", "Ministères en exercice", "Ministères qui ne sont plus"]
    assert f"{ended.scope.label} (jusqu’au 24/05/2021)" in page


def test_the_institution_of_a_person_is_one_that_one_keeps_however_it_is_chosen():
    commission = CommissionFactory()
    ScopeFactory()
    user = member_of(commission, Role.SECRETARY)
    for choosers in (list(institution_chooser), []):
        with institution_chooser.silenced(*choosers):
            field = PersonForm(user=user).fields["scope"]
        assert list(field.queryset) == [commission.scope]
        assert (field.label, field.empty_label, field.initial) == (
            "Institution",
            "Choisissez l’institution",
            commission.scope_id,
        )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_person_is_named_to_a_seat_by_hand(live_page, width):
    commission = CommissionFactory()
    seat, held = SeatFactory(commission=commission), MandateFactory(seat__commission=commission).seat
    person = PersonFactory(scope=commission.scope)
    user = member_of(commission, Role.SECRETARY)
    page = live_page(reverse("people:person", args=[person.pk]), user=user, width=width)
    assert_fits(page)
    page.get_by_role("link", name="Nommer à un siège").click()
    page.get_by_role("button", name="Enregistrer le mandat").wait_for()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Siège").select_option(str(held.pk))
    page.get_by_role("button", name="Enregistrer le mandat").click()
    page.get_by_text(re.compile("ce siège est tenu par")).first.wait_for()
    page.get_by_label("Siège").select_option(str(seat.pk))
    page.get_by_role("button", name="Enregistrer le mandat").click()
    page.wait_for_url(f"**{reverse('people:person', args=[person.pk])}")
    assert Mandate.objects.get(seat=seat).person == person
    page.get_by_role("link", name=re.compile(re.escape(seat.label), re.I)).click()
    page.get_by_role("link", name=person.titled_name).click()
    page.wait_for_url(f"**{reverse('people:person', args=[person.pk])}")

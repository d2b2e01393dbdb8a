"""What the home page says of recommendations: to the structure they are addressed to, and of a refused proof."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.awaiting import duties_of
from commissions.models import Mandate
from foundation.accounts.enums import Role
from recommendations.duties import reports_to_give
from recommendations.enums import RecommendationState as State
from recommendations.models import Recommendation
from recommendations.operations import reject, report
from tests.factories import RecommendationFactory, StructureFactory, commission_with_members, member_of, officer_of
from tests.factories.access import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    return commission_with_members(4)


@pytest.fixture
def structure(commission):
    return StructureFactory(ministry=commission.ministry, scope=commission.scope, kind="central")


@pytest.fixture
def seat(commission, structure):
    seat = commission.seats.filter(role="member").first()
    seat.structure = structure
    seat.save()
    return seat


def holder(seat):
    return seat.mandates.get().person.user


def addressed(commission, **fields):
    return RecommendationFactory(commission=commission, addressee_scope=commission.scope, **fields)


def page_of(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


def test_the_structure_sees_its_recommendation_on_its_home_and_the_dsi_answers(client, commission, structure, seat):
    row = addressed(commission, structure=structure, text="Publier la liste.")
    addressed(commission, text="À un autre.")
    user = holder(seat)
    assert [(duty.verb, duty.what) for duty in duties_of(user)] == [("Suivre", "« Publier la liste. »")]
    assert reverse("recommendations:detail", args=[row.pk]) in page_of(client, user, reverse("home"))
    dsi = officer_of(commission.scope, Role.DSI)
    assert {duty.verb for duty in duties_of(dsi)} == {"Rendre compte"}


def test_the_structure_finds_it_in_its_own_list(client, commission, structure, seat):
    row, other = addressed(commission, structure=structure), addressed(commission)
    page = page_of(client, holder(seat), reverse("recommendations:list") + "?mine=1")
    assert (str(row.pk) in page, str(other.pk) in page) == (True, False)
    rows = client.get("/api/v1/recommendations", {"mine": "1"}).json()["results"]
    assert [found["id"] for found in rows] == [str(row.pk)]


def test_who_left_the_seat_of_the_structure_sees_it_no_more(commission, structure, seat):
    addressed(commission, structure=structure)
    user = holder(seat)
    seat.mandates.update(valid_to=timezone.localdate() - timedelta(days=1))
    user.forget_access()
    assert duties_of(user) == []


def refused(commission, reason, **fields):
    row = addressed(commission, state=State.RUNNING, **fields)
    dsi = officer_of(commission.scope, Role.DSI)
    report(row.pk, text="Fait.", proof_link="https://exemple.bj", by=dsi)
    reject(row.pk, reason=reason, by=member_of(commission, Role.SECRETARY))
    return dsi, row


def test_a_refused_proof_is_said_on_the_home_page_with_its_reason(client, commission):
    dsi, row = refused(commission, "L’adresse ne répond pas.", text="Publier le registre.")
    assert [(duty.verb, duty.note) for duty in duties_of(dsi)] == [("Compléter", "motif : L’adresse ne répond pas.")]
    home = page_of(client, dsi, reverse("home")).replace("\u00a0", " ")
    assert "la preuve refusée : « Publier le registre. »" in home
    assert reverse("recommendations:detail", args=[row.pk]) in home


def test_a_refused_proof_is_said_in_the_list(client, commission):
    dsi, _ = refused(commission, "L’adresse ne répond pas.")
    page = page_of(client, dsi, reverse("recommendations:list") + "?mine=1").replace("\u00a0", " ")
    assert "preuve refusée</strong> : L’adresse ne répond pas." in page


def test_a_proof_given_again_is_no_more_said_refused(commission):
    dsi, row = refused(commission, "Rien à cette adresse.")
    report(row.pk, text="Corrigé.", proof_link="https://exemple.bj/2", by=dsi)
    assert duties_of(dsi) == []
    assert Recommendation.objects.with_refusal().get(pk=row.pk).refusal == ""


def test_who_takes_the_seat_later_has_nothing_to_report_yet(commission, seat):
    addressed(commission, seat=seat, text="Publier la liste.")
    before, day = holder(seat), timezone.localdate() + timedelta(days=30)
    after = member_of(commission, Role.MEMBER)
    seat.mandates.update(valid_to=day)
    person = PersonFactory(user=after, scope=commission.scope)
    Mandate.objects.create(scope=commission.scope, seat=seat, person=person, kind="titular", valid_from=day)
    assert [duty.verb for duty in reports_to_give(before, timezone.localdate())] == ["Rendre compte"]
    assert reports_to_give(after, timezone.localdate()) == []
    assert [duty.verb for duty in reports_to_give(after, day)] == ["Rendre compte"]

import re
from datetime import date

import pytest
from django.urls import reverse

from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.enums import Role
from foundation.common import clock
from tests.factories import (
    CommissionFactory,
    MandateFactory,
    MinistryFactory,
    PersonFactory,
    ScopeFactory,
    SeatFactory,
    SessionFactory,
    StatuteFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
KEY = r"([0-9a-f]{8}-[0-9a-f-]{27})"


def keys(response, path: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="{path}{KEY}"', response.content.decode())))


@pytest.fixture
def commission():
    return CommissionFactory()


@pytest.fixture
def secretary(client, commission):
    client.force_login(user := member_of(commission, Role.SECRETARY))
    return user


@pytest.fixture
def admin(client):
    client.force_login(user := officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN))
    return user


PAGES = ("detail", "edit", "close", "composition_export", "new_statute", "new_seat")


def test_the_list_shows_ones_own_commissions_only(client, secretary, commission):
    CommissionFactory()
    assert keys(client.get(reverse("commissions:list")), "/commissions/") == [str(commission.pk)]


def test_the_asin_sees_all_commissions(client, admin):
    rows = [CommissionFactory(name="B"), CommissionFactory(name="A")]
    assert keys(client.get(reverse("commissions:list")), "/commissions/") == [str(rows[1].pk), str(rows[0].pk)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, admin, rows, django_assert_num_queries):
    for _ in range(rows):
        MandateFactory(seat=SeatFactory(commission=CommissionFactory()))
    client.get(reverse("commissions:list"))
    with django_assert_num_queries(4):
        client.get(reverse("commissions:list"))


def test_the_list_counts_vacant_seats_and_filters_on_them(client, admin):
    full, vacant = CommissionFactory(), CommissionFactory()
    MandateFactory(seat=SeatFactory(commission=full))
    SeatFactory(commission=vacant)
    assert keys(client.get(reverse("commissions:list"), {"vacant": "yes"}), "/commissions/") == [str(vacant.pk)]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_and_a_neighbour_secretary_find_nothing(client, commission, name):
    address = reverse(f"commissions:{name}", args=[commission.pk])
    for user in (UserFactory(), member_of(CommissionFactory(), Role.SECRETARY)):
        client.force_login(user)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["edit", "close", "new_statute", "new_seat"])
def test_a_member_sees_the_commission_but_does_not_change_it(client, commission, name):
    client.force_login(member_of(commission, Role.MEMBER))
    assert client.get(reverse("commissions:detail", args=[commission.pk])).status_code == 200
    assert client.get(reverse(f"commissions:{name}", args=[commission.pk])).status_code == 403
    assert client.post(reverse(f"commissions:{name}", args=[commission.pk])).status_code == 403


def test_the_page_shows_seats_in_order_holders_and_vacancies(client, secretary, commission):
    second, first = (
        SeatFactory(commission=commission, position=2, label="le SGM"),
        SeatFactory(commission=commission, position=1, label="le ministre"),
    )
    MandateFactory(seat=first, person=PersonFactory(scope=commission.scope, full_name="Afi KODJO"))
    response = client.get(reverse("commissions:detail", args=[commission.pk]))
    assert keys(response, "/commissions/sieges/") == [str(first.pk), str(second.pk)]
    page = response.content.decode()
    assert "Afi KODJO" in page
    assert ">vacant<" in page


def test_unknown_rules_say_so(client, secretary, commission):
    Statute.objects.create(scope=commission.scope, commission=commission, notice_days=5)
    page = client.get(reverse("commissions:detail", args=[commission.pk])).content.decode()
    assert page.count("règle non renseignée") == 9
    assert "article non renseigné" in page


def test_the_sessions_of_the_commission_stand_on_its_page(client, secretary, commission):
    session = SessionFactory(commission=commission)
    assert keys(client.get(reverse("commissions:detail", args=[commission.pk])), "/sessions/") == [str(session.pk)]


def test_the_sessions_stand_on_the_page_of_the_ministry_for_whom_may_see_them(client, secretary, commission):
    session = SessionFactory(commission=commission)
    address = reverse("ministries:detail", args=[commission.ministry_id])
    assert keys(client.get(address), "/sessions/") == [str(session.pk)]
    client.force_login(member_of(commission, Role.MEMBER))
    assert keys(client.get(address), "/sessions/") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    commission = commission_with_members(rows)
    SessionFactory.create_batch(rows, commission=commission)
    client.force_login(commission.seats.get(role="secretary").mandates.get().person.user)
    client.get(reverse("commissions:detail", args=[commission.pk]))
    with django_assert_num_queries(24):
        client.get(reverse("commissions:detail", args=[commission.pk]))


def test_an_administrator_creates_a_commission(client, admin):
    ministry = MinistryFactory()
    response = client.post(
        reverse("commissions:new"),
        {"kind": "cmsic", "ministry": str(ministry.pk), "code": "MDGL", "name": "CMSIC du MDGL"},
    )
    commission = Commission.objects.get()
    assert response["Location"] == reverse("commissions:detail", args=[commission.pk])
    again = client.post(
        reverse("commissions:new"),
        {"kind": "cmsic", "ministry": str(ministry.pk), "code": "MDGL", "name": "CMSIC du MDGL"},
    )
    assert again.status_code == 400
    assert "est déjà celui d’une autre commission" in again.content.decode()


def test_a_secretary_does_not_create_a_commission(client, secretary):
    assert client.get(reverse("commissions:new")).status_code == 403


def test_a_dissolution_refused_lists_the_business_and_keeps_the_reason(client, admin, commission):
    session = SessionFactory(commission=commission, convened=True)
    address = reverse("commissions:close", args=[commission.pk])
    assert session.label in client.get(address).content.decode()
    response = client.post(address, {"on": clock.today().isoformat(), "reason": "fusion des ministères"})
    assert response.status_code == 409
    page = response.content.decode()
    assert session.label in page
    assert "fusion des ministères" in page


def test_the_secretary_enters_a_new_version_of_the_rules(client, secretary, commission):
    StatuteFactory(commission=commission, valid_from=date(2022, 9, 7))
    address = reverse("commissions:new_statute", args=[commission.pk])
    assert 'value="article 9"' in client.get(address).content.decode()
    response = client.post(address, {"valid_from": "2026-01-01", "notice_days": "8", "notice_article": "article 7"})
    made = Statute.objects.get(number=2)
    assert response["Location"] == reverse("commissions:statute", args=[made.pk])
    assert (made.notice_days, made.quorum_base, made.casting_vote) == (8, "", None)


def test_rules_under_a_convened_session_offer_no_correction(client, secretary, commission):
    statute = StatuteFactory(commission=commission)
    address = reverse("commissions:statute", args=[statute.pk])
    assert reverse("commissions:correct_statute", args=[statute.pk]) in client.get(address).content.decode()
    SessionFactory(commission=commission, convened=True)
    page = client.get(address).content.decode()
    assert reverse("commissions:correct_statute", args=[statute.pk]) not in page
    assert "elles ne se corrigent plus" in page
    response = client.post(
        reverse("commissions:correct_statute", args=[statute.pk]), {"notice_days": "9", "version": "1"}
    )
    assert response.status_code == 409
    assert 'value="9"' in response.content.decode()


def test_odd_numbers_in_the_rules_come_back_with_a_sentence(client, secretary, commission):
    response = client.post(
        reverse("commissions:new_statute", args=[commission.pk]),
        {"quorum_base": "voting_seats", "quorum_numerator": "1", "notice_days": "-3"},
    )
    assert response.status_code == 400
    assert not Statute.objects.exists()


def test_seats_are_added_filled_and_freed(client, secretary, commission):
    client.post(
        reverse("commissions:new_seat", args=[commission.pk]),
        {"label": "le SGM", "role": "member", "has_vote": "on", "position": "3"},
    )
    seat = Seat.objects.get()
    person = PersonFactory(scope=commission.scope)
    response = client.post(
        reverse("commissions:appoint", args=[seat.pk]),
        {"person": str(person.pk), "kind": "titular", "valid_from": "2026-01-01"},
        follow=True,
    )
    assert "n’a pas de compte : invitez-la" in response.content.decode()
    mandate = Mandate.objects.get()
    client.post(reverse("commissions:end_mandate", args=[mandate.pk]), {"on": "2026-06-01", "reason": "départ"})
    client.post(reverse("commissions:suppress_seat", args=[seat.pk]), {"on": "2026-06-01", "reason": "nouvel acte"})
    seat.refresh_from_db()
    assert seat.valid_to == date(2026, 6, 1)


def test_only_the_persons_one_may_see_are_proposed(client, secretary, commission):
    foreign = PersonFactory()
    seat = SeatFactory(commission=commission)
    response = client.post(
        reverse("commissions:appoint", args=[seat.pk]),
        {"person": str(foreign.pk), "kind": "titular", "valid_from": "2026-01-01"},
    )
    assert response.status_code == 400
    assert foreign.full_name not in response.content.decode()
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("name", ["seat", "edit_seat", "suppress_seat", "appoint"])
def test_a_seat_of_a_neighbour_is_not_found(client, secretary, name):
    assert client.get(reverse(f"commissions:{name}", args=[SeatFactory().pk])).status_code == 404


def test_a_mandate_of_a_neighbour_is_not_ended(client, secretary):
    mandate = MandateFactory()
    assert (
        client.post(
            reverse("commissions:end_mandate", args=[mandate.pk]), {"on": "2026-06-01", "reason": "x"}
        ).status_code
        == 404
    )


def test_the_composition_leaves_as_a_table_without_formulas(client, secretary, commission):
    MandateFactory(
        seat=SeatFactory(commission=commission, label="=cmd"),
        person=PersonFactory(scope=commission.scope, full_name="@nom", honorific=""),
    )
    lines = (
        client.get(reverse("commissions:composition_export", args=[commission.pk]))
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[1].split(";")[1] == "'=cmd"
    assert lines[1].split(";")[4] == "'@nom"

from datetime import date

import pytest
from django.urls import reverse

from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.enums import Role
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
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    return CommissionFactory()


@pytest.fixture
def secretary(client, commission):
    client.force_login(user := member_of(commission, Role.SECRETARY))
    return user


def post(client, name, data, *args):
    return client.post(reverse(f"api:{name}", args=args), data, content_type="application/json")


def test_only_ones_own_rows_are_listed(client, secretary, commission):
    own, _ = MandateFactory(seat=SeatFactory(commission=commission)), MandateFactory()
    StatuteFactory(commission=commission)
    StatuteFactory()
    listed = {
        name: [row["id"] for row in client.get(reverse(f"api:{name}-list")).json()["results"]]
        for name in ("commissions", "seats", "mandates", "statutes")
    }
    assert listed == {
        "commissions": [str(commission.pk)],
        "seats": [str(own.seat_id)],
        "mandates": [str(own.pk)],
        "statutes": [str(commission.statutes.get().pk)],
    }


def test_a_foreign_commission_is_an_unknown_one(client, secretary):
    foreign = CommissionFactory()
    assert client.get(reverse("api:commissions-detail", args=[foreign.pk])).status_code == 404
    answer = post(
        client,
        "seats-list",
        {"commission": str(foreign.pk), "label": "x", "role": "member", "has_vote": True, "position": 1},
    )
    assert answer.status_code == 400
    assert not Seat.objects.exists()


def test_an_administrator_creates_edits_and_dissolves(client):
    client.force_login(officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN))
    created = post(
        client,
        "commissions-list",
        {"kind": "cmsic", "code": "MDGL", "name": "CMSIC", "ministry": str(MinistryFactory().pk)},
    )
    assert created.status_code == 201
    pk = created.json()["id"]
    assert (
        post(client, "commissions-edit", {"name": "CMSIC du MDGL", "base_version": 1}, pk).json()["name"]
        == "CMSIC du MDGL"
    )
    SessionFactory(commission=Commission.objects.get(), convened=True)
    refused = post(client, "commissions-close", {"on": "2026-06-01", "reason": "fusion"}, pk)
    assert (refused.status_code, len(refused.json()["blockers"])) == (409, 1)


def test_what_an_edit_says_nothing_of_the_reminders_leaves_them(client, secretary, commission):
    commission.reminder_days, commission.reminder_wait = [7, 2], 5
    commission.save()

    def edited(**sent):
        version = Commission.objects.get().version
        answer = post(client, "commissions-edit", {"name": "CMSIC", "base_version": version} | sent, commission.pk)
        assert answer.status_code == 200, answer.json()
        return answer.json()["reminder_days"], answer.json()["reminder_wait"]

    assert edited() == ([7, 2], 5)
    assert edited(reminder_wait=0) == ([7, 2], 0)
    assert edited(reminder_days=[]) == ([], 0)
    assert edited(reminder_wait=None) == ([], None)
    refused = {"name": "CMSIC", "base_version": 1, "reminder_wait": 31}
    assert post(client, "commissions-edit", refused, commission.pk).status_code == 400


def test_the_secretary_does_not_dissolve(client, secretary, commission):
    answer = post(client, "commissions-close", {"on": "2026-06-01", "reason": "x"}, commission.pk)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_rules_are_versioned_through_the_api(client, secretary, commission):
    first = post(
        client, "statutes-list", {"commission": str(commission.pk), "notice_days": 5, "notice_article": "article 6"}
    )
    assert first.status_code == 201
    assert first.json()["quorum_base"] == ""
    pk = first.json()["id"]
    assert post(client, "statutes-correct", {"notice_days": 6, "base_version": 1}, pk).json()["notice_days"] == 6
    second = post(
        client, "statutes-list", {"commission": str(commission.pk), "valid_from": "2026-01-01", "notice_days": 8}
    )
    assert second.json()["number"] == 2
    assert Statute.objects.get(number=1).valid_to == date(2026, 1, 1)
    invalid = post(
        client,
        "statutes-list",
        {"commission": str(commission.pk), "valid_from": "2027-01-01", "quorum_base": "voting_seats"},
    )
    assert (invalid.status_code, list(invalid.json()["fields"])) == (400, ["quorum_base"])


def test_rules_of_a_convened_session_are_refused(client, secretary, commission):
    statute = StatuteFactory(commission=commission)
    SessionFactory(commission=commission, convened=True)
    answer = post(client, "statutes-correct", {"notice_days": 6, "base_version": 1}, statute.pk)
    assert (answer.status_code, len(answer.json()["blockers"])) == (409, 1)


def test_seats_and_mandates_are_kept_through_the_api(client, secretary, commission):
    seat = post(
        client,
        "seats-list",
        {"commission": str(commission.pk), "label": "le SGM", "role": "member", "has_vote": True, "position": 1},
    ).json()
    assert (
        post(
            client,
            "seats-edit",
            {"label": "le secrétaire général", "role": "member", "has_vote": True, "position": 2, "base_version": 1},
            seat["id"],
        ).json()["position"]
        == 2
    )
    person = PersonFactory(scope=commission.scope)
    mandate = post(client, "seats-appoint", {"person": str(person.pk), "valid_from": "2026-01-01"}, seat["id"])
    assert mandate.status_code == 201
    assert (
        post(
            client,
            "seats-appoint",
            {"person": str(PersonFactory(scope=commission.scope).pk), "valid_from": "2026-02-01"},
            seat["id"],
        ).status_code
        == 409
    )
    assert (
        post(client, "mandates-end", {"on": "2026-06-01", "reason": "départ"}, mandate.json()["id"]).status_code == 200
    )
    assert post(client, "seats-suppress", {"on": "2026-06-01", "reason": "acte"}, seat["id"]).status_code == 200
    assert Mandate.objects.get().valid_to == date(2026, 6, 1)


def test_a_person_of_elsewhere_is_an_unknown_one(client, secretary, commission):
    seat = SeatFactory(commission=commission)
    assert (
        post(
            client, "seats-appoint", {"person": str(PersonFactory().pk), "valid_from": "2026-01-01"}, seat.pk
        ).status_code
        == 400
    )


def test_a_stranger_sees_nothing(client):
    CommissionFactory()
    client.force_login(UserFactory())
    assert client.get(reverse("api:commissions-list")).json()["results"] == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("commissions", 3), ("seats", 3), ("mandates", 3), ("statutes", 3)])
def test_each_list_runs_a_fixed_number_of_queries(
    client, secretary, commission, rows, name, queries, django_assert_num_queries
):
    for index in range(rows):
        MandateFactory(seat=SeatFactory(commission=commission))
        Statute.objects.create(
            scope=commission.scope,
            commission=commission,
            number=index + 1,
            valid_from=date(2020 + index, 1, 1),
            valid_to=date(2021 + index, 1, 1),
        )
    client.get(reverse(f"api:{name}-list"))
    with django_assert_num_queries(queries):
        client.get(reverse(f"api:{name}-list"))

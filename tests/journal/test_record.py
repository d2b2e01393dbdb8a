import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from foundation.accounts.enums import Role
from foundation.journal.context import acting_from
from foundation.journal.models import Entry, PersonalValue
from foundation.journal.record import entries_of, personal_digest, record
from tests.factories import (
    CommissionFactory,
    GrantFactory,
    PersonFactory,
    ScopeFactory,
    UserFactory,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


def test_an_act_is_one_line_that_says_who_in_which_capacity_what_and_why():
    commission = CommissionFactory()
    secretary = member_of(commission, Role.SECRETARY)
    with acting_from("page", "192.0.2.7", "abc123"):
        entry = record(
            "convene",
            commission,
            by=secretary,
            reason="demande du ministre",
            before={"state": "a"},
            after={"state": "b"},
            commission=commission,
        )
    stored = Entry.objects.get(pk=entry.pk)
    assert (stored.act, stored.object_type, stored.object_id) == (
        "convene",
        "commissions.commission",
        str(commission.pk),
    )
    assert (stored.scope_id, stored.commission_id, stored.actor_id) == (
        commission.scope_id,
        commission.pk,
        secretary.pk,
    )
    assert stored.capacity == f"secrétaire de {commission.code}"
    assert (stored.channel, stored.request_id, stored.reason) == ("page", "abc123", "demande du ministre")
    assert (stored.before, stored.after) == ({"state": "a"}, {"state": "b"})
    assert (stored.actor_name, stored.personal_value("ip")) == (secretary.full_name, "192.0.2.7")
    assert (stored.at, stored.txid) == (entry.at, entry.txid)


def test_recording_costs_one_query(django_assert_num_queries):
    person = PersonFactory()
    user = officer_of(person.scope, Role.DSI)
    user.access  # noqa: B018 - loaded once for each request
    with django_assert_num_queries(1):
        record("correct", person, by=user, personal={"email": "nouvelle@exemple.test"})


def test_personal_values_stand_in_the_line_as_salted_digests_only():
    person = PersonFactory()
    user = officer_of(person.scope, Role.DSI)
    with acting_from("page", "192.0.2.7"):
        entry = record("correct", user, by=user, personal={"phone": "01 97 00 00 00"}, scope=person.scope)
    assert set(entry.personal) == {"actor", "ip", "phone", "object_label"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM journal_entry e WHERE id = %s", [entry.pk])
        line = cursor.fetchone()[0]
    assert not [clear for clear in (user.full_name, "192.0.2.7", "01 97 00 00 00") if clear in line]
    value = PersonalValue.objects.get(entry=entry, name="phone")
    assert entry.personal["phone"] == personal_digest(value.salt, "phone", "01 97 00 00 00")


def test_an_erased_value_is_shown_as_erased():
    user = UserFactory()
    entry = record("read", user, by=user)
    PersonalValue.objects.filter(entry=entry).delete()
    assert Entry.objects.get(pk=entry.pk).actor_name == "effacé"


def test_a_line_that_is_rolled_back_never_was():
    scope = ScopeFactory()
    with transaction.atomic():
        record("try", scope, by=None)
        transaction.set_rollback(True)
    assert not entries_of(scope).exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry", "UPDATE journal_personalvalue SET value = 'x'"],
)
def test_not_even_the_owner_rewrites_a_line(statement):
    user = UserFactory()
    record("read", user, by=user)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["journal_entry", "journal_block", "journal_sealedline", "projects_projectevent"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_has_no_right_to_rewrite_history(table, verb, as_application_role):
    column = {
        "journal_entry": "act",
        "journal_block": "hash",
        "journal_sealedline": "digest",
        "projects_projectevent": "pgh_label",
    }[table]
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        as_application_role(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table, column, column))


def test_the_application_writes_and_reads_lines(as_application_role):
    scope = ScopeFactory()
    with as_application_role():
        record("open", scope, by=None)
        assert entries_of(scope).count() == 1


def who(role, commission):
    scoped = {Role.DSI, Role.AUDITOR, Role.PROJECT_LEAD}
    if role in scoped:
        return officer_of(commission.scope, role)
    if role in (Role.ASIN_READER, Role.ASIN_ADMIN, Role.PORTAL_ADMIN, Role.RSI):
        user = UserFactory()
        GrantFactory(user=user, scope=ScopeFactory(), role=role)
        return user
    return member_of(commission, role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_closed", [False, True])
def test_each_role_reads_its_own_lines_and_closed_doors_stay_with_the_commission(role, is_closed):
    commission, neighbour = CommissionFactory(), CommissionFactory()
    lines = []
    for owner in (commission, neighbour):
        subject = owner
        subject.is_closed_doors = is_closed
        lines.append(record("debate", subject, by=None, commission=owner))
    opened = {Role.SECRETARY, Role.PRESIDENT, Role.DSI, Role.AUDITOR}
    expected = []
    if role in (Role.SECRETARY, Role.PRESIDENT) or (role in opened and not is_closed):
        expected = [lines[0].pk]
    if role == Role.PORTAL_ADMIN and not is_closed:
        expected = [line.pk for line in lines]
    visible = Entry.objects.visible_to(who(role, commission)).filter(act="debate").order_by("at")
    assert list(visible.values_list("pk", flat=True)) == expected

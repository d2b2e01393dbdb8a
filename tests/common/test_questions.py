"""Questions written once: the same rows as the ORM, each time with other values, nothing of an answer kept."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from foundation.accounts.backends import AccountBackend
from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Grant, User
from foundation.accounts.models.access import HELD
from foundation.accounts.sessions import SessionStore
from foundation.common.questions import Given, OneRow, Question, WrittenOnce, adds_to_rows
from foundation.jobs import enqueue
from foundation.jobs.models import Job
from tests.factories import ScopeFactory, UserFactory, officer_of
from tests.factories.access import GrantFactory

pytestmark = pytest.mark.django_db


def test_a_question_finds_what_the_orm_finds_with_the_rows_that_it_follows(django_assert_num_queries):
    user = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    with django_assert_num_queries(1):
        (found,) = HELD.all(user=user.pk)
        assert found.scope.kind == ScopeKind.NATIONAL
    kept = Grant.objects.get(user=user)
    assert {f.attname: getattr(found, f.attname) for f in Grant._meta.concrete_fields} == {
        f.attname: getattr(kept, f.attname) for f in Grant._meta.concrete_fields
    }
    assert not found._state.adding


def test_each_asking_has_its_own_values_and_reads_the_database_again():
    one, other = UserFactory(full_name="Afi"), UserFactory(full_name="Codjo")
    who = AccountBackend().get_user
    assert [getattr(who(user.pk), "full_name", "") for user in (one, other, one)] == ["Afi", "Codjo", "Afi"]
    User.objects.filter(pk=one.pk).update(full_name="Afi Dossou")
    assert getattr(who(one.pk), "full_name", "") == "Afi Dossou"
    User.objects.filter(pk=one.pk).update(is_active=False)
    assert AccountBackend().get_user(one.pk) is None


def test_the_account_of_a_session_comes_with_its_grants_which_are_asked_again_once_forgotten(django_assert_num_queries):
    account = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    second = ScopeFactory(kind=ScopeKind.MINISTRY)
    with django_assert_num_queries(1):
        user = AccountBackend().get_user(account.pk)
        assert user is not None
        assert user == account
        assert [(grant.user_id, grant.scope.kind) for grant in user.access.grants] == [(account.pk, "national")]
    kept = Grant.objects.get(user=account)
    GrantFactory(user=account, scope=second, role=Role.AUDITOR)
    user.forget_access()
    with django_assert_num_queries(1):
        assert {grant.scope_id for grant in user.access.grants} == {kept.scope_id, second.pk}
    fresh = AccountBackend().get_user(account.pk)
    assert fresh is not None
    Grant.objects.filter(user=account).delete()
    fresh.forget_access()
    assert fresh.access.grants == []


def test_an_account_without_a_grant_is_found_and_may_do_nothing(django_assert_num_queries):
    account = UserFactory()
    with django_assert_num_queries(1):
        user = AccountBackend().get_user(account.pk)
        assert user is not None
        assert user.access.grants == []


def test_a_statement_is_written_once():
    asked = []

    def rows():
        asked.append("once")
        return User.objects.filter(email=Given("email"))

    question = Question(rows)
    user = UserFactory()
    assert [question.one(email=user.email), question.one(email="nobody@example.test")] == [user, None]
    assert asked == ["once"]


def test_a_column_that_python_reads_its_own_way_is_read_so():
    kept = enqueue("sign_of_life", by=None)
    asked = Question(lambda: Job.objects.filter(pk=Given("pk")))
    read = asked.one(pk=kept.pk)
    assert {field.attname: getattr(read, field.attname) for field in Job._meta.concrete_fields} == {
        field.attname: getattr(Job.objects.get(), field.attname) for field in Job._meta.concrete_fields
    }
    assert read.ids == []


def test_a_row_is_found_among_others_in_one_statement_with_what_it_follows(django_assert_num_queries):
    seen = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER).grants.get()
    other = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN).grants.get()
    asked = OneRow(Grant, "scope")
    for among, found in (
        (Grant.objects.filter(role=Role.ASIN_READER), seen),
        (Grant.objects.filter(role=Role.ASIN_ADMIN), None),
        (Grant.objects.filter(Q(user__full_name=seen.user.full_name) | Q(scope=other.scope_id)).distinct(), seen),
        (Grant.objects.all(), seen),
    ):
        with django_assert_num_queries(1):
            row = asked.among(among, seen.pk)
            assert row == found
            assert row is None or row.scope.kind == ScopeKind.NATIONAL
    with django_assert_num_queries(0):
        assert asked.among(Grant.objects.none(), seen.pk) is None


@pytest.mark.parametrize(
    ("rows", "adds"),
    [
        (Grant.objects.filter(role=Role.ASIN_READER), False),
        (Grant.objects.annotate(kind=F("scope__kind")), True),
        (Grant.objects.select_related("scope"), True),
        (Grant.objects.prefetch_related("scope"), True),
        (Grant.objects.defer("role"), True),
    ],
)
def test_rows_that_are_more_or_less_than_their_table_are_known(rows, adds):
    assert adds_to_rows(rows) is adds


def test_a_session_that_ended_or_never_was_is_empty_and_loses_its_key():
    kept = SessionStore()
    kept["capacity"] = "x"
    kept.save()
    assert SessionStore(kept.session_key)["capacity"] == "x"
    Session.objects.filter(pk=kept.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    for key in (kept.session_key, "n" * 32):
        store = SessionStore(key)
        assert store.get("capacity") is None
        assert store.session_key is None


def test_a_case_is_written_once_and_again_for_another_table():
    """Kept by a queryset that is copied; in a subquery the same row bears another name."""
    case = WrittenOnce(When(full_name="Afi", then=Value(True)), default=Value(False))
    kept = User.objects.annotate(is_afi=case)
    afi, other = UserFactory(full_name="Afi"), UserFactory(full_name="Codjo")
    flags = dict(kept.values_list("pk", "is_afi"))
    assert (flags[afi.pk], flags[other.pk]) == (True, False)
    written = kept.query.annotations["is_afi"].written
    assert written is not None
    assert dict(kept.filter(pk=other.pk).values_list("pk", "is_afi")) == {other.pk: False}
    assert kept.query.annotations["is_afi"].written is written
    # Under another name, and asked for beside the first: U0 is the row inside.
    inside = User.objects.filter(pk__in=kept.filter(is_afi=True).values("pk"))
    assert list(inside) == [afi]
    assert '"accounts_user"' in written[0]
    told = User.objects.annotate(
        twin=Subquery(kept.filter(full_name=OuterRef("full_name")).values("is_afi")[:1])
    ).values_list("full_name", "twin")
    assert dict(told)["Afi"] is True
    assert dict(told)["Codjo"] is False
    assert kept.query.annotations["is_afi"].written is written

"""A connection kept from one request to the next: looked at, not asked; one that the server has ended is made anew."""

import pytest
from django.db import DatabaseError, connection, connections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept():
    """A connection of this test alone."""
    side = connection.copy()
    side.connect()
    yield side
    side.close()


def pid_of(kept):
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(kept, pid):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone()[0]


def test_nothing_is_asked_of_a_server_that_still_holds_its_end(kept, monkeypatch):
    pid_of(kept)
    monkeypatch.setattr(kept.connection, "cursor", lambda: pytest.fail("the server was asked"))
    assert kept.is_usable()


def test_an_end_closed_by_the_server_is_seen_and_the_next_request_has_another(kept):
    pid = pid_of(kept)
    end(kept, pid)
    assert not kept.is_usable()
    kept.health_check_enabled, kept.health_check_done = True, False
    assert pid_of(kept) != pid


def test_a_connection_in_the_middle_of_something_is_asked_as_django_does(kept):
    kept.set_autocommit(False)
    with pytest.raises(DatabaseError), kept.cursor() as cursor:
        cursor.execute("SELECT nothing_of_that_name")
    assert not kept.is_usable()  # what comes next would be refused


def test_what_the_server_says_by_itself_is_no_end(kept):
    with kept.cursor() as cursor:
        cursor.execute("LISTEN cmsic_test")
    with connections["default"].cursor() as cursor:
        cursor.execute("NOTIFY cmsic_test")
    assert kept.is_usable()


def test_a_closed_one_is_not_usable(kept):
    kept.connection.close()
    assert not kept.is_usable()

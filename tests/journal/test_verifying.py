"""The chain of one scope, verified on the page: intact, broken, or too long for one click. These tests commit."""

import html

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.journal.operations.sealing import head, seal
from foundation.journal.operations.verifying import verify_chain
from foundation.journal.record import record
from tests.factories import ScopeFactory, officer_of

from .test_sealing import force, sealed_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scope():
    _, projects = sealed_world()
    return projects[0].scope


def shown(client, scope, query=""):
    client.force_login(officer_of(scope, Role.AUDITOR))
    page = client.get(reverse("journal:verify", args=[scope.pk]) + query).content.decode()
    return html.unescape(page).replace("\u00a0", " ").replace("\u202f", " ")


def test_an_intact_chain_is_said_so_with_its_last_block(client, scope):
    page = shown(client, scope)
    number, digest = head(scope.pk)
    assert "La chaîne est intacte" in page
    assert f"n° {number}" in page
    assert digest in page


def test_a_line_rewritten_breaks_the_chain_of_its_scope_only(client, scope):
    other = ScopeFactory()
    record("rename", other, by=None)
    seal()
    force("UPDATE journal_entry SET act = 'other' WHERE scope_id = %s AND act = 'rename'", scope.pk)
    page = shown(client, scope)
    assert "La chaîne est rompue" in page
    assert "la ligne a été modifiée" in page
    assert "La chaîne est intacte" in shown(client, other)


def test_a_line_slipped_in_afterwards_is_found(scope):
    entry = record("late", scope, by=None)
    force("UPDATE journal_entry SET txid = 1 WHERE id = %s", entry.pk)
    assert [finding for finding in verify_chain(scope.pk).findings if "sous l’horizon scellé" in finding] != []


def test_a_long_chain_is_read_in_several_clicks_and_a_break_is_seen_in_the_second(client, scope):
    first = verify_chain(scope.pk, seconds=0)
    assert (first.blocks_count, first.number, first.is_whole, first.findings) == (1, 1, False, ())
    rest = verify_chain(scope.pk, after=first.number)
    assert (rest.is_whole, rest.findings) == (True, ())
    assert rest.number == head(scope.pk)[0]
    assert f"à la suite du bloc n° {first.number}" in shown(client, scope, f"?apres={first.number}")
    force("UPDATE journal_block SET previous = repeat('0', 64) WHERE scope_id = %s AND number = 2", scope.pk)
    assert verify_chain(scope.pk, after=1).findings != ()


def test_a_scope_without_a_line_says_that_nothing_is_sealed_yet(client):
    scope = ScopeFactory()
    assert "Rien n’est encore scellé" in shown(client, scope)

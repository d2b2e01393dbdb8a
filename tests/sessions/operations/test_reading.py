"""C14: each member sees, per item, what was added, replaced or changed since he last opened the session's page."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from sessions.preparing.enums import NewsKind
from sessions.preparing.models import SessionReading
from sessions.preparing.operations.reading import mark_read, open_page
from sessions.preparing.queries.sheet import agenda_of
from tests.factories import (
    AgendaItemFactory,
    AnnexFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.files import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3), convened=True)
    item = AgendaItemFactory(session=session, position=1, title="Budget")
    AnnexFactory(item=item, title="Note", file=stored(b"a", "note.pdf"))
    return session


@pytest.fixture
def member(session):
    return member_of(session.commission, Role.MEMBER)


def visit(session, user, *, hours=0):
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        return open_page(session, agenda_of(session, user), user)


def test_the_first_reading_marks_nothing_and_the_next_one_what_changed(session, member):
    assert (visit(session, member).count, visit(session, member, hours=1).count) == (0, 0)
    item = session.agenda_items.get()
    note = item.annexes.get()
    item.description = "Exposé revu."
    item.save()
    note.removed_at = timezone.now()
    note.save()
    again = AnnexFactory(item=item, title="Note", file=stored(b"b", "note.pdf"))
    table = AnnexFactory(item=item, title="Tableau", file=stored(b"c", "t.pdf"))
    added = AgendaItemFactory(session=session, position=2)
    news = visit(session, member, hours=2)
    assert news.of(item.pk).kind == NewsKind.EDITED
    assert news.of(item.pk).annexes == {str(again.pk): NewsKind.REPLACED, str(table.pk): NewsKind.ADDED}
    assert news.of(added.pk).kind == NewsKind.ADDED
    assert (
        news.sentence.replace("\u00a0", " ")
        == "1 point ajouté, 1 texte modifié, 1 document ajouté, 1 document remplacé"
    )
    # While one reads, the marks stay; at the next visit they are known.
    assert visit(session, member, hours=2.2).count == 4
    assert visit(session, member, hours=4).count == 0


def test_each_has_his_own_and_marks_it_as_read_himself(session, member, client):
    other = member_of(session.commission, Role.MEMBER)
    for user in (member, other):
        visit(session, user, hours=-3)
    AgendaItemFactory(session=session, position=2, title="Point tardif")
    address = reverse("sessions:detail", args=[session.pk])
    client.force_login(member)
    page = client.get(address).text
    assert "1\u00a0changement depuis votre dernière lecture" in page
    assert "Nouveau depuis votre dernière lecture" in page
    assert client.get(reverse("sessions:mark_read", args=[session.pk])).status_code == 405
    for _ in range(2):
        client.post(reverse("sessions:mark_read", args=[session.pk]))
        assert "depuis votre dernière lecture" not in client.get(address).text
    client.force_login(other)
    assert "Tout marquer comme lu" in client.get(address).text
    assert SessionReading.objects.count() == 2


def test_what_a_reader_may_not_see_is_no_news_to_him(session):
    dsi = officer_of(session.scope, Role.DSI)
    visit(session, dsi)
    item = session.agenda_items.get()
    AnnexFactory(item=item, title="Secret", file=stored(b"s", "s.pdf"), is_confidential=True)
    AgendaItemFactory(session=session, position=2, is_closed_doors=True)
    assert visit(session, dsi, hours=1).count == 0
    assert str(session.agenda_items.last().pk) not in str(SessionReading.objects.get(user=dsi).latest)


def test_the_api_tells_the_news_and_takes_them_as_read(session, member, client):
    reading = mark_read(session.pk, by=member)
    item = AgendaItemFactory(session=session, position=2)
    client.force_login(member)
    news = client.get(reverse("api:session-readings-news", args=[reading.pk])).json()
    assert [(line["item"], line["kind"]) for line in news["items"]] == [(str(item.pk), "added")]
    assert (
        client.post(
            reverse("api:session-readings-list"), {"session": str(session.pk)}, content_type="application/json"
        ).status_code
        == 201
    )
    assert client.get(reverse("api:session-readings-news", args=[reading.pk])).json()["items"] == []


@pytest.mark.parametrize("rows", [1, 8])
def test_reading_costs_one_query_whatever_the_agenda(session, member, rows):
    for place in range(2, rows + 1):
        AnnexFactory(item=AgendaItemFactory(session=session, position=place), file=stored(b"x", "x.pdf"))
    agenda = agenda_of(session, member)
    open_page(session, agenda, member)
    with CaptureQueriesContext(connection) as queries:
        open_page(session, agenda, member)
    assert len(queries) == 1  # shown within the minute: nothing to write

"""An item has one number: on the agenda, the live page, the screen, the papers, a recommendation, the calendar."""

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role
from sessions.core.enums import ItemKind, SessionState
from sessions.core.models import AgendaItem, CommissionSession
from sessions.meeting.operations.deciding import _origin_label
from sessions.meeting.queries.live import agenda_lines
from sessions.meeting.queries.screen import screen_of
from sessions.papers.enums import FileAudience
from sessions.papers.reports.pv import build_pv_document
from sessions.papers.reports.session_file import build_session_file
from sessions.preparing.operations.agenda import ItemFacts, add_item, reorder_agenda, withdraw_item
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.releasing import release_agenda
from sessions.preparing.queries.sheet import agenda_of
from sessions.preparing.reports.calendar import calendar_of
from sessions.preparing.reports.convocation import agenda_lines as told_lines
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of, officer_of

pytestmark = pytest.mark.django_db
WORDS = ("Alpha", "Bravo", "Charlie")


@pytest.fixture
def convened():
    session = SessionFactory(commission=commission_with_members(3))
    AgendaItemFactory(session=session, position=1, title="Matin", kind=ItemKind.HEADING)
    for position, title in enumerate(WORDS, start=2):
        AgendaItemFactory(session=session, position=position, title=title)
    convene(session.pk, by=member_of(session.commission, Role.SECRETARY))
    session.refresh_from_db()
    return session


@pytest.fixture
def secretary(convened):
    return member_of(convened.commission, Role.SECRETARY)


def item(session, title: str) -> AgendaItem:
    return session.agenda_items.get(title=title)


def opened(session) -> CommissionSession:
    """The same session, open since a moment."""
    CommissionSession.objects.filter(pk=session.pk).update(
        state=SessionState.OPEN, held_on=timezone.localdate(), opened_at=timezone.now()
    )
    return CommissionSession.objects.select_related("commission__ministry", "statute").get(pk=session.pk)


def numbers(session, user=None) -> dict[str, int | None]:
    rows = session.agenda_items.exclude(kind=ItemKind.HEADING).numbered(user)
    return {row.title: row.number for row in rows}


def printed(session, user) -> dict[str, dict[str, int | None]]:
    """Every place that says a number, title by title."""
    pv = build_pv_document(session)
    file = build_session_file(session, FileAudience.INSIDE)
    return {
        "agenda": {line.item.title: line.number for line in agenda_of(session, user).lines},
        "live": {line.item.title: line.place for line in agenda_lines(session)},
        "pv agenda": {line.title: line.number for line in pv.agenda},
        "pv parts": {part.title: part.number for part in pv.items},
        "file": {line.title: line.number for line in file.items},
        "letter": {line.title: line.number for line in told_lines(session)},
    }


def test_after_a_withdrawal_every_place_says_the_same_number(convened, secretary):
    withdraw_item(item(convened, "Bravo").pk, reason="Dossier incomplet", by=secretary)
    release_agenda(convened.pk, by=secretary)
    session = opened(convened)
    for place, found in printed(session, secretary).items():
        assert found.get("Charlie") == 3, place
        assert found.get("Bravo", 2) == 2, place
    assert _origin_label(session, item(session, "Charlie")).endswith("3e point : Charlie")
    session.current_item = item(session, "Charlie")
    shown = screen_of(session).item
    assert (shown.place, shown.title) == (3, "Charlie")


def test_a_release_fixes_the_number_and_what_comes_later_takes_the_next(convened, secretary):
    add_item(convened.pk, ItemFacts("Delta"), by=secretary)
    order = [item(convened, title).pk for title in ("Delta", "Matin", *WORDS)]
    reorder_agenda(convened.pk, order, by=secretary)
    assert numbers(convened) == {"Delta": 1, "Alpha": 2, "Bravo": 3, "Charlie": 4}  # what the next version will say
    assert numbers(convened, member_of(convened.commission, Role.MEMBER))["Alpha"] == 1
    session = opened(convened)  # before it left
    assert numbers(session) == {"Delta": 4, "Alpha": 1, "Bravo": 2, "Charlie": 3}


def test_withdrawn_in_session_an_item_keeps_its_number(convened, secretary):
    session = opened(convened)
    withdraw_item(item(session, "Alpha").pk, reason="Absence du rapporteur", by=secretary)
    assert {place: found["Charlie"] for place, found in printed(session, secretary).items()} == dict.fromkeys(
        printed(session, secretary), 3
    )


def test_withdrawn_before_anybody_was_told_it_has_none_and_is_on_no_paper():
    session = SessionFactory(commission=commission_with_members(3))
    secretary = member_of(session.commission, Role.SECRETARY)
    for position, title in enumerate(WORDS, start=1):
        AgendaItemFactory(session=session, position=position, title=title)
    withdraw_item(item(session, "Alpha").pk, reason="Sans objet", by=secretary)
    convene(session.pk, by=secretary)
    session = opened(session)
    assert numbers(session) == {"Alpha": None, "Bravo": 1, "Charlie": 2}
    assert [part.title for part in build_pv_document(session).items] == ["Bravo", "Charlie"]


def test_a_hidden_item_keeps_its_place_for_whoever_does_not_see_it(convened, secretary):
    AgendaItem.objects.filter(title="Bravo").update(is_closed_doors=True)
    outsider = officer_of(convened.scope, Role.DSI)
    session = CommissionSession.objects.select_related("commission__ministry", "statute").get(pk=convened.pk)
    assert [(line.number, line.item.title) for line in agenda_of(session, outsider).lines] == [
        (None, "Matin"),
        (1, "Alpha"),
        (3, "Charlie"),
    ]
    for reader in (outsider, secretary):  # a calendar is kept elsewhere: it names nothing closed, to anybody
        told = calendar_of(reader).decode().replace("\r\n ", "")
        assert "1. Alpha\\n3. Charlie" in told
        assert "Bravo" not in told
    assert [line.number for line in build_session_file(session, FileAudience.OUTSIDE).items] == [None, 1, 3]
    session = opened(session)
    assert [line.number for line in agenda_of(session, outsider).lines] == [None, 1, 3]

"""Notices: each person chooses where each kind reaches him; one digest a day; a calendar by a secret address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.notifications.enums import Channel, NoticeKind
from foundation.notifications.models import CalendarFeed, Digest, Notice
from foundation.notifications.operations.digesting import send_digests
from foundation.notifications.operations.feeds import open_feed
from foundation.notifications.operations.notifying import channels_of, choose_channels, notify
from sessions.preparing.operations.postponing import cancel_session
from tests.factories import (
    AgendaItemFactory,
    GrantFactory,
    ScopeFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


def told(user, kind=NoticeKind.PV, channel=Channel.PAGE, **more):
    choose_channels(user, {kind: channel})
    return notify([user], kind, title="Du nouveau", text="Une phrase.", href="/sessions/", by=None, **more)


@pytest.mark.parametrize(
    ("channel", "rows", "mails", "digests"),
    [(Channel.PAGE, 1, 0, 0), (Channel.MAIL, 1, 1, 0), (Channel.DIGEST, 1, 0, 1), (Channel.NONE, 0, 0, 0)],
)
def test_a_notice_reaches_its_reader_where_he_chose(channel, rows, mails, digests, run_jobs):
    user = UserFactory()
    told(user, channel=channel)
    run_jobs()
    user.refresh_from_db()
    assert (Notice.objects.count(), len(mail.outbox), user.unread_notices) == (rows, mails, rows)
    assert (send_digests(), send_digests(), Digest.objects.count()) == (digests, 0, digests)
    run_jobs()
    assert len(mail.outbox) == mails + digests


def test_the_digest_says_all_at_once_and_next_day_only_what_is_new_and_unread(run_jobs, monkeypatch):
    user = UserFactory()
    for _ in range(3):
        told(user, channel=Channel.DIGEST)
    send_digests()
    told(user, channel=Channel.DIGEST)
    assert send_digests() == 0  # one a day
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    Notice.objects.filter(digest=None).update(read_at=clock.now())
    assert send_digests() == 0  # read meanwhile
    told(user, channel=Channel.DIGEST)
    assert send_digests() == 1
    run_jobs()
    assert [letter.body.count("- Du nouveau") for letter in mail.outbox] == [3, 1]


def test_the_top_bar_counts_what_is_unread_and_reading_leads_where_it_says(client):
    user = UserFactory()
    client.force_login(user)
    first, second = told(user)[0], told(user)[0]
    assert "2 non lues" in client.get(reverse("notifications:list")).content.decode().replace("\u00a0", " ")
    assert client.post(reverse("notifications:open", args=[first.pk]))["Location"] == "/sessions/"
    user.refresh_from_db()
    assert user.unread_notices == 1
    client.post(reverse("notifications:read_all"))
    client.post(reverse("notifications:read_all"))
    user.refresh_from_db()
    second.refresh_from_db()
    assert (user.unread_notices, second.read_at is not None) == (0, True)
    assert client.get(reverse("notifications:open", args=[first.pk])).status_code == 405


def test_the_list_keeps_what_is_unread_or_of_one_kind(client):
    user = UserFactory()
    client.force_login(user)
    read, unread = told(user)[0], told(user, NoticeKind.MUTUALISATION)[0]
    client.post(reverse("notifications:open", args=[read.pk]))

    def shown(**query):
        text = client.get(reverse("notifications:list"), query).content.decode()
        return [row for row in (read, unread) if reverse("notifications:open", args=[row.pk]) in text]

    assert shown() == [read, unread]
    assert shown(non_lues="1") == [unread]
    assert shown(kind="pv") == [read]
    assert shown(kind="pv", non_lues="1") == []
    assert shown(kind="nonsense") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    user = UserFactory()
    client.force_login(user)
    for _ in range(rows):
        told(user)
    client.get(reverse("notifications:list"))
    with django_assert_num_queries(3):
        assert client.get(reverse("notifications:list")).content.decode().count("notices__open") == rows


def test_who_left_reads_no_more_and_is_written_no_digest():
    scope = ScopeFactory()
    dsi = officer_of(scope, Role.DSI)
    told(dsi, channel=Channel.DIGEST, scope=scope)
    dsi.grants.update(valid_to=clock.today())
    dsi.forget_access()
    assert (Notice.objects.visible_to(dsi).count(), send_digests()) == (0, 0)


def test_choices_are_kept_and_shown_again(client):
    user = UserFactory()
    client.force_login(user)
    typed = {kind.value: "none" for kind in NoticeKind}
    assert client.post(reverse("notifications:preferences"), typed).status_code == 302
    assert set(channels_of(user).values()) == {Channel.NONE}
    assert client.post(reverse("notifications:preferences"), typed | {"pv": "pigeon"}).status_code == 400


@pytest.fixture
def seat(client):
    """A member with a session convened, one behind closed doors, one of another commission, and his calendar."""
    commission = commission_with_members(3)
    member = member_of(commission, Role.MEMBER)
    open_one = SessionFactory(commission=commission, convened=True, theme="Thème ouvert")
    AgendaItemFactory(session=open_one, position=1, title="Point ouvert")
    AgendaItemFactory(session=open_one, position=2, title="Point réservé", is_closed_doors=True)
    closed = SessionFactory(commission=commission, convened=True, theme="Thème secret", is_closed_doors=True)
    AgendaItemFactory(session=closed, position=1, title="Affaire secrète")
    SessionFactory(convened=True, theme="Ailleurs")
    feed, secret = open_feed(member)
    return member, commission, open_one, closed, reverse("sessions:feed", args=[secret]), feed


def events(client, address):
    return {str(event["UID"]): event for event in Calendar.from_ical(client.get(address).content).walk("VEVENT")}


def test_a_calendar_shows_what_its_owner_sees_and_nothing_behind_closed_doors(client, seat):
    _, _, open_one, closed, address, _ = seat
    found = events(client, address)
    text = client.get(address).content.decode().replace("\r\n ", "")  # lines are folded at 75 octets
    assert set(found) == {f"{open_one.pk}@portail-cmsic", f"{closed.pk}@portail-cmsic"}
    assert ("Point ouvert" in text, "Thème ouvert" in text) == (True, True)
    assert [word for word in ("secret", "Affaire", "réservé", "Ailleurs") if word in text] == []


def test_a_cancelled_session_keeps_its_uid_and_says_so_with_the_next_sequence(client, seat):
    member, _, open_one, _, address, _ = seat
    uid = f"{open_one.pk}@portail-cmsic"
    before = events(client, address)[uid]
    cancel_session(open_one.pk, reason="Empêchement", by=member)
    after = events(client, address)[uid]
    assert (str(before["STATUS"]), str(after["STATUS"]), int(after["SEQUENCE"]) - int(before["SEQUENCE"])) == (
        "CONFIRMED",
        "CANCELLED",
        1,
    )


def test_an_address_dies_when_replaced_revoked_or_when_its_owner_leaves(client, seat):
    member, _, _, _, address, _ = seat
    client.force_login(member)
    shown = client.post(reverse("sessions:new_feed"), {"commission": ""}).content.decode()
    client.logout()
    assert client.get(address).status_code == 404  # replaced
    newer = shown.split('class="secret-address">')[1].split("<")[0].partition("://")[2].partition("/")[2]
    assert (
        client.get(f"/{newer}").status_code,
        newer.split("/")[-1].removesuffix(".ics") in str(CalendarFeed.objects.values_list()),
    ) == (200, False)
    member.grants.update(valid_to=clock.today())
    assert events(client, f"/{newer}") == {}
    client.force_login(member)
    client.post(reverse("sessions:revoke_feed", args=[CalendarFeed.objects.alive().get().pk]))
    assert client.get(f"/{newer}").status_code == 404
    assert client.get(reverse("sessions:feed", args=["inconnu"])).status_code == 404


def test_a_calendar_of_one_commission_holds_that_one_only(client, seat):
    member, commission, *_ = seat
    other = commission_with_members(3)
    SessionFactory(commission=other, convened=True)
    GrantFactory(user=member, scope=other.scope, role=Role.MEMBER, commission_id=other.pk)
    member.forget_access()
    _, secret = open_feed(member, commission_id=commission.pk)
    assert len(events(client, reverse("sessions:feed", args=[secret]))) == 2
    assert len(events(client, seat[4])) == 3

"""Members note their own arrival with the code of the room: for their own seat, and nothing else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from commissions.enums import HolderKind
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from foundation.journal.record import entries_of
from sessions.core.enums import PresenceKind, SessionState
from sessions.core.models import Convocation, PresenceEvent
from sessions.meeting.models import CheckIn, CheckInTry
from sessions.meeting.operations import checking_in, holding
from sessions.meeting.operations.checking_in import (
    TRIES,
    TooManyTries,
    check_in,
    check_in_by_link,
    close_check_in,
    find_by_code,
    open_check_in,
    renew_check_in,
)
from sessions.meeting.operations.presence import cancel_presence, record_presence
from sessions.meeting.queries.check_in import ALPHABET, clean_code, shown_code, standing_check_in
from sessions.papers.reports.attendance import build_attendance_sheet
from tests.factories import (
    MandateFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
)
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Eight of twelve members sit; the ninth seat is that of the one who arrives."""
    world = held(present=8)
    world.seat = world.seats[8]
    world.titular = world.seat.mandates.get().person
    world.code = open_check_in(world.session.pk, by=world.secretary).code
    return world


def events(world, seat=None):
    return list(
        PresenceEvent.objects.filter(session=world.session, seat=seat or world.seat, cancelled_at=None).order_by(
            "at", "pk"
        )
    )


def holder(seat, kind):
    person = PersonFactory(scope=seat.scope, user=UserFactory())
    today = clock.today()
    MandateFactory(seat=seat, person=person, kind=kind, valid_from=today, valid_to=today + timedelta(days=3))
    return person


# The secretary and the code


def test_a_code_is_six_signs_that_cannot_be_mistaken_and_the_journal_does_not_say_it(world):
    assert len(world.code) == 6
    assert set(world.code) <= set(ALPHABET)
    assert not set("0O1IL") & set(ALPHABET)
    assert clean_code(f" {world.code[:3].lower()}-{world.code[3:]} ") == world.code
    line = entries_of(world.session).get(act="open_check_in")
    assert world.code not in str([line.before, line.after, line.reason, line.object_label])
    assert shown_code(world.session).address.endswith(f"/pointage/{world.code}")


def test_opening_twice_shows_the_same_code_and_renewing_kills_the_old_one(world):
    assert open_check_in(world.session.pk, by=world.secretary).code == world.code
    other = renew_check_in(world.session.pk, by=world.secretary).code
    assert other != world.code
    with pytest.raises(InvalidInput, match="Ce code n’est pas, ou n’est plus"):
        check_in(world.code, user=world.titular.user)
    assert check_in(other, user=world.titular.user).is_new


def test_closing_takes_the_code_away_and_closing_again_changes_nothing(world):
    close_check_in(world.session.pk, by=world.secretary)
    close_check_in(world.session.pk, by=world.secretary)
    assert standing_check_in(world.session) is None
    assert entries_of(world.session).filter(act="close_check_in").count() == 1
    with pytest.raises(InvalidInput, match="n’est plus"):
        check_in(world.code, user=world.titular.user)
    with pytest.raises(Refused, match="Impossible de changer le code : le pointage est fermé"):
        renew_check_in(world.session.pk, by=world.secretary)


def test_one_code_a_session_and_one_session_a_code_say_the_constraints(world):
    row = world.session.check_ins.get()
    for session, code, name in (
        (world.session, "ABCDEF", "one_code_at_a_time"),
        (held().session, row.code, "leads_to_one_session"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CheckIn.objects.create(scope_id=session.scope_id, session=session, code=code, opened_at=timezone.now())


@pytest.mark.parametrize(
    "state",
    [
        SessionState.PREPARING,
        SessionState.LIFTED,
        SessionState.ARCHIVED,
        SessionState.CANCELLED,
        SessionState.POSTPONED,
    ],
)
def test_no_code_is_shown_where_nobody_arrives(state):
    world = held(state=state)
    with pytest.raises(Refused, match=r"Impossible d’ouvrir le pointage|Impossible de relever les présences"):
        open_check_in(world.session.pk, by=world.secretary)


def test_the_code_is_shown_on_the_day_before_the_opening_and_not_the_day_before():
    session = SessionFactory(
        commission=commission_with_members(3), convened=True, held_on=timezone.localdate() + timedelta(days=1)
    )
    with pytest.raises(Refused, match="ce jour n’est pas venu"):
        open_check_in(session.pk, by=None)
    type(session).objects.filter(pk=session.pk).update(held_on=timezone.localdate())
    assert open_check_in(session.pk, by=None)


def test_lifting_the_session_takes_the_code_away(world):
    holding.lift(world.session.pk, by=world.secretary)
    assert world.session.check_ins.get().closed_at is not None
    with pytest.raises(Refused, match=r"la session est levée depuis .* dites-le au secrétaire"):
        check_in(world.code, user=world.titular.user)
    assert events(world) == []


# The member


def test_a_member_notes_his_arrival_once(world):
    first = check_in(world.code.lower(), user=world.titular.user)
    assert (first.is_new, first.place.label) == (True, world.seat.label)
    (event,) = events(world)
    assert (event.kind, event.person, event.recorded_by, event.checked_in_by) == (
        PresenceKind.ARRIVED,
        world.titular,
        world.titular.user,
        "code",
    )
    again = check_in(world.code, user=world.titular.user)
    assert (again.is_new, again.at) == (False, event.at)
    assert events(world) == [event]
    line = Entry.objects.get(act="record_presence")
    assert (line.after["checked_in_by"], line.after["seat"], line.actor_id) == (
        "code",
        world.seat.label,
        world.titular.user.pk,
    )
    assert world.code not in str(line.after)


@pytest.mark.parametrize("kind", [HolderKind.SUBSTITUTE, HolderKind.INTERIM])
def test_who_stands_in_arrives_for_the_seat_under_his_own_name(world, kind):
    person = holder(world.seat, kind)
    check_in(world.code, user=person.user)
    (event,) = events(world)
    assert (event.kind, event.person, event.person_name) == (PresenceKind.REPRESENTED, person, person.full_name)
    with pytest.raises(Refused, match=f"est déjà noté présent, en la personne de {person.full_name}"):
        check_in(world.code, user=world.titular.user)
    assert events(world) == [event]


def test_one_who_left_comes_back_the_substitute_too(world):
    person = holder(world.seat, HolderKind.SUBSTITUTE)
    for user, kind in ((world.titular.user, PresenceKind.CAME_BACK), (person.user, PresenceKind.REPRESENTED)):
        check_in(world.code, user=user)
        record_presence(world.session.pk, seat_id=world.seat.pk, kind=PresenceKind.LEFT, by=world.secretary)
        check_in(world.code, user=user)
        assert events(world)[-1].kind == kind
        record_presence(world.session.pk, seat_id=world.seat.pk, kind=PresenceKind.LEFT, by=world.secretary)
    # After his substitute, the titular arrives: he does not come back.
    assert [event.kind for event in events(world)] == [
        "arrived",
        "left",
        "came_back",
        "left",
        "represented",
        "left",
        "represented",
        "left",
    ]
    check_in(world.code, user=world.titular.user)
    assert events(world)[-1].kind == PresenceKind.ARRIVED


@pytest.mark.parametrize("before", [PresenceKind.PROXY, PresenceKind.EXCUSED, PresenceKind.ON_LEAVE])
def test_who_was_represented_or_excused_takes_his_place_back(world, before):
    proxy = {"proxy_seat_id": world.seats[0].pk} if before == PresenceKind.PROXY else {}
    record_presence(world.session.pk, seat_id=world.seat.pk, kind=before, by=world.secretary, **proxy)
    (now,) = find_by_code(world.code, user=world.titular.user).places
    assert bool(now.gave_proxy_to) == (before == PresenceKind.PROXY)
    assert check_in(world.code, user=world.titular.user).is_new
    assert events(world)[-1].kind == PresenceKind.ARRIVED


def test_the_secretary_undoes_it_as_any_event_and_the_sheet_tells_the_arrival(world):
    check_in(world.code, user=world.titular.user)
    (event,) = events(world)
    cancel_presence(event.pk, by=world.secretary)
    assert events(world) == []
    check_in(world.code, user=world.titular.user)
    holding.lift(world.session.pk, by=world.secretary)
    world.session.refresh_from_db()
    line = next(line for line in build_attendance_sheet(world.session).lines if line.name == world.titular.full_name)
    assert line.attendance == "Présent"
    assert line.arrived


@pytest.mark.parametrize("who", ["neighbour", "stranger", "secretary without a seat"])
def test_who_holds_no_seat_there_notes_nothing(world, who):
    users = {
        "neighbour": lambda: held().seats[0].mandates.get().person.user,
        "stranger": UserFactory,
        "secretary without a seat": lambda: member_of(world.commission, Role.SECRETARY),
    }
    before = PresenceEvent.objects.count()
    user = users[who]()
    before = PresenceEvent.objects.count()
    assert find_by_code(world.code, user=user).places == []
    with pytest.raises(Refused, match="vous ne tenez aucun siège"):
        check_in(world.code, user=user)
    assert PresenceEvent.objects.count() == before


def test_the_code_gives_no_other_seat_than_ones_own(world):
    with pytest.raises(InvalidInput, match="Choisissez un siège que vous tenez"):
        check_in(world.code, user=world.titular.user, seat_id=world.seats[9].pk)
    assert events(world, world.seats[9]) == []


def test_a_mandate_that_ended_opens_nothing(world):
    world.seat.mandates.update(valid_to=world.session.held_on)
    with pytest.raises(Refused, match="vous ne tenez aucun siège"):
        check_in(world.code, user=world.titular.user)


# Guessing


def test_wrong_codes_are_counted_by_account_and_the_right_one_waits_too(world):
    wrong = "222222" if world.code != "222222" else "333333"
    for _ in range(TRIES):
        with pytest.raises(InvalidInput, match="Ce code n’est pas, ou n’est plus"):
            find_by_code(wrong, user=world.titular.user)
    for code in (wrong, world.code):
        with pytest.raises(TooManyTries, match=r"attendez 15.minutes"):
            check_in(code, user=world.titular.user)
    assert events(world) == []
    # Another account is not hindered by it; the first one is let in after a while.
    assert check_in(world.code, user=world.seats[9].mandates.get().person.user).is_new
    CheckInTry.objects.update(at=timezone.now() - checking_in.WINDOW - timedelta(seconds=1))
    assert check_in(world.code, user=world.titular.user).is_new
    assert not CheckInTry.objects.exists()


def test_what_cannot_be_a_code_is_said_so_and_counts_for_nothing(world):
    for typed in ("", "ABC", "ABCDE0", "ABCDEI", "ABCDEFG", "é" * 6, "<b>abc"):
        with pytest.raises(InvalidInput, match="Un code compte 6 signes"):
            find_by_code(typed, user=world.titular.user)
    assert not CheckInTry.objects.exists()


# Without an account


@pytest.fixture
def convocation(world):
    return Convocation.objects.create(
        scope=world.session.scope,
        session=world.session,
        seat=world.seat,
        person=world.titular,
        seat_label=world.seat.label,
        secret_hash="x" * 64,
    )


def test_the_link_of_the_letter_and_the_code_note_the_arrival(world, convocation):
    assert check_in_by_link(world.code, convocation=convocation).is_new
    (event,) = events(world)
    assert (event.kind, event.person, event.recorded_by, event.checked_in_by) == (
        PresenceKind.ARRIVED,
        world.titular,
        None,
        "link",
    )
    assert Entry.objects.get(act="record_presence").after["checked_in_by"] == "link"
    assert not check_in_by_link(world.code, convocation=convocation).is_new
    assert len(events(world)) == 1


def test_the_link_of_one_session_opens_no_other(world, convocation):
    other = held()
    code = open_check_in(other.session.pk, by=None).code
    with pytest.raises(InvalidInput, match="une autre session que celle de votre convocation"):
        check_in_by_link(code, convocation=convocation)
    wrong = "222222" if world.code != "222222" else "333333"
    for _ in range(TRIES):
        with pytest.raises(InvalidInput):
            check_in_by_link(wrong, convocation=convocation)
    with pytest.raises(TooManyTries):
        check_in_by_link(world.code, convocation=convocation)
    assert events(world) == []

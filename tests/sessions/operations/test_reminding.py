"""Reminders that leave by themselves: on the days the commission chose, to the silent only, once a member and a day."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from commissions.operations import edit_commission
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.jobs.operations.relaying import run_schedules
from foundation.journal.record import entries_of
from foundation.notifications.models import OutgoingMail
from sessions.core.enums import Answer, SessionState
from sessions.core.models import Convocation, Reminder
from sessions.meeting.operations.rehearsing import rehearse
from sessions.preparing.duties import sessions_to_lead
from sessions.preparing.enums import LetterPurpose
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation
from sessions.preparing.operations.convening import convene, remind
from sessions.preparing.operations.postponing import cancel_session, postpone_session
from sessions.preparing.operations.reminding import send_due_reminders
from sessions.preparing.operations.sending import SEND_LETTER, send_letter
from sessions.preparing.queries.reminders import reminder_plan
from tests.factories import AgendaItemFactory, SessionFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(standing):
    """Convened three days ago for in seven days, four members, one of whom answered; the letters have left."""
    session = SessionFactory(
        commission=commission_with_members(3, reminder_days=[7, 2]), held_on=timezone.localdate() + timedelta(days=7)
    )
    AgendaItemFactory(session=session)
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        convene(session.pk, by=UserFactory())
        Convocation.objects.filter(session=session).update(sent_at=clock.now())
        Job.objects.update(state=JobState.DONE, finished_at=timezone.now())
    answer_convocation(session.convocations.order_by("number").first().pk, AnswerFacts(Answer.PRESENT), by=None)
    session.refresh_from_db()
    return session


@pytest.fixture
def session(made):
    return deepcopy(made)


def asked(session):
    return [
        job.ids[0]
        for job in Job.objects.filter(kind=SEND_LETTER, state=JobState.QUEUED)
        if job.ids[1] == LetterPurpose.REMIND
    ]


def silent(session):
    return {str(pk) for pk in session.convocations.filter(answer=Answer.NONE).values_list("pk", flat=True)}


def test_on_the_day_each_silent_member_is_written_to_once_whatever_runs_again(session):
    assert send_due_reminders() == 3
    assert set(asked(session)) == silent(session)
    assert send_due_reminders() == 0
    assert len(asked(session)) == 3
    assert set(Reminder.objects.values_list("day", "is_automatic")) == {(clock.today(), True)}
    line = entries_of(session).filter(act="remind").get()
    assert (line.after, line.actor_id) == ({"letters": 3, "automatic": True, "days_before": 7}, None)


def test_a_job_that_dies_before_its_commit_and_runs_again_writes_to_each_once(session):
    with transaction.atomic():
        assert send_due_reminders() == 3
        transaction.set_rollback(True)
    assert (asked(session), Reminder.objects.count()) == ([], 0)
    # Or one part of it was kept: whoever has his reminder of the day gets no second one.
    first = session.convocations.filter(answer=Answer.NONE).order_by("number").first()
    Reminder.objects.create(scope_id=first.scope_id, convocation=first, day=clock.today(), is_automatic=True)
    assert send_due_reminders() == 2
    assert set(asked(session)) == silent(session) - {str(first.pk)}


def test_the_relay_asks_for_it_each_morning_and_the_worker_does_it(session, run_jobs):
    with time_machine.travel(timezone.localtime().replace(hour=6, minute=0)):
        run_schedules()
    with time_machine.travel(timezone.localtime().replace(hour=7, minute=1)):
        run_schedules()
        run_schedules()
        assert Job.objects.filter(kind="remind_members").count() == 1
        run_jobs()
        mails = OutgoingMail.objects.filter(template="convocation_reminder")
        assert {str(mail.subject_id) for mail in mails} == silent(session)
        assert mails.count() == 3
        assert session.convocations.exclude(reminded_at=None).count() == 3


@pytest.mark.parametrize(("days", "count"), [(0, 3), (1, 0), (4, 0), (5, 3), (6, 0), (7, 0), (8, 0)])
def test_only_the_days_that_were_chosen_and_never_once_the_day_has_come(session, days, count):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert send_due_reminders() == count


@pytest.mark.parametrize("state", [state for state in SessionState if state != SessionState.CONVENED])
def test_a_session_that_waits_for_nobody_reminds_nobody(session, state):
    type(session).objects.filter(pk=session.pk).update(state=state)
    assert send_due_reminders() == 0


def test_a_session_given_up_a_commission_dissolved_and_one_that_chose_nothing_remind_nobody(session):
    by = member_of(session.commission, Role.SECRETARY)
    for give_up in (cancel_session, postpone_session):
        with transaction.atomic():
            give_up(session.pk, reason="empêchement", by=by)
            assert send_due_reminders() == 0
            transaction.set_rollback(True)
    commission = session.commission
    for change in ({"reminder_days": []}, {"closed_on": clock.today()}):
        before = {name: getattr(commission, name) for name in change}
        type(commission).objects.filter(pk=commission.pk).update(**change)
        assert send_due_reminders() == 0
        type(commission).objects.filter(pk=commission.pk).update(**before)
    assert send_due_reminders() == 3


def test_a_rehearsal_reminds_nobody(session):
    by = member_of(session.commission, Role.SECRETARY)
    rehearsal = rehearse(session.pk, convened=True, by=by)
    type(session).objects.filter(pk=rehearsal.session_id).update(held_on=clock.today() + timedelta(days=7))
    Convocation.objects.filter(session=rehearsal.session_id).update(sent_at=timezone.now() - timedelta(days=2))
    assert rehearsal.session.commission.reminder_days == [7, 2]
    session.convocations.update(answer=Answer.PRESENT, answered_at=timezone.now())
    assert send_due_reminders() == 0


def test_who_was_reminded_by_hand_today_or_convened_today_is_left_in_peace(session):
    remind(session.pk, by=member_of(session.commission, Role.SECRETARY))
    assert send_due_reminders() == 0
    Reminder.objects.all().delete()
    session.convocations.update(sent_at=clock.now())
    assert send_due_reminders() == 0
    session.convocations.update(sent_at=None)
    assert send_due_reminders() == 0


def test_who_answers_before_the_worker_comes_is_not_written_to(session):
    send_due_reminders()
    row = session.convocations.filter(answer=Answer.NONE).first()
    answer_convocation(row.pk, AnswerFacts(Answer.PRESENT), by=None)
    assert send_letter(row.pk, LetterPurpose.REMIND, session.invitation_sequence, by=None) == "superseded"
    assert not OutgoingMail.objects.filter(template="convocation_reminder").exists()


# The setting, and the page


def edited(commission, days, **changes):
    values = {
        name: getattr(commission, name) for name in ("name", "objectives", "founded_by", "founded_on", "meeting_place")
    }
    return edit_commission(commission.pk, **values | changes, reminder_days=days, base_version=None, by=None)


def test_the_days_are_kept_the_farthest_first_each_once(session):
    assert edited(session.commission, [2, 7, 2]).reminder_days == [7, 2]
    assert edited(session.commission, []).reminder_days == []
    assert edited(session.commission, None).reminder_days == []
    for days in ([0], [61], [-1], [1, 2, 3, 4, 5, 6]):
        with pytest.raises(InvalidInput, match=r"jours avant la session|5 rappels au plus"):
            edited(session.commission, days)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7, 2", [7, 2]),
        ("2;7", [7, 2]),
        ("3 et 1", [3, 1]),
        ("", []),
        ("sept", None),
        ("1.5", None),
        ("-2", None),
        ("0", None),
    ],
)
def test_the_secretary_sets_them_on_the_page_of_the_commission(client, session, typed, kept):
    client.force_login(member_of(session.commission, Role.SECRETARY))
    address = reverse("commissions:edit", args=[session.commission_id])
    response = client.post(
        address, {"name": "Commission", "reminder_days": typed, "version": session.commission.version}
    )
    session.commission.refresh_from_db()
    if kept is None:
        assert response.status_code == 400
        assert "nombres de jours" in response.content.decode()
        assert session.commission.reminder_days == [7, 2]
    else:
        assert response.status_code == 302
        assert session.commission.reminder_days == kept
        assert f'value="{", ".join(map(str, kept))}"' in client.get(address).content.decode() or not kept


def test_the_page_of_the_convocations_says_what_is_to_come_and_what_was_done(client, session):
    client.force_login(member_of(session.commission, Role.SECRETARY))
    address = reverse("sessions:convocations", args=[session.pk])
    plan = reminder_plan(session, clock.today())
    assert plan.coming == (clock.today(), session.held_on - timedelta(days=2))
    assert "Rappels automatiques prévus" in client.get(address).content.decode()
    send_due_reminders()
    page = client.get(address).content.decode()
    assert "Rappel automatique prévu" in page
    assert "membres rappelés" in page
    assert page.count("par rappel automatique") == 3
    type(session.commission).objects.filter(pk=session.commission_id).update(reminder_days=[])
    assert "Aucun rappel automatique" in client.get(address).content.decode()


def test_a_second_reminder_of_the_day_is_refused_whoever_asks(session):
    assert remind(session.pk, by=member_of(session.commission, Role.SECRETARY)) > 0
    letters = Job.objects.filter(kind=SEND_LETTER).count()
    with pytest.raises(Refused, match="déjà été relancés aujourd’hui"):
        remind(session.pk, by=member_of(session.commission, Role.SECRETARY))
    assert Job.objects.filter(kind=SEND_LETTER).count() == letters
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert remind(session.pk, by=member_of(session.commission, Role.SECRETARY)) > 0


def test_nobody_is_reminded_before_the_members_had_time_to_answer(session):
    secretary = member_of(session.commission, Role.SECRETARY)

    def convened(days_ago):
        type(session).objects.filter(pk=session.pk).update(convened_at=timezone.now() - timedelta(days=days_ago))

    convened(1)
    with pytest.raises(Refused, match=r"leur laisse 2\sjours pour répondre"):
        remind(session.pk, by=secretary)
    assert not Reminder.objects.exists()
    edit_commission(
        session.commission_id, founded_on=None, reminder_wait=5, base_version=session.commission.version, by=secretary
    )
    convened(4)
    with pytest.raises(Refused, match=r"leur laisse 5\sjours"):
        remind(session.pk, by=secretary)
    # On the eve of the session nobody waits any more.
    type(session).objects.filter(pk=session.pk).update(held_on=clock.today() + timedelta(days=1))
    assert remind(session.pk, by=secretary) == 3


def test_no_reminder_is_asked_of_the_secretary_before_that_day(session):
    secretary = member_of(session.commission, Role.SECRETARY)
    assert "Relancer" in {duty.verb for duty in sessions_to_lead(secretary, clock.today())}
    type(session).objects.filter(pk=session.pk).update(convened_at=timezone.now())
    assert "Relancer" not in {duty.verb for duty in sessions_to_lead(secretary, clock.today())}

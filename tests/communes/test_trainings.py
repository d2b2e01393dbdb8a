"""Trainings, their sessions, and who came: a function, and only what the reader may see."""

from datetime import date

import pytest
from django.urls import reverse

from communes.enums import Presence
from communes.models import Attendance, TrainingSession
from communes.queries.trainings import sessions_of
from foundation.accounts.enums import Role
from tests.factories import AttendanceFactory, CommuneFactory, TrainingFactory, TrainingSessionFactory, officer_of

pytestmark = pytest.mark.django_db


def test_a_training_counts_who_came_among_what_the_reader_sees(commune, rsi, asin):
    session = TrainingSessionFactory(training=(training := TrainingFactory()))
    AttendanceFactory(session=session, commune=commune, presence=Presence.PRESENT)
    AttendanceFactory(session=session, commune=CommuneFactory(), presence=Presence.PRESENT)
    AttendanceFactory(session=session, commune=commune, function="SGM", presence=Presence.ABSENT)
    assert [(row.told, row.came) for row in sessions_of(training, asin)] == [(3, 2)]
    assert [(row.told, row.came) for row in sessions_of(training, rsi)] == [(2, 1)]


def test_the_asin_plans_and_each_commune_says_who_comes(client, commune, rsi, asin):
    client.force_login(asin)
    client.post(reverse("commune-trainings:new"), {"title": "Tenir son site"})
    training = TrainingFactory._meta.model.objects.get()
    typed = {"training": training.pk, "held_on": "2026-07-02", "place": "Parakou", "hours": "6"}
    client.post(reverse("training-sessions:new"), typed)
    session = TrainingSession.objects.get()
    assert (session.held_on, session.hours) == (date(2026, 7, 2), 6)
    client.force_login(rsi)
    assert client.get(reverse("commune-trainings:new")).status_code == 403
    typed = {"commune": commune.pk, "session": session.pk, "function": "RSI", "presence": "invited"}
    assert client.post(reverse("commune-attendances:new"), typed).status_code == 302
    page = client.get(reverse("commune-trainings:detail", args=[training.pk])).content.decode()
    assert "02/07/2026" in page
    assert "Parakou" in page


def test_a_neighbour_notes_nobody_for_another_commune(client, commune):
    session = TrainingSessionFactory()
    client.force_login(officer_of(CommuneFactory().scope, Role.RSI))
    typed = {"commune": commune.pk, "session": session.pk, "function": "RSI", "presence": "present"}
    assert client.post(reverse("commune-attendances:new"), typed).status_code == 400
    assert not Attendance.objects.exists()


def test_a_training_leads_to_its_session_and_a_session_to_who_comes(client, commune, rsi, asin):
    session = TrainingSessionFactory(training=(training := TrainingFactory()))
    AttendanceFactory(session=session, commune=commune, function="RSI", presence=Presence.PRESENT)
    AttendanceFactory(session=session, commune=CommuneFactory(), function="SGM", presence=Presence.ABSENT)
    AttendanceFactory(commune=commune, function="À une autre session")
    client.force_login(asin)
    page = client.get(reverse("commune-trainings:detail", args=[training.pk])).content.decode()
    assert f"{reverse('training-sessions:new')}?training={training.pk}" in page
    here = reverse("training-sessions:detail", args=[session.pk])
    page = client.get(here).content.decode().replace("\u00a0", " ")
    assert "2 participations notées" in page
    assert "1 présent, 1 absent, 0 à confirmer" in page
    assert "À une autre session" not in page
    assert f"{reverse('commune-attendances:list')}?training={training.pk}" in page
    client.force_login(rsi)
    page = client.get(here).content.decode().replace("\u00a0", " ")
    assert "1 participation notée" in page
    form = client.get(f"{reverse('commune-attendances:new')}?session={session.pk}").content.decode()
    assert f'<option value="{session.pk}" selected>' in form

"""Trainings, their sessions, and who came: a function, and only what the reader may see."""

from datetime import date

import lxml.html
import pytest
from django.urls import reverse

from communes.enums import Presence
from communes.models import Attendance, TrainingSession
from communes.operations.attendance import AttendanceTold, tell_attendance
from communes.queries.trainings import sessions_of
from communes.register.attendances import ATTENDANCES
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput
from foundation.journal.record import entries_of
from tests.communes.conftest import read
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


def drawn(page):
    """What the table of a session sends back when nobody touches it."""
    form = lxml.html.fromstring(page).xpath(
        "//form[.//input[contains(@name, '-version')] or .//*[@name='new-1-function']]"
    )[-1]
    for field in form.xpath(".//input[not(@value)]"):
        field.set("value", "")  # a browser sends them so
    return {name: value for name, value in form.form_values() if name not in ("csrfmiddlewaretoken", "idempotency_key")}


@pytest.fixture
def session(commune):
    return TrainingSessionFactory()


def sheet_of(session):
    return reverse("communes:attendance", args=[session.pk])


def test_the_attendance_of_a_session_is_told_in_one_table(client, commune, rsi, session):
    known = AttendanceFactory(session=session, commune=commune, function="RSI", presence=Presence.INVITED)
    same = AttendanceFactory(session=session, commune=commune, function="SGM", presence=Presence.PRESENT)
    AttendanceFactory(session=session, commune=CommuneFactory(name="Ailleurs"), function="Voisin")
    client.force_login(rsi)
    assert sheet_of(session) in client.get(reverse("training-sessions:detail", args=[session.pk])).content.decode()
    page = client.get(sheet_of(session)).content.decode()
    assert "Voisin" not in page
    sent = drawn(page) | {f"{known.pk}-presence": "present", "new-1-function": "Chef de l’état civil"}
    sent |= {"new-2-function": "Régisseur", "new-2-presence": "absent"}
    answer = client.post(sheet_of(session), sent, follow=True)
    assert "3\u00a0participations enregistrées" in answer.content.decode()
    told = session.attendances.filter(commune=commune).order_by("function").values_list("function", "presence")
    assert list(told) == [
        ("Chef de l’état civil", "invited"),
        ("RSI", "present"),
        ("Régisseur", "absent"),
        ("SGM", "present"),
    ]
    assert [len(entries_of(row)) for row in (known, same)] == [1, 0]
    answer = client.post(sheet_of(session), drawn(client.get(sheet_of(session)).content.decode()), follow=True)
    assert "Rien n’a changé" in answer.content.decode()


def test_a_row_of_the_table_that_is_refused_says_why_and_nothing_typed_is_lost(client, commune, rsi, session):
    known = AttendanceFactory(session=session, commune=commune, function="RSI", presence=Presence.INVITED)
    client.force_login(rsi)
    sent = drawn(client.get(sheet_of(session)).content.decode())
    sent |= {f"{known.pk}-presence": "present", "new-1-function": "RSI", "new-2-note": "Venu l’après-midi"}
    answer = client.post(sheet_of(session), sent)
    page = read(answer)
    assert answer.status_code == 400
    assert "Ligne 2 · Fonction : Cette fonction de la commune est déjà notée à cette session." in page
    assert "Ligne 3 · Fonction : Dites la fonction de la personne." in page
    assert drawn(answer.content.decode()) == sent
    known.refresh_from_db()
    assert (known.presence, session.attendances.count()) == (Presence.INVITED, 1)


def test_a_row_saved_by_another_meanwhile_is_said_and_written_over_once_read(client, commune, rsi, asin, session):
    known = AttendanceFactory(session=session, commune=commune, function="RSI", presence=Presence.INVITED)
    client.force_login(rsi)
    sent = drawn(client.get(sheet_of(session)).content.decode()) | {f"{known.pk}-presence": "present"}
    ATTENDANCES.edit(known.pk, base_version=1, function="RSI", presence="absent", note="Malade", by=asin)
    answer = client.post(sheet_of(session), sent)
    assert answer.status_code == 400
    assert "Enregistré entre-temps : RSI, absent, Malade." in read(answer)
    again = drawn(answer.content.decode())
    assert again[f"{known.pk}-presence"] == "present"
    assert client.post(sheet_of(session), again).status_code == 302
    known.refresh_from_db()
    assert known.presence == Presence.PRESENT


def test_the_table_of_a_session_takes_no_row_of_a_neighbour(client, commune, session):
    neighbour = officer_of(CommuneFactory().scope, Role.RSI)
    row = AttendanceTold("new-1", {"function": "RSI", "presence": "present", "note": ""}, commune=commune.pk)
    with pytest.raises(InvalidInput) as refusal:
        tell_attendance(session.pk, rows=[row], by=neighbour)
    assert list(refusal.value.errors) == ["new-1-function"]
    client.force_login(officer_of(commune.scope, Role.AUDITOR))
    assert client.get(sheet_of(session)).status_code == 403


def test_the_asin_tells_many_communes_in_one_table(client, commune, asin, session):
    other = CommuneFactory(name="Banikoara")
    client.force_login(asin)
    sent = drawn(client.get(sheet_of(session)).content.decode())
    assert sent["new-1-commune"] == ""
    sent |= {"new-1-function": "RSI", "new-3-note": "Venu le matin"}
    page = read(client.post(sheet_of(session), sent))
    assert "Ligne 1 · Commune : Choisissez la commune." in page
    assert "Ligne 3 · Commune : Choisissez la commune." in page
    assert "Ligne 3 · Fonction : Dites la fonction de la personne." in page
    sent |= {
        "new-3-note": "",
        "new-1-commune": str(commune.pk),
        "new-2-commune": str(other.pk),
        "new-2-function": "RSI",
    }
    assert client.post(sheet_of(session), sent).status_code == 302
    assert set(session.attendances.values_list("commune", flat=True)) == {commune.pk, other.pk}

"""The quarter of a commune: what is written, what stays, what is refused, and what awaits its RSI."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from communes.duties import quarters_to_tell, steps_to_take
from communes.models import CommuneQuarter, GridAnswer, NextStep
from communes.operations.quarter import Answered, ProjectTold, StepTold, tell_quarter
from communes.queries.grid import grid
from communes.queries.quarters import quarter_of
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from tests.factories import CommuneProjectFactory, GridAnswerFactory, NextStepFactory

from .conftest import read

pytestmark = pytest.mark.django_db
YES, NO = Answered("C1", "yes", "Arrêté n° 4"), Answered("T1", "no")


def test_the_grid_has_forty_questions_with_their_state_and_source():
    asked = grid()
    assert len(asked.questions) == 40
    assert asked.state == "à valider"
    assert "LOSI" in asked.source
    assert len({question.code for question in asked.questions}) == 40


@pytest.mark.parametrize(
    ("day", "number", "last"),
    [
        (date(2026, 1, 1), 1, date(2026, 3, 31)),
        (date(2026, 6, 30), 2, date(2026, 6, 30)),
        (date(2026, 12, 31), 4, date(2026, 12, 31)),
    ],
)
def test_a_day_has_its_quarter_and_the_quarter_its_last_day(day, number, last):
    assert (quarter_of(day).number, quarter_of(day).last_day) == (number, last)


def test_a_quarter_counts_the_grid_of_its_day_and_does_not_move_afterwards(commune, rsi, monkeypatch):
    first = tell_quarter(commune.pk, answers=[YES, NO], by=rsi)
    assert (first.label, first.yes, first.no, first.proven, first.questions) == ("2e trimestre 2026", 1, 1, 1, 40)
    monkeypatch.setattr("foundation.common.clock.today", lambda: date(2026, 9, 2))
    second = tell_quarter(commune.pk, answers=[Answered("T1", "yes")], by=rsi)
    assert (second.label, second.yes, second.no) == ("3e trimestre 2026", 2, 0)
    first.refresh_from_db()
    assert (first.yes, first.no) == (1, 1)


def test_an_answer_that_is_not_sent_or_not_changed_keeps_its_day(commune, rsi):
    old = GridAnswerFactory(commune=commune, code="C1", reply="yes", proof="Arrêté n° 4", answered_on=date(2026, 1, 9))
    kept = GridAnswerFactory(commune=commune, code="C3", reply="no", answered_on=date(2026, 1, 9))
    tell_quarter(commune.pk, answers=[YES, NO], by=rsi)
    for row in (old, kept):
        row.refresh_from_db()
        assert (row.answered_on, row.version) == (date(2026, 1, 9), 1)
    assert GridAnswer.objects.get(code="T1").answered_on == date(2026, 6, 15)


def test_an_answer_taken_back_is_unknown_and_is_not_no(commune, rsi):
    tell_quarter(commune.pk, answers=[YES], by=rsi)
    quarter = tell_quarter(commune.pk, answers=[Answered("C1")], by=rsi)
    assert (quarter.yes, quarter.no) == (0, 0)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([Answered("Z9", "yes")], "n’a pas de question « Z9 »"),
        ([YES, YES], "répondue deux fois"),
        ([Answered("C1", "peut-être")], "répondez oui, non, ou rien"),
        ([Answered("C1", "", "Arrêté")], "une preuve est celle d’une réponse"),
    ],
)
def test_what_the_grid_does_not_know_is_refused(commune, rsi, answers, said):
    with pytest.raises(InvalidInput, match=said):
        tell_quarter(commune.pk, answers=answers, by=rsi)
    assert not CommuneQuarter.objects.exists()


def test_two_who_tell_it_at_once_are_shown_both_texts(commune, rsi):
    tell_quarter(commune.pk, answers=[YES], base_version=0, by=rsi)
    with pytest.raises(Conflict) as refusal:
        tell_quarter(commune.pk, answers=[Answered("C1", "no")], base_version=0, by=rsi)
    assert refusal.value.sides == {"C1": ("oui · Arrêté n° 4", "non")}
    assert GridAnswer.objects.get(code="C1").reply == "yes"


def test_projects_and_steps_move_with_it_or_nothing_does(commune, rsi):
    project, step = CommuneProjectFactory(commune=commune), NextStepFactory(commune=commune, rank=1, text="Écrire")
    moved = ProjectTold(project.pk, {"situation": "done", "progress": 100, "note": "Reçu."}, 1)
    steps = [StepTold(1, "Écrire", is_done=True, base_version=1), StepTold(2, "Publier", date(2026, 8, 1), False, 0)]
    tell_quarter(commune.pk, projects=[moved], steps=steps, by=rsi)
    for row in (project, step):
        row.refresh_from_db()
    assert (project.situation, project.progress, step.done_on) == ("done", 100, date(2026, 6, 15))
    assert NextStep.objects.get(done_on=None).text == "Publier"
    wrong = ProjectTold(project.pk, {"situation": "to_come", "progress": 40}, 2)
    with pytest.raises(Refused, match="un projet à venir à 0 %"):
        tell_quarter(commune.pk, answers=[NO], projects=[wrong], by=rsi)


def test_a_step_said_done_elsewhere_is_not_written_a_second_time(commune, rsi, today):
    step = NextStepFactory(commune=commune, rank=1, text="Raccorder la mairie")
    NextStep.objects.filter(pk=step.pk).update(done_on=today, version=2)
    for is_done in (True, False):
        again = StepTold(1, "Raccorder la mairie, et l’école", is_done=is_done, base_version=1)
        with pytest.raises(Conflict, match="étape 1") as refusal:
            tell_quarter(commune.pk, answers=[YES], steps=[again], by=rsi)
        assert refusal.value.sides == {"text": ("", "Raccorder la mairie, et l’école")}
    assert NextStep.objects.count() == 1
    assert not GridAnswer.objects.exists()
    tell_quarter(commune.pk, steps=[StepTold(1, "Une autre", base_version=0)], by=rsi)
    assert NextStep.objects.get(done_on=None).text == "Une autre"


def test_the_project_of_a_neighbour_is_not_moved(commune, rsi):
    other = CommuneProjectFactory()
    with pytest.raises(InvalidInput, match="pas de cette commune"):
        tell_quarter(commune.pk, projects=[ProjectTold(other.pk, {"progress": 90}, 1)], by=rsi)


def test_it_leaves_one_line_of_the_journal_that_says_what_was_answered(commune, rsi):
    quarter = tell_quarter(commune.pk, answers=[YES, NO], by=rsi)
    (line,) = entries_of(quarter)
    assert line.act == "tell_quarter"
    assert line.after["answers"] == ["C1 : oui · Arrêté n° 4", "T1 : non"]


def test_the_quarter_awaits_the_rsi_until_it_is_told_and_each_step_until_it_is_done(commune, rsi, today):
    NextStepFactory(commune=commune, text="Écrire la charte", due_on=date(2026, 6, 1))
    (duty,) = quarters_to_tell(rsi, today)
    assert (duty.verb, duty.what, duty.due_on) == (
        "Renseigner",
        "le 2e trimestre 2026 de la commune de Kandi",
        date(2026, 6, 30),
    )
    (step,) = steps_to_take(rsi, today)
    assert step.is_late
    tell_quarter(commune.pk, steps=[StepTold(1, "Écrire la charte", is_done=True)], by=rsi)
    assert quarters_to_tell(rsi, today) == steps_to_take(rsi, today) == []


def test_the_page_saves_what_changed_and_says_what_is_left(client, commune, rsi):
    client.force_login(rsi)
    project = CommuneProjectFactory(commune=commune, progress=30)
    address = reverse("communes:quarter", args=[commune.pk])
    assert client.get(address).status_code == 200
    typed = {
        "version": "0",
        "q-C1-reply": "yes",
        "q-C1-proof": "Arrêté n° 4",
        f"p-{project.pk}-version": "1",
        f"p-{project.pk}-situation": "done",
        f"p-{project.pk}-progress": "30",
        "s-3-version": "0",
        "s-3-text": "Publier les délibérations",
        "s-3-due_on": "01/10/2026",
    }
    page = read(client.post(address, typed, follow=True))
    assert "1 oui sur 40, 39" in page
    project.refresh_from_db()
    assert (project.situation, project.progress) == ("done", 100)  # what only follows is not asked again
    assert NextStep.objects.get().due_on == date(2026, 10, 1)


def test_the_page_keeps_what_was_typed_when_it_refuses(client, commune, rsi):
    client.force_login(rsi)
    typed = {"version": "0", "q-C1-proof": "Une preuve sans réponse", "s-1-text": "Une étape gardée"}
    answer = client.post(reverse("communes:quarter", args=[commune.pk]), typed)
    page = read(answer)
    assert answer.status_code == 400
    question = grid().questions[0]
    assert f"{question.text} · Preuve : Une preuve est celle d’une réponse : choisissez oui ou non." in page
    assert '<details class="quarter__theme" open>' in page
    assert "Une preuve sans réponse" in page
    assert "Une étape gardée" in page


def test_each_error_names_the_project_or_the_step_it_is_about(client, commune, rsi):
    project = CommuneProjectFactory(commune=commune, title="Gestion du courrier", situation="running")
    NextStepFactory(commune=commune, rank=2, text="Publier les délibérations")
    client.force_login(rsi)
    typed = {"version": "0", f"p-{project.pk}-situation": "running", f"p-{project.pk}-progress": "150"}
    answer = client.post(reverse("communes:quarter", args=[commune.pk]), typed | {"s-2-text": "", "s-2-version": "1"})
    page = read(answer)
    assert answer.status_code == 400
    assert "Gestion du courrier · Avancement (%) :" in page
    assert "Étape 2 · Étape : Ce champ est obligatoire." in page


def test_the_api_tells_a_quarter_and_refuses_what_the_page_refuses(commune, rsi):
    api = APIClient()
    api.force_authenticate(rsi)
    sent = {"commune": str(commune.pk), "answers": [{"code": "C1", "reply": "yes"}], "base_version": 0}
    made = api.post("/api/v1/commune-quarters", sent, format="json")
    assert (made.status_code, made.json()["yes"]) == (201, 1)
    assert (
        api.post(
            "/api/v1/commune-quarters", sent | {"answers": [{"code": "C1", "reply": "no"}]}, format="json"
        ).status_code
        == 409
    )
    assert len(api.get("/api/v1/grid-answers/grid").json()["themes"]) == 5

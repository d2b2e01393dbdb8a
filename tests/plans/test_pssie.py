"""The PSSIE: a list that somebody fills, answers with their proofs, figures with their denominators, two deadlines."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.accounts.enums import Role, ScopeKind
from foundation.common.duties import duties
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from ministries.models import Ministry
from plans import operations
from plans.enums import MeasureState, PlanKind
from plans.models import MeasureAnswer, PssieMeasure
from plans.queries.pssie import conformity_of, deadlines_of, with_measures
from tests.factories import (
    MeasureAnswerFactory,
    MinistryFactory,
    PlanFactory,
    PssieMeasureFactory,
    ScopeFactory,
    officer_of,
)

from .conftest import TODAY

pytestmark = pytest.mark.django_db
S = MeasureState
PROVED = {"state": S.DONE, "proof_reference": "Note n° 4", "proof_on": date(2026, 5, 2)}


def page_of(ministry):
    return reverse("plans:pssie_ministry", args=[ministry.pk])


def answer_of(ministry, measure):
    return reverse("plans:answer", args=[ministry.pk, measure.pk])


def row_of(ministry):
    return with_measures(Ministry.objects.filter(pk=ministry.pk), TODAY).get()


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)


def test_the_list_is_empty_until_somebody_fills_it(client, dsi, ministry):
    client.force_login(dsi)
    page = client.get(page_of(ministry)).content.decode()
    assert "Aucune mesure n’est enregistrée : la liste est à remplir." in page.replace("\xa0", " ")
    pasted = {"ministry": ministry.pk, "lines": "N°;Mesure\n1;Sauvegarder\n2;Trier"}
    client.post(reverse("plans:paste_measures"), pasted)
    assert [(row.code, row.title, row.ministry) for row in PssieMeasure.objects.order_by("position")] == [
        ("1", "Sauvegarder", ministry),
        ("2", "Trier", ministry),
    ]
    assert "0 sur 2 mesures faites, 2 non renseignées" in client.get(page_of(ministry)).content.decode().replace(
        "\xa0", " "
    )


def test_the_asin_writes_for_all_and_a_dsi_for_his_ministry(client, dsi, ministry, asin):
    with pytest.raises(InvalidInput, match="seul l’administrateur ASIN, celles de tous"):
        operations.paste_measures(lines="Sauvegarder", by=dsi)
    client.force_login(asin)
    assert client.post(reverse("pssie-measures:new"), {"title": "Sauvegarder", "position": 1}).status_code == 302
    measure = PssieMeasure.objects.get()
    assert measure.scope is None
    client.force_login(dsi)
    assert measure.title in client.get(reverse("pssie-measures:list")).content.decode()
    assert client.get(reverse("pssie-measures:edit", args=[measure.pk])).status_code == 403
    own = PssieMeasureFactory(ministry=ministry)
    assert client.get(reverse("pssie-measures:edit", args=[own.pk])).status_code == 200
    stranger = MinistryFactory()
    assert conformity_of(row_of(stranger)).measures == 1
    assert conformity_of(row_of(ministry)).measures == 2


def test_the_figures_say_their_denominator(ministry):
    measures = PssieMeasureFactory.create_batch(9)
    PssieMeasureFactory(ministry=MinistryFactory())  # another ministry's
    PssieMeasureFactory(withdrawn_on=TODAY)
    states = (S.DONE, S.DONE, S.RUNNING, S.NOT_STARTED, S.NOT_APPLICABLE, S.NOT_APPLICABLE)
    for measure, state in zip(measures, states, strict=False):
        said = PROVED if state == S.DONE else {"state": state, "reason": "x"}
        MeasureAnswerFactory(ministry=ministry, measure=measure, **said)
    MeasureAnswer.objects.filter(state=S.RUNNING).update(due_on=TODAY - timedelta(days=1))
    found = conformity_of(row_of(ministry))
    assert (found.measures, found.counted, found.done, found.unknown, found.late) == (9, 7, 2, 3, 1)
    said = found.sentence.replace("\xa0", " ")
    assert said == "2 sur 7 mesures faites, 2 sans objet écartées, 3 non renseignées, 1 en retard"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": S.DONE}, "Une mesure faite a sa preuve"),
        ({"state": S.DONE, "proof_on": date(2026, 1, 1)}, "Une mesure faite a sa preuve"),
        ({"state": S.DONE, "proof_reference": "Note"}, "Une mesure faite a sa preuve"),
        ({"state": S.NOT_APPLICABLE}, "Dites pourquoi la mesure est sans objet"),
        (PROVED | {"proof_on": TODAY + timedelta(days=1)}, "n’est pas encore venue"),
    ],
)
def test_nothing_is_done_without_proof_nor_set_aside_without_reason(ministry, dsi, facts, said):
    with pytest.raises(Refused, match=said):
        operations.answer_measure(ministry.pk, measure=PssieMeasureFactory(), by=dsi, **facts)
    assert not MeasureAnswer.objects.exists()


def test_the_dsi_answers_with_a_piece_and_corrects_it(client, dsi, ministry):
    measure = PssieMeasureFactory(title="Sauvegarder chaque jour")
    client.force_login(dsi)
    typed = {"state": "done", "proof_on": "02/05/2026"}
    piece = SimpleUploadedFile("essai.csv", b"jour;essai\n1;ok\n")
    assert client.post(answer_of(ministry, measure), typed).status_code == 409
    refused = client.post(answer_of(ministry, measure), typed | {"upload": SimpleUploadedFile("x.exe", b"MZ")})
    assert refused.status_code == 409
    pdf = SimpleUploadedFile("essai.txt", b"essai")
    assert client.post(answer_of(ministry, measure), typed | {"upload": pdf}).status_code == 409  # not a piece
    assert piece.name == "essai.csv"
    page = client.post(answer_of(ministry, measure), typed | {"proof_reference": "Note n° 4"}, follow=True)
    assert "« Sauvegarder chaque jour » : faite. 1 sur 1 mesure faite." in page.content.decode().replace("\xa0", " ")
    row = MeasureAnswer.objects.get()
    client.post(answer_of(ministry, measure), {"state": "running", "version": 1})
    row.refresh_from_db()
    assert (row.state, row.version) == (S.RUNNING, 2)
    late = client.post(answer_of(ministry, measure), {"state": "not_started", "version": 1})
    assert late.status_code == 409
    assert [entry.act for entry in entries_of(row)] == ["answer_measure", "answer_measure"]


def test_a_neighbour_and_a_reader_do_not_answer(client, ministry):
    measure = PssieMeasureFactory()
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(page_of(ministry)).status_code == 404
    assert client.get(answer_of(ministry, measure)).status_code == 404
    client.force_login(officer_of(ministry.scope, Role.AUDITOR))
    assert client.get(page_of(ministry)).status_code == 200
    assert client.get(answer_of(ministry, measure)).status_code == 403
    foreign = PssieMeasureFactory(ministry=MinistryFactory())
    client.force_login(officer_of(ministry.scope, Role.DSI))
    assert client.get(answer_of(ministry, foreign)).status_code == 404


def told(ministry):
    return [(row.due_on, row.tone, row.outcome.replace("\xa0", " ")) for row in deadlines_of(row_of(ministry), TODAY)]


def test_without_the_day_that_starts_them_the_deadlines_say_so(client, dsi, ministry):
    client.force_login(dsi)
    page = client.get(page_of(ministry)).content.decode().replace("\xa0", " ")
    assert "Le jour dont courent ces délais n’est pas renseigné" in page
    assert [due for due, _, _ in told(ministry)] == [None, None]


def test_with_it_the_plan_is_due_in_a_year_and_the_conformity_in_three(settings, ministry):
    settings.PSSIE_STARTS_ON = date(2024, 6, 1)
    measure = PssieMeasureFactory()
    assert told(ministry) == [
        (date(2025, 6, 1), "late", "aucun en application ; en retard de 379 jours"),
        (date(2027, 6, 1), "neutral", "0 sur 1 mesure faite, 1 non renseignée"),
    ]
    PlanFactory(ministry=ministry, kind=PlanKind.PSSIE, adopted=True, adopted_on=date(2025, 6, 11))
    MeasureAnswerFactory(ministry=ministry, measure=measure, **PROVED)
    assert told(ministry) == [
        (date(2025, 6, 1), "attention", "adopté le 11/06/2025, 10 jours après l’échéance"),
        (date(2027, 6, 1), "good", "1 sur 1 mesure faite"),
    ]


def test_a_ministry_on_time_is_not_late_for_having_renewed_its_action_plan(settings, ministry):
    settings.PSSIE_STARTS_ON = date(2024, 6, 1)
    given = {"ministry": ministry, "kind": PlanKind.PSSIE, "adopted": True}
    first = PlanFactory(adopted_on=date(2025, 5, 2), **given)
    assert told(ministry)[0] == (date(2025, 6, 1), "good", "adopté le 02/05/2025")
    PlanFactory(adopted_on=date(2026, 1, 5), replaces=first, **given)
    assert told(ministry)[0] == (date(2025, 6, 1), "good", "adopté le 05/01/2026, le premier le 02/05/2025")
    type(first).objects.filter(pk=first.pk).update(adopted_on=date(2025, 6, 11))
    said = "adopté le 05/01/2026, le premier le 11/06/2025, 10 jours après l’échéance"
    assert told(ministry)[0] == (date(2025, 6, 1), "attention", said)
    type(first).objects.filter(pk=first.pk).update(adopted_on=None)  # nobody knows whether it was late
    assert told(ministry)[0] == (date(2025, 6, 1), "good", "adopté le 05/01/2026")


def test_late_measures_wait_on_the_home_page_of_the_dsi(ministry, dsi):
    MeasureAnswerFactory(ministry=ministry, due_on=TODAY - timedelta(days=1))
    [duty] = [duty for find in duties for duty in find(dsi, TODAY) if "PSSIE" in duty.what]
    assert (duty.what.replace("\xa0", " "), duty.href) == ("1 mesure de la PSSIE en retard", page_of(ministry))


def test_the_action_plan_waits_once_its_deadline_is_known(settings, ministry, dsi):
    settings.PSSIE_STARTS_ON = date(2024, 6, 1)
    waits = [duty for find in duties for duty in find(dsi, TODAY) if "plan d’action" in duty.what]
    assert [(duty.due_on, duty.is_late) for duty in waits] == [(date(2025, 6, 1), True)]
    PlanFactory(ministry=ministry, kind=PlanKind.PSSIE, **{"adopted": True, "ends_on": date(2030, 1, 1)})
    assert [duty for find in duties for duty in find(dsi, TODAY) if "PSSIE" in duty.what] == []


def test_the_measures_go_out_with_their_answers_and_come_in_over_the_api(client, dsi, ministry):
    measure = PssieMeasureFactory(title="Sauvegarder", code="M1", position=1)
    PssieMeasureFactory(title="Trier", position=2)
    api = APIClient()
    api.force_authenticate(dsi)
    sent = {
        "ministry": ministry.pk,
        "measure": measure.pk,
        "state": "done",
        "proof_reference": "Note",
        "proof_on": "2026-05-02",
    }
    made = api.post(reverse("api:measure-answers-list"), sent)
    assert made.status_code == 201
    again = api.post(reverse("api:measure-answers-list"), sent)
    assert (again.status_code, "déjà renseigné" in again.json()["detail"]) == (409, True)
    figures = api.get(reverse("api:pssie-detail", args=[ministry.pk])).json()["conformity"]
    assert (figures["done"], figures["counted"], figures["unknown"]) == (1, 2, 1)
    client.force_login(dsi)
    answer = client.get(reverse("plans:pssie_ministry_export", args=[ministry.pk]))
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1:] == [
        "M1;Sauvegarder;faite;;;Note;02/05/2026;",
        ";Trier;non renseigné;;;;;",
    ]


@pytest.mark.parametrize("rows", [1, 5])
def test_the_pages_ask_as_much_for_one_measure_as_for_many(client, dsi, ministry, rows, django_assert_max_num_queries):
    for measure in PssieMeasureFactory.create_batch(rows):
        MeasureAnswerFactory(ministry=ministry, measure=measure)
    client.force_login(dsi)
    for href, most in ((page_of(ministry), 10), (reverse("plans:pssie"), 7)):
        with django_assert_max_num_queries(most):
            assert client.get(href).status_code == 200

"""« Mes projets »: what is typed is never lost, what is wrong is said in its row, what is foreign is refused whole."""

import re
from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from projects.enums import Stage, UpdateState
from projects.models import Project, StatusUpdate
from projects.operations import UpdateValues, publish_update, save_draft
from projects.queries.own_projects import TYPED, mark_of, typed_texts
from tests.factories import PersonFactory, officer_of
from tests.projects.world import an_hour_before, ministry_with_dsi, running_project

pytestmark = pytest.mark.django_db
MINE = reverse("projects:mine")


@pytest.fixture(scope="module")
def made(standing, tmp_path_factory):
    with an_hour_before(tmp_path_factory.mktemp("clock")):
        ministry, dsi = ministry_with_dsi(acronym="MDGL")
        return ministry, dsi, [running_project(ministry, dsi, f"Projet {n}") for n in range(3)]


@pytest.fixture
def office(made, client, today):
    client.ministry, client.dsi, client.projects = deepcopy(made)
    client.force_login(client.dsi)
    return client


def form_of(*projects, action="publish", **changes):
    """What the browser sends: every field of every row, `changes` maps a row's rank and field to what was typed."""
    data = {"row": [str(project.pk) for project in projects], "action": action}
    for rank, project in enumerate(projects):
        row = Project.objects.get(pk=project.pk)
        draft = row.updates.filter(state=UpdateState.DRAFT).first()
        data |= {f"p-{row.pk}-{name}": text for name, text in typed_texts(draft or row).items()}
        data |= {f"p-{row.pk}-version": row.version, f"p-{row.pk}-draft": draft.version if draft else 0}
        data |= {
            f"p-{row.pk}-{key.partition('_')[2]}": value
            for key, value in changes.items()
            if key.startswith(f"r{rank}_")
        }
    return data


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_runs_a_fixed_number_of_queries(client, today, rows, django_assert_num_queries):
    ministry, dsi = ministry_with_dsi()
    for n in range(rows):
        running_project(ministry, dsi, f"Projet {n}")
    client.force_login(dsi)
    client.get(MINE)
    with django_assert_num_queries(6):  # session, user with grants, projects, drafts, last updates, campaign
        assert client.get(MINE).content.decode().count("data-cmsic-row") == rows


def test_rows_are_prefilled_from_the_last_publication_or_the_draft(office):
    first, second, _ = office.projects
    save_draft(
        second.pk,
        UpdateValues(Stage.RUNNING, progress=77, actual_start=date(2026, 1, 15), narrative="En cours de rédaction"),
        by=office.dsi,
    )
    text = office.get(MINE).content.decode()
    assert f'name="p-{first.pk}-progress" value="30"' in text
    assert f'name="p-{second.pk}-progress" value="77"' in text
    assert "En cours de rédaction" in text
    assert text.count("is-changed") == 2  # the progress and the comment of the draft


def test_changed_rows_are_published_together(office):
    first, second, third = office.projects
    response = office.post(
        MINE, form_of(*office.projects, r0_progress="33", r1_forecast_cost="101 000 000", r2_attests="on"), follow=True
    )
    assert "2 mises à jour publiées, 1 « rien de changé » attesté" in response.content.decode().replace("\u00a0", " ")
    assert set(StatusUpdate.objects.values_list("project_id", "attests_no_change")) == {
        (first.pk, False),
        (second.pk, False),
        (third.pk, True),
    }
    assert Project.objects.get(pk=second.pk).forecast_cost == 101_000_000


def test_a_bad_row_comes_back_with_all_that_was_typed_and_the_good_ones_are_saved(office):
    first, second, _third = office.projects
    data = form_of(
        *office.projects,
        r0_progress="33",
        r1_progress="99",
        r2_progress="deux cents",
        r2_forecast_end="31/02/2026",
        r2_narrative="Mon texte.",
    )
    response = office.post(MINE, data)
    text = response.content.decode()
    assert response.status_code == 200
    assert [update.project_id for update in StatusUpdate.objects.all()] == [first.pk]
    assert "2\u00a0lignes à corriger" in text
    assert "Un commentaire est obligatoire" in text
    assert f'name="p-{second.pk}-progress" value="99"' in text
    for typed in ("deux cents", "31/02/2026", "Mon texte."):
        assert typed in text, typed
    assert "Avancement illisible" in text
    assert "Date illisible" in text
    # A browser shows nothing in a field of numbers, or of days, that holds neither.
    shown = {
        kind: re.search(rf'<input type="(\w+)"[^>]*value="{kind}"', text)[1] for kind in ("deux cents", "31/02/2026")
    }
    assert shown == {"deux cents": "text", "31/02/2026": "text"}
    assert re.search(r'<input type="number"[^>]*value="99"', text)


def test_when_every_row_is_refused_the_answer_is_an_error_and_may_be_sent_again(office):
    data = form_of(*office.projects, r0_progress="99") | {"idempotency_key": "k1"}
    assert office.post(MINE, data).status_code == 400
    data[f"p-{office.projects[0].pk}-narrative"] = "Le module est livré."
    assert office.post(MINE, data).status_code == 302
    assert StatusUpdate.objects.count() == 1


def test_a_double_submit_publishes_once(office):
    data = form_of(*office.projects, r0_progress="33") | {"idempotency_key": "k2"}
    answers = [office.post(MINE, data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert StatusUpdate.objects.count() == 1
    # Sent again under another key, from the page as it was: the row has moved since, nothing is doubled.
    again = office.post(MINE, data | {"idempotency_key": "k3"})
    assert StatusUpdate.objects.count() == 1
    assert again.status_code == 302


def test_a_row_changed_by_another_shows_both_sides_then_is_published_knowingly(office):
    project = office.projects[0]
    data = form_of(project, r0_progress="34")
    publish_update(project.pk, UpdateValues(**UpdateValues.of(project).__dict__ | {"progress": 32}), by=office.dsi)
    response = office.post(MINE, data)
    text = response.content.decode()
    assert response.status_code == 400
    assert "enregistré : <strong>32 %</strong> ; saisi : <strong>34 %</strong>" in text.replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    again = form_of(project, r0_progress="34")
    assert office.post(MINE, again).status_code == 302
    assert Project.objects.get(pk=project.pk).progress == 34


def test_a_draft_is_saved_without_the_rules_of_publication(office):
    first, *_ = office.projects
    response = office.post(MINE, form_of(*office.projects, action="draft", r0_progress="99"), follow=True)
    assert "1\u00a0brouillon enregistré. Rien n’est encore publié." in response.content.decode()
    assert list(StatusUpdate.objects.values_list("project_id", "progress", "state")) == [(first.pk, 99, "draft")]
    assert Project.objects.get(pk=first.pk).progress == 30


def test_nothing_changed_publishes_nothing_and_says_what_to_do(office):
    response = office.post(MINE, form_of(*office.projects), follow=True)
    assert "cochez « Rien de changé »" in response.content.decode().replace("\u00a0", " ")
    assert not StatusUpdate.objects.exists()


def test_a_foreign_project_in_the_payload_refuses_the_whole(office):
    other, other_dsi = ministry_with_dsi()
    foreign = running_project(other, other_dsi, "Du voisin")
    data = form_of(office.projects[0], foreign, r0_progress="33", r1_progress="31")
    assert office.post(MINE, data).status_code == 404
    assert not StatusUpdate.objects.exists()
    # A partner's project is seen, and not written either.
    foreign.partner_ministries.add(office.ministry)
    assert office.post(MINE, data).status_code == 403
    assert not StatusUpdate.objects.exists()


@pytest.mark.parametrize("row", ["nonsense", "00000000-0000-0000-0000-000000000000", "' or 1=1"])
def test_an_unknown_row_is_not_found(office, row):
    assert office.post(MINE, {"row": [row]}).status_code == 404


def test_fields_of_a_project_that_is_no_row_are_not_read(office):
    first, second, _ = office.projects
    data = form_of(first, second, r1_progress="33")
    data["row"] = [str(first.pk)]
    office.post(MINE, data)
    assert not StatusUpdate.objects.exists()


def test_script_in_a_comment_is_shown_as_text(office):
    office.post(MINE, form_of(*office.projects, action="draft", r0_narrative="</textarea><script>alert(1)</script>"))
    text = office.get(MINE).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_project_lead_sees_the_projects_he_leads(client, today):
    ministry, dsi = ministry_with_dsi()
    user = officer_of(ministry.scope, Role.PROJECT_LEAD)
    running_project(ministry, dsi, "Pas le sien")
    led = running_project(ministry, dsi, "Le sien", lead=PersonFactory(scope=ministry.scope, user=user))
    client.force_login(user)
    text = client.get(MINE).content.decode()
    assert text.count("data-cmsic-row") == 1
    assert str(led.pk) in text


def test_done_projects_wait_for_nothing(office):
    done = running_project(
        office.ministry, office.dsi, "Fini", stage=Stage.DONE, actual_end=date(2026, 6, 1), progress=100
    )
    assert str(done.pk) not in office.get(MINE).content.decode()
    assert str(done.pk) in office.get(MINE, {"tous": "1"}).content.decode()
    assert str(done.pk) in office.get(MINE, {"projet": str(done.pk)}).content.decode()


def test_others_have_no_projects_of_their_own(client, today):
    ministry, _dsi = ministry_with_dsi()
    client.force_login(officer_of(ministry.scope, Role.AUDITOR))
    assert client.get(MINE).status_code == 403


def test_a_third_attestation_is_not_offered(office, today):
    project = office.projects[0]
    for month in (6, 7):
        today.move(date(2026, month, 15))
        office.post(reverse("projects:attest", args=[project.pk]))
    today.move(date(2026, 8, 15))
    text = office.get(MINE, {"projet": str(project.pk)}).content.decode()
    assert "attesté deux fois de suite" in text
    assert f'name="p-{project.pk}-attests"' not in text
    assert (
        "deux fois de suite"
        in office.post(
            reverse("projects:attest", args=[project.pk]), {"idempotency_key": "a"}, follow=True
        ).content.decode()
    )
    assert StatusUpdate.objects.count() == 2


def test_all_the_fields_typed_are_in_the_page(office):
    text = office.get(MINE).content.decode()
    assert all(f'name="p-{office.projects[0].pk}-{name}"' in text for name in TYPED)


def with_marks(data, *projects):
    """As the page draws them: the mark of the texts of each row that was not touched."""
    for project in projects:
        row = Project.objects.get(pk=project.pk)
        data[f"p-{row.pk}-drawn"] = mark_of(typed_texts(row)[name] for name in TYPED)
    return data


def test_a_row_that_one_did_not_touch_crosses_nobody(office):
    first, second, _ = office.projects
    data = with_marks(form_of(first, second, r1_progress="33"), first)
    publish_update(first.pk, UpdateValues(**UpdateValues.of(first).__dict__ | {"progress": 32}), by=office.dsi)
    assert office.post(MINE, data).status_code == 302
    assert Project.objects.get(pk=first.pk).progress == 32
    assert Project.objects.get(pk=second.pk).progress == 33


def test_an_attestation_of_a_row_that_moved_since_is_refused(office):
    first, *_ = office.projects
    data = with_marks(form_of(first, r0_attests="on"), first)
    publish_update(first.pk, UpdateValues(**UpdateValues.of(first).__dict__ | {"progress": 32}), by=office.dsi)
    answer = office.post(MINE, data)
    assert answer.status_code == 400
    assert "modifiée entre-temps" in answer.content.decode()
    assert StatusUpdate.objects.count() == 1


def test_the_rest_is_attested_at_once_but_for_those_that_cannot(office, today):
    first, second, third = office.projects
    for month in (6, 7):
        today.move(date(2026, month, 15))
        office.post(reverse("projects:attest", args=[third.pk]))
    today.move(date(2026, 8, 15))
    answer = office.post(MINE, form_of(*office.projects, action="rest", r0_progress="33"))
    text = answer.content.decode().replace("\u00a0", " ")
    assert "1 « rien de changé » attesté, 1 brouillon enregistré" in text
    assert "1 ligne à corriger" in text
    assert "attesté deux fois de suite" in text
    assert StatusUpdate.objects.get(project=first).state == UpdateState.DRAFT
    assert StatusUpdate.objects.get(project=second).attests_no_change
    assert StatusUpdate.objects.filter(project=third).count() == 2


def test_what_waits_comes_first_then_what_is_done_with_its_day(office):
    first, second, third = office.projects
    publish_update(first.pk, UpdateValues(**UpdateValues.of(first).__dict__ | {"progress": 32}), by=office.dsi)
    office.post(reverse("projects:attest", args=[second.pk]))
    text = office.get(MINE).content.decode().replace("\u00a0", " ")
    assert "Juin 2026 : 1 projet attend sa mise à jour ; déjà faits : 1 publié, 1 attesté sans changement." in text
    order = [text.index(f'id="p-{project.pk}"') for project in (third, first, second)]
    assert order == sorted(order)
    assert "publié le 15/06/2026" in text
    assert "« rien de changé » le 15/06/2026" in text


def test_a_crossed_row_shows_every_field_and_the_others_comment(office):
    first, *_ = office.projects
    data = form_of(first, r0_progress="34", r0_narrative="Le mien.")
    other = UpdateValues(**UpdateValues.of(first).__dict__ | {"progress": 32, "narrative": "Celui d’un autre."})
    publish_update(first.pk, other, by=office.dsi)
    text = office.post(MINE, data).content.decode()
    assert "enregistré : <strong>Celui d’un autre.</strong> ; saisi : <strong>Le mien.</strong>" in text.replace(
        "\u00a0", " "
    )
    assert text.count("identique") == len(TYPED) - 2


def test_a_draft_sent_twice_because_its_answer_was_lost_crosses_nothing(office):
    first, *_ = office.projects
    data = form_of(first, action="draft", r0_narrative="Le mien.")
    asked = {"HTTP_ACCEPT": "application/json"}
    assert office.post(MINE, data, **asked).json()["rows"][0]["draft"] == 1
    again = office.post(MINE, data, **asked).json()["rows"][0]
    assert (again["outcome"], again["crossed"]) == ("drafted", False)
    data[f"p-{first.pk}-narrative"] = "Un autre, parti de rien."
    assert office.post(MINE, data, **asked).json()["rows"][0]["crossed"]
    assert StatusUpdate.objects.get().narrative == "Le mien."


def test_the_months_of_many_pages_are_counted_whole(office):
    projects = [running_project(office.ministry, office.dsi, f"Suite {n}") for n in range(40)]
    office.post(reverse("projects:attest", args=[projects[0].pk]))
    text = office.get(MINE).content.decode().replace("\u00a0", " ")
    assert "42 projets attendent leur mise à jour ; déjà faits : 1 attesté sans changement." in text

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from foundation.accounts.models import User
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.jobs.models import Job
from foundation.journal.record import entries_of
from projects.enums import Stage, UpdateState
from projects.models import StatusUpdate
from projects.operations import (
    RowInput,
    UpdateValues,
    attest_no_change,
    attest_the_rest,
    discard_draft,
    publish_update,
    publish_updates,
    save_draft,
    save_drafts,
)
from tests.projects.world import an_hour_before, dsi_of, ministry_with_dsi, running_project

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(standing, tmp_path_factory):
    with an_hour_before(tmp_path_factory.mktemp("clock")):
        return running_project(*ministry_with_dsi())


@pytest.fixture
def project(made, today):
    return deepcopy(made)


@pytest.fixture
def dsi(project):
    return User.objects.get(grants__scope=project.scope_id)


def values(project, **change):
    project.refresh_from_db()
    return replace(UpdateValues.of(project), **change)


def test_a_published_update_moves_the_project_its_signals_and_its_freshness(project, dsi, today):
    update = publish_update(
        project.pk,
        values(project, progress=33, forecast_end=date(2027, 6, 30), narrative="Marché infructueux."),
        by=dsi,
    )
    project.refresh_from_db()
    assert (project.progress, project.forecast_end, project.last_update_on, project.colour) == (
        33,
        date(2027, 6, 30),
        today.day,
        "red",
    )
    assert project.fresh_until == date(2026, 7, 30)
    assert (update.state, update.author_name, update.month) == (UpdateState.PUBLISHED, str(dsi), date(2026, 6, 1))
    assert entries_of(project).last().after == {"progress": 33, "forecast_end": "2027-06-30"}
    assert Job.objects.filter(kind="fold_project_figures").count() == 1


def test_a_published_update_is_immutable(project, dsi):
    publish_update(project.pk, values(project, progress=33), by=dsi)
    for act in (lambda: StatusUpdate.objects.update(progress=99), lambda: StatusUpdate.objects.all().delete()):
        with pytest.raises(Exception, match="Cannot update or delete rows"), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"progress": 36}, "narrative"),
        ({"forecast_end": date(2027, 3, 1)}, "narrative"),
        ({"forecast_cost": 110_000_000}, "narrative"),
        ({"actual_cost": 900_000_000}, "narrative"),
        ({"actual_start": date(2026, 5, 1)}, "narrative"),
        ({"forecast_start": date(2026, 5, 1)}, "narrative"),
        ({"stage": Stage.DONE, "actual_end": date(2026, 6, 1), "progress": None}, "narrative"),
        ({"stage": Stage.SUSPENDED}, "narrative"),
        ({"progress": 101, "narrative": "x"}, "progress"),
        ({"stage": Stage.DONE, "actual_end": date(2026, 6, 1), "progress": 90, "narrative": "x"}, "progress"),
        ({"stage": Stage.DONE, "progress": 100, "narrative": "x"}, "stage"),
        ({"actual_end": date(2026, 6, 1), "narrative": "x"}, "stage"),
        ({"forecast_end": date(2026, 1, 1), "narrative": "x"}, "forecast_end"),
        ({"forecast_cost": -1, "narrative": "x"}, "forecast_cost"),
        ({"own_rating": 6}, "own_rating"),
    ],
)
def test_what_is_wrong_is_said_on_its_field(project, dsi, change, field):
    with pytest.raises(InvalidInput) as refusal:
        publish_update(project.pk, values(project, **change), by=dsi)
    assert list(refusal.value.errors) == [field]
    assert not StatusUpdate.objects.exists()


def test_all_that_is_wrong_is_said_at_once(project, dsi):
    with pytest.raises(InvalidInput) as refusal:
        publish_update(project.pk, values(project, progress=101, stage=Stage.DONE), by=dsi)
    assert set(refusal.value.errors) == {"stage", "progress", "narrative"}


def test_nothing_new_is_no_update(project, dsi):
    with pytest.raises(Refused, match="attestez « rien de changé »"):
        publish_update(project.pk, values(project), by=dsi)


def test_an_update_on_an_old_version_shows_both_sides(project, dsi):
    version = project.version
    publish_update(project.pk, values(project, progress=33), by=dsi)
    with pytest.raises(Conflict) as conflict:
        publish_update(project.pk, values(project, progress=34), by=dsi, base_version=version)
    assert conflict.value.sides == {"progress": ("33", "34")}


def test_a_draft_keeps_what_is_not_yet_publishable(project, dsi):
    draft = save_draft(project.pk, values(project, progress=90, stage=Stage.DONE), by=dsi)
    project.refresh_from_db()
    assert (project.progress, project.stage, draft.progress) == (30, Stage.RUNNING, 90)
    again = save_draft(project.pk, values(project, progress=91), by=dsi, draft_version=draft.version)
    assert (again.pk, again.version) == (draft.pk, 2)


def test_a_draft_saved_by_another_is_not_overwritten_unseen(project, dsi):
    draft = save_draft(project.pk, values(project, progress=40, narrative="Le mien."), by=dsi)
    save_draft(project.pk, values(project, progress=41, narrative="Le sien."), by=dsi, draft_version=draft.version)
    with pytest.raises(Conflict) as conflict:
        save_draft(
            project.pk, values(project, progress=40, narrative="Le mien encore."), by=dsi, draft_version=draft.version
        )
    assert conflict.value.sides["narrative"] == ("Le sien.", "Le mien encore.")


@pytest.mark.parametrize("act", [publish_updates, save_drafts, attest_the_rest])
def test_a_draft_of_another_is_not_thrown_away_by_a_row_that_names_no_version(project, dsi, act):
    save_draft(project.pk, values(project, progress=33, narrative="Un long texte."), by=dsi)
    (result,) = act([RowInput(project.pk, {}, base_version=project.version)], by=dsi_of(project.ministry))
    assert (result.outcome, result.conflict is not None) == ("refused", True)
    assert result.fields_in_conflict["narrative"] == {"stored": "Un long texte.", "sent": ""}
    assert StatusUpdate.objects.get().narrative == "Un long texte."


def test_a_draft_of_another_is_not_written_over_by_whoever_names_no_version(project, dsi):
    save_draft(project.pk, values(project, progress=33, narrative="Un long texte."), by=dsi)
    for act in (save_draft, publish_update):
        with pytest.raises(Conflict):
            act(project.pk, values(project, progress=34), by=dsi_of(project.ministry))
    assert save_draft(project.pk, values(project, progress=34), by=dsi).progress == 34  # his own


@pytest.mark.parametrize("act", [publish_updates, save_drafts])
def test_a_draft_taken_back_leaves_its_text_in_the_journal(project, dsi, act):
    draft = save_draft(project.pk, values(project, progress=33, narrative="Repris."), by=dsi)
    act([RowInput(project.pk, values(project), draft_version=draft.version)], by=dsi)
    assert not StatusUpdate.objects.exists()
    assert [entry.before["narrative"] for entry in entries_of(project) if entry.act == "discard_update_draft"] == [
        "Repris."
    ]


def test_publishing_turns_the_draft_into_the_update(project, dsi):
    draft = save_draft(project.pk, values(project, progress=33), by=dsi)
    update = publish_update(project.pk, values(project, progress=34), by=dsi, draft_version=draft.version)
    assert update.pk == draft.pk
    with pytest.raises(Refused, match="il n’y en a plus"):
        discard_draft(project.pk, by=dsi)


def test_a_discarded_draft_stays_in_the_journal(project, dsi):
    save_draft(project.pk, values(project, narrative="À revoir."), by=dsi)
    discard_draft(project.pk, by=dsi)
    assert not StatusUpdate.objects.exists()
    assert entries_of(project).last().before["narrative"] == "À revoir."


def test_an_attestation_refreshes_without_being_an_update(project, dsi, today):
    today.move(date(2026, 7, 20))
    attest_no_change(project.pk, by=dsi)
    project.refresh_from_db()
    assert (project.last_update_on, project.fresh_until) == (None, date(2026, 9, 4))
    assert StatusUpdate.objects.get().attests_no_change


def test_no_more_than_two_attestations_in_a_row_and_one_a_month(project, dsi, today):
    attest_no_change(project.pk, by=dsi)
    with pytest.raises(Refused, match="déjà attesté pour ce mois"):
        attest_no_change(project.pk, by=dsi)
    today.move(date(2026, 7, 3))
    attest_no_change(project.pk, by=dsi)
    today.move(date(2026, 8, 3))
    with pytest.raises(Refused, match="deux fois de suite"):
        attest_no_change(project.pk, by=dsi)
    publish_update(project.pk, values(project, progress=31), by=dsi)
    today.move(date(2026, 9, 3))
    assert attest_no_change(project.pk, by=dsi).attests_no_change


def test_an_attestation_does_not_pass_over_a_draft(project, dsi):
    save_draft(project.pk, values(project, progress=33), by=dsi)
    with pytest.raises(Refused, match="un brouillon de mise à jour attend"):
        attest_no_change(project.pk, by=dsi)


def test_one_bad_row_never_loses_the_others(project, dsi):
    good = running_project(project.ministry, dsi, "Bon")
    calm = running_project(project.ministry, dsi, "Calme")
    same = running_project(project.ministry, dsi, "Inchangé")
    rows = [
        RowInput(project.pk, values(project, progress=99)),
        RowInput(good.pk, values(good, progress=33)),
        RowInput(calm.pk, values(calm), attests=True),
        RowInput(same.pk, values(same)),
    ]
    results = {result.project_id: result for result in publish_updates(rows, by=dsi)}
    assert {pk: result.outcome for pk, result in results.items()} == {
        project.pk: "refused",
        good.pk: "published",
        calm.pk: "attested",
        same.pk: "unchanged",
    }
    assert "Un commentaire est obligatoire" in results[project.pk].errors["narrative"][0]
    assert set(StatusUpdate.objects.values_list("project_id", flat=True)) == {good.pk, calm.pk}
    assert Job.objects.filter(kind="fold_project_figures").count() == 1


def test_attesting_a_row_one_has_changed_is_refused(project, dsi):
    (result,) = publish_updates([RowInput(project.pk, values(project, progress=33), attests=True)], by=dsi)
    assert (result.outcome, "Décochez" in result.errors[""][0]) == ("refused", True)


def test_drafts_of_many_rows_keep_only_what_says_something(project, dsi):
    other = running_project(project.ministry, dsi, "Autre")
    rows = [RowInput(project.pk, values(project, progress=80)), RowInput(other.pk, values(other))]
    assert [
        result.outcome for result in sorted(save_drafts(rows, by=dsi), key=lambda r: r.project_id != project.pk)
    ] == ["drafted", "unchanged"]
    # What was typed is taken back: the draft goes.
    (result,) = save_drafts([RowInput(project.pk, values(project), draft_version=1)], by=dsi)
    assert (result.outcome, StatusUpdate.objects.exists()) == ("unchanged", False)

from datetime import date

import pytest

from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.figures import get
from projects.enums import ExitReason, ProjectKind, SiteState, Stage
from projects.models import Project
from projects.operations import (
    add_sites,
    create_project,
    edit_project,
    merge_projects,
    publish_update,
    rename_project,
    split_project,
    update_site,
)
from projects.queries.portfolio import matching
from projects.queries.rollup import Sum, roll_up
from projects.queries.sites import site_summary
from tests.factories import MinistryFactory
from tests.projects.world import PLANNED, ministry_with_dsi, running_project

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
FORTY_OF_SIXTY = {
    "unit": "prises câblées",
    "planned_quantity": 60,
    "done_quantity": 40,
    "measured_on": date(2026, 6, 12),
}


def test_a_former_name_stays_attached_and_is_found(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi, "SI SAMU")
    rename_project(project.pk, "Régulation des urgences", by=dsi)
    assert list(project.former_names.values_list("title", "until")) == [("SI SAMU", TODAY)]
    assert list(matching(Project.objects.all(), "si samu")) == [project]
    with pytest.raises(Refused, match="porte déjà cet intitulé"):
        rename_project(project.pk, "Régulation  des urgences ", by=dsi)


def test_an_edit_with_a_new_title_is_a_renaming(today):
    ministry, dsi = ministry_with_dsi()
    partner = MinistryFactory()
    project = running_project(ministry, dsi, "Ancien")
    edited = edit_project(
        project.pk, title="Nouveau", supplier="Société X", by=dsi, partner_ministries=[partner, ministry]
    )
    assert (edited.title, edited.supplier, list(edited.partner_ministries.all())) == ("Nouveau", "Société X", [partner])
    assert project.former_names.get().title == "Ancien"


def test_a_line_that_is_counted_keeps_its_kind(today):
    ministry, dsi = ministry_with_dsi()
    red = running_project(ministry, dsi, forecast_cost=200_000_000)
    said = create_project(ministry, "Sans référence", by=dsi)
    publish_update(said.pk, {"progress": 5}, by=dsi)
    for project, why in ((red, "sa référence initiale est fixée"), (said, "une mise à jour en est publiée")):
        for kind in (ProjectKind.LOT, ProjectKind.PROGRAMME):
            with pytest.raises(InvalidInput, match=f"{why}.*scindez-la") as refusal:
                edit_project(project.pk, kind=kind, by=dsi)
            assert list(refusal.value.errors) == ["kind"]
        edit_project(project.pk, kind=ProjectKind.PROJECT, supplier="Société X", by=dsi)
    assert get("projects.red").compute(dsi, {}).value == 1
    assert get("projects.total").compute(dsi, {}).value == 2
    bare = create_project(ministry, "Mal rangé", by=dsi)
    assert edit_project(bare.pk, kind=ProjectKind.LOT, by=dsi).kind == ProjectKind.LOT


def test_planned_values_are_not_regular_fields():
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(ValueError, match="planned_cost"):
        edit_project(project.pk, planned_cost=1, by=dsi)


def test_a_split_gives_new_codes_and_keeps_the_link_both_ways(today):
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    project = running_project(ministry, dsi)
    parts = split_project(project.pk, ["Volet central", "Volet communal"], note="Deux marchés.", on=TODAY, by=dsi)
    project.refresh_from_db()
    assert [part.code for part in parts] == ["MDGL-0002", "MDGL-0003"]
    assert (project.exit_reason, project.left_on) == (ExitReason.SPLIT, TODAY)
    assert list(project.descendants.order_by("after__code").values_list("after__title", flat=True)) == [
        "Volet central",
        "Volet communal",
    ]
    assert parts[0].ancestors.get().before == project
    assert (parts[0].stage, parts[0].planned_end) == (Stage.RUNNING, None)


@pytest.mark.parametrize("titles", [["Seul"], ["A", " "], ["A", "a "]])
def test_a_split_makes_two_different_projects_at_least(today, titles):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(InvalidInput):
        split_project(project.pk, titles, note="", on=TODAY, by=dsi)


def test_a_merge_takes_the_others_out_under_the_heir(today):
    ministry, dsi = ministry_with_dsi()
    heir, first, second = (running_project(ministry, dsi, title) for title in ("A", "B", "C"))
    merge_projects(heir.pk, [first, second, heir], note="Même objet.", on=TODAY, by=dsi)
    assert set(heir.ancestors.values_list("before_id", flat=True)) == {first.pk, second.pk}
    assert set(Project.objects.filter(left_on=TODAY).values_list("exit_reason", flat=True)) == {"merged"}
    other, _ = ministry_with_dsi()
    with pytest.raises(Refused, match="porté par un autre ministère"):
        merge_projects(heir.pk, [create_project(other, "D", by=dsi)], note="", on=TODAY, by=dsi)


def test_costs_roll_up_from_the_leaves_only(today):
    ministry, dsi = ministry_with_dsi()
    programme = create_project(ministry, "Programme", by=dsi, kind=ProjectKind.PROGRAMME, planned=PLANNED)
    project = running_project(ministry, dsi, parent=programme)  # its own 100 million are those of its lots
    lots = [create_project(ministry, f"Lot {n}", by=dsi, kind=ProjectKind.LOT, parent=project) for n in range(3)]
    from projects.operations import set_initial_baseline

    for lot in lots[:2]:
        set_initial_baseline(lot.pk, PLANNED, by=dsi)
    programme.refresh_from_db()
    rolled = roll_up(programme, TODAY)
    assert (rolled.leaves, rolled.planned, rolled.forecast) == (3, Sum(200_000_000, 2, 1), Sum(None, 0, 3))
    assert (rolled.planned_end, rolled.counted_end) == (PLANNED.end, PLANNED.end)
    assert roll_up(lots[0], TODAY) is None
    # A lot handed to another line is not counted here any more.
    edit_project(lots[0].pk, parent=programme, by=dsi)
    edit_project(lots[1].pk, parent=programme, by=dsi)
    edit_project(lots[2].pk, parent=programme, by=dsi)
    project.refresh_from_db()
    assert project.is_leaf


def test_nine_posts_each_with_its_progress(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    sites = add_sites(project.pk, [f"Poste n° {n}" for n in range(1, 10)], by=dsi)
    update_site(sites[0].pk, label="Poste n° 1", state=SiteState.DONE, progress=100, by=dsi)
    update_site(sites[1].pk, label="Poste n° 2", state=SiteState.RUNNING, progress=41, by=dsi)
    summary = site_summary(list(project.sites.order_by("position")))
    assert (summary.total, summary.done, summary.mean, summary.known) == (9, 1, 70, 2)
    with pytest.raises(Refused, match="figure déjà"):
        add_sites(project.pk, ["Poste n° 3"], by=dsi)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"progress": 101}, "progress"),
        ({"state": SiteState.DONE, "progress": 50}, "progress"),
        ({"state": SiteState.TO_COME, "progress": 5}, "progress"),
        ({"label": ""}, "label"),
        ({"label": "Poste B"}, "label"),
        ({"planned_quantity": 60}, "unit"),
        ({"unit": "prises câblées", "planned_quantity": 0}, "planned_quantity"),
        ({"unit": "prises câblées", "done_quantity": 12}, "measured_on"),
        ({"unit": "prises câblées", "measured_on": TODAY}, "done_quantity"),
        ({"unit": "prises câblées", "done_quantity": 12, "measured_on": date(2026, 6, 16)}, "measured_on"),
        ({"state": SiteState.DONE, **FORTY_OF_SIXTY}, "done_quantity"),
        ({"state": SiteState.TO_COME, **FORTY_OF_SIXTY}, "done_quantity"),
    ],
)
def test_a_site_says_nothing_contradictory(today, change, field):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    site, _ = add_sites(project.pk, ["Poste A", "Poste B"], by=dsi)
    with pytest.raises(InvalidInput) as refusal:
        update_site(site.pk, **({"label": "Poste A", "state": "", "progress": None} | change), by=dsi)
    assert list(refusal.value.errors) == [field]


def test_what_is_done_of_what_was_planned_gives_the_progress_whatever_is_typed(today):
    ministry, dsi = ministry_with_dsi()
    site, _ = add_sites(running_project(ministry, dsi).pk, ["Poste A", "Poste B"], by=dsi)
    done = update_site(site.pk, label="Poste A", state=SiteState.RUNNING, progress=90, **FORTY_OF_SIXTY, by=dsi)
    assert (done.progress, done.done_quantity, done.measured_on) == (66, 40, date(2026, 6, 12))
    nearly = FORTY_OF_SIXTY | {"planned_quantity": 1000, "done_quantity": 999}
    assert update_site(site.pk, label="Poste A", state="", progress=None, **nearly, by=dsi).progress == 99
    more = FORTY_OF_SIXTY | {"done_quantity": 72}
    assert update_site(site.pk, label="Poste A", state=SiteState.DONE, progress=None, **more, by=dsi).progress == 100


def test_quantities_add_up_by_unit_and_say_what_they_leave_out(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    sites = add_sites(project.pk, ["A", "B", "C", "D"], by=dsi)
    archives = {"unit": "mètres linéaires", "planned_quantity": 200, "done_quantity": 150, "measured_on": TODAY}
    for site, said in zip(sites, (FORTY_OF_SIXTY, FORTY_OF_SIXTY, archives, {"unit": "prises câblées"}), strict=True):
        update_site(site.pk, label=site.label, state=SiteState.RUNNING, progress=None, **said, by=dsi)
    summary = site_summary(list(project.sites.order_by("position")))
    assert [(sum.unit, sum.done, sum.planned, sum.progress, sum.unknown) for sum in summary.quantities] == [
        ("prises câblées", 80, 120, 66, 1),
        ("mètres linéaires", 150, 200, 75, 0),
    ]

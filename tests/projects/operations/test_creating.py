from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from projects.enums import Colour, ProjectKind, Stage
from projects.models import Project, ProjectCounter
from projects.operations import create_project
from projects.operations.creating import prefix_for
from tests.factories import MinistryFactory, PersonFactory, ProjectFactory, StructureFactory
from tests.projects.world import PLANNED, ministry_with_dsi, running_project

pytestmark = pytest.mark.django_db


def test_a_project_gets_the_next_code_of_its_ministry():
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    codes = [create_project(ministry, f"Projet {n}", by=dsi).code for n in range(3)]
    assert codes == ["MDGL-0001", "MDGL-0002", "MDGL-0003"]


def test_a_code_is_never_given_again_nor_changed():
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    project = create_project(ministry, "Premier", by=dsi)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(ministry=ministry, scope=ministry.scope, code=project.code, title="Double")
    with pytest.raises(Exception, match="code"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(code="MDGL-0009")
    with pytest.raises(Exception, match="delete"), transaction.atomic():
        ProjectCounter.objects.all().delete()
    with pytest.raises(Exception, match="update"), transaction.atomic():
        ProjectCounter.objects.update(last_number=0)


def test_a_refused_creation_gives_its_number_back():
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    with pytest.raises(Refused):
        create_project(ministry, "Sans date", by=dsi, stage=Stage.RUNNING)
    assert create_project(ministry, "Suivant", by=dsi).code == "MDGL-0001"


def test_codes_start_above_those_of_a_reprise():
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    ProjectFactory(ministry=ministry, code="MDGL-0019")
    assert create_project(ministry, "Suivant", by=dsi).code == "MDGL-0020"


def test_two_ministries_with_one_acronym_have_two_prefixes():
    first, dsi = ministry_with_dsi(acronym="MS")
    second, other = ministry_with_dsi(acronym="MS")
    assert [create_project(first, "A", by=dsi).code, create_project(second, "B", by=other).code] == [
        "MS-0001",
        "MS2-0001",
    ]


@pytest.mark.parametrize(
    ("acronym", "name", "prefix"),
    [
        ("MAEC", "x", "MAEC"),
        ("M. É.-F", "x", "MEF"),
        ("", "Ministère de la Santé publique", "MSP"),
        ("", "de la", "PROJET"),
    ],
)
def test_the_prefix_comes_from_the_acronym_or_from_the_name(acronym, name, prefix):
    assert prefix_for(MinistryFactory.build(acronym=acronym, name=name, scope=None)) == prefix


def test_it_enters_with_its_initial_baseline_its_signal_and_its_freshness():
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi, forecast_cost=140_000_000)
    project.refresh_from_db()
    assert (project.initial_end, project.initial_cost, project.planned_cost) == (
        PLANNED.end,
        PLANNED.cost,
        PLANNED.cost,
    )
    assert project.colour == Colour.RED
    assert project.colour_since == clock.today()
    assert project.fresh_until > clock.today() + timedelta(days=28)
    assert list(project.baselines.values_list("number", "approver")) == [(0, "Commission")]
    assert [entry.act for entry in entries_of(project)] == ["create_project", "set_initial_baseline"]


def test_values_of_an_old_source_are_stale_at_once():
    ministry, dsi = ministry_with_dsi()
    project = create_project(
        ministry,
        "Repris",
        by=dsi,
        valued_on=date(2024, 9, 18),
        stage=Stage.RUNNING,
        dates_unknown=True,
        source="article",
    )
    assert project.is_stale(clock.today())


@pytest.mark.parametrize(
    ("stage", "fields", "sentence"),
    [
        (Stage.RUNNING, {}, "« en cours » demande la date de début effectif"),
        (Stage.DONE, {"actual_start": date(2026, 1, 1)}, "« réalisé » demande la date de fin effective"),
        (Stage.IDENTIFIED, {"actual_start": date(2026, 1, 1)}, "« identifié » contredit le début effectif"),
        (Stage.DONE, {"actual_end": date(2026, 1, 1)}, "La fin effective est renseignée sans début effectif"),
        (Stage.RUNNING, {"actual_start": date(2099, 1, 1)}, "est dans l’avenir"),
    ],
)
def test_a_stage_that_contradicts_the_dates_is_refused(stage, fields, sentence):
    ministry, dsi = ministry_with_dsi()
    with pytest.raises(Refused) as refusal:
        create_project(ministry, "Projet", by=dsi, stage=stage, **fields)
    assert sentence in " ".join([refusal.value.message, *refusal.value.blockers])
    assert not Project.objects.exists()


def test_a_lot_stands_under_a_project_of_the_same_ministry():
    ministry, dsi = ministry_with_dsi()
    other, _ = ministry_with_dsi()
    programme = create_project(ministry, "Programme", by=dsi, kind=ProjectKind.PROGRAMME)
    project = create_project(ministry, "Projet", by=dsi, parent=programme)
    lot = create_project(ministry, "Lot", by=dsi, kind=ProjectKind.LOT, parent=project)
    assert list(Project.objects.filter(is_leaf=True)) == [lot]
    with pytest.raises(Refused, match="un programme ne dépend d’aucune ligne"):
        create_project(ministry, "P2", by=dsi, kind=ProjectKind.PROGRAMME, parent=programme)
    with pytest.raises(Refused, match="Impossible de rattacher un projet à un lot"):
        create_project(ministry, "P3", by=dsi, parent=lot)
    with pytest.raises(Refused, match="d’un autre ministère"):
        create_project(other, "P4", by=dsi, parent=programme)


def test_structure_and_lead_are_of_the_ministry():
    ministry, dsi = ministry_with_dsi()
    with pytest.raises(InvalidInput) as refusal:
        create_project(ministry, "Projet", by=dsi, structure=StructureFactory(), lead=PersonFactory())
    assert set(refusal.value.errors) == {"structure", "lead"}


def test_an_unknown_field_is_an_error_of_the_developer():
    ministry, dsi = ministry_with_dsi()
    with pytest.raises(ValueError, match="planned_cost"):
        create_project(ministry, "Projet", by=dsi, planned_cost=3)


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_title_has_one_to_three_hundred_characters(title):
    ministry, dsi = ministry_with_dsi()
    with pytest.raises(InvalidInput, match="intitulé"):
        create_project(ministry, title, by=dsi)

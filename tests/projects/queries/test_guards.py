"""What a green hides, what a rating may do to a colour, and the named rules of the data."""

import re
from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from ministries.models import Ministry
from projects.enums import Colour, Guard, ProjectKind, Stage
from projects.models import Project
from projects.operations import attest_no_change, create_project, publish_update, rate_for_asin, split_project
from projects.queries.guards import calibration, guards_of, retained, with_guards
from projects.queries.quality import RULES, breaking, quality
from sessions.core.queries.roll import projects_as_content
from sessions.papers.reports.course import project_groups
from tests.factories import ScopeFactory, officer_of
from tests.projects.world import PLANNED, ministry_with_dsi, project_links, running_project, signed

pytestmark = pytest.mark.django_db
LIST = reverse("projects:list")
GREEN = {"forecast_end": date(2026, 12, 31), "forecast_cost": 100_000_000}
RED = {"forecast_cost": 200_000_000}


@pytest.fixture
def office(today):
    return ministry_with_dsi()


def told(project, day):
    return guards_of(with_guards(Project.objects.filter(pk=project.pk), day).get())


@pytest.mark.parametrize(
    ("colour", "ratings", "kept"),
    [
        (Colour.GREEN, (None, None), Colour.GREEN),
        (Colour.GREEN, (2, 5), Colour.RED),
        (Colour.GREEN, (5, 3), Colour.YELLOW),
        (Colour.GREEN, (4, None), Colour.GREEN),
        (Colour.YELLOW, (1, None), Colour.RED),
        (Colour.RED, (5, 5), Colour.RED),
        (Colour.RED, (3, 3), Colour.RED),
        (Colour.UNKNOWN, (5, 5), Colour.UNKNOWN),
        (Colour.UNKNOWN, (None, 1), Colour.RED),
    ],
)
def test_a_low_rating_pulls_a_colour_down_and_none_pulls_it_up(colour, ratings, kept):
    assert retained(colour, *ratings) == kept


def test_a_green_of_which_nothing_is_published_is_still_though_attested(office, today):
    project = running_project(*office, **GREEN)
    assert project.colour == Colour.GREEN
    publish_update(project.pk, {"progress": 31}, by=office[1])
    assert told(project, today.day) == []
    for month in (7, 8):
        today.move(date(2026, month, 15))
        attest_no_change(project.pk, by=office[1])
    today.move(date(2026, 10, 15))
    assert told(project, today.day) == [Guard.STILL]
    publish_update(project.pk, {"progress": 33}, by=office[1])
    assert told(project, today.day) == []


def test_a_green_parent_with_a_red_part_is_a_watermelon_at_any_depth(office, today):
    ministry, dsi = office
    top = running_project(ministry, dsi, "Programme", kind=ProjectKind.PROGRAMME, **GREEN)
    middle = running_project(ministry, dsi, "Projet", parent=top, **GREEN)
    assert told(top, today.day) == []
    running_project(ministry, dsi, "Lot", kind=ProjectKind.LOT, parent=middle, **RED)
    assert told(top, today.day) == [Guard.WATERMELON]
    assert told(middle, today.day) == [Guard.WATERMELON]


def test_guards_are_shown_and_filtered_to_the_rows_they_point_at(office, today):
    ministry, dsi = office
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    kind = running_project(ministry, dsi, "Trop confiant", own_rating=5, **GREEN)
    running_project(ministry, dsi, "Juste", own_rating=4, **GREEN)
    rate_for_asin(kind.pk, 2, comment="Le marché n’est pas passé.", by=admin)
    client = signed(dsi)
    assert project_links(client.get(LIST, {"guard": "optimist"})) == [str(kind.pk)]
    text = client.get(LIST).content.decode()
    assert text.count(">optimiste</span>") == 1
    assert text.count("Retenu : rouge") == 1
    card = client.get(reverse("projects:detail", args=[kind.pk])).content.decode()
    assert "Signal retenu : rouge" in card
    assert "points de mieux que l’ASIN" in card
    api = client.get(reverse("api:projects-detail", args=[kind.pk])).json()
    assert (api["colour"], api["retained_colour"], api["guards"]) == ("green", "red", ["optimist"])
    row = calibration(Ministry.objects.all(), None).get()
    assert (row.rated, row.gap, row.too_kind, row.agreed, row.severe, row.green_low) == (1, 3.0, 1, 0, 0, 1)
    assert "+ 3,0" in signed(admin).get(reverse("projects:calibration")).content.decode()
    assert client.get(reverse("api:projects-calibration")).json()[0]["too_kind"] == 1
    _stranger, their_dsi = ministry_with_dsi()
    assert "Aucun projet n’a les deux notes" in signed(their_dsi).get(reverse("projects:calibration")).content.decode()


def test_each_rule_of_quality_leads_to_the_rows_that_it_counts(office, today):
    ministry, dsi = office
    running_project(ministry, dsi, "Complet", own_rating=4, objectives="Servir.", **GREEN)
    running_project(ministry, dsi, "Nu")
    create_project(ministry, "Idée", by=dsi)
    running_project(ministry, dsi, "Fini", stage=Stage.DONE, actual_end=date(2026, 6, 1), progress=100)
    other, other_dsi = ministry_with_dsi()
    running_project(other, other_dsi, "Du voisin")
    client = signed(dsi)
    page = client.get(reverse("projects:quality")).content.decode()
    lines = {line.rule.name: line for line in quality(dsi, {})}
    assert {name: line.broken for name, line in lines.items() if line.broken} == {
        "lead": 3,
        "structure": 3,
        "objectives": 3,
        "forecast_end": 1,
        "own_rating": 1,
        "updated": 2,
        "actual_cost": 1,
        "sdsi": 4,
    }
    for name, line in lines.items():
        assert len(project_links(client.get(line.href))) == line.broken, name
        assert breaking(Project.objects.filter(ministry=ministry), name, today.day).count() == line.broken
        assert line.rule.label in page.replace("\u00a0", " ")
    assert lines["objectives"].compliant == 25
    assert lines["started"].compliant == 100
    answer = client.get(reverse("api:projects-quality")).json()
    assert {row["name"]: row["broken"] for row in answer} == {name: line.broken for name, line in lines.items()}
    assert set(RULES) == set(lines)


def test_a_rule_asked_of_nobody_is_not_a_success(office):
    ministry, dsi = office
    create_project(ministry, "Idée", by=dsi)
    assert {line.rule.name: line.compliant for line in quality(dsi, {})}["forecast_end"] is None


def test_a_part_says_what_the_project_it_comes_from_was_that_day(office, today):
    ministry, dsi = office
    project = running_project(ministry, dsi, "Rouge", **RED)
    assert project.colour == Colour.RED
    part, _other = split_project(project.pk, ["Volet A", "Volet B"], note="", on=today.day, by=dsi)
    link = part.ancestors.get()
    assert (link.colour_then, link.cost_then) == (Colour.RED, 100)
    today.move(date(2026, 9, 1))
    text = signed(dsi).get(reverse("projects:detail", args=[part.pk])).content.decode()
    said = " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())
    assert f"Issu de la scission de {project.code} , le 15/06/2026 : Rouge ce jour-là" in said
    assert "coût + 100 %" in said
    assert PLANNED.cost == 100_000_000


def test_stale_is_said_by_the_search_too(office, today):
    running_project(*office, "Courrier électronique", valued_on=date(2026, 1, 2))
    found = signed(office[1]).get(reverse("search:results"), {"q": "courrier"}).content.decode()
    assert "périmé" in found


def test_stale_is_said_in_the_papers_of_a_session_as_it_was_that_day(office, today):
    project = running_project(*office, "Courrier électronique", valued_on=date(2026, 1, 2))
    kept = projects_as_content([project])[str(project.pk)]
    assert kept["fresh_until"] == project.fresh_until.isoformat()
    ((late,),) = [[line.title for line in group.projects] for group in project_groups([project], date(2026, 6, 15))]
    ((before,),) = [[line.title for line in group.projects] for group in project_groups([project], date(2026, 1, 5))]
    assert late == f"Courrier électronique (données périmées depuis le {project.fresh_until:%d/%m/%Y})"
    assert before == "Courrier électronique"

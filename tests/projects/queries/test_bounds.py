"""The bounds of the method are settings with a history: each change is kept, and printed by the page « Méthode »."""

import re
from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.urls import reverse

from projects.enums import Colour
from projects.models import MethodBounds
from projects.operations import note_bounds, publish_update
from projects.queries.bounds import BOUNDS, bounds_told
from projects.queries.past import then_of
from projects.tasks import refresh_project_signals
from tests.projects.world import ministry_with_dsi, running_project, signed

pytestmark = pytest.mark.django_db
BANDS = BOUNDS["PROJECT_FORECAST_BANDS"][0]


def told():
    return {bound.label: bound for bound in bounds_told()}


def test_a_band_of_the_forecast_that_changes_keeps_its_former_value(today, settings):
    settings.PROJECT_FORECAST_BANDS = [50_000_000, 200_000_000]
    assert told()[BANDS].since == "pas encore relevée"
    refresh_project_signals()
    assert told()[BANDS].since == "le 15/06/2026, premier relevé"
    today.move(today.day + timedelta(days=10))
    settings.PROJECT_FORECAST_BANDS = [80_000_000]
    assert "après le 15/06/2026" in told()[BANDS].since
    refresh_project_signals()
    refresh_project_signals()
    assert MethodBounds.objects.count() == 2
    found = told()[BANDS]
    assert (found.value.replace("\u00a0", " "), found.since) == ("80 millions de FCFA", "le 25/06/2026")
    before = "50 millions de FCFA, 200 millions de FCFA, relevé le 15/06/2026"
    assert [each.replace("\u00a0", " ") for each in found.before] == [before]
    red = told()[BOUNDS["PROJECT_RED_FROM"][0]]
    assert (red.since, red.before) == ("le 15/06/2026, premier relevé", ())


def test_the_page_of_the_method_prints_each_bound_and_what_it_was(today, settings):
    note_bounds()
    settings.PROJECT_YELLOW_FROM = 12
    today.move(today.day + timedelta(days=1))
    assert (note_bounds(), note_bounds()) == (True, False)
    page = signed(ministry_with_dsi()[1]).get(reverse("dashboards:figures")).content.decode().replace("\u00a0", " ")
    assert all(label.replace("« ", "«\u00a0").replace("\u00a0", " ") in page for label, _ in BOUNDS.values())
    assert "10 %, relevé le 15/06/2026" in re.sub(r"<[^>]+>|[\u2060\u2011]", "", page)


def test_what_was_read_is_neither_corrected_nor_erased(today):
    note_bounds()
    for act in (lambda: MethodBounds.objects.update(values={}), lambda: MethodBounds.objects.all().delete()):
        with pytest.raises(Error, match=r"method_bounds_are_kept_as_read|Cannot"), transaction.atomic():
            act()


def test_a_past_day_is_read_with_the_bounds_of_that_day(today, settings):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi, forecast_cost=115_000_000)
    publish_update(project.pk, {"progress": 40, "narrative": "Avenant."}, by=dsi)
    day = today.day
    today.move(day + timedelta(days=30))
    settings.PROJECT_YELLOW_FROM = 20
    then = then_of(project, dsi, day)
    assert (then.colour, "bornes d’aujourd’hui" in then.notes[-1]) == (Colour.GREEN, True)
    settings.PROJECT_YELLOW_FROM = 10
    note_bounds(day - timedelta(days=5))
    settings.PROJECT_YELLOW_FROM = 20
    note_bounds()
    then = then_of(project, dsi, day)
    assert (then.colour, "bornes de ce jour-là" in then.notes[-1]) == (Colour.YELLOW, True)
    assert then_of(project, dsi, today.day).colour == Colour.GREEN

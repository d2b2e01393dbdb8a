"""Every chart of every page: its title, its table, its three files, its classes told by more than their colour."""

import re
from html import unescape
from io import BytesIO
from itertools import combinations
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import models
from django.urls import reverse
from PIL import Image

from communes.models import GridAnswer
from eservices.models import EService, ServiceMonth
from foundation.accounts.enums import ASIN_ROLES
from foundation.accounts.models import User
from foundation.common import charts as c
from foundation.common.charts.textures import LINES, hatching, rectangle
from foundation.ui.samples_charts import charts as samples
from projects.models import Project
from steering.models import Indicator, Milestone

SVG = "{http://www.w3.org/2000/svg}"


def a_project() -> Project:
    return Milestone.objects.order_by("pk").first().project


def measured() -> Indicator:
    rows = Indicator.objects.annotate(count=models.Count("measures")).filter(count__gt=1)
    return rows.order_by("pk").first()


def a_service() -> EService:
    return ServiceMonth.objects.order_by("pk").first().service


# Each template that draws, with the pages that show it.
PAGES = {
    "assets/costs.html": [lambda: reverse("assets:costs")],
    "assets/renewal.html": [lambda: reverse("assets:renewal")],
    "communes/grid.html": [
        lambda: reverse("communes:grid", args=[GridAnswer.objects.order_by("pk").first().commune_id])
    ],
    "communes/list.html": [lambda: reverse("communes:list")],
    "eservices/radar.html": [lambda: f"{reverse('eservices:radar')}?ministry={a_service().ministry_id}"],
    "eservices/service.html": [lambda: reverse("eservices:detail", args=[a_service().pk])],
    "systems/graph.html": [lambda: reverse("exchanges:graph")],
    "systems/list.html": [lambda: reverse("platforms:cliff"), lambda: reverse("landings:list")],
    "systems/matrix.html": [lambda: reverse("exchanges:matrix")],
    "systems/once.html": [lambda: reverse("exchanges:once")],
    "projects/bubbles.html": [lambda: reverse("projects:bubbles")],
    "projects/map.html": [lambda: reverse("projects:map")],
    "steering/calendar.html": [lambda: reverse("steering:project", args=[a_project().pk])],
    "steering/indicator.html": [lambda: reverse("indicators:detail", args=[measured().pk])],
    "steering/list.html": [
        lambda: reverse("steering:calendar"),
        lambda: reverse("risks:list"),
        lambda: reverse("funding:list"),
    ],
    "dashboards/parts.html": [
        lambda: reverse("dashboards:national"),
        lambda: reverse("ministries:detail", args=[Milestone.objects.order_by("pk").first().project.ministry_id]),
    ],
}


def test_every_template_that_draws_is_walked_here():
    root = Path(settings.BASE_DIR) / "templates"
    drawing = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.html")
        if re.search(r"ui\.(chart|heat_table|benin_map)\(", path.read_text()) and path.parent.name != "ui"
    }
    assert drawing == set(PAGES)


def figures_of(page: str) -> list[str]:
    return re.findall(r'<figure class="figure"[^>]*>.*?</figure>', page, re.DOTALL)


def told_apart(marks: list[dict[str, str]]) -> None:
    """Two marks of different colours differ by their texture too; a bar alone on its row is named by it."""
    classes = {(mark.get("fill", ""), mark["data-texture"]) for mark in marks if mark["data-texture"] != "named"}
    for (one, texture), (other, another) in combinations(sorted(classes), 2):
        assert one == other or texture != another, (one, other, texture)


def edges_stand_out(marks: list[dict[str, str]]) -> None:
    for mark in marks:
        colours = [mark.get(name, "") for name in ("fill", "stroke")]
        assert any(c.contrast(colour, c.PAPER) >= 3 for colour in colours if colour.startswith("#")), mark


@pytest.mark.slow
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("page", [page for pages in PAGES.values() for page in pages])
def test_a_chart_has_its_title_its_table_its_three_files_and_its_classes(client, page):
    client.force_login(User.objects.filter(grants__role__in=ASIN_ROLES, is_active=True).order_by("pk").first())
    address = page()
    drawn = figures_of(client.get(address).content.decode())
    assert drawn, address
    for figure in drawn:
        title = re.search(r'class="figure__title">([^<]+)<', figure)[1]
        assert "<table" in figure, title
        files = dict(re.findall(r'download aria-label="[^"]*en (\w+)"', figure) and _files(figure))
        assert set(files) == {"SVG", "PNG", "CSV"}, title
        svg, png, rows = (client.get(urljoin(address, unescape(files[kind]))) for kind in ("SVG", "PNG", "CSV"))
        assert [answer.status_code for answer in (svg, png, rows)] == [200, 200, 200], title
        assert Image.open(BytesIO(png.content)).format == "PNG"
        tree = ElementTree.fromstring(svg.content)
        assert tree.findtext(f"{SVG}title") == unescape(title)
        assert tree.findtext(f"{SVG}desc")
        lines = rows.content.decode("utf-8-sig").splitlines()
        assert len(lines) == figure.count("<tr>"), title
        for picture in [svg.content.decode(), *re.findall(r'<svg class="figure__drawing.*?</svg>', figure, re.DOTALL)]:
            marks = [each.attrib for each in ElementTree.fromstring(picture).iter() if "data-texture" in each.attrib]
            told_apart(marks)
            edges_stand_out(marks)


def _files(figure: str) -> list[tuple[str, str]]:
    return [(label, href) for href, label in re.findall(r'<a href="([^"]+)" download[^>]*>(\w+)</a>', figure)]


@pytest.mark.parametrize("name", ["stacked_chart", "ring_chart", "bubble_chart", "line_chart"])
def test_classes_are_told_apart_without_colour_and_the_legend_says_the_same(name):
    chart = samples()[name]
    marks = [shape.attrs for shape in chart.wide.shapes if "data-texture" in shape.attrs]
    told_apart(marks)
    assert len({mark["data-texture"] for mark in marks}) >= 3
    for key in chart.legend:
        drawn = key.swatch[0].attrs
        look = drawn.get("stroke-dasharray") or "solid" if key.is_curve else drawn["data-texture"]
        assert look in {mark["data-texture"] for mark in marks}, key.label


def test_the_tones_and_the_ranks_have_each_their_own_texture():
    series = c.stacked_bars("x", ["a"], [c.Series(str(rank), [9]) for rank in range(len(c.SERIES))])
    textures = [shape.attrs["data-texture"] for shape in series.wide.shapes if shape.attrs.get("class") == "mark"]
    assert len(set(textures)) == len(c.SERIES)
    signals = [c.Part(tone, 1, tone) for tone in ("good", "attention", "late", "stale")]
    told_apart([shape.attrs for shape in c.ring("x", signals).wide.shapes if shape.attrs.get("class") == "mark"])


@pytest.mark.parametrize("texture", [name for name in LINES if name != "solid"])
def test_the_lines_of_a_texture_stay_inside_what_they_fill(texture):
    (first, *_) = drawn = hatching(rectangle(10, 20, 40, 16), texture)
    assert first[0].startswith("M")
    for path, _ in drawn:
        pairs = [float(each) for each in re.findall(r"[\d.]+", path)]
        assert all(9.9 <= x <= 50.1 for x in pairs[::2])
        assert all(19.9 <= y <= 36.1 for y in pairs[1::2])


def test_a_picture_in_grey_still_tells_the_classes():
    """The grey of each class, counted on the picture that the portal gives: two signals never look alike."""
    parts = [c.Part(tone, 1, tone) for tone in ("good", "attention", "late", "stale")]
    picture = Image.open(BytesIO(c.png_of(c.ring("Signaux", parts)))).convert("L")
    places = [(x, y) for x in (-52, 52) for y in (-44, 44)]
    centre = (110 * 3, 20 * 3 + (90 + 30) * 3)
    looks = []
    for x, y in places:
        box = [centre[0] + (x - 8) * 3, centre[1] + (y - 8) * 3, centre[0] + (x + 8) * 3, centre[1] + (y + 8) * 3]
        shades = picture.crop(tuple(box)).getcolors()
        looks.append(frozenset(shade for count, shade in shades if count > 30))
    assert len(set(looks)) == 4

"""Charts as data: right sizes, unknown is not zero, the table says all, readable colours, the same drawing in a PDF."""

import functools
import itertools
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import get_template

from foundation.common import charts as c
from foundation.ui.samples_charts import charts as samples


def drawn(chart: c.Chart, **options: object) -> str:
    template = get_template("ui/page.html", using="jinja2").backend.env.from_string("{{ ui.chart(chart, **options) }}")
    return template.render(chart=chart, options=options)


def rects(drawing: c.Drawing) -> list[dict]:
    return [shape.attrs for shape in drawing.shapes if shape.tag == "rect"]


def test_bars_are_as_long_as_their_values():
    chart = c.bars("Sessions", [c.Bar("A", 4), c.Bar("B", 1), c.Bar("C", 0), c.Bar("D", None)])
    long, short, none = rects(chart.wide)
    assert long["width"] == pytest.approx(4 * short["width"], abs=0.1)
    assert none["width"] == 0


def test_an_unknown_value_has_no_bar_and_says_so():
    chart = c.bars("Sessions", [c.Bar("A", None)])
    assert rects(chart.wide) == []
    assert "non renseigné" in [shape.text for shape in chart.wide.shapes]
    assert chart.rows == (("A", "non renseigné"),)


def test_a_missing_period_breaks_the_line():
    chart = c.lines("Taux", ["1", "2", "3"], [c.Series("x", [1, None, 3])])
    path = next(shape.attrs["d"] for shape in chart.wide.shapes if shape.tag == "path")
    assert path.count("M") == 2
    assert "L" not in path


def test_the_names_at_the_ends_of_lines_stand_apart_and_within_the_drawing():
    shared = "Direction départementale des systèmes d’information et du numérique"
    series = [c.Series(f"{shared} {place}", [1, 0]) for place in ("du Borgou", "de la Donga", "du Mono", "du Zou")]
    series += [c.Series(f"Série {number}", [1, 1]) for number in range(5)]
    chart = c.lines("Taux", ["1", "2"], series)
    names = [shape for shape in chart.wide.shapes if shape.tag == "text" and shape.attrs.get("font-weight") == 600]
    assert len({shape.text for shape in names}) == len(names) == len(series)
    places = sorted(shape.attrs["y"] for shape in names)
    assert all(after - before >= 14.9 for before, after in itertools.pairwise(places))
    assert 0 < places[0] < places[-1] < chart.wide.height


def test_an_empty_chart_is_drawn_all_the_same():
    for chart in (
        c.bars("a", []),
        c.stacked_bars("b", [], []),
        c.lines("c", [], []),
        c.lines("c", ["T1"], [c.Series("x", [None])]),
        c.ring("d", []),
        c.ring("d", [c.Part("rien", 0)]),
        c.bubbles("e", [], x_label="x", y_label="y", size_label="s"),
        c.benin_map("f", {}),
    ):
        ElementTree.fromstring(re.search(r"<svg.*?</svg>", drawn(chart), re.DOTALL)[0])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 4, [0, 1, 2, 3, 4]),
        (0, 82, [0, 25, 50, 75, 100]),
        (-2, 31, [-10, 0, 10, 20, 30, 40]),
        (0, 0, [0, 0.25, 0.5, 0.75, 1]),
        (0, 0.3, [0, 0.1, 0.2, 0.3]),
    ],
)
def test_ticks_are_round_and_cover_the_values(low, high, expected):
    assert c.nice_ticks(low, high) == expected


@pytest.mark.parametrize("sides", [(0.3, 99999), (-5, 5), (12, 12.5), (1e9, 7.3e9), (0, 1e-6)])
def test_ticks_cover_any_range(sides):
    ticks = c.nice_ticks(*sides)
    assert ticks[0] <= sides[0]
    assert ticks[-1] >= sides[1]
    assert 2 <= len(ticks) <= 12


def test_the_area_of_a_bubble_follows_its_value():
    chart = c.bubbles(
        "x", [c.Bubble("a", 1, 1, 400), c.Bubble("b", 2, 2, 100)], x_label="x", y_label="y", size_label="s"
    )
    big, small = [shape.attrs["r"] for shape in chart.wide.shapes if shape.tag == "circle"]
    assert big == pytest.approx(2 * small)


def test_bubbles_without_a_place_are_counted_and_kept_in_the_table():
    chart = c.bubbles(
        "x",
        [c.Bubble("a", 1, 1, 4), c.Bubble("b", None, 1, 4), c.Bubble("c", 1, None, 4)],
        x_label="x",
        y_label="y",
        size_label="s",
    )
    assert chart.note == "2 sans valeur, absents du graphique."
    assert [row[0] for row in chart.rows] == ["a", "b", "c"]


def test_the_map_has_the_twelve_departements():
    width, shapes = c.departements()
    assert [shape.name for shape in shapes] == [
        "Alibori",
        "Atacora",
        "Atlantique",
        "Borgou",
        "Collines",
        "Couffo",
        "Donga",
        "Littoral",
        "Mono",
        "Ouémé",
        "Plateau",
        "Zou",
    ]
    assert 250 < width < 330
    assert all(0 <= shape.x <= width and 0 <= shape.y <= c.MAP_HEIGHT for shape in shapes)
    south = {shape.name: shape.y for shape in shapes}
    assert south["Alibori"] < south["Borgou"] < south["Collines"] < south["Zou"] < south["Littoral"]


def test_the_map_refuses_a_name_that_is_not_a_departement():
    with pytest.raises(ValueError, match="Kouffo"):
        c.benin_map("x", {"Kouffo": 1})


def test_colours_can_be_told_from_paper_and_read_upon():
    for colour in (
        *c.SERIES,
        *(c.TONES[tone] for tone in ("good", "attention", "late", "information", "neutral", "primary")),
    ):
        assert c.contrast(colour, c.PAPER) >= 3, colour
        assert c.contrast(c.readable_on(colour), colour) >= 4.5, colour
    for colour, ink in zip(c.SCALE, c.ON_SCALE, strict=True):
        assert c.contrast(colour, ink) >= 4.5


@pytest.mark.parametrize("name", ["bar_chart", "stacked_chart", "line_chart", "ring_chart", "bubble_chart"])
def test_a_chart_carries_its_title_description_table_and_no_style(name):
    chart = samples()[name]
    html = drawn(chart, csv_href="/export.csv")
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        tree = ElementTree.fromstring(svg)
        texts = [element.text for element in tree if element.tag.endswith(("}title", "}desc"))]
        if "figure__drawing" in svg:
            assert texts == [chart.title, chart.description]
    assert "style=" not in html
    assert html.count("<tr>") == len(chart.rows) + 1
    assert 'href="/export.csv" download' in html


@pytest.mark.parametrize("name", ["bar_chart", "stacked_chart", "line_chart", "ring_chart", "bubble_chart"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_words_stay_inside_the_drawing(name, size):
    drawing = getattr(samples()[name], size)
    for shape in drawing.shapes:
        if shape.tag == "text":
            width = c.text_width(shape.text, shape.attrs["font-size"]) * 0.92  # the estimate is on the large side
            x = shape.attrs["x"]
            left = {"middle": x - width / 2, "end": x - width}.get(shape.attrs.get("text-anchor", "start"), x)
            assert left >= -2, shape.text
            assert left + width <= drawing.width + 2, shape.text
            assert 0 <= shape.attrs["y"] <= drawing.height


def test_text_is_cut_with_an_ellipsis():
    assert c.wrapped("Ministère du Numérique et de la Digitalisation des services", 170) == [
        "Ministère du Numérique et",
        "de la Digitalisation des…",
    ]
    assert c.wrapped("Santé", 150) == ["Santé"]


def test_a_line_never_begins_with_the_sign_that_ends_the_words_before_it():
    for width in range(60, 260, 5):
        for line in c.wrapped("Numérisation des archives, phase 1 : neuf sites ; puis « dix »", width, lines=5):
            assert line.strip()[0] not in ":;»", (width, line)


def test_names_that_differ_never_read_alike_once_cut():
    names = [
        "Numérisation des archives, phase 1 : neuf sites",
        "Numérisation des archives, phase 2 : douze sites",
        "Numérisation des archives, phase 1 : neuf sites pilotes du nord",
        "Réseau local des directions départementales",
    ]
    for width, most in itertools.product((100, 150, 200), (1, 2)):
        cut = functools.partial(c.wrapped, width=width, size=12, lines=most)
        cuts = c.set_apart(names, cut)
        assert len({tuple(lines) for lines in cuts}) == len(names), cuts
        assert all(c.text_width(line, 12) <= width for lines in cuts for line in lines)
    assert c.set_apart(names[3:], lambda name: [c.shortened(name, 150, size=12)]) == [["Réseau local des…"]]
    assert c.set_apart(["Santé", "Santé"], lambda name: [name]) == [["Santé"], ["Santé"]]


def test_the_names_of_bubbles_tell_them_apart_and_are_whole_where_one_points_and_in_the_table():
    names = ["Numérisation des archives, phase 1 : neuf sites", "Numérisation des archives, phase 2 : douze sites"]
    items = [c.Bubble(name, 10 + 40 * rank, 900 - 500 * rank, 5) for rank, name in enumerate(names)]
    drawn = c.bubbles("Projets", items, x_label="Écart", y_label="Coût", size_label="Coût")
    for drawing in (drawn.wide, drawn.narrow):
        written = " ".join(shape.text for shape in drawing.shapes).replace("\u202f", " ").replace("\xa0", " ")
        assert "phase 1" in written
        assert "phase 2" in written
        assert [shape.title.split(" : écart")[0] for shape in drawing.shapes if shape.title] == names
    assert [row[0] for row in drawn.rows] == names


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_most_crowded_bubbles_have_their_name_too_beside_the_crowd_and_tied_to_them(size):
    items = [c.Bubble(f"Plateforme numéro {n}", 10 + n % 5, 800 + 40 * (n // 5), 100 - n) for n in range(30)]
    drawing = getattr(c.bubbles("Projets", items, x_label="Écart", y_label="Coût", size_label="Coût", y_log=True), size)
    text = [shape for shape in drawing.shapes if shape.tag == "text"]
    circles = [shape.attrs for shape in drawing.shapes if shape.tag == "circle"]
    read = " ".join(shape.text for shape in text).replace("\xa0", " ")
    assert [item.label for item in items[:6] if item.label not in read] == []
    boxes = [
        (at["x"], at["y"] - 11, at["x"] + c.text_width(word, at["font-size"]), at["y"] + 3)
        for word, at in ((shape.text.replace("\xa0", " "), shape.attrs) for shape in text)
        if any(word in item.label for item in items[:6]) and at.get("text-anchor", "start") == "start"
    ]
    assert len(boxes) >= 6
    for rank, box in enumerate(boxes):
        assert not any(crossing(box, other) for other in boxes[:rank])
        assert not any(
            crossing(box, (one["cx"] - one["r"], one["cy"] - one["r"], one["cx"] + one["r"], one["cy"] + one["r"]))
            for one in circles
        )
    ties = [shape.attrs for shape in drawing.shapes if shape.tag == "line"]
    tied = [one for one in circles if any((tie["x1"], tie["y1"]) == (one["cx"], one["cy"]) for tie in ties)]
    assert len(tied) >= 3


def crossing(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.slow
def test_the_same_drawing_goes_into_a_pdf(caplog):
    import pypdfium2
    from weasyprint import HTML

    html = drawn(samples()["bar_chart"], paper=True, with_data=False)
    assert html.count("<svg class") == 1
    pdf = HTML(string=f"<html lang='fr'><title>Essai</title><body>{html}</body></html>").write_pdf()
    assert [
        record for record in caplog.records if record.name == "weasyprint" and record.levelname in ("WARNING", "ERROR")
    ] == []
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "Ministère de la Santé" in text
    assert "dues : 2" in text


def test_amounts_are_drawn_and_written_as_given():
    from decimal import Decimal

    from foundation.common.typography import short_amount

    big, small = Decimal("2480000000"), Decimal("620000000.50")
    charts = [
        c.bars("x", [c.Bar("a", big), c.Bar("b", small)], form=short_amount, target=small),
        c.stacked_bars("x", ["a", "b"], [c.Series("s", [big, small]), c.Series("t", [small, None])], form=short_amount),
        c.lines("x", ["a", "b"], [c.Series("s", [big, small])], form=short_amount),
        c.ring("x", [c.Part("a", big), c.Part("b", small)], form=short_amount),
        c.bubbles(
            "x",
            [c.Bubble("a", Decimal(3), big, big), c.Bubble("b", 1, small, small)],
            x_label="x",
            y_label="y",
            size_label="s",
            y_log=True,
            y_form=short_amount,
        ),
        c.benin_map("x", {"Zou": big, "Mono": small}, form=short_amount),
    ]
    for chart in charts:
        assert any("2,48 milliards de FCFA" in cell.replace("\u00a0", " ") for row in chart.rows for cell in row)
    assert c.heat("x", ["a"], [("r", [small])]).rows[0][1][0].step == 4


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ["0"]),
        ({"Zou": 1}, ["0", "1"]),
        ({"Zou": 3, "Mono": 0}, ["0", "1", "2", "3"]),
        ({"Zou": 10}, ["0 à 1", "2 à 3", "4 à 5", "6 à 7", "8 à 10"]),
        ({"Zou": 0.5}, ["0 à 0,1", "0,1 à 0,2", "0,2 à 0,3", "0,3 à 0,4", "0,4 à 0,5"]),
    ],
)
def test_the_steps_of_a_map_say_which_numbers_they_hold(values, words):
    keys = [key.label for key in c.benin_map("f", values).legend]
    assert [label for label in keys if label != "non renseigné"] == words

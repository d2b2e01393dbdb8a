"""Funding: an amount is a value, or one of three reasons why there is none; sums, orders and files tell them apart."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from foundation.common.figures import get
from foundation.common.typography import amount
from steering.enums import AmountState
from steering.models import FundingLine
from steering.queries.amounts import AmountSum, sums_of
from steering.register import FUNDING
from tests.factories import FundingLineFactory, MinistryFactory, ProjectFactory, officer_of

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("funding:list"), reverse("funding:new")
HUGE = 123_456_789_012_345  # hundreds of billions, to the franc


@pytest.fixture
def lines(project):
    """Zero, a value, not known, not applicable, withheld."""
    made = {
        "zero": FundingLineFactory(project=project, planned=0),
        "value": FundingLineFactory(project=project, planned=HUGE),
        "unknown": FundingLineFactory(project=project),
        "not_applicable": FundingLineFactory(project=project, planned_absence="not_applicable"),
        "withheld": FundingLineFactory(
            project=project, planned_absence="withheld", withheld_reason="Appel d’offres en cours"
        ),
    }
    return {name: FundingLine.objects.get(pk=row.pk) for name, row in made.items()}


def typed(project, **said):
    return {"project": project.pk, "year": 2027, "source": "state"} | said


def test_a_sum_leaves_out_what_has_no_value_and_says_why(lines):
    found = sums_of(FundingLine.objects.all())["planned"]
    assert found == AmountSum(HUGE, known=2, unknown=1, not_applicable=1, withheld=1)
    assert found.full == amount(HUGE)
    assert found.words.replace("\u00a0", " ") == ("3 lignes non comptées : 1 non renseignée, 1 réservée, 1 sans objet")


def test_nothing_known_is_not_zero_and_zero_is_known(lines):
    sums = {name: sums_of(FundingLine.objects.filter(pk=row.pk))["planned"] for name, row in lines.items()}
    assert {name: (found.total, found.text) for name, found in sums.items() if name != "value"} == {
        "zero": (0, amount(0)),
        "unknown": (None, "non renseigné"),
        "not_applicable": (None, "sans objet"),
        "withheld": (None, "réservé"),
    }


def test_what_has_no_value_comes_last_in_both_orders(listed, dsi, lines):
    named = {row.pk: name for name, row in lines.items()}
    for sort, first in (("planned", ["zero", "value"]), ("-planned", ["value", "zero"])):
        rows, _ = listed(FUNDING, dsi, f"/?sort={sort}")
        assert [named[row.pk] for row in rows[:2]] == first
        assert {named[row.pk] for row in rows[2:]} == {"unknown", "not_applicable", "withheld"}


def test_the_files_give_the_exact_number_and_the_state_apart(client, dsi, lines):
    client.force_login(dsi)
    text = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {(row["Prévu (FCFA)"], row["Prévu, état"]) for row in rows} == {
        ("0", "renseigné"),
        (str(HUGE), "renseigné"),
        ("", "non renseigné"),
        ("", "sans objet"),
        ("", "réservé"),
    }
    book = load_workbook(io.BytesIO(b"".join(client.get(LIST, {"format": "xlsx"}).streaming_content)))
    header, *cells = book.active.iter_rows(values_only=True)
    at = header.index("Prévu (FCFA)")
    assert {row[at] for row in cells} == {0, HUGE, None}


def test_the_list_shows_the_sums_with_what_they_leave_out_and_a_chart_with_the_words(client, listed, dsi, lines):
    client.force_login(dsi)
    page = client.get(LIST).content.decode()
    assert amount(HUGE) in page
    assert "Appel d’offres en cours" in page
    chart = listed(FUNDING, dsi)[1]["chart"]
    assert chart.rows[1] == ("2026, engagé", "non renseigné")
    lines["zero"].delete()
    for name in ("value", "unknown", "not_applicable"):
        lines[name].delete()
    assert listed(FUNDING, dsi)[1]["chart"].rows[0] == ("2026, prévu", "réservé")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"planned": 5, "planned_absence": "withheld", "withheld_reason": "x"}, "gardez l’un des deux"),
        ({"planned_absence": "withheld"}, "dites pourquoi"),
    ],
)
def test_an_amount_has_one_state(client, dsi, project, said, sentence):
    client.force_login(dsi)
    answer = client.post(NEW, typed(project, **said))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not FundingLine.objects.exists()


def test_a_line_is_entered_from_the_page_of_its_project_and_read_there(client, dsi, project):
    client.force_login(dsi)
    shown = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert f"{NEW}?project={project.pk}" in shown
    client.post(NEW, typed(project, planned=59_300_000, paid_absence="not_applicable"))
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert f"prévu {amount(59_300_000)}, payé sans objet" in page
    again = client.post(NEW, typed(project, planned=1))
    assert again.status_code == 409
    assert "a déjà une ligne de cette source" in again.content.decode()


def test_a_correction_never_moves_a_line_to_another_project(client, dsi, project):
    row = FundingLineFactory(project=project, planned=5)
    other = ProjectFactory(ministry=project.ministry)
    client.force_login(dsi)
    said = typed(other, planned=6, funder=row.funder, version=1)
    assert client.post(reverse("funding:edit", args=[row.pk]), said).status_code == 302
    api = APIClient()
    api.force_authenticate(dsi)
    answer = api.post(
        reverse("api:funding-edit", args=[row.pk]), {"year": 2027, "source": "state", "planned": 7, "base_version": 2}
    )
    row.refresh_from_db()
    assert (answer.status_code, row.project, row.planned, row.year) == (200, project, 7, 2027)


def test_the_figure_counts_what_its_link_shows(listed, dsi, lines):
    FundingLineFactory(planned=9)  # of a neighbour
    partner = ProjectFactory(ministry=MinistryFactory())
    partner.partner_ministries.add(lines["zero"].project.ministry)
    FundingLineFactory(project=partner, planned=11)  # seen, and counted elsewhere
    value = get("funding.planned").compute(dsi, {})
    assert (value.value, value.withheld) == (HUGE, 3)
    assert len(listed(FUNDING, dsi)[0]) == 6
    assert len(listed(FUNDING, dsi, value.href)[0]) == value.rows.count() == 5
    for part in value.parts:
        assert len(listed(FUNDING, dsi, part.href)[0]) == part.value


def test_the_api_says_the_state_of_each_amount(dsi, lines):
    api = APIClient()
    api.force_authenticate(dsi)
    told = api.get(reverse("api:funding-detail", args=[lines["withheld"].pk])).json()
    assert (told["planned"], told["planned_state"]) == (None, AmountState.WITHHELD)


def test_a_partner_reads_and_does_not_keep(client, project, lines):
    partner = MinistryFactory()
    project.partner_ministries.add(partner)
    reader = officer_of(partner.scope, Role.DSI)
    client.force_login(reader)
    row = lines["value"]
    assert client.get(reverse("funding:detail", args=[row.pk])).status_code == 200
    assert client.get(reverse("funding:edit", args=[row.pk])).status_code == 403
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(reverse("funding:detail", args=[row.pk])).status_code == 404

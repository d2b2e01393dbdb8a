"""Editions: a portfolio frozen, what moved since the one before, and the past that stays the past."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from editions.enums import EDITION_PAPER, Movement, Occasion
from editions.models import Edition
from editions.operations import edition_for, freeze_edition, freeze_quarter
from editions.queries.shown import whole_of
from editions.queries.snapshot import fingerprint
from editions.queries.summary import _drift
from foundation.accounts.enums import Role, ScopeKind
from foundation.common.exceptions import Refused
from foundation.common.typography import amount, percent
from foundation.documents.models import Document
from foundation.journal.record import entries_of
from projects.enums import Colour, ExitReason, RevisionReason, Stage
from projects.models import Project
from projects.operations import PlannedValues, leave_portfolio
from projects.operations.baselines import adopt_revision, set_initial_baseline
from tests.factories import MinistryFactory, ProjectFactory, ScopeFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """`on(day)` sets the business day."""

    def shift(day):
        monkeypatch.setattr("foundation.common.clock.today", lambda: day)
        return day

    shift(date(2026, 3, 2))
    return shift


@pytest.fixture
def ministry(on):
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


def project(ministry, title, **values):
    planned = {"planned_start": date(2026, 1, 1), "planned_end": date(2026, 12, 31), "planned_cost": 100_000_000}
    return ProjectFactory(ministry=ministry, title=title, **(planned | values))


def frozen(ministry, **more):
    return freeze_edition(ministry.pk if ministry else None, occasion=Occasion.ON_REQUEST, by=None, **more)


@pytest.mark.parametrize(
    ("mean", "told"), [("12.5", "+ 12,5 %"), ("-3.0", "− 3 %"), ("0.0", "0 %"), (None, "non renseigné")]
)
def test_the_mean_drift_is_written_as_everywhere(mean, told):
    part = {"mean": mean, "lines": 2}
    assert _drift({"present": part, "ever": part}).replace("\xa0", " ").startswith(f"{told} de délai pour")


def test_an_edition_keeps_what_the_portfolio_said_whatever_becomes_of_it(ministry, on):
    running = project(ministry, "Guichet", stage=Stage.RUNNING, actual_start=date(2026, 1, 5), progress=20)
    edition = frozen(ministry)
    running.title, running.progress = "Guichet unique", 60
    running.save()
    row = edition.rows.get()
    assert (row.title, row.progress, row.movement) == ("Guichet", 20, Movement.ENTERED)
    assert fingerprint(edition.rows.in_order()) == edition.rows_sha256
    document = Document.objects.about(edition, EDITION_PAPER).get()
    assert [section["title"] for section in document.content["sections"]] == ["Projets en cours"]
    assert document.content["rows_sha256"] == edition.rows_sha256
    assert [entry.act for entry in entries_of(edition)] == ["freeze_edition"]


def test_neither_an_edition_nor_its_lines_change(ministry):
    project(ministry, "Guichet")
    edition = frozen(ministry)
    for act in (
        lambda: edition.rows.update(progress=99),
        lambda: edition.rows.all().delete(),
        lambda: Edition.objects.filter(pk=edition.pk).update(number=7),
        lambda: Edition.objects.filter(pk=edition.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_next_one_says_entries_exits_and_each_value_that_moved(ministry, on):
    same = project(ministry, "Courrier")
    moving = project(ministry, "Guichet", stage=Stage.RUNNING, actual_start=date(2026, 1, 5), progress=20)
    leaving = project(ministry, "Archives")
    frozen(ministry)
    on(date(2026, 6, 1))
    moving.progress, moving.forecast_cost = 50, 150_000_000
    moving.save()
    leave_portfolio(leaving.pk, left_on=date(2026, 6, 1), reason=ExitReason.OUT_OF_SCOPE, note="Ailleurs.", by=None)
    entering = project(ministry, "Paie")
    second = frozen(ministry)
    rows = {row.project_id: row for row in second.rows.all()}
    assert {pk: row.movement for pk, row in rows.items()} == {
        same.pk: Movement.SAME,
        moving.pk: Movement.MOVED,
        leaving.pk: Movement.LEFT,
        entering.pk: Movement.ENTERED,
    }
    assert ["avancement", percent(20), percent(50)] in rows[moving.pk].moves
    assert ["coût estimé", "non renseigné", amount(150_000_000)] in rows[moving.pk].moves
    assert (second.totals["projects"], second.totals["ever"]) == (3, 4)  # the one that left stays in the denominator
    on(date(2026, 9, 1))
    third = frozen(ministry)
    assert not third.rows.filter(project=leaving).exists()  # told once
    assert third.totals["movements"] == {"entered": 0, "left": 0, "moved": 0, "same": 3}


def test_a_signal_turned_better_by_a_revision_is_never_read_as_a_project_that_got_better(ministry, on, client):
    late = project(ministry, "Guichet", **dict.fromkeys(("planned_start", "planned_end", "planned_cost")))
    Project.objects.filter(pk=late.pk).update(stage=Stage.RUNNING, actual_start=date(2026, 1, 5))
    Project.objects.filter(pk=late.pk).update(forecast_end=date(2027, 6, 30))
    first = PlannedValues(date(2026, 1, 1), date(2026, 12, 31), 100_000_000, date(2026, 1, 1))
    set_initial_baseline(late.pk, first, by=None)
    frozen(ministry)
    on(date(2026, 6, 1))
    planned = replace(first, end=date(2027, 6, 30), adopted_on=date(2026, 5, 20), approver="Commission")
    adopt_revision(late.pk, planned, reason=RevisionReason.SCOPE, explanation="Deux sites de plus.", by=None)
    Project.objects.filter(pk=late.pk).update(own_rating=1)
    second = frozen(ministry)
    row = second.rows.get()
    assert (row.greened_on, second.totals["greened"]) == (date(2026, 5, 20), 1)
    assert ["signal", "rouge", "vert"] in row.moves
    told = Document.objects.about(second, EDITION_PAPER).get().content
    (line,) = told["sections"][0]["lines"]
    assert line["notes"][0] == "verdi par révision le 20/05/2026 : la référence a changé, pas le projet"
    assert line["variances"][:2] == ["retenu : rouge", "DSI 1 · ASIN –"]
    assert dict(told["summary"])["Verdis par révision"].replace("\xa0", " ").startswith("1 projet")
    client.force_login(officer_of(ministry.scope, Role.DSI))
    assert "Verdi par révision : 1" in client.get(reverse("editions:detail", args=[second.pk])).content.decode()
    on(date(2027, 7, 1))
    assert frozen(ministry).rows.get().greened_on is None  # said for a year


def test_a_project_without_figures_has_no_colour_and_its_cost_is_out_of_the_sum(ministry):
    project(ministry, "Su", planned_cost=59_300_000)
    project(ministry, "Tu", planned_start=None, planned_end=None, planned_cost=None)
    edition = frozen(ministry)
    assert edition.totals["colours"][Colour.UNKNOWN] == 2
    assert edition.totals["planned_cost"] == {"sum": 59_300_000, "known": 1, "unknown": 1}
    content = Document.objects.about(edition, EDITION_PAPER).get().content
    costs = dict(content["summary"])["Coûts prévus"].replace("\u202f", " ").replace("\xa0", " ")
    assert costs == "59 300 000 FCFA sur 1 ligne ; 1 ligne sans valeur, hors du total"


def test_one_a_day_and_none_of_an_empty_portfolio(ministry):
    with pytest.raises(Refused, match="aucun projet"):
        frozen(ministry)
    project(ministry, "Guichet")
    frozen(ministry)
    with pytest.raises(Refused, match="édition n° 1"):
        frozen(ministry)


def test_a_session_reads_the_edition_of_its_day(ministry, on):
    project(ministry, "Guichet")
    on(date(2026, 5, 4))
    first = edition_for(ministry, date(2026, 5, 11), by=None)
    assert (first.occasion, first.for_day) == (Occasion.SESSION, date(2026, 5, 11))
    on(date(2026, 5, 6))
    assert edition_for(ministry, date(2026, 5, 11), by=None) == first
    assert edition_for(ministry, date(2026, 5, 20), by=None) != first  # the session is held another day
    assert edition_for(MinistryFactory(), date(2026, 5, 11), by=None) is None


def test_the_national_edition_comes_once_a_quarter(ministry, on):
    ScopeFactory(kind=ScopeKind.NATIONAL)
    project(ministry, "Guichet")
    project(MinistryFactory(name="Ministère du Sport"), "Stades")
    assert freeze_quarter(on(date(2026, 2, 20))) is None  # the quarter is well under way
    assert freeze_quarter(on(date(2026, 4, 2))) == 1
    assert freeze_quarter(on(date(2026, 4, 3))) is None
    edition = Edition.objects.get()
    assert [row.ministry_name for row in edition.rows.in_order()] == ["Ministère du Plan", "Ministère du Sport"]


def test_a_changed_line_shows_on_the_page(ministry, client):
    project(ministry, "Guichet")
    edition = frozen(ministry)
    dsi = officer_of(ministry.scope, Role.DSI)
    client.force_login(dsi)
    address = reverse("editions:detail", args=[edition.pk])
    assert "vérifiée à l’instant" in client.get(address).content.decode()
    with transaction.atomic():
        cursor = transaction.get_connection().cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")  # as whoever holds the database could
        cursor.execute("UPDATE editions_editionrow SET progress = 99")
    assert not whole_of(edition, dsi).is_intact
    assert "ne sont plus celles qui furent figées" in client.get(address).content.decode()


def test_every_figure_of_the_page_opens_the_lines_it_counts(ministry, on, client):
    for stage, title in ((Stage.RUNNING, "Guichet"), (Stage.IDENTIFIED, "Paie"), (Stage.IDENTIFIED, "Courrier")):
        project(ministry, title, stage=stage, actual_start=date(2026, 1, 5) if stage == Stage.RUNNING else None)
    frozen(ministry)
    on(date(2026, 6, 1))
    project(ministry, "Archives")
    edition = frozen(ministry)
    user = officer_of(ministry.scope, Role.DSI)
    client.force_login(user)
    whole = whole_of(edition, user)
    for count in [*whole.situations, *whole.colours, whole.greened, *whole.movements]:
        lines = b"".join(client.get(f"{count.href}&format=csv").streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) - 1 == count.value, count


def test_the_dsi_freezes_by_the_page_and_by_the_api(ministry, client, on):
    project(ministry, "Guichet")
    dsi = officer_of(ministry.scope, Role.DSI)
    client.force_login(dsi)
    answer = client.post(reverse("editions:freeze", args=[ministry.pk]), follow=True)
    assert "L’édition n° 1 est figée" in answer.content.decode()
    on(date(2026, 3, 3))
    api = APIClient()
    api.force_authenticate(dsi)
    made = api.post(reverse("api:editions-list"), {"ministry": str(ministry.pk)}, format="json")
    assert (made.status_code, made.json()["number"]) == (201, 2)
    again = api.post(reverse("api:editions-list"), {"ministry": str(ministry.pk)}, format="json")
    assert again.status_code == 409
    assert api.post(reverse("api:editions-list"), {}, format="json").status_code == 403  # the national one


def test_the_lines_of_a_large_edition_are_read_page_after_page(ministry, client):
    for number in range(60):
        project(ministry, f"Projet {number:02}")
    edition = frozen(ministry)
    client.force_login(officer_of(ministry.scope, Role.DSI))
    seen, address = set(), f"{reverse('editions:lines')}?edition={edition.pk}&sort=title"
    for _ in range(2):
        page = client.get(address).content.decode()
        seen |= set(re.findall(r"Projet \d\d", page))
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        address = reverse("editions:lines") + html.unescape(following[1]) if following else ""
    assert (len(seen), address) == (60, "")

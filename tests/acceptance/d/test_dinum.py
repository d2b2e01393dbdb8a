"""« DINUM: for each of the five editions number of projects, sum of costs, mean duration, number interministerial equal
to the published figure, or the difference explained by name on the page. »

The five editions come in one after the other, as an agent of the ASIN would do it: files as they were published, words
matched, near names answered. France's ministries stand here under the names that the editions give them.
"""

import csv
import html
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.tables import folded
from imports import operations
from imports.models import ImportRun, Observation
from imports.queries.observed import edition_of
from projects.models import Baseline, Project
from tests.factories import MinistryFactory, ScopeFactory, officer_of
from tests.imports.world import opened
from tests.measure import report
from tests.projects.world import signed

DATA = Path(__file__).resolve().parents[2] / "data" / "dinum"
PRINTED = (DATA / "chiffres_cles_publies.csv").read_text(encoding="utf-8").splitlines()
PUBLISHED = {row["edition"]: row for row in csv.DictReader(PRINTED)}
SURE = 0.7  # of two near names: below, a person of this test says that they are two projects

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("dinum")]


def sector(name: str) -> str:
    """The ministry under its names of four years: what the agent knows."""
    plain = folded(name)
    known = ("premier", "interieur", "justice", "armees", "defense", "agriculture", "affaires etrangeres", "economie")
    known += ("education", "culture", "environnement", "ecologique", "sociales", "comptes publics")
    same = {"defense": "armees", "environnement": "ecologique"}
    found = next(word for word in known if word in plain)
    return same.get(found, found)


def brought_in(edition: str, by: object, ministries: dict[str, object], work: object) -> ImportRun:
    content = (DATA / f"panorama_{edition}.csv").read_bytes()
    day = date.fromisoformat(f"{edition}-01")
    run = opened(content, by, edition=f"Panorama {edition}", as_of=day, source="DISIC/panorama")
    columns = list(run.columns)
    columns[run.headers.index(next(header for header in run.headers if header.startswith("Coût")))] = "seen_cost"
    operations.settle_columns(run.pk, columns=columns, unit="M€", by=by)
    operations.ask_check(run.pk, by=by)
    work()
    run.refresh_from_db()
    if run.unknown:
        assert set(run.unknown) == {"ministry"}
        told = {word: str(ministries[sector(word)].pk) for word, _ in run.unknown["ministry"]}
        operations.match_words(run.pk, words={"ministry": told}, by=by)
        work()
        run.refresh_from_db()
    answers, taken = {}, set()
    for row in run.rows.exclude(near=[]).order_by("line"):
        best = row.near[0]
        is_same = best["score"] >= SURE and best["id"] not in taken
        answers[str(row.line)] = best["id"] if is_same else "new"
        taken.add(best["id"])
    if answers:
        operations.answer_near(run.pk, answers=answers, by=by)
        work()
        run.refresh_from_db()
    assert run.refused == 0, [row.faults for row in run.rows.exclude(faults=[])]
    operations.ask_run(run.pk, by=by)
    work()
    said = PUBLISHED[edition]
    return operations.publish_figures(
        run.pk,
        projects=int(said["projets_suivis"]),
        cost=Decimal(said["milliards_euros"]),
        times=1000,
        duration=Decimal(said["duree_moyenne_annees"]),
        shared=int(said["projets_interministeriels"]),
        by=by,
    )


@pytest.fixture(scope="module")
def editions(standing, tmp_path_factory, run_standing_jobs):
    from django.conf import settings

    settings.FILES_DIR = tmp_path_factory.mktemp("dinum")
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    words = ("premier", "interieur", "justice", "armees", "agriculture", "affaires etrangeres", "economie")
    words += ("education", "culture", "ecologique", "sociales", "comptes publics")
    ministries = {word: MinistryFactory(name=f"Secteur {word}", acronym="") for word in words}
    runs = {key: brought_in(key, admin, ministries, run_standing_jobs) for key in PUBLISHED}
    return SimpleNamespace(admin=admin, runs=runs)


def shown(user: object, address: str) -> str:
    """A page as it reads: its spaces plain, its signs themselves."""
    page = html.unescape(signed(user).get(address).content.decode())
    return page.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("edition", PUBLISHED)
def test_an_edition_gives_the_published_figures(editions, edition):
    found = edition_of(editions.runs[edition])
    compared = {figure.label: (figure.rounded, figure.published) for figure in found.figures}
    assert len(compared) == 4
    assert {label for label, (ours, theirs) in compared.items() if ours != theirs} == set(), compared
    assert not found.differs
    report("DINUM", edition=edition, **{label: str(ours) for label, (ours, _) in compared.items()})


def test_the_same_project_keeps_its_history_from_edition_to_edition(editions):
    project = Project.objects.get(title="PNR")
    rows = Observation.objects.filter(project=project).order_by("observed_on")
    assert [str(row.cost.normalize()) for row in rows] == ["52", "52.4", "52", "53.2", "60.69"]
    page = shown(editions.admin, reverse("projects:detail", args=[project.pk]))
    assert "Ce que disent les éditions" in page
    assert "60,69 M€" in page
    # The same project in its editions: fewer projects than lines.
    merged = Project.objects.get(title="Regroupement des centres informatiques")
    assert merged.observations.count() >= 3
    assert Project.objects.count() < Observation.objects.count() / 2
    # A source that is read fixes nothing: neither a baseline nor a signal.
    assert not Baseline.objects.exists()
    assert set(Project.objects.values_list("colour", flat=True)) == {"unknown"}


def test_a_difference_is_explained_by_name_on_the_page(editions):
    run = editions.runs["2016-11"]
    address = reverse("imports:detail", args=[run.pk])
    assert shown(editions.admin, address).count("égal, à l’arrondi publié") == 4
    operations.publish_figures(run.pk, projects=58, cost=Decimal("2.4"), times=1000, by=editions.admin)
    page = shown(editions.admin, address)
    assert page.count(">différent<") == 2
    assert "2,3 selon les lignes" in page
    without = run.observations.filter(cost=None).order_by("title").values_list("title", flat=True)
    assert len(without) == 8
    assert all(f"{title} : coût" in page for title in without)

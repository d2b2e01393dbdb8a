"""A workbook goes out and comes back: three values of each cell, keys that hold, and the rules of every import."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from imports import operations
from imports.enums import ImportState
from imports.fields import FILLED
from imports.models import ImportRun, Workbook
from imports.reports import refused_header, refused_lines, told_row
from projects.enums import Colour, Stage
from projects.models import Project, StatusUpdate
from projects.operations import create_project, publish_update
from projects.operations.checking import summary_drifts
from projects.operations.describing import edit_project
from tests.factories import FundingLineFactory, MinistryFactory
from tests.projects.world import dsi_of, ministry_with_dsi, running_project, signed

from .world import counts, faults_of, opened

pytestmark = pytest.mark.django_db
XLSX = "classeur.xlsx"


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Numérique", acronym="MN")


@pytest.fixture
def dsi(ministry):
    return dsi_of(ministry)


@pytest.fixture
def post(ministry, dsi):
    return running_project(ministry, dsi, forecast_cost=90_000_000, objectives="Répondre  vite.\nEt bien.")


@pytest.fixture
def idea(ministry, dsi):
    return create_project(ministry, "=Archives", by=dsi, stage=Stage.IDENTIFIED)


class Sheet:
    """A workbook opened in a spreadsheet: cells by their code and title of column."""

    def __init__(self, workbook: Workbook) -> None:
        answer = signed(workbook.out_by).get(reverse("imports:workbook_file", args=[workbook.pk]))
        self.book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        self.sheet = self.book["Projets"]
        self.titles = {cell.value: cell.column for cell in self.sheet[1]}

    def line(self, code: str) -> int:
        return next(row for row in range(2, self.sheet.max_row + 1) if self.sheet.cell(row, 1).value == code)

    def cell(self, project: Project, title: str) -> Any:
        return self.sheet.cell(self.line(project.code), self.titles[title])

    def say(self, project: Project, **values: Any) -> "Sheet":
        for title, value in values.items():
            self.cell(project, TITLES[title]).value = value
        return self

    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


TITLES = {
    "stage": "Stade",
    "progress": "Avancement (%)",
    "rating": "Note du DSI (1 à 5)",
    "cost": "Coût estimé (FCFA)",
    "end": "Fin estimée",
    "planned": "Coût prévu (FCFA)",
    "words": "Commentaire",
    "sponsor": "Bailleur ou commanditaire",
    "title": "Intitulé",
    "version": "Version au départ",
    "workbook": "Classeur",
    "code": "Code",
    "began": "Début effectif",
}


@pytest.fixture
def back(run_jobs):
    """Brought back, and checked by the work that begins by itself."""

    def brought(sheet: Sheet, by: Any, **more: Any) -> ImportRun:
        ministry = more.pop("ministry", Workbook.objects.get().ministry)
        run = opened(sheet.content(), by, ministry, name=XLSX, **more)
        run_jobs()
        return ImportRun.objects.get(pk=run.pk)

    return brought


def kept(run: ImportRun, by: Any) -> ImportRun:
    return operations.run_import(run.pk, by=by)


def test_it_goes_out_with_lists_locked_keys_days_and_numbers(ministry, dsi, post, idea):
    workbook = operations.send_out(ministry, by=dsi)
    sheet = Sheet(workbook)
    assert sheet.sheet.protection.sheet
    assert [sheet.cell(post, TITLES[name]).protection.locked for name in ("code", "title", "version", "workbook")] == [
        True
    ] * 4
    # A baseline that is fixed is locked too; one that is not may be filled in.
    assert [sheet.cell(each, TITLES["planned"]).protection.locked for each in (post, idea)] == [True, False]
    assert not sheet.cell(post, "Stade").protection.locked
    assert (sheet.cell(post, "Début effectif").value.date(), sheet.cell(post, TITLES["cost"]).value) == (
        date(2026, 1, 15),
        90_000_000,
    )
    assert (sheet.cell(post, "Stade").value, sheet.cell(idea, TITLES["cost"]).value) == ("en cours", "non renseigné")
    assert (sheet.cell(idea, "Intitulé").value, sheet.cell(idea, "Intitulé").data_type) == ("=Archives", "s")
    lists = {str(each.sqref).split(":")[0][0]: each for each in sheet.sheet.data_validations.dataValidation}
    stage = lists["C"]
    assert stage.type == "list"
    column = sheet.book["Listes"]["C"]
    assert [cell.value for cell in column if cell.value] == [str(label) for label in Stage.labels]
    assert sheet.book["Listes"].sheet_state == "hidden"
    words = " ".join(str(cell.value) for row in sheet.book["Lisez-moi"].iter_rows() for cell in row)
    assert workbook.reference in words
    assert clock.today().strftime("%d/%m/%Y") in words
    assert Entry.objects.get(act="send_out_workbook").after == {"reference": workbook.reference, "projects": 2}


def test_untouched_it_changes_nothing(back, ministry, dsi, post, idea):
    workbook = operations.send_out(ministry, by=dsi)
    run = back(Sheet(workbook), dsi)
    assert (run.workbook, run.ministry, run.key) == (workbook, ministry, "code")
    assert (counts(run), run.absent, run.conflicts) == ((0, 0, 2, 0), 0, 0)
    assert set(FILLED) <= set(run.columns)
    with pytest.raises(Refused, match="se lit de lui-même"):
        operations.settle_columns(run.pk, columns=run.columns, by=dsi)
    with pytest.raises(Refused, match="Rien n’est à importer"):
        operations.ask_run(run.pk, by=dsi)


def test_what_the_file_changes_is_a_published_update_and_is_undone(back, ministry, dsi, post, idea, run_jobs):
    before = (post.progress, post.own_rating, post.forecast_cost, post.sponsor, post.colour)
    sheet = Sheet(operations.send_out(ministry, by=dsi))
    sheet.say(
        post, progress=34, rating="4, plutôt sûr", cost="non renseigné", sponsor="BOAD", words="À estimer de nouveau."
    )
    sheet.say(idea, words="Le dossier attend un avis.")
    run = back(sheet, dsi)
    assert (counts(run), faults_of(run)) == ((0, 2, 0, 0), {})
    assert not StatusUpdate.objects.exists()
    kept(run, dsi)
    post.refresh_from_db()
    assert (post.progress, post.own_rating, post.forecast_cost, post.sponsor) == (34, 4, None, "BOAD")
    assert post.objectives == "Répondre  vite.\nEt bien."
    updates = {row.project_id: row for row in StatusUpdate.objects.published()}
    assert (updates[post.pk].progress, updates[post.pk].author_name) == (34, str(dsi))
    assert updates[idea.pk].narrative == "Le dossier attend un avis."
    assert list(summary_drifts()) == []
    operations.ask_undo(run.pk, by=dsi, reason="Mauvais classeur.")
    run_jobs()
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.UNDONE
    post.refresh_from_db()
    assert (post.progress, post.own_rating, post.forecast_cost, post.sponsor, post.colour) == before


def test_a_conflict_shows_three_values_and_is_settled_cell_by_cell(back, ministry, dsi, post, run_jobs):
    sheet = Sheet(operations.send_out(ministry, by=dsi)).say(post, progress=45, rating=3, words="Un lot de plus.")
    values = {"progress": 50, "own_rating": 4, "narrative": "Livré."}
    publish_update(post.pk, values, by=dsi)
    edit_project(post.pk, sponsor="BOAD", by=dsi)
    run = back(sheet, dsi)
    assert (counts(run), run.conflicts, faults_of(run)) == ((0, 0, 0, 1), 2, {2: [("D2", "conflit")]})
    row = run.rows.get()
    assert row.crossed["progress"] == {"state": "both", "was": 30, "sent": 45, "now": 50}
    assert row.crossed["sponsor"] == {"state": "since", "was": "", "sent": "", "now": "BOAD"}
    page = signed(dsi).get(reverse("imports:detail", args=[run.pk])).content.decode()
    for said in ("Au départ : 30\u00a0%", "garder le portail : 50\u00a0%", "prendre le fichier : 45\u00a0%"):
        assert said.replace("\u00a0", " ") in page.replace("\u00a0", " ").replace("\u202f", " ")
    with pytest.raises(InvalidInput, match="pour une cellule en conflit"):
        operations.settle_conflicts(run.pk, choices={"2.sponsor": "file"}, by=dsi)
    operations.settle_conflicts(run.pk, choices={"2.progress": "file"}, rest="portal", by=dsi)
    run_jobs()
    run.refresh_from_db()
    assert (counts(run), run.conflicts) == ((0, 1, 0, 0), 0)
    assert "gardée du portail" in told_row(run.rows.get())
    # The portal moves again: the choice was made on another value, and is asked anew.
    publish_update(post.pk, {"progress": 55, "narrative": "Reçu."}, by=dsi)
    run = kept(run, dsi)
    assert (counts(run), run.conflicts) == ((0, 0, 0, 1), 1)
    post.refresh_from_db()
    assert (post.progress, post.own_rating, post.sponsor) == (55, 4, "BOAD")


def test_what_the_portal_alone_changed_stays(back, ministry, dsi, post):
    sheet = Sheet(operations.send_out(ministry, by=dsi)).say(post, rating=2)
    publish_update(post.pk, {"progress": 34}, by=dsi)
    run = kept(back(sheet, dsi), dsi)
    post.refresh_from_db()
    assert (counts(run), post.progress, post.own_rating) == ((0, 1, 0, 0), 34, 2)
    assert "changée au portail depuis (30 % → 34 %), elle reste" in told_row(run.rows.get())


def test_keys_rows_words_and_formulas_are_answered(back, ministry, dsi, post, idea):
    third, fourth = (create_project(ministry, title, by=dsi, stage=Stage.IDENTIFIED) for title in ("Paie", "Courrier"))
    workbook = operations.send_out(ministry, by=dsi)
    sheet = Sheet(workbook)
    sheet.say(post, title="Autre", progress=99)
    sheet.say(idea, stage="en chantier", version="1")
    sheet.sheet.delete_rows(sheet.line(fourth.code))
    sheet.say(third, code="MN-0099")
    added = sheet.sheet.max_row + 1
    sheet.sheet.cell(added, sheet.titles["Intitulé"]).value = "Nouveau"
    run = back(sheet, dsi)
    assert faults_of(run) == {
        2: [("B2", "cle")],
        3: [("C3", "valeur")],
        4: [("A4", "cle")],
        added: [("B" + str(added), "ajoutee")],
    }
    # The one whose code is lost is absent too: nothing happens to it.
    assert (run.absent, run.total) == (2, 4)
    told = {row.title: told_row(row) for row in run.rows.all()}
    assert "absente du fichier : rien ne lui arrive" in told["Courrier"]
    assert "Si un tri a mêlé les lignes" in told["Autre"]
    assert "n’est pas sortie avec le classeur" in told["Nouveau"]
    # Corrected in the file of refused lines, it comes back as the same workbook.
    header, lines = refused_header(run), list(refused_lines(run))
    lines[0][header.index("Intitulé")], lines[0][header.index("Avancement (%)")] = post.title, 33
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, lines[0]])
    again = operations.check_import(opened(text.getvalue(), dsi, ministry).pk, by=dsi)
    assert (again.workbook, counts(again)) == (workbook, (0, 1, 0, 0))
    # A formula that was never computed is refused, whatever it says.
    formula = Sheet(workbook).say(post, cost="=1+1")
    with pytest.raises(InvalidInput, match="contient une formule dont le résultat n’est pas enregistré"):
        opened(formula.content(), dsi, ministry, name=XLSX)


def test_an_emptied_cell_changes_nothing_and_says_so(back, ministry, dsi, post):
    run = back(Sheet(operations.send_out(ministry, by=dsi)).say(post, cost=None, progress=31), dsi)
    assert counts(run) == (0, 1, 0, 0)
    assert "vidée dans le fichier, rien n’y change ; écrivez « non renseigné »" in told_row(run.rows.get())
    kept(run, dsi)
    post.refresh_from_db()
    assert (post.forecast_cost, post.progress) == (90_000_000, 31)


def test_no_workbook_moves_a_baseline_nor_turns_a_red_project_green(back, ministry, dsi):
    red = running_project(ministry, dsi, forecast_cost=200_000_000, forecast_end=date(2028, 6, 30))
    assert red.colour == Colour.RED
    sheet = Sheet(operations.send_out(ministry, by=dsi)).say(red, planned=200_000_000, words="Le marché a doublé.")
    run = back(sheet, dsi)
    assert [rule for _, rule in faults_of(run)[2]] == ["reference"]
    cheaper = Sheet(Workbook.objects.get()).say(red, cost=100_000_000, end=date(2026, 12, 31))
    assert [rule for _, rule in faults_of(back(cheaper, dsi))[2]] == ["commentaire"]
    red.refresh_from_db()
    assert (red.colour, red.revision_count, red.planned_cost) == (Colour.RED, 0, 100_000_000)


def test_only_the_dsi_of_the_ministry_sends_it_out_and_brings_it_back(back, ministry, dsi, post):
    other, neighbour = ministry_with_dsi()
    with pytest.raises(InvalidInput, match="Seul le DSI d’un ministère"):
        operations.send_out(ministry, by=neighbour)
    workbook = operations.send_out(ministry, by=dsi)
    sheet = Sheet(workbook).say(post, progress=99)
    with pytest.raises(InvalidInput, match="n’est sorti d’aucun ministère pour lequel vous importez"):
        back(sheet, neighbour, ministry=other)
    with pytest.raises(InvalidInput, match="Seuls le DSI"):
        opened(sheet.content(), neighbour, ministry, name=XLSX)
    with pytest.raises(InvalidInput, match="laissez ce nom vide"):
        back(sheet, dsi, edition="2026")
    address = reverse("imports:workbook_file", args=[workbook.pk])
    assert signed(neighbour).get(address).status_code == 404
    sheet.sheet.delete_cols(sheet.titles["Version au départ"])
    with pytest.raises(InvalidInput, match="il lui manque la colonne « Version au départ »"):
        back(sheet, dsi)


def test_the_funding_goes_out_locked_with_where_it_is_entered_and_is_not_brought_back(ministry, dsi, post, back):
    line = FundingLineFactory(
        **{"project": post, "year": 2026, "planned": 250_000_000_000, "committed": None, "paid": None},
        **{"committed_absence": "withheld", "withheld_reason": "Marché en négociation."},
    )
    FundingLineFactory(project=running_project(*ministry_with_dsi()), year=2026)  # of another ministry
    workbook = operations.send_out(ministry, by=dsi)
    line.planned = 1
    line.save()
    sheet = Sheet(workbook)
    funding = sheet.book["Financements"]
    assert funding.protection.sheet
    assert "« Financements »" in funding["A1"].value
    header, *lines = [[cell.value for cell in row] for row in funding.iter_rows(min_row=3)]
    (told,) = [dict(zip(header, cells, strict=True)) for cells in lines]
    assert (told["Code"], told["Année"], told["Prévu (FCFA)"]) == (post.code, 2026, 250_000_000_000)
    assert (told["Engagé (FCFA)"], told["Payé (FCFA)"]) == ("réservé", "non renseigné")
    assert told["Motif de la réserve"] == "Marché en négociation."
    assert [each.value for each in sheet.book["Lisez-moi"]["A"] if each.value == "Feuille « Financements »"]
    page = signed(dsi).get(reverse("imports:workbook", args=[workbook.pk])).content.decode()
    assert "se saisissent au portail" in page
    funding["H4"].value = 5
    run = back(sheet.say(post, progress=45, words="La recette est passée."), dsi)
    assert (run.updated, run.refused) == (1, 0)
    line.refresh_from_db()
    assert (line.planned, line.committed_absence) == (1, "withheld")


def test_a_percentage_typed_in_the_workbook_is_that_percentage(back, ministry, dsi, post, idea):
    sheet = Sheet(operations.send_out(ministry, by=dsi)).say(post, progress=1, words="Achevé.").say(idea, progress=0.5)
    sheet.cell(post, TITLES["progress"]).number_format = "0%"  # what « 100% » typed in a cell makes of it
    run = back(sheet, dsi)
    assert faults_of(run) == {sheet.line(idea.code): [(f"D{sheet.line(idea.code)}", "bornes")]}
    kept(run, dsi)
    post.refresh_from_db()
    assert post.progress == 100

"""A check says what the run does; a run writes what a person could write, and nothing else; all of it can be undone."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.jobs.operations.running import Cancelled
from foundation.journal.models import Entry
from imports import operations
from imports.enums import ImportState
from imports.fields import guessed
from imports.models import ImportMapping, ImportRow, ImportRun, Observation
from imports.queries.observed import edition_of
from imports.reports import refused_header, refused_lines, told_row, unit_doubts
from projects.enums import Colour, ProjectKind, Stage
from projects.models import Baseline, Project, StatusUpdate
from projects.operations import (
    ActualDates,
    add_sites,
    attest_no_change,
    change_stage,
    create_project,
    edit_project,
    publish_update,
    save_draft,
)
from projects.operations.checking import summary_drifts
from projects.operations.updating import UpdateValues
from projects.queries.past import as_they_were
from tests.factories import (
    AgendaItemFactory,
    FundingLineFactory,
    MinistryFactory,
    RecommendationFactory,
    ScopeFactory,
    officer_of,
)
from tests.projects.world import Today, dsi_of, ministry_with_dsi, running_project

from .test_reader import book
from .world import HEADER, checked, counts, faults_of, made, opened, table

pytestmark = pytest.mark.django_db

FILE = table(
    "Réseau d’Abomey;en cours;59 300 000;01/02/2026;31/12/2026;30;60 000 000;",
    "Archives;identifié;;;;;;",
    "Guichet;en chantier;1;;;;;",
    ";identifié;;;;;;",
    "Portail;réalisé;;;;50;;",
    "Archives;identifié;;;;;;",
    "Paie;identifié;12,5;03/13/2026;;140;;",
)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Numérique", acronym="MN")


@pytest.fixture
def dsi(ministry):
    return dsi_of(ministry)


@pytest.fixture
def today(monkeypatch, tmp_path):
    return Today(monkeypatch, tmp_path)


@pytest.mark.parametrize(
    ("headers", "columns", "factor"),
    [
        (["Intitulé", "Coût estimé (millions FCFA)"], ["title", "forecast_cost"], 1_000_000),
        (["Projet", "Budget (en milliards de francs CFA)", "Dépenses (Mds FCFA)"], [*"tpa"], 1_000_000_000),
        (["Projet", "Budget en MFCFA", "Dépenses, en k FCFA"], ["title", "planned_cost", ""], 1_000_000),
        (["Projet (code)", "Intitulé", "Stade (voir la liste)"], ["", "title", "stage"], 1),
        (["Projet", "Budget (M€)", "Coût estimé (m)", "Budget en euros"], ["title", "", "", ""], 1),
        (
            ["Projet", "Budget (F.CFA)", "Avancement (en %)", "Durée (mois)"],
            ["title", "planned_cost", "progress", ""],
            1,
        ),
    ],
)
def test_a_title_may_carry_its_unit_or_a_remark(headers, columns, factor):
    short = {"t": "title", "p": "planned_cost", "a": "actual_cost"}
    assert guessed(headers) == ([short.get(name, name) for name in columns], factor)


def test_amounts_whose_title_says_millions_are_read_so_and_words_in_a_cell_say_more(ministry, dsi):
    lines = "Intitulé;Stade;Coût estimé (millions FCFA)\nRéseau;identifié;31,5\nPortail;identifié;290 millions\n"
    run = made(lines + "Guichet;identifié;0,7 €\n", dsi, ministry)
    assert faults_of(run) == {4: [("C4", "nombre")]}
    costs = dict(Project.objects.values_list("title", "forecast_cost"))
    assert costs == {"Réseau": 31_500_000, "Portail": 290_000_000}


def test_a_check_says_line_by_line_and_writes_nothing(ministry, dsi):
    before = Entry.objects.count()
    run = checked(FILE, dsi, ministry)
    assert counts(run) == (2, 0, 0, 5)
    assert run.state == ImportState.CHECKED
    assert faults_of(run) == {
        4: [("B4", "valeur")],
        5: [("A5", "manquant")],
        6: [("F6", "bornes")],
        7: [("A7", "doublon")],
        8: [("C8", "nombre"), ("D8", "date"), ("F8", "bornes")],
    }
    assert run.unknown == {"stage": [["en chantier", 1]]}
    assert not Project.objects.exists()
    assert Entry.objects.count() == before + 2  # the file that came in, and its check


def test_the_run_does_what_the_check_said(ministry, dsi):
    run = checked(FILE, dsi, ministry)
    said = list(run.rows.order_by("line").values_list("line", "outcome", "title", "faults", "changes"))
    run = operations.run_import(run.pk, by=dsi)
    assert list(run.rows.order_by("line").values_list("line", "outcome", "title", "faults", "changes")) == said
    project = Project.objects.get(title="Réseau d’Abomey")
    assert (project.stage, project.planned_cost, project.initial_end) == ("running", 59_300_000, date(2026, 12, 31))
    assert (project.dates_unknown, project.progress, project.code) == (True, 30, "MN-0001")
    assert project.colour == Colour.GREEN
    assert Baseline.objects.get().number == 0
    assert list(summary_drifts()) == []
    entry = Entry.objects.get(act="run_import")
    assert (entry.object_id, entry.after["created"]) == (str(run.pk), 2)
    again = checked(table("Réseau d’Abomey;en cours;59300000;01/02/2026;31/12/2026;30;60000000;"), dsi, ministry)
    assert counts(again) == (0, 0, 1, 0)


def test_the_refused_lines_come_back_in_a_file_that_corrected_imports(ministry, dsi):
    run = made(FILE, dsi, ministry)
    header, lines = refused_header(run), list(refused_lines(run))
    assert [line[-2] for line in lines] == [4, 5, 6, 7, 8]
    assert "B4 : « en chantier »" in lines[0][-1]
    assert "[valeur]" in lines[0][-1]
    lines[0][1], lines[1][0], lines[2][5], lines[3][0] = "en cours", "Courrier", "100", "Archives du personnel"
    lines[4][2:6] = ["12", "03/12/2026", "", "40"]
    text = "\n".join(";".join(str(cell).replace(";", ",") for cell in line) for line in [header, *lines])
    again = made(text, dsi, ministry)
    assert counts(again) == (4, 0, 0, 1)
    assert faults_of(again) == {5: [("A5", "nom_proche")]}  # « Archives » is there: it is asked, never guessed


def workbook(rows, *merged):
    made = openpyxl.Workbook()
    for cells in rows:
        made.active.append(cells)
    for block in merged:
        made.active.merge_cells(block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_an_amount_merged_over_several_lines_is_never_counted_in_each(ministry, dsi):
    rows = [
        HEADER.split(";")[:3],
        ["Réseau", "identifié", 90_000_000],
        ["Guichet", None, None],
        ["Paie", "identifié", 7],
    ]
    sent = workbook(rows, "B2:B3", "C2:C3")
    run = made(sent, dsi, ministry, name="projets.xlsx")
    assert faults_of(run) == {2: [("C2", "fusion")], 3: [("C3", "fusion")]}
    assert [row.planned_cost for row in Project.objects.all()] == [7]
    lines = [list(map(str, line)) for line in refused_lines(run)]
    assert [line[:3] for line in lines] == [
        [name, "identifié", "90000000 à répartir"] for name in ("Réseau", "Guichet")
    ]
    back = [*map(";".join, (cells[:3] for cells in lines))]
    again = made(table(*back, header=";".join(rows[0])), dsi, ministry)
    assert {rule for faults in faults_of(again).values() for _, rule in faults} == {"nombre"}  # not read until written
    corrected = [line.replace("90000000 à répartir", "45 000 000") for line in back]
    assert counts(made(table(*corrected, header=";".join(rows[0])), dsi, ministry)) == (2, 0, 0, 0)
    across = workbook([rows[0], ["Bus", "identifié", 5]], "C2:D2")
    assert counts(made(across, dsi, ministry, name="projets.xlsx")) == (1, 0, 0, 0)


def test_a_change_is_a_published_update_with_its_comment(ministry, dsi):
    project = running_project(ministry, dsi)
    line = "Gestion du COURRIER;en cours;;;;60;90 000 000;{}"
    run = checked(table(line.format("")), dsi, ministry)
    assert faults_of(run) == {2: [("H2", "commentaire")]}
    run = made(table(line.format("Le marché est notifié.")), dsi, ministry)
    assert counts(run) == (0, 1, 0, 0)
    update = StatusUpdate.objects.get()
    assert (update.progress, update.narrative, update.author_name) == (60, "Le marché est notifié.", str(dsi))
    project.refresh_from_db()
    assert (project.title, project.progress, project.last_update_on) == ("Gestion du courrier", 60, clock.today())
    row = ImportRow.objects.get(run=run)
    assert row.changes["progress"] == [30, 60]


@pytest.mark.parametrize(
    ("line", "rule", "cell"),
    [
        ("Gestion du courrier;en cours;200 000 000;;;;;", "reference", "C2"),
        ("Gestion du courrier;réalisé;;;;100;;Fini.", "stade", "B2"),
        ("Gestion du courrier;en cours;;;;;;", "", ""),
    ],
)
def test_an_import_is_held_to_the_rules_of_the_pages(ministry, dsi, line, rule, cell):
    running_project(ministry, dsi)
    run = checked(table(line), dsi, ministry)
    assert faults_of(run) == ({2: [(cell, rule)]} if rule else {})


def test_a_text_too_long_with_the_addresses_of_its_links_is_taken_without_them(ministry, dsi):
    """As in the published file of the DINUM: several programmes, each a link to a page of four hundred letters."""
    link = '<a href="https://example.org/{}">{}</a>'.format
    said = [link("p" * 190, "Administration générale (P216)"), link("q" * 190, "Police nationale (P176)")]
    header = "Intitulé;Bailleur;Objectifs"
    line = f"Guichet;{', '.join(said)};{link('o', 'Voir')}"
    run = made(table(line.replace('"', ""), header=header), dsi, ministry)
    assert counts(run) == (1, 0, 0, 0)
    project = Project.objects.get()
    assert project.sponsor == "Administration générale (P216), Police nationale (P176)"
    assert project.objectives == "Voir (https://example.org/o)"
    assert run.sample[0][1][1].startswith("Administration générale (P216)")


def test_amounts_too_small_for_francs_ask_their_unit(ministry, dsi):
    lines = table("Guichet;7\nPaie;52\nArchives;26,3", header="Intitulé;Coût estimé")
    run = opened(lines, dsi, ministry)
    (doubt,) = unit_doubts(run)
    assert doubt.startswith("Les montants de « Coût estimé » seraient lus en francs (7, 52, 26,3).")
    operations.settle_columns(run.pk, columns=run.columns, factor=1_000_000, by=dsi)
    run.refresh_from_db()
    assert unit_doubts(run) == []
    assert unit_doubts(opened(table("Paie;59300000", header="Intitulé;Coût estimé"), dsi, ministry)) == []


def test_a_kind_is_held_to_the_place_of_the_line_in_its_tree(ministry, dsi):
    programme = create_project(ministry, "Programme", by=dsi, kind=ProjectKind.PROGRAMME)
    create_project(ministry, "Volet paie", by=dsi, parent=programme)
    run = checked(table("Volet paie;programme", header="Intitulé;Nature de la ligne"), dsi, ministry)
    assert faults_of(run) == {2: [("B2", "valeur")]}


def test_a_line_does_not_change_the_kind_of_what_is_counted(ministry, dsi):
    red = running_project(ministry, dsi, "Rouge", forecast_cost=200_000_000)
    create_project(ministry, "Mal rangé", by=dsi)
    run = made(table("Rouge;lot", "Mal rangé;lot", header="Intitulé;Nature de la ligne"), dsi, ministry)
    assert faults_of(run) == {2: [("B2", "valeur")]}
    assert "Faites-la sortir du portefeuille ou scindez-la" in run.rows.get(line=2).faults[0]["text"]
    red.refresh_from_db()
    assert red.kind == ProjectKind.PROJECT
    assert Project.objects.get(title="Mal rangé").kind == ProjectKind.LOT


def test_a_line_says_its_values_as_a_person_reads_them(ministry, dsi):
    running_project(ministry, dsi, forecast_cost=90_000_000)
    header = "Intitulé;Stade;Fin effective;Coût estimé;Avancement;Commentaire"
    run = checked(table("Gestion du courrier;réalisé;15/06/2026;95 000 000;100;Fini.", header=header), dsi, ministry)
    assert told_row(run.rows.get()).replace("\u202f", " ").replace("\u00a0", " ") == (
        "stade : en cours → réalisé ; avancement (%) : 30 % → 100 % ; fin effective : non renseigné → 15/06/2026 ;"
        " coût estimé (FCFA) : 90 000 000 FCFA → 95 000 000 FCFA"
    )


def test_a_draft_that_waits_and_older_values_are_not_overwritten(ministry, dsi):
    project = running_project(ministry, dsi)
    draft = save_draft(project.pk, UpdateValues(Stage.RUNNING, narrative="En train.", progress=35), by=dsi)
    line = table("Gestion du courrier;en cours;;;;32;;")
    assert faults_of(checked(line, dsi, ministry)) == {2: [("F2", "brouillon")]}
    draft.delete()
    made(line, dsi, ministry)
    older = checked(
        table("Gestion du courrier;en cours;;;;33;;"), dsi, ministry, as_of=clock.today() - timedelta(days=40)
    )
    assert faults_of(older) == {2: [("F2", "anterieur")]}


def test_a_near_name_is_asked_and_the_answer_holds_for_the_next_edition(ministry, dsi):
    project = running_project(ministry, dsi, "Regroupement des centres informatiques")
    first = checked(
        table("Regroup. centres info.;4", header="Projet;Coût selon la source"), dsi, ministry, edition="2017"
    )
    near = first.rows.get().near
    assert [each["id"] for each in near] == [str(project.pk)]
    with pytest.raises(InvalidInput, match="choisissez l’un des projets proposés"):
        operations.answer_near(first.pk, answers={"2": str(first.pk)}, by=dsi)
    operations.answer_near(first.pk, answers={"2": str(project.pk)}, by=dsi)
    operations.check_import(first.pk, by=dsi)
    operations.run_import(first.pk, by=dsi)
    project.refresh_from_db()
    assert project.title == "Regroupement des centres informatiques"
    assert Observation.objects.get().title == "Regroup. centres info."
    second = made(
        table("REGROUP. CENTRES INFO.;5,25", header="Projet;Coût selon la source"), dsi, ministry, edition="2018"
    )
    assert (counts(second), second.observed) == ((0, 0, 1, 0), 1)
    assert [str(row.cost.normalize()) for row in Observation.objects.order_by("edition")] == ["4", "5.25"]


def test_words_are_matched_once_for_all_the_files_of_that_shape(ministry, dsi):
    run = checked(FILE, dsi, ministry)
    operations.match_words(run.pk, words={"stage": {"En chantier": "running"}}, by=dsi)
    run = operations.run_import(operations.check_import(run.pk, by=dsi).pk, by=dsi)
    assert (counts(run), run.unknown) == ((3, 0, 0, 4), {})
    assert ImportMapping.objects.get().settings["words"] == {"stage": {"en chantier": "running"}}
    # Another file of the same shape, whose title of a column was changed by hand.
    after = opened(FILE, dsi, ministry)
    assert after.reused
    assert after.words == {"stage": {"en chantier": "running"}}
    assert not opened(FILE, dsi_of(other := MinistryFactory()), other).reused


def test_an_import_is_undone_whole_but_for_what_changed_since(ministry, dsi, run_jobs):
    before = running_project(ministry, dsi)
    kept_values = (before.progress, before.forecast_cost, before.fresh_until, before.colour)
    run = made(
        table(
            "Gestion du courrier;en cours;;;;31;;",
            "Réseau;identifié;5 000 000;01/01/2026;31/12/2026;;;",
            "Archives;identifié;;;;;;",
            "Paie;identifié;;;;;;",
        ),
        dsi,
        ministry,
        edition="2026",
    )
    touched = Project.objects.get(title="Archives")
    touched.version += 1
    touched.save()
    held = Project.objects.get(title="Paie")
    RecommendationFactory(project=held)
    operations.ask_undo(run.pk, by=dsi, reason="Mauvais fichier.")
    run_jobs()
    done = ImportRun.objects.get(pk=run.pk)
    assert (done.state, done.undone_by) == (ImportState.UNDONE, dsi)
    rows = {row.title: (row.undoing, row.undoing_reason) for row in done.rows.all()}
    assert rows["Réseau"] == rows["Gestion du courrier"] == ("undone", "")
    assert "a changé depuis l’import" in rows["Archives"][1]
    assert "(recommandation)" in rows["Paie"][1]
    assert set(Project.objects.values_list("title", flat=True)) == {"Gestion du courrier", "Archives", "Paie"}
    before.refresh_from_db()
    assert (before.progress, before.forecast_cost, before.fresh_until, before.colour) == kept_values
    # What was published stays published, and is answered.
    assert [row.progress for row in StatusUpdate.objects.order_by("published_at")] == [31, 30]
    assert not Observation.objects.exists()
    assert list(summary_drifts()) == []
    with pytest.raises(Refused, match="l’import est à l’état « annulé »"):
        operations.undo_import(run.pk, by=dsi, reason="Encore.")


def test_an_import_is_undone_within_days_only(ministry, dsi, settings):
    run = made(table("Archives;identifié;;;;;;"), dsi, ministry)
    settings.PROJECT_CORRECTION_DAYS = -1
    with pytest.raises(Refused, match="le délai a fini"):
        operations.ask_undo(run.pk, by=dsi, reason="Trop tard.")


def test_who_imports_for_whom(ministry, dsi):
    other, stranger = ministry_with_dsi()
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    with pytest.raises(InvalidInput, match="Choisissez le ministère porteur"):
        opened(FILE, dsi)
    run = checked(
        table("A;MN;identifié", "B;Inconnu;identifié", "C;;identifié", header="Projet;Ministère;Stade"), admin
    )
    assert faults_of(run) == {3: [("B3", "valeur")], 4: [("B4", "manquant")]}
    with pytest.raises(Refused, match="Seuls le DSI d’un ministère"):
        operations.run_import(run.pk, by=stranger)
    # By its code, a project of another ministry is an unknown one.
    project = running_project(other, stranger)
    run = checked(table(f"{project.code};Autre nom", header="Code;Projet"), dsi, ministry)
    assert faults_of(run) == {2: [("A2", "inconnu")]}


def test_a_code_renames_and_the_former_title_stays(ministry, dsi):
    project = running_project(ministry, dsi)
    run = opened(table(f"{project.code};Gestion électronique du courrier", header="Code;Projet"), dsi, ministry)
    operations.settle_columns(run.pk, key="code", by=dsi)
    operations.run_import(operations.check_import(run.pk, by=dsi).pk, by=dsi)
    assert [name.title for name in project.former_names.all()] == ["Gestion du courrier"]
    run = checked(table("GESTION DU COURRIER;", header="Projet;Commentaire"), dsi, ministry)
    assert counts(run) == (0, 0, 1, 0)


def test_what_no_rule_foresaw_is_refused_by_the_database_for_its_line_alone(ministry, dsi, monkeypatch):
    from imports.operations import judging

    monkeypatch.setattr(judging, "stage_blockers", lambda *args, **named: [])
    header = "Projet;Stade;Début effectif"
    run = made(table("A;identifié;01/02/2026", "B;identifié;", "C;identifié;", header=header), dsi, ministry)
    assert counts(run) == (2, 0, 0, 1)
    fault = run.rows.get(line=2).faults[0]
    assert (fault["rule"], fault["text"]) == ("contrainte", "Le stade contredit les dates effectives.")
    assert list(Project.objects.order_by("title").values_list("code", flat=True)) == ["MN-0001", "MN-0002"]


def test_columns_are_checked(ministry, dsi):
    run = opened(FILE, dsi, ministry)
    names = list(run.columns)
    assert names[0] == "title"
    with pytest.raises(InvalidInput, match="Deux colonnes donnent « intitulé »"):
        operations.settle_columns(run.pk, columns=["title", "title", *names[2:]], by=dsi)
    operations.settle_columns(run.pk, columns=["", *names[1:]], by=dsi)
    with pytest.raises(Refused, match="Aucune colonne ne donne l’intitulé"):
        operations.ask_check(run.pk, by=dsi)
    assert len(HEADER.split(";")) == len(names)


def test_no_import_turns_a_red_project_green(ministry, dsi):
    project = running_project(ministry, dsi, forecast_cost=200_000_000, forecast_end=date(2028, 6, 30))
    assert project.colour == Colour.RED
    line = "Gestion du courrier;200 000 000;31/12/2028;100"
    run = checked(
        table(line, header="Projet;Coût prévu;Fin prévue;Coût selon la source"), dsi, ministry, edition="2026"
    )
    assert faults_of(run) == {2: [("C2", "reference")]}
    made(table("Gestion du courrier;100", header="Projet;Coût selon la source"), dsi, ministry, edition="2026")
    project.refresh_from_db()
    assert (project.colour, project.revision_count, project.initial_cost) == (Colour.RED, 0, 100_000_000)
    assert Observation.objects.get().cost == 100


def test_a_work_that_is_stopped_leaves_nothing(ministry, dsi):
    run = checked(FILE, dsi, ministry)

    def stop(percent, text):
        if percent >= 93:  # all is written, nothing is kept yet
            raise Cancelled

    with pytest.raises(Cancelled):
        operations.run_import(run.pk, by=dsi, progress=stop)
    run.refresh_from_db()
    assert (run.state, run.rows.count(), Project.objects.count()) == (ImportState.CHECKED, 7, 0)


def test_an_answer_is_one_of_those_offered(ministry, dsi):
    run = checked(FILE, dsi, ministry)
    for words in ({"stage": {"en chantier": "fini"}}, {"title": {"a": "b"}}, {"stage": {"\x00": "running"}}):
        with pytest.raises(InvalidInput):
            operations.match_words(run.pk, words=words, by=dsi)
    for line in ("2", "²", "99999999999", "a"):
        with pytest.raises(InvalidInput):
            operations.answer_near(run.pk, answers={line: "new"}, by=dsi)


WASHED = "Réseau;en cours;{};01/01/2026;31/12/2026;30;200 000 000;"


@pytest.mark.parametrize("cost", ["100 000 000", "195 000 000"])
def test_a_baseline_that_has_counted_is_not_erased_by_whoever_imported_it(ministry, dsi, today, cost):
    """Red, or about to be: he would import it again, with wider values."""
    run = made(table(WASHED.format(cost), "Archives;identifié;;;;;;"), dsi, ministry)
    today.move(today.day + timedelta(days=1))
    operations.undo_import(run.pk, by=dsi, reason="Mauvais fichier.")
    rows = {row.title: (row.undoing, row.undoing_reason) for row in run.rows.all()}
    assert rows["Archives"] == ("undone", "")
    assert rows["Réseau"][0] == "kept"
    assert "Demandez-en la révision" in rows["Réseau"][1]
    again = checked(table(WASHED.format("210 000 000")), dsi, ministry)
    assert faults_of(again) == {2: [("C2", "reference")]}


def test_a_baseline_is_erased_the_same_day_or_by_another_who_answers_revisions(ministry, dsi, today):
    line = table(WASHED.format("100 000 000"))
    operations.undo_import(made(line, dsi, ministry).pk, by=dsi, reason="Colonnes croisées.")
    assert not Project.objects.exists()
    run = made(line, dsi, ministry)
    today.move(today.day + timedelta(days=20))
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    operations.undo_import(run.pk, by=admin, reason="Le ministère s’est trompé de fichier.")
    assert not Project.objects.exists()
    own = made(line, admin, ministry)
    today.move(today.day + timedelta(days=1))
    operations.undo_import(own.pk, by=admin, reason="Seul.")
    assert Project.objects.get().colour == Colour.RED


@pytest.mark.parametrize(
    "attach",
    [
        lambda project, dsi: add_sites(project.pk, ["Porto-Novo", "Cotonou"], by=dsi),
        lambda project, dsi: AgendaItemFactory().projects.add(project),
        lambda project, dsi: FundingLineFactory(project=project),
        lambda project, dsi: RecommendationFactory(project=project),
    ],
)
def test_what_was_attached_since_keeps_the_project(ministry, dsi, attach):
    run = made(table("Réseau;identifié;;;;;;", "Archives;identifié;;;;;;"), dsi, ministry)
    attach(Project.objects.get(title="Réseau"), dsi)
    operations.undo_import(run.pk, by=dsi, reason="Mauvais fichier.")
    assert [project.title for project in Project.objects.filter(ministry=ministry)] == ["Réseau"]
    assert "s’y rattache" in run.rows.get(title="Réseau").undoing_reason


def test_an_undone_import_leaves_a_project_that_was_updated(ministry, dsi):
    """Its two updates stay published."""
    project = running_project(ministry, dsi)
    line = table("Gestion du courrier;en cours;;;;60;;Livré.")
    run = made(line, dsi, ministry, as_of=clock.today())
    operations.undo_import(run.pk, by=dsi, reason="Mauvais fichier.")
    project.refresh_from_db()
    assert (project.progress, project.last_update_on) == (30, clock.today())
    assert StatusUpdate.objects.published().filter(project=project).count() == 2
    assert counts(made(line, dsi, ministry)) == (0, 1, 0, 0)  # and it can be done again


def test_an_answer_on_a_near_name_holds_for_no_other_line_of_its_number(ministry, dsi):
    project = create_project(ministry, "Système de gestion du courrier administratif", by=dsi, objectives="Courrier")
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("2026")
    for sheet, title in ((first, "Système de gestion du courrier administration"), (second, "Vidéosurveillance")):
        sheet.append(["Intitulé", "Objectifs"])
        sheet.append([title, f"De {title}"])
    out = io.BytesIO()
    book.save(out)
    run = checked(out.getvalue(), dsi, ministry, name="projets.xlsx")
    operations.answer_near(run.pk, answers={"2": str(project.pk)}, by=dsi)
    operations.check_import(run.pk, by=dsi)
    ImportRun.objects.filter(pk=run.pk).update(job=None)  # done by now
    run = operations.read_otherwise(run.pk, sheet="2026", by=dsi)
    assert (run.answers, run.choices, run.rows.count()) == ({}, {}, 0)
    # Neither would one that came after all.
    ImportRun.objects.filter(pk=run.pk).update(
        answers={"2": [str(project.pk), "Système de gestion du courrier administration"]}, job=None
    )
    run = operations.run_import(operations.check_import(run.pk, by=dsi).pk, by=dsi)
    project.refresh_from_db()
    assert (counts(run), project.objectives) == ((1, 0, 0, 0), "Courrier")


def test_an_import_dated_back_changes_no_past_day(ministry, dsi, today):
    project = running_project(ministry, dsi, progress=10)
    today.move(date(2026, 9, 10))
    publish_update(project.pk, {"progress": 80, "narrative": "Avance."}, by=dsi)
    today.move(date(2026, 9, 20))
    sheet_only = table("Gestion du courrier;Un objectif", header="Intitulé;Objectifs")
    run = made(sheet_only, dsi, ministry, as_of=date(2026, 7, 1))
    assert counts(run) == (0, 1, 0, 0)
    then = Project.objects.get(pk=project.pk)
    assert then.said_on == date(2026, 9, 10)
    as_they_were([then], date(2026, 8, 1))
    assert (then.progress, then.objectives) == (10, "")


@pytest.mark.parametrize("confirm", ["attested", "staged", "done"])
def test_an_older_file_does_not_replace_what_was_attested_or_changed_since(ministry, dsi, today, confirm):
    project = running_project(ministry, dsi, progress=None)
    today.move(date(2026, 9, 10))
    if confirm == "attested":
        attest_no_change(project.pk, by=dsi)
    else:
        stage, end = (Stage.DONE, date(2026, 9, 1)) if confirm == "done" else (Stage.RUNNING, None)
        change_stage(project.pk, stage, ActualDates(date(2026, 1, 15), end, 50_000_000), reason="Payé.", by=dsi)
    fresh = Project.objects.get(pk=project.pk).fresh_until
    today.move(date(2026, 9, 20))
    line = table("Gestion du courrier;10 000 000;Vieux", header="Intitulé;Coût effectif (FCFA);Commentaire")
    older = checked(line, dsi, ministry, as_of=date(2026, 7, 1))
    assert faults_of(older) == {2: [("B2", "anterieur")]}
    assert Project.objects.get(pk=project.pk).fresh_until == fresh
    assert counts(checked(line, dsi, ministry, as_of=date(2026, 9, 11))) == (0, 1, 0, 0)


def test_an_older_file_passes_where_only_the_sheet_changed_since(ministry, dsi, today):
    project = running_project(ministry, dsi)
    today.move(date(2026, 9, 10))
    edit_project(project.pk, objectives="Mieux dit.", by=dsi)
    run = checked(table("Gestion du courrier;en cours;;;;33;;"), dsi, ministry, as_of=date(2026, 9, 1))
    assert counts(run) == (0, 1, 0, 0)


def test_the_comment_of_a_new_project_is_its_first_update(ministry, dsi):
    run = made(table("Archives;identifié;;;;5;;Un long commentaire."), dsi, ministry)
    update = StatusUpdate.objects.get()
    assert (update.narrative, update.stage, update.progress, update.author) == (
        "Un long commentaire.",
        "identified",
        5,
        dsi,
    )
    assert update.project.last_update_on == clock.today()
    assert "Un long commentaire." in told_row(run.rows.get())
    operations.undo_import(run.pk, by=dsi, reason="Mauvais fichier.")
    assert (Project.objects.count(), StatusUpdate.objects.count()) == (0, 0)


def test_a_line_that_names_another_ministry_is_refused_with_both_names(ministry, dsi):
    MinistryFactory(name="Ministère Voisin", acronym="MV")
    header = "Intitulé;Ministère"
    run = made(table("Guichet;MV", "Réseau;MN", "Archives;", "Paie;Direction du budget", header=header), dsi, ministry)
    assert faults_of(run) == {2: [("B2", "autre_ministere")]}
    said = run.rows.get(line=2).faults[0]["text"]
    assert "« MV »" in said
    assert "« Ministère du Numérique »" in said
    assert sorted(Project.objects.values_list("title", flat=True)) == ["Archives", "Paie", "Réseau"]


def test_an_edition_counts_together_the_files_that_brought_it_in(ministry):
    admin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    header, when = "Intitulé;Ministère;Durée", {"edition": "E 2026", "as_of": date(2026, 6, 1)}
    first = made(table("Alphabet;MN;2", "Bravoure;MINCONNU;4", header=header), admin, **when)
    assert ("Bravoure", "ligne refusée") in edition_of(first).missing
    second = made(table("Bravoure;MN;4", "Alphabet;MN;3", header=header), admin, **when)
    operations.publish_figures(first.pk, projects=2, by=admin)
    for run in (first, second):
        run.refresh_from_db()
        edition = edition_of(run)
        told = {figure.label: figure.value for figure in edition.figures}
        assert (told["Projets"], told["Durée moyenne"]) == (2, Decimal("3.5"))
        assert ("Bravoure", "ligne refusée") not in edition.missing
        assert edition.figures[0].is_equal
    assert edition_of(made(table("Alphabet;MN;2", header=header), admin, edition="E 2027")).figures[0].value == 1


PROGRESS = ["Intitulé", "Avancement (%)"]


def test_a_column_from_0_to_1_is_read_whole_as_shares(ministry, dsi):
    rows = [["Alphabet", 0.5], ["Bravoure", 1.0], ["Colombe", 0.1 + 0.2], ["Dundée", 0]]
    run = made(book([PROGRESS, *rows]), dsi, ministry, name="p.xlsx")
    assert (counts(run), faults_of(run)) == ((4, 0, 0, 0), {})
    assert dict(Project.objects.values_list("title", "progress")) == {
        "Alphabet": 50,
        "Bravoure": 100,
        "Colombe": 30,
        "Dundée": 0,
    }


def test_a_share_in_a_column_from_0_to_100_is_refused_and_one_percent_stays_one(ministry, dsi):
    run = made(book([PROGRESS, ["Alphabet", 45], ["Bravoure", 1], ["Colombe", 0.5]]), dsi, ministry, name="p.xlsx")
    assert faults_of(run) == {4: [("B4", "bornes")]}
    assert dict(Project.objects.values_list("title", "progress")) == {"Alphabet": 45, "Bravoure": 1}


def test_an_amount_kept_with_the_noise_of_a_computation_is_that_which_is_shown(ministry, dsi):
    run = made(book([["Intitulé", "Coût prévu (FCFA)"], ["Alphabet", 1.1 * 1_000_000]]), dsi, ministry, name="p.xlsx")
    assert (counts(run), Project.objects.get().planned_cost) == ((1, 0, 0, 0), 1_100_000)


def test_day_numbers_of_1904_and_shares_mean_the_same_in_the_file_of_refused_lines(ministry, dsi):
    header = ["Intitulé", "Stade", "Début prévu", "Avancement (%)"]
    rows = [["Alphabet", "en travaux", 41123, 1.0], ["Bravoure", "identifié", 41123, 0.5]]
    content = openpyxl.load_workbook(io.BytesIO(book([header, *rows])))
    content.epoch = CALENDAR_MAC_1904
    out = io.BytesIO()
    content.save(out)
    run = made(out.getvalue(), dsi, ministry, name="p.xlsx")
    assert faults_of(run) == {2: [("B2", "valeur")]}
    assert Project.objects.get().planned_start == date(2016, 8, 3)
    assert [line[:4] for line in refused_lines(run)] == [["Alphabet", "en travaux", "42585", "100 %"]]

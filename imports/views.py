"""The pages of an import: its list, its steps, its lines, its files."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import django_filters
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.models import User
from foundation.common.acts import acts_on, address_of, form_page, one_of, page_new, page_of, require_form
from foundation.common.exceptions import Refused
from foundation.common.exports import csv_file, xlsx_file
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import short_datetime
from foundation.jobs.views.showing import progress_of
from ministries.filters import MinistryChoice

from . import operations, reports
from .enums import OUTCOME_TONES, STATE_TONES, ImportState, RowOutcome
from .forms import ColumnsForm, ConflictsForm, NearForm, OpenForm, PublishedForm, ReadingForm, WordsForm, WorkbookForm
from .models import ImportRow, ImportRun, Workbook
from .reports import mapped_columns, near_rows, refused_header, refused_lines, sheet_of, told_row
from .rules import can_import, can_send_out

Answers = TypeVar("Answers", WordsForm, NearForm, ConflictsForm)
HOME = ("Accueil", "/")
PLACE = [HOME, ("Projets", "/projets/"), ("Imports", "/imports/")]
_address, _workbook_address = address_of("imports:detail"), address_of("imports:workbook")
_run = one_of(ImportRun, "file", "job", "ministry", "opened_by", "done_by", "workbook")
_workbook = one_of(Workbook, "ministry", "out_by")
FILES = {"csv": csv_file, "xlsx": xlsx_file}


class ImportFilter(Filters):
    state = chosen("État", ImportState, "tous les états")
    ministry = MinistryChoice()


def _new(user: User) -> str:
    return reverse("imports:new") if can_import(user) else ""


IMPORTS = ListPage(
    title="Imports de projets",
    state="Les tableaux entrés au portefeuille, ligne par ligne, et ce que chacun y a changé.",
    noun=("import", "imports"),
    rows=lambda user: ImportRun.objects.visible_to(user).select_related("ministry", "opened_by"),
    filters=ImportFilter,
    columns=(
        Column("Import", str, lambda row: Cell(str(row), _address(row)), width="wide"),
        Column(
            "Ministère", "ministry.name", lambda row: Cell(row.ministry.short_name if row.ministry else "plusieurs")
        ),
        Column("État", "get_state_display", lambda row: Cell(row.get_state_display(), tone=STATE_TONES[row.state])),
        column_of(ImportRun, "total", numeric=True),
        column_of(ImportRun, "created", numeric=True),
        column_of(ImportRun, "updated", numeric=True),
        column_of(ImportRun, "refused", numeric=True),
        Column("Déposé le", "created_at", lambda row: Cell(short_datetime(row.created_at)), sort="created"),
        Column("Par", lambda row: str(row.opened_by)),
        column_of(ImportRun, "name", on_page=False),
        column_of(ImportRun, "as_of", on_page=False),
        column_of(ImportRun, "source", on_page=False),
    ),
    sorts={"created": Sort("created_at", datetime.fromisoformat)},
    default="-created",
    file="imports",
    empty=Empty(
        "Aucun import",
        "Déposez le tableau d’un ministère : il est lu, vérifié ligne par ligne, puis importé si vous le confirmez.",
        "Importer un tableau",
        _new,
    ),
    crumbs=PLACE[:2],
    buttons=lambda user: [
        Button("Classeurs sortis", reverse("imports:workbooks"), "quiet"),
        *([Button("Importer un tableau", href, "primary", "upload")] if (href := _new(user)) else []),
    ],
    icon="projects",
)

new = page_new(
    operations.open_import,
    rule=can_import,
    form=OpenForm,
    page=lambda: form_page("Importer un tableau", "Déposer le fichier", PLACE, multipart=True),
    said=lambda run: (
        f"{run.workbook} reconnu : il est comparé au portail, cellule par cellule. Rien n’est écrit."
        if run.workbook
        else f"Fichier lu : {run.read_as.told}. Vérifiez ses colonnes, puis faites-le examiner."
    ),
    to=_address,
)


def _out(user: User) -> str:
    return reverse("imports:workbook_new") if can_send_out(user) else ""


WORKBOOKS = ListPage(
    title="Classeurs sortis",
    state="Les projets d’un ministère, sortis pour être remplis sans connexion et rapportés ici.",
    noun=("classeur", "classeurs"),
    rows=lambda user: Workbook.objects.visible_to(user).select_related("ministry", "out_by"),
    columns=(
        column_of(Workbook, "reference", href=_workbook_address, width="wide"),
        *columns_of(Workbook, "ministry", "total", "out_on", "out_by", on_page=True),
    ),
    sorts={"out": Sort("created_at", datetime.fromisoformat)},
    default="-out",
    file="classeurs",
    empty=Empty("Aucun classeur", "Au retour, chaque cellule est comparée au portail.", "Sortir le classeur", _out),
    crumbs=PLACE,
    buttons=lambda user: [Button("Sortir le classeur", href, "primary", "download")] if (href := _out(user)) else [],
    icon="projects",
)
OUT = ("Classeurs sortis", "/imports/classeurs/")

workbook_new = page_new(
    operations.send_out,
    rule=can_send_out,
    form=WorkbookForm,
    page=lambda: form_page(
        "Sortir le classeur",
        "Sortir le classeur",
        [*PLACE, OUT],
        intro="Tous les projets au portefeuille, un par ligne, avec leurs listes de choix et leurs clés. Rien ne change"
        " au portail : le classeur se remplit hors connexion, puis se rapporte par « Importer un tableau ».",
    ),
    said=lambda made: f"{made} est prêt : téléchargez-le, remplissez-le, puis rapportez-le.",
    to=_workbook_address,
)


@page_of("imports/workbook.html", _workbook)
def workbook(request: Request, row: Workbook) -> dict[str, Any]:
    """What went out, what came back, and what comes next."""
    trail = [*PLACE, OUT, (str(row), "")]
    returns = ImportRun.objects.visible_to(request.user).filter(workbook=row).order_by("-created_at", "-pk")[:50]
    may = can_send_out(request.user, row)
    return {"row": row, "trail": trail, "returns": list(returns), "may": may, "tones": STATE_TONES}


@require_safe
def workbook_file(request: Request, pk: UUID) -> HttpResponseBase:
    """The workbook as it went out: the same, whenever it is asked for."""
    return reports.workbook_file(_workbook(request, pk))


on_run = acts_on(
    fetch=_run, to=_address, crumbs=lambda run, here: [*PLACE, (str(run), _address(run)), (here, "")], rule=can_import
)


@page_of("imports/run.html", _run)
def detail(request: Request, run: ImportRun) -> dict[str, Any]:
    """Where an import stands, and what comes next."""
    may = can_import(request.user, run)
    shown = sheet_of(run)
    asked = run.state == ImportState.CHECKED and may
    return {
        "run": run,
        "sheet": shown,
        "may": may and not run.is_working,
        "working": _progress(request, run) if shown.is_work_told else None,
        "near": NearForm(rows=shown.near) if asked and shown.near else None,
        "conflicts": ConflictsForm(rows=shown.conflicts) if asked and shown.conflicts else None,
        "words": WordsForm(run=run, user=request.user) if asked and run.unknown else None,
    }


def _progress(request: Request, run: ImportRun) -> dict[str, Any]:
    assert run.job is not None
    offered = {"cancel_action": reverse("imports:stop", args=[run.pk])} if can_import(request.user, run) else {}
    told = progress_of(run.job, reverse("imports:progress", args=[run.pk]), **offered)
    return {"label": run.job.label, **told}


@require_safe
@never_cache
def progress(request: Request, pk: UUID) -> HttpResponse:
    """Where the work stands, asked again by the page itself; at its end the page is drawn anew."""
    run = _run(request, pk)
    if run.job is None or not run.is_working:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer if getattr(request, "htmx", False) else HttpResponseRedirect(_address(run))
    context = {"run": run, "working": _progress(request, run)}
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(_address(run))
    return render(request, "imports/progress.html", context, using="jinja2")


def _asked(run: ImportRun, title: str, submit: str, template: str = "form_page.html", **more: Any) -> FormPage:
    trail = [*PLACE, (str(run), _address(run)), (title, "")]
    return FormPage(title, submit, _address(run), trail, version=run.version, template=template, **more)


@require_form
def reading(request: Request, pk: UUID) -> HttpResponse:
    """How the file is read: as guessed, or as one says."""
    run = _run(request, pk)
    require(can_import, request.user, run)
    page = _asked(
        run,
        "Lecture du fichier",
        "Lire ainsi",
        "imports/reading.html",
        extra={"run": run},
        intro=f"Lu comme : {run.read_as.told}.",
    )

    def act(form: BaseForm) -> str:
        made = operations.read_otherwise(
            run.pk, **form.cleaned_data, by=request.user, base_version=base_version(request)
        )
        messages.success(request, f"Fichier lu : {made.read_as.told}. Vérifiez les colonnes.")
        return _address(run)

    return serve_form(request, ReadingForm, page, act, run=run)


@require_form
def columns(request: Request, pk: UUID) -> HttpResponse:
    """Where each column goes; then the check begins."""
    run = _run(request, pk)
    require(can_import, request.user, run)
    extra = {"run": run, "mapped": mapped_columns(run)}
    page = _asked(
        run,
        "Colonnes",
        "Vérifier",
        "imports/columns.html",
        extra=extra,
        intro="Chaque colonne va dans un champ du portail, ou reste de côté. Une cellule vide ne change rien.",
    )

    def act(form: BaseForm) -> str:
        assert isinstance(form, ColumnsForm)
        operations.settle_columns(run.pk, **form.settled(), by=request.user, base_version=base_version(request))
        operations.ask_check(run.pk, by=request.user)
        messages.success(request, CHECKING)
        return _address(run)

    return serve_form(request, ColumnsForm, page, act, run=run)


CHECKING = "La vérification est en cours : rien n’est écrit, chaque ligne dira ce qu’elle ferait."
check = on_run(operations.ask_check, said=CHECKING)
launch = on_run(
    operations.ask_run,
    said="L’import est en cours. Les lignes refusées resteront dehors et se téléchargent pour être corrigées.",
)
abandon = on_run(operations.abandon_import, said="L’import est abandonné : rien n’a été écrit.")
stop = on_run(operations.stop_work, said="Le travail s’arrête à sa prochaine étape : rien n’en est gardé.")
undo = on_run(
    operations.ask_undo,
    said="L’annulation est en cours : chaque ligne dira ce qui est repris, et ce qui est gardé.",
    form=ReasonForm,
    title="Annuler l’import",
    intro="Les projets créés par cet import disparaissent, ceux qu’il a modifiés reprennent leurs valeurs ; ce qui a"
    " changé depuis est gardé, avec son motif.",
)
publish = on_run(
    operations.publish_figures,
    said="Les chiffres publiés sont notés, à côté de ceux des lignes.",
    form=PublishedForm,
    title="Chiffres publiés par la source",
    submit="Enregistrer",
    intro="Ils se comparent à ceux que donnent les lignes, à l’arrondi près de ce qui est publié.",
    back=lambda run: f"{_address(run)}#edition",
)


def _chosen(form: Answers) -> Answers:
    """The form, read; what is not among the choices was never offered, or no longer is."""
    if not form.is_valid():
        raise Refused(
            "Impossible de retenir ces réponses : l’une d’elles n’est pas, ou n’est plus, de celles que la page"
            " propose. Rien n’a été changé : rouvrez l’import, puis choisissez de nouveau."
        )
    return form


@require_POST
def words(request: Request, pk: UUID) -> HttpResponse:
    """What the words of the file mean."""
    run = _run(request, pk)
    require(can_import, request.user, run)
    form = _chosen(WordsForm(request.POST, run=run, user=request.user))
    if told := form.words():
        operations.match_words(run.pk, words=told, by=request.user)
        messages.success(request, CHECKING)
    else:
        messages.warning(request, "Aucune correspondance n’est choisie : rien ne change.")
    return HttpResponseRedirect(_address(run))


@require_POST
def near(request: Request, pk: UUID) -> HttpResponse:
    """Which lines are projects that are there."""
    run = _run(request, pk)
    require(can_import, request.user, run)
    form = _chosen(NearForm(request.POST, rows=near_rows(run)))
    if answers := form.answers():
        operations.answer_near(run.pk, answers=answers, by=request.user)
        messages.success(request, CHECKING)
    else:
        messages.warning(request, "Aucune réponse n’est donnée : rien ne change.")
    return HttpResponseRedirect(_address(run))


@require_POST
def conflicts(request: Request, pk: UUID) -> HttpResponse:
    """Which value is kept of cells that changed on both sides."""
    run = _run(request, pk)
    require(can_import, request.user, run)
    told = _chosen(ConflictsForm(request.POST, rows=reports.conflict_rows(run))).settled()
    if told["choices"] or told["rest"]:
        operations.settle_conflicts(run.pk, **told, by=request.user)
        messages.success(request, CHECKING)
    else:
        messages.warning(request, "Aucun choix n’est fait : rien ne change.")
    return HttpResponseRedirect(_address(run))


class RowFilter(Filters):
    outcome = chosen("Résultat", RowOutcome, "tous les résultats")
    q = django_filters.CharFilter(label="Mots de l’intitulé", method="by_words")
    words = ("title",)


def _rows_page(run: ImportRun) -> ListPage:
    return ListPage(
        title=f"Lignes de {run}",
        noun=("ligne", "lignes"),
        rows=lambda user: ImportRow.objects.filter(run=run),
        filters=RowFilter,
        columns=(
            column_of(ImportRow, "line", sort="line", numeric=True, shown=lambda row: Cell(row.line or "—")),
            Column(
                "Intitulé",
                "title",
                lambda row: Cell(
                    row.title,
                    reverse("projects:detail", args=[row.project_id])
                    if row.project_id and run.state == ImportState.DONE
                    else "",
                ),
                width="wide",
            ),
            Column(
                "Résultat",
                "get_outcome_display",
                lambda row: Cell(row.get_outcome_display(), tone=OUTCOME_TONES[row.outcome]),
            ),
            Column("Ce qui change ou ce qui manque", told_row, width="wide"),
            Column(
                "Annulation",
                "get_undoing_display",
                lambda row: Cell(row.get_undoing_display(), note=row.undoing_reason),
                on_page=run.state == ImportState.UNDONE,
            ),
        ),
        sorts={"line": Sort("line", int)},
        default="line",
        file="lignes-import",
        empty=Empty("Aucune ligne", "Faites vérifier l’import : chaque ligne dira ce qu’elle ferait."),
        crumbs=[*PLACE, (str(run), _address(run))],
        icon="projects",
    )


def rows(request: Request, pk: UUID) -> HttpResponseBase:
    return _rows_page(_run(request, pk)).page(request)


@require_safe
def refused(request: Request, pk: UUID, kind: str) -> HttpResponseBase:
    """The lines refused as a file: corrected, it imports."""
    run = _run(request, pk)
    return FILES[kind]("lignes-refusees", refused_header(run), refused_lines(run))

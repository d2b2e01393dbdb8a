"""« Mes projets »: one page, one row a project, typed into and published together."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from foundation.common import clock
from foundation.common.form_pages import base_version
from foundation.common.keyset import Page, paginate
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import MONTHS, plural, short_date

from .. import rules
from ..enums import STAGE_DEFINITIONS, Stage
from ..extensions import month_notes
from ..forms import RATING_CHOICES, UpdateRowForm
from ..models import Project
from ..operations import BULK_ACTS, RowInput, RowResult
from ..queries.own_projects import (
    COSTS,
    TYPED,
    WAITING_FIRST,
    Month,
    OwnRow,
    crossed_by,
    done_in,
    expecting,
    mark_of,
    month_of,
    own_projects,
    own_rows,
    spaced,
    whole_month,
)
from ..queries.project_signals import freshness_rule
from ..workflow import attestation_blockers
from .access import projects_to_update, require_form

PAGE = 40
DAYS = tuple(name for name in TYPED if name.endswith(("_start", "_end")))
MOST_ROWS = 200


def _rows(projects: list[Project]) -> dict[UUID, OwnRow]:
    today = clock.today()
    rows = own_rows(projects, today)
    for row in rows.values():
        row.attestation_blockers = attestation_blockers(row.project, today, row.recent)
    return rows


@require_form
def own(request: Request) -> HttpResponse:
    """Show the rows, prefilled; a POST saves the drafts or publishes what changed. Works without any script."""
    require(rules.can_see_own_projects, request.user)
    if request.method == "POST":
        return _act(request)
    projects = own_projects(request.user).select_related("ministry", "lead").defer("search")
    only = request.GET.get("projet", "")
    if only:
        projects = projects.filter(pk=_key(only))
    elif request.GET.get("tous") != "1":
        projects = expecting(projects)
    marked = projects.annotate(told=done_in(clock.today().replace(day=1)))
    page = paginate(marked, WAITING_FIRST, request.GET, default="waiting", size=PAGE)
    rows = list(_rows(page.rows).values())
    for row in rows:
        row.is_open = bool(only)
    is_whole = not (page.previous_href or page.next_href)
    month = month_of(rows) if is_whole else whole_month(projects, clock.today())
    return _show(request, rows, page=page, only=bool(only), month=month)


def _show(
    request: Request,
    rows: list[OwnRow],
    status: int = 200,
    *,
    page: Page | None = None,
    only: bool = False,
    month: Month | None = None,
) -> HttpResponse:
    today = clock.today()
    context = {
        "rows": rows,
        "parts": _parts(rows),
        "month": month or month_of(rows),
        "notes": [note for told in month_notes for note in told(request.user, today)],
        "this_month": f"{MONTHS[today.month - 1]} {today.year}",
        "refused": [row for row in rows if row.errors],
        "previous_href": page.previous_href if page else "",
        "next_href": page.next_href if page else "",
        "only": only,
        "all": request.GET.get("tous") == "1",
        "stages": Stage.choices,
        "stage_labels": dict(Stage.choices),
        "definitions": [(stage.label, said) for stage, said in STAGE_DEFINITIONS.items()],
        "ratings": RATING_CHOICES,
        "rating_labels": {str(value): label for value, label in RATING_CHOICES},
        "freshness_rule": freshness_rule(),
        "beyond": settings.PROJECT_COMMENT_BEYOND,
    }
    return render(request, "projects/mine.html", context, status=status, using="jinja2")


def _parts(rows: list[OwnRow]) -> list[tuple[str, str, list[OwnRow]]]:
    """What is to be corrected, what waits, then what is done: name, title, rows."""
    late = [row for row in rows if row.errors]
    waiting = [row for row in rows if not row.errors and row.done is None]
    done = [row for row in rows if not row.errors and row.done is not None]
    named = (("late", "À corriger", late), ("waiting", "Ce qui attend", waiting), ("done", "Fait ce mois-ci", done))
    return [part for part in named if part[2]]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("unknown project") from error


def _sent_projects(request: Request) -> list[Project]:
    """The projects of the rows that were sent.

    One that is not seen is a 404, one that is only read a 403; nothing is saved then.
    """
    keys = list(dict.fromkeys(_key(text) for text in request.POST.getlist("row")))
    projects = projects_to_update(request.user, keys) if len(keys) <= MOST_ROWS else None
    if projects is None:
        raise Http404("unknown project, or too many rows")
    return projects


def _versions(request: Request, prefix: str) -> dict[str, int]:
    """Those of the project and of its draft that a row was drawn with."""
    return {
        "base_version": base_version(request, f"{prefix}-version"),
        "draft_version": base_version(request, f"{prefix}-draft"),
    }


def _untouched(request: Request, prefix: str) -> bool:
    """Whether a row comes back as it was drawn: whoever did not touch it crosses nobody."""
    drawn = request.POST.get(f"{prefix}-drawn", "")
    return bool(drawn) and drawn == mark_of(request.POST.get(f"{prefix}-{name}", "") for name in TYPED)


def _act(request: Request) -> HttpResponse:
    projects = _sent_projects(request)
    action = request.POST.get("action", "")
    action = action if action in BULK_ACTS else "publish"
    inputs, results = [], []
    for project in projects:
        prefix = f"p-{project.pk}"
        if f"{prefix}-stage" not in request.POST:
            continue
        versions = _versions(request, prefix)
        if _untouched(request, prefix):
            attests = action == "publish" and f"{prefix}-attests" in request.POST
            if attests or action == "rest":
                inputs.append(RowInput(project.pk, {}, attests, **versions))
            continue
        form = UpdateRowForm(request.POST, prefix=prefix)
        if not form.is_valid():
            errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            results.append(RowResult(project.pk, "refused", errors))
            continue
        typed = form.cleaned_data
        inputs.append(RowInput(project.pk, typed["values"], typed["attests"] and action == "publish", **versions))
    results += BULK_ACTS[action](inputs, by=request.user)
    if not request.accepts("text/html"):
        return JsonResponse({"rows": [_told(result) for result in results]})
    if not any(result.outcome == "refused" for result in results):
        return _all_done(request, results, action)
    return _some_refused(request, projects, results)


def _told(result: RowResult) -> dict[str, object]:
    """What the script of the page reads of a row that it saved by itself."""
    return {
        "project": str(result.project_id),
        "outcome": result.outcome,
        "draft": result.draft_version,
        "crossed": result.conflict is not None,
        "said": [sentence for sentences in result.errors.values() for sentence in sentences],
    }


def _sentence(results: Iterable[RowResult]) -> str:
    outcomes = [result.outcome for result in results]
    words = (
        ("published", "mise à jour publiée", "mises à jour publiées"),
        ("attested", "« rien de changé » attesté", "« rien de changé » attestés"),
        ("drafted", "brouillon enregistré", "brouillons enregistrés"),
    )
    return ", ".join(plural(outcomes.count(outcome), one, many) for outcome, one, many in words if outcome in outcomes)


def _all_done(request: Request, results: list[RowResult], action: str) -> HttpResponse:
    if sentence := _sentence(results):
        after = "Les signaux et les tableaux de bord en tiennent compte."
        if any(result.outcome == "drafted" for result in results):
            after = "Rien n’est encore publié." if action == "draft" else "Ces brouillons restent à publier."
        messages.success(request, f"{sentence}. {after}")
    else:
        messages.info(
            request,
            "Aucune ligne n’est modifiée : il n’y a rien à enregistrer. Si tout est encore exact, cochez « Rien de"
            " changé » puis publiez.",
        )
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("projects:mine") + (f"?{query}" if query else ""))


def _read(name: str, said: str) -> str:
    """A side of a conflict as it is read, not as a field of the page holds it."""
    if name in COSTS:
        return spaced(said)
    try:
        return short_date(date.fromisoformat(said)) if name in DAYS and said else said
    except ValueError:  # what was typed is no day: it is shown as it is
        return said


def _some_refused(request: Request, projects: list[Project], results: list[RowResult]) -> HttpResponse:
    """Draw the page again: what was accepted is saved, what was refused comes back with everything typed and why."""
    fresh = projects_to_update(request.user, [project.pk for project in projects]) or []
    rows = _rows(fresh)
    for result in results:
        row, prefix = rows[result.project_id], f"p-{result.project_id}"
        if result.outcome != "refused":
            continue
        row.errors, row.is_open = result.errors, True
        row.values = {name: request.POST.get(f"{prefix}-{name}", "") for name in TYPED}
        row.attests = f"{prefix}-attests" in request.POST
        if result.conflict is not None:
            row.conflict_sides = {
                name: (_read(name, one), _read(name, two)) for name, (one, two) in result.sides.items()
            }
            row.conflict_author = crossed_by(row)
        else:
            for name, version in _versions(request, prefix).items():
                setattr(row, name, version)
    if sentence := _sentence(results):
        messages.success(request, f"{sentence}.")
    return _show(request, list(rows.values()), 200 if sentence else 400)

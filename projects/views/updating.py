"""« Mes projets »: one page, one row a project, typed into and published together."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foundation.common import clock
from foundation.common.form_pages import base_version
from foundation.common.keyset import Page, paginate
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import plural

from .. import rules
from ..enums import STAGE_DEFINITIONS, Stage
from ..forms import RATING_CHOICES, UpdateRowForm
from ..models import Project
from ..operations import RowInput, RowResult, publish_updates, save_drafts
from ..queries.own_projects import TYPED, OwnRow, expecting, own_projects, own_rows
from ..queries.portfolio import SORTS
from ..queries.project_signals import freshness_rule
from ..workflow import attestation_blockers
from .access import projects_to_update, require_form

PAGE = 40
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
    page = paginate(projects, SORTS, request.GET, default="title", size=PAGE)
    return _show(request, list(_rows(page.rows).values()), page=page, only=bool(only))


def _show(
    request: Request, rows: list[OwnRow], status: int = 200, *, page: Page | None = None, only: bool = False
) -> HttpResponse:
    context = {
        "rows": rows,
        "refused": [row for row in rows if row.errors],
        "previous_href": page.previous_href if page else "",
        "next_href": page.next_href if page else "",
        "only": only,
        "all": request.GET.get("tous") == "1",
        "stages": Stage.choices,
        "stage_labels": dict(Stage.choices),
        "definitions": [(stage.label, said) for stage, said in STAGE_DEFINITIONS.items()],
        "ratings": RATING_CHOICES,
        "freshness_rule": freshness_rule(),
        "stale_count": sum(row.is_stale for row in rows),
        "beyond": settings.PROJECT_COMMENT_BEYOND,
    }
    return render(request, "projects/mine.html", context, status=status, using="jinja2")


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


def _act(request: Request) -> HttpResponse:
    projects = _sent_projects(request)
    publishing = request.POST.get("action") != "draft"
    inputs, results = [], []
    for project in projects:
        prefix = f"p-{project.pk}"
        if f"{prefix}-stage" not in request.POST:
            continue
        form = UpdateRowForm(request.POST, prefix=prefix)
        if not form.is_valid():
            errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            results.append(RowResult(project.pk, "refused", errors))
            continue
        typed = form.cleaned_data
        attests = typed["attests"] and publishing
        inputs.append(RowInput(project.pk, typed["values"], attests, **_versions(request, prefix)))
    results += (publish_updates if publishing else save_drafts)(inputs, by=request.user)
    if not any(result.outcome == "refused" for result in results):
        return _all_done(request, results, publishing)
    return _some_refused(request, projects, results)


def _sentence(results: Iterable[RowResult]) -> str:
    outcomes = [result.outcome for result in results]
    words = (
        ("published", "mise à jour publiée", "mises à jour publiées"),
        ("attested", "« rien de changé » attesté", "« rien de changé » attestés"),
        ("drafted", "brouillon enregistré", "brouillons enregistrés"),
    )
    return ", ".join(plural(outcomes.count(outcome), one, many) for outcome, one, many in words if outcome in outcomes)


def _all_done(request: Request, results: list[RowResult], publishing: bool) -> HttpResponse:
    if sentence := _sentence(results):
        after = "Les signaux et les tableaux de bord en tiennent compte." if publishing else "Rien n’est encore publié."
        messages.success(request, f"{sentence}. {after}")
    else:
        messages.info(
            request,
            "Aucune ligne n’est modifiée : il n’y a rien à enregistrer. Si tout est encore exact, cochez « Rien de"
            " changé » puis publiez.",
        )
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("projects:mine") + (f"?{query}" if query else ""))


def _some_refused(request: Request, projects: list[Project], results: list[RowResult]) -> HttpResponse:
    """Draw the page again: what was accepted is saved, what was refused comes back with everything typed and why."""
    fresh = projects_to_update(request.user, [project.pk for project in projects]) or []
    rows = _rows(fresh)
    for result in results:
        row, prefix = rows[result.project_id], f"p-{result.project_id}"
        if result.outcome != "refused":
            continue
        row.errors = result.errors
        row.values = {name: request.POST.get(f"{prefix}-{name}", "") for name in TYPED}
        row.attests = f"{prefix}-attests" in request.POST
        if result.conflict is not None:
            row.conflict_sides = result.conflict.sides
        else:
            for name, version in _versions(request, prefix).items():
                setattr(row, name, version)
    # The rows to correct come first.
    ordered = sorted(rows.values(), key=lambda row: not row.errors)
    if sentence := _sentence(results):
        messages.success(request, f"{sentence}.")
    return _show(request, ordered, 200 if sentence else 400)

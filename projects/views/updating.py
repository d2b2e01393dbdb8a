"""« Mes projets »: one page, one row a project, typed into and published together."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foundation.common import clock
from foundation.common.form_pages import base_version
from foundation.common.keyset import paginate
from foundation.common.permissions import require
from foundation.common.typography import plural

from .. import rules
from ..enums import STAGE_DEFINITIONS, Rating, Stage
from ..forms import RATING_CHOICES, STAGE_CHOICES, UpdateRowForm
from ..models import Project
from ..operations import RowInput, RowResult, UpdateValues, publish_updates, save_drafts
from ..queries.own_projects import TYPED, OwnRow, expecting, own_projects, own_rows
from ..queries.portfolio import SORTS
from ..queries.project_signals import freshness_rule
from ..workflow import attestation_blockers
from .access import require_form

PAGE = 40
MOST_ROWS = 200


def _rows(projects: list[Project]) -> dict[UUID, OwnRow]:
    today = clock.today()
    rows = own_rows(projects, today)
    for row in rows.values():
        row.attestation_blockers = attestation_blockers(row.project, today, row.recent)
    return rows


@require_form
def own(request: HttpRequest) -> HttpResponse:
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
    return _show(
        request,
        list(_rows(page.rows).values()),
        200,
        previous_href=page.previous_href,
        next_href=page.next_href,
        only=bool(only),
    )


def _show(
    request: HttpRequest,
    rows: list[OwnRow],
    status: int,
    *,
    previous_href: str = "",
    next_href: str = "",
    only: bool = False,
) -> HttpResponse:
    refused = [row for row in rows if row.errors]
    context = {
        "rows": rows,
        "refused": refused,
        "previous_href": previous_href,
        "next_href": next_href,
        "only": only,
        "all": request.GET.get("tous") == "1",
        "stages": STAGE_CHOICES,
        "stage_labels": {stage.value: stage.label for stage in Stage},
        "definitions": [(stage.label, STAGE_DEFINITIONS[stage]) for stage in Stage],
        "ratings": RATING_CHOICES,
        "rating_words": {int(rating): rating.label for rating in Rating},
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


def _sent_projects(request: HttpRequest) -> list[Project]:
    """The projects of the rows that were sent.

    One that is not seen is a 404, one that is only read a 403; nothing is saved then.
    """
    keys = list(dict.fromkeys(_key(text) for text in request.POST.getlist("row")))
    if len(keys) > MOST_ROWS:
        raise Http404("too many rows")
    found = {
        project.pk: project
        for project in (
            Project.objects.visible_to(request.user)
            .filter(pk__in=keys)
            .select_related("ministry", "lead")
            .defer("search")
        )
    }
    if found.keys() != set(keys):
        raise Http404("unknown project")
    projects = [found[key] for key in keys]
    for project in projects:
        require(rules.can_update_project, request.user, project)
    return projects


def _act(request: HttpRequest) -> HttpResponse:
    projects = _sent_projects(request)
    publishing = request.POST.get("action") != "draft"
    inputs, results = [], []
    for project in projects:
        prefix = f"p-{project.pk}"
        if f"{prefix}-stage" not in request.POST:
            continue
        form = UpdateRowForm(request.POST, prefix=prefix)
        if not form.is_valid():
            results.append(
                RowResult(
                    project.pk,
                    "refused",
                    {name: [str(error) for error in errors] for name, errors in form.errors.items()},
                )
            )
            continue
        data = dict(form.cleaned_data)
        attests = data.pop("attests") and publishing
        values = UpdateValues(**data | {"stage": Stage(data["stage"])})
        inputs.append(
            RowInput(
                project.pk,
                values,
                attests,
                base_version(request, f"{prefix}-version"),
                base_version(request, f"{prefix}-draft"),
            )
        )
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


def _all_done(request: HttpRequest, results: list[RowResult], publishing: bool) -> HttpResponse:
    sentence = _sentence(results)
    if sentence:
        messages.success(
            request,
            f"{sentence}."
            + (
                " Les signaux et les tableaux de bord en tiennent compte."
                if publishing
                else " Rien n’est encore publié."
            ),
        )
    else:
        messages.info(
            request,
            "Aucune ligne n’est modifiée : il n’y a rien à enregistrer. Si tout est encore exact, cochez « Rien de"
            " changé » puis publiez.",
        )
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("projects:mine") + (f"?{query}" if query else ""))


def _some_refused(request: HttpRequest, projects: list[Project], results: list[RowResult]) -> HttpResponse:
    """Draw the page again: what was accepted is saved, what was refused comes back with everything typed and why."""
    fresh = (
        Project.objects.filter(pk__in=[project.pk for project in projects])
        .select_related("ministry", "lead")
        .defer("search")
    )
    by_key = {project.pk: project for project in fresh}
    rows = _rows([by_key[project.pk] for project in projects])
    for result in results:
        row = rows[result.project_id]
        if result.outcome != "refused":
            continue
        prefix = f"p-{result.project_id}"
        row.errors = result.errors
        row.values = {name: request.POST.get(f"{prefix}-{name}", "") for name in TYPED}
        row.attests = f"{prefix}-attests" in request.POST
        if result.conflict is not None:
            row.conflict_sides = result.conflict.sides
        else:
            row.base_version, row.draft_version = (
                base_version(request, f"{prefix}-version"),
                base_version(request, f"{prefix}-draft"),
            )
    # The rows to correct come first.
    ordered = sorted(rows.values(), key=lambda row: not row.errors)
    sentence = _sentence(results)
    if sentence:
        messages.success(request, f"{sentence}.")
    return _show(request, ordered, 200 if sentence else 400)

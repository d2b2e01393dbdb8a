"""The list of projects and the page of one of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.keyset import capped_count, paginate
from foundation.common.typography import plural

from .. import rules
from ..enums import STAGE_DEFINITIONS, ProjectKind, Rating, Stage
from ..filters import ProjectFilter
from ..models import Project
from ..queries.portfolio import EXPORT_HEADER, SORTS, export_rows, list_rows
from ..queries.project_signals import COST_FORMULA, SCHEDULE_FORMULA, colour_rule, freshness_rule, signed
from ..queries.sheet import LINEAGE_WORDS, marks_table, project_sheet
from .access import visible_project

PAGE = 50
KINDS = {kind.value: kind.label for kind in ProjectKind}
STAGES = {stage.value: stage.label for stage in Stage}


def _found(request: HttpRequest) -> ProjectFilter:
    return ProjectFilter(request.GET, queryset=Project.objects.all(), request=request)


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    rows = found.qs
    count = capped_count(rows)
    page = paginate(list_rows(rows), SORTS, request.GET, default="title", size=PAGE)
    chips = chips_of(request, found, cursor=("after", "before"))
    context = {
        "filter": found,
        "page": page,
        "chips": chips,
        "count": plural(count, "projet") if count <= 1000 else "Plus de 1 000 projets",
        "today": clock.today(),
        "stages": STAGES,
        "kinds": KINDS,
        "signed": signed,
        "can_create": rules.can_create_project(request.user),
        "can_update": rules.can_see_own_projects(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "projects/list.html", context, using="jinja2")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    return csv_response(f"projets-{today.isoformat()}.csv", EXPORT_HEADER, export_rows(_found(request).qs, today))


@require_safe
def project(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_project(request, pk)
    user, today = request.user, clock.today()
    open_ = row.left_on is None
    context = {
        "project": row,
        "sheet": project_sheet(row, user, today),
        "marks": marks_table(row),
        "today": today,
        "stages": STAGES,
        "ratings": {int(rating): rating.label for rating in Rating},
        "definition": STAGE_DEFINITIONS[Stage(row.stage)],
        "schedule_formula": SCHEDULE_FORMULA,
        "cost_formula": COST_FORMULA,
        "colour_rule": colour_rule(),
        "freshness_rule": freshness_rule(),
        "lineage_words": LINEAGE_WORDS,
        "can_edit": open_ and rules.can_edit_project(user, row),
        "can_update": open_ and rules.can_update_project(user, row),
        "can_revise": open_ and rules.can_revise_baseline(user, row),
        "can_reshape": open_ and rules.can_reshape_portfolio(user, row),
        "can_rate": open_ and rules.can_rate_for_asin(user, row),
    }
    return render(request, "projects/detail.html", context, using="jinja2")

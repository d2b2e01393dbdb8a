"""The first two lines of every view: what the reader sees, then what he may do."""

from collections.abc import Sequence
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.permissions import require
from foundation.common.requests import Request

from .. import rules
from ..models import Project
from ..queries.guards import with_guards

HOME = ("Accueil", "/")
require_form = require_http_methods(["GET", "HEAD", "POST"])


def address(project: Project) -> str:
    return reverse("projects:detail", args=[project.pk])


def portfolio_crumbs(project: Project | None = None, *last: str) -> list[tuple[str, str]]:
    crumbs = [HOME, ("Projets", reverse("projects:list"))]
    if project is not None:
        crumbs.append((project.code, address(project)))
    return crumbs + [(label, "") for label in last]


def visible_project(request: Request, pk: UUID) -> Project:
    """404 for a project the reader may not see."""
    rows = with_guards(Project.objects.visible_to(request.user).defer("search"), clock.today())
    return get_object_or_404(rows.select_related("ministry", "structure", "lead", "parent", "council_record"), pk=pk)


def projects_to_update(user: User, keys: Sequence[UUID]) -> list[Project] | None:
    """The projects of the rows that were sent; None when he does not see one, 403 when he only reads one."""
    rows = Project.objects.visible_to(user).select_related("ministry", "lead").defer("search").in_bulk(keys)
    if len(rows) < len(set(keys)):
        return None
    for row in rows.values():
        require(rules.can_update_project, user, row)
    return [rows[key] for key in keys]

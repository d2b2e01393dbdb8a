"""The first two lines of every view: what the reader sees, then what he may do."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.common.permissions import require

from ..models import Project

HOME = ("Accueil", "/")
require_form = require_http_methods(["GET", "HEAD", "POST"])


def portfolio_crumbs(project: Project | None = None, *last: str) -> list[tuple[str, str]]:
    crumbs = [HOME, ("Projets", reverse("projects:list"))]
    if project is not None:
        crumbs.append((project.code, reverse("projects:detail", args=[project.pk])))
    return crumbs + [(label, "") for label in last]


def visible_project(request: HttpRequest, pk: UUID) -> Project:
    """404 for a project the reader may not see."""
    rows = Project.objects.visible_to(request.user).defer("search")
    return get_object_or_404(rows.select_related("ministry", "structure", "lead", "parent", "council_record"), pk=pk)


def project_for(request: HttpRequest, pk: UUID, rule: Callable[..., bool]) -> Project:
    """404 for a project the reader may not see, 403 when he may not do the act."""
    project = visible_project(request, pk)
    require(rule, request.user, project)
    return project

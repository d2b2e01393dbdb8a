"""The versions of an agenda: their list, any two compared, one as it was told, and the act that releases the next."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.requests import Request
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.models import AgendaRelease, CommissionSession
from sessions.core.views.shown import crumbs, visible_session

from ..forms.releases import ComparisonForm
from ..operations.releasing import release_agenda
from ..queries.releases import compare_for, hidden_from, seen, unannounced_changes
from .sessions import on_session


def visible_releases(request: Request, session: CommissionSession) -> "QuerySet[AgendaRelease]":
    return AgendaRelease.objects.visible_to(request.user).filter(session=session).select_related("released_by")


@require_safe
def releases(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    rows, is_keeper = (
        list(visible_releases(request, session).order_by("-number")),
        rules.can_prepare(request.user, session),
    )
    by_number = {row.number: row for row in rows}
    asked = "de" in request.GET
    latest = {"de": rows[1].number, "a": rows[0].number} if len(rows) > 1 else {}
    form = ComparisonForm(request.GET if asked else None, initial=latest, releases=rows)
    pair = form.cleaned_data if asked and form.is_valid() else {} if asked else latest
    context = {
        "session": session,
        "breadcrumb": crumbs(session, "Ordres du jour diffusés"),
        "rows": rows,
        "form": form,
        "comparison": compare_for(request.user, session, by_number[pair["de"]], by_number[pair["a"]]) if pair else None,
        "unannounced": unannounced_changes(session) if is_keeper else None,
        "is_keeper": is_keeper,
    }
    status = 400 if asked and form.errors else 200
    return render(request, "sessions/releases.html", context, status=status, using="jinja2")


@require_safe
def version(request: Request, pk: UUID, number: int) -> HttpResponse:
    session = visible_session(request, pk)
    release = get_object_or_404(visible_releases(request, session), number=number)
    content = seen(release.content, hidden_from(request.user, session, release.content))
    context = {
        "session": session,
        "release": release,
        "items": content["items"],
        "breadcrumb": crumbs(session, f"Ordre du jour {release.letter}"),
    }
    return render(request, "sessions/agenda_version.html", context, using="jinja2")


def _released(made: AgendaRelease) -> str:
    told = plural(made.session.convocations.exclude(person__email="").count(), "membre")
    return f"L’ordre du jour {made.letter} est diffusé ; la liste des changements part à {told}."


release = on_session(
    release_agenda, said=_released, back=lambda session: reverse("sessions:releases", args=[session.pk])
)

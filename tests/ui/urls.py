"""The page of components under every subject of the rail, whatever the other apps have so far."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from cmsic.urls import handler400, handler403, handler404, handler500
from foundation.ui.views import components

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("rien")


WAITING = """{% extends "base.html" %}{% block content %}{{ ui.progress("waiting", "Procès-verbal en PDF", url="/essai/travail/3", seconds=0.2) }}{% endblock %}"""  # noqa: E501


def waiting(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].from_string(WAITING).render({}, request))


def job(request: HttpRequest, left: int) -> HttpResponse:
    """A job that ends after a few questions."""
    running = (
        f'{{{{ ui.progress("running", "Procès-verbal en PDF", url="/essai/travail/{left - 1}",'
        f" percent={100 - left * 30}, seconds=0.2) }}}}"
    )
    done = '{{ ui.progress("done", "Procès-verbal en PDF", result_href="/essai/pv.pdf") }}'
    return HttpResponse(engines["jinja2"].from_string(running if left else done).render({}, request))


def section(name: str, *pages: str) -> tuple[list, str]:
    return [path(f"{page}/", nothing, name=page) for page in pages], name


urlpatterns = [
    path("ui/", components, name="components"),
    path("compte/", include("allauth.urls")),
    path("", nothing, name="home"),
    path("sessions/", include(section("sessions", "list"))),
    path("recommandations/", include(section("recommendations", "list"))),
    path("projets/", include(section("projects", "list"))),
    path("tableaux/", include(section("dashboards", "national"))),
    path("commissions/", include(section("commissions", "list"))),
    path("institutions/", include(section("ministries", "list", "texts"))),
    path("recherche/", nothing, name="search"),
    path("essai/attente/", waiting),
    path("essai/travail/<int:left>", job),
    path("notifications/", include(section("notifications", "list"))),
]

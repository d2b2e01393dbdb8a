"""The page of components under every subject of the rail, whatever the other apps have so far."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from cmsic.ui.views import components
from cmsic.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("rien")


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
    path("notifications/", include(section("notifications", "list"))),
]

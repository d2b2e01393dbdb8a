"""The REST API, version 1: each app lists its viewsets in `api/routes.py` as (prefix, viewset)."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

APPS = (
    "cmsic.accounts",
    "cmsic.jobs",
    "cmsic.documents",
    "cmsic.notifications",
    "cmsic.people",
    "ministries",
    "commissions",
    "projects",
    "recommendations",
    "sessions",
    "cmsic.dashboards",
    "cmsic.search",
)

router = SimpleRouter(trailing_slash=False)
for app in APPS:
    if find_spec(f"{app}.api") is not None and find_spec(f"{app}.api").submodule_search_locations and find_spec(f"{app}.api.routes") is not None:  # type: ignore[union-attr]
        for prefix, viewset in import_module(f"{app}.api.routes").ROUTES:
            router.register(prefix, viewset, basename=prefix)

app_name = "api"
urlpatterns = [path("schema", SpectacularJSONAPIView.as_view(), name="schema"), path("", include(router.urls))]

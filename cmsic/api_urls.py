"""The REST API, version 1: each app lists its viewsets in `api/routes.py` as (prefix, viewset)."""

from functools import cache
from typing import Any

from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

from foundation.common.rooms import drawers

router = SimpleRouter(trailing_slash=False)
for routes in [*drawers("api/routes"), *drawers("register")]:
    for prefix, viewset in routes.ROUTES:
        router.register(prefix, viewset, basename=prefix)


@cache
def drawn_schema() -> dict[str, Any]:
    """The same for everybody, and seconds to draw: once for a process."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-any-return, no-untyped-call]


class DrawnOnce(SchemaGenerator):
    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return drawn_schema()


class SchemaView(SpectacularJSONAPIView):
    generator_class = DrawnOnce


app_name = "api"
urlpatterns = [path("schema", SchemaView.as_view(), name="schema"), path("", include(router.urls))]

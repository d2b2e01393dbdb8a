"""The REST API, version 1: each app lists its viewsets in `api/routes.py` as (prefix, viewset)."""

from functools import cached_property

from django.conf import settings
from django.urls import ResolverMatch, URLPattern, URLResolver, path, reverse
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RoutePattern
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from foundation.common.requests import ApiRequest
from foundation.common.rooms import drawers

from .api_schema import SchemaView

router = SimpleRouter(trailing_slash=False)
for routes in [*drawers("api/routes"), *drawers("register")]:
    for prefix, viewset in routes.ROUTES:
        router.register(prefix, viewset, basename=prefix)


SCOPES = {
    "read": "lire ce que le titulaire du jeton voit dans le portail, et rien de plus",
    "write": "lire, et faire les actes que le titulaire peut faire, en son nom et dans sa qualité",
}


class IndexView(APIView):
    """Where to begin: the resources, the schema, and what a token opens. Nothing here is anybody's."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: ApiRequest) -> Response:
        def address(name: str) -> str:
            return settings.SITE_URL + reverse(f"api:{name}")

        return Response(
            {
                "title": "API du portail CMSIC, version 1",
                "schema": address("schema"),
                "authentication": "Authorization: Bearer <jeton>. Un jeton se crée à la page « Mes jetons » ou par"
                " « bin/manage api_token ».",
                "scopes": SCOPES,
                "resources": {prefix: address(f"{prefix}-list") for prefix in _listed()},
            }
        )


def _listed() -> list[str]:
    return sorted(prefix for prefix, viewset, _ in router.registry if hasattr(viewset, "list"))


class ByResource(URLResolver):
    """The addresses of the router: of a path, those of its resource alone are tried, for there are hundreds."""

    @cached_property
    def resources(self) -> dict[str, URLResolver]:
        found: dict[str, list[URLPattern | URLResolver]] = {prefix: [] for prefix, *_ in router.registry}
        for one in self.url_patterns:
            found[str(one.pattern).removeprefix("^").partition("/")[0].removesuffix("$")].append(one)
        return {resource: URLResolver(RoutePattern(""), those) for resource, those in found.items()}

    def resolve(self, path: str) -> ResolverMatch:
        those = self.resources.get(path.partition("/")[0])
        if those is None:
            raise Resolver404({"path": path})
        return those.resolve(path)


app_name = "api"
urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("schema", SchemaView.as_view(), name="schema"),
    ByResource(RoutePattern(""), router.urls),
]

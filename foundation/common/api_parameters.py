"""An address that holds a parameter nobody reads is refused: a filter with a slip in its name would show everything."""

from typing import TYPE_CHECKING, Any

from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from .exceptions import InvalidInput
from .requests import ApiRequest
from .typography import plural

if TYPE_CHECKING:
    from rest_framework.views import APIView as View
else:
    View = object

ALWAYS = {"format"}  # that of the framework: « ?format=json »


class KnownParameters(View):
    """Before an API view: only the parameters that its description gives are accepted (400 otherwise)."""

    request: ApiRequest

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD") and request.query_params:
            known = parameters_of(self)
            unknown = sorted(set(request.query_params) - known - ALWAYS)
            if unknown:
                raise InvalidInput({name: [_refusal(name, known)] for name in unknown})


def parameters_of(view: Any) -> set[str]:
    """The names that a view reads: its filters, its pages, and those that its description declares."""
    known: set[str] = set()
    if getattr(view, "paginator", None) is not None:
        known |= {view.paginator.cursor_query_param, view.paginator.page_size_query_param}
    model = getattr(view, "model", None)
    if model is not None:
        filters: Any = DjangoFilterBackend().get_filterset_class(view, model._default_manager.none())
        known |= set(filters.base_filters) if filters is not None else set()
    return known | _declared(view) | set(getattr(view, "former_parameters", ()))


def _declared(view: Any) -> set[str]:
    method = getattr(view, getattr(view, "action", None) or "", None)
    described = getattr(method, "kwargs", {}).get("schema")
    if described is None:
        return set()
    inspector = (described if isinstance(described, type) else type(described))()
    inspector.view, inspector.method = view, view.request.method  # as the schema is drawn; never the shared one
    known: set[str] = set()
    for each in inspector.get_override_parameters():
        if isinstance(each, OpenApiParameter):
            known |= {each.name} if each.location == "query" else set()
        else:  # a payload whose fields are read from the address
            known |= set((each() if isinstance(each, type) else each).fields)
    return known


def _refusal(name: str, known: set[str]) -> str:
    heard = ", ".join(sorted(known))
    count = plural(len(known), "paramètre")
    offered = f"Cette adresse lit {count} : {heard}." if known else "Cette adresse n’en lit aucun."
    return f"Le paramètre « {name[:60]} » n’existe pas ici : rien n’a été filtré ni répondu. {offered}"

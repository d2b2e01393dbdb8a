"""The description of the API (OpenAPI): the same for everybody, drawn and written once for a process."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularJSONAPIView


@cache
def drawn_schema() -> dict[str, Any]:
    """The same for everybody, and seconds to draw: once for a process."""
    return SchemaGenerator().get_schema(request=None, public=True)


class DrawnOnce(SchemaGenerator):
    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return drawn_schema()


@cache
def written_schema() -> bytes:
    """Megabytes of indented text, for a fifth of a second of Python."""
    return bytes(OpenApiJsonRenderer().render(drawn_schema()))


class WrittenOnce(OpenApiJsonRenderer):
    """The schema as it was written the first time; anything else, or another indent, as it is asked."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        as_usual = self.get_indent(accepted_media_type, renderer_context or {}) == self.get_indent(None, {})
        if as_usual and data is drawn_schema():
            return written_schema()
        return bytes(super().render(data, accepted_media_type, renderer_context))


class WrittenOnceAsJson(WrittenOnce):
    media_type = "application/json"


class SchemaView(SpectacularJSONAPIView):
    generator_class = DrawnOnce
    renderer_classes = [WrittenOnce, WrittenOnceAsJson]

"""Reading a payload: shape is checked here, law in the operation."""

from functools import partial
from typing import Any

from django.db.models import Model
from rest_framework import serializers
from rest_framework.fields import empty

from .requests import ApiRequest


def payload(
    serializer_class: type[serializers.BaseSerializer], request: ApiRequest, *, corrected: Model | None = None
) -> dict[str, Any]:
    """The validated fields of what was sent; raise ValidationError (400) with a sentence for each field.

    What the payload of a correction leaves out has the value that it has in the row `corrected`.
    """
    serializer = serializer_class(data=request.data, context={"request": request})
    if corrected is not None:
        keep_unsaid(serializer, corrected)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def read(serializer_class: type[serializers.BaseSerializer], request: ApiRequest) -> dict[str, Any]:
    """The same of what an address asks (`?on=…`)."""
    asked = serializer_class(data=request.query_params, context={"request": request})
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def keep_unsaid(serializer: serializers.BaseSerializer, row: Model) -> None:
    """Give each field that may be left out the value that stands in the row that is corrected."""
    columns = {column.name for column in row._meta.get_fields()}
    for field in getattr(serializer, "fields", {}).values():
        if field.default is not empty and field.source in columns:
            field.default = partial(_stands, row, field.source)


def _stands(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return list(value.all()) if hasattr(value, "all") else value

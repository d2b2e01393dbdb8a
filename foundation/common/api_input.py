"""Reading a payload: shape is checked here, law in the operation."""

from typing import Any

from rest_framework import serializers

from .requests import ApiRequest


def payload(serializer_class: type[serializers.BaseSerializer], request: ApiRequest) -> dict[str, Any]:
    """The validated fields of what was sent; raise ValidationError (400) with a sentence for each field."""
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)

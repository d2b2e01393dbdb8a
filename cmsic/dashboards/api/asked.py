"""What may be asked of the figures, in the address."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

DATA = OpenApiParameter(
    "data", str, enum=["reelles", "demo"], description="données réelles, ou de démonstration ; vide : toutes"
)
YEAR = OpenApiParameter("year", int, description="vide : l’année en cours")


class Asked(serializers.Serializer[Any]):
    data = serializers.ChoiceField(choices=["reelles", "demo"], required=False, allow_blank=True, default=None)
    year = serializers.IntegerField(min_value=2018, max_value=2100, required=False, default=None)
    ministry = serializers.UUIDField(required=False, default=None)

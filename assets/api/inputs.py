"""What calls send besides columns."""

from rest_framework import serializers

from foundation.common.facts import new_input

from ..forms import PLACE
from ..models import Asset

PlaceInput = new_input(
    Asset,
    *PLACE,
    reason=serializers.CharField(label="Motif", max_length=2000, allow_blank=True, default="", required=False),
)

"""What calls send besides columns."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from ..enums import Extent


class StepsInput(serializers.Serializer[Any]):
    """How far each step is online, by its identifier; '' takes back what was said, a step left out stays as it is."""

    steps = serializers.DictField(child=serializers.ChoiceField(choices=Extent.choices, allow_blank=True))

    def validate_steps(self, value: dict[str, str]) -> dict[UUID, str]:
        try:
            return {UUID(key): extent for key, extent in value.items()}
        except ValueError as error:
            raise serializers.ValidationError("Une clé n’est pas l’identifiant d’une étape.") from error

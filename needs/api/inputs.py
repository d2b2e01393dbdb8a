"""What calls send besides columns."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from foundation.common.api_views import VisibleKeyField

from ..enums import Verdict
from ..models import Need
from ..operations.ranking import LineVerdict


class ScoresInput(serializers.Serializer[Any]):
    """One's scores under the grid in force, by the identifier of each criterion; null where one gives none."""

    scores = serializers.DictField(child=serializers.IntegerField(allow_null=True, min_value=0, max_value=100))

    def validate_scores(self, value: dict[str, int | None]) -> dict[UUID, int | None]:
        try:
            return {UUID(key): score for key, score in value.items()}
        except ValueError as error:
            raise serializers.ValidationError("Une clé n’est pas l’identifiant d’un critère.") from error


class ServiceInput(serializers.Serializer[Any]):
    """An e-service of the ministry; none: one enters the catalogue under the title of the need."""

    service = serializers.UUIDField(required=False, allow_null=True, default=None)


class LotNeeds(serializers.Serializer[Any]):
    """The needs of a lot, all of them."""

    needs = VisibleKeyField(Need, many=True)


class LineInput(serializers.Serializer[Any]):
    line = serializers.UUIDField()
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_blank=True)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class VerdictsInput(serializers.Serializer[Any]):
    """What is proposed of some lines of a ranking; the others stay as they are."""

    verdicts = LineInput(many=True)

    def validate_verdicts(self, value: list[dict[str, Any]]) -> dict[UUID, LineVerdict]:
        return {line["line"]: LineVerdict(line["verdict"], line["reason"]) for line in value}

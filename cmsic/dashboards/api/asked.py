"""What may be asked of the figures, in the address."""

from datetime import date
from typing import Any

from rest_framework import serializers

from foundation.common import clock
from foundation.common.api_input import read
from foundation.common.api_views import Declared
from foundation.common.days import ApiDayField
from foundation.common.requests import ApiRequest


class OfYear(serializers.Serializer[Any]):
    data: Declared = serializers.ChoiceField(
        choices=["reelles", "demo"],
        required=False,
        allow_blank=True,
        help_text="données réelles, ou de démonstration ; vide : toutes",
    )
    year = serializers.IntegerField(min_value=2018, max_value=2100, required=False, help_text="vide : l’année en cours")


class OfDay(OfYear):
    on = ApiDayField(required=False, help_text="jour passé, dont les chiffres sont demandés ; vide : aujourd’hui")
    ministry = serializers.UUIDField(required=False)

    def validate_on(self, value: date) -> date:
        if value > clock.today():
            raise serializers.ValidationError("Cette date n’est pas encore passée.")
        return value


class Asked(OfDay):
    commission = serializers.UUIDField(required=False)
    theme = serializers.CharField(max_length=100, required=False, help_text="recommandations de ce thème, mot pour mot")
    addressee = serializers.CharField(
        max_length=300, required=False, help_text="recommandations à ce destinataire, mot pour mot"
    )
    untold: Declared = serializers.ChoiceField(
        choices=["theme", "addressee"], required=False, help_text="recommandations sans thème, ou sans destinataire"
    )


def asked(request: ApiRequest, kind: type[OfYear]) -> dict[str, Any]:
    """What was asked, and is understood (400 otherwise)."""
    return read(kind, request)

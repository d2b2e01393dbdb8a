"""Rehearsals over the API: made, listed, erased.

To act in one, send its `scope` in the header `Rehearsal` of each call.
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.permissions import require
from sessions.core.models import CommissionSession

from .. import rules
from ..models import Rehearsal
from ..operations.rehearsing import forget_rehearsal, rehearse


class RehearsalSerializer(serializers.ModelSerializer[Rehearsal]):
    class Meta:
        model = Rehearsal
        fields = ["id", "scope", "source", "session", "ends_on"]
        read_only_fields = fields
        extra_kwargs = {
            "scope": {"help_text": "à envoyer dans l’en-tête « Rehearsal » pour travailler dans la répétition"}
        }


class NewRehearsal(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    convened = serializers.BooleanField(
        default=False, help_text="vrai : les membres sont déjà convoqués, il reste à tenir la séance"
    )


class RehearsalViewSet(VisibleViewSet):
    """One's own rehearsals: copies of a session with false names, where nothing is sent, numbered or counted."""

    model = Rehearsal
    serializer_class = RehearsalSerializer

    @extend_schema(request=NewRehearsal, responses={201: RehearsalSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewRehearsal, request)
        require(rules.can_rehearse, request.user, data["session"])
        rehearsal = rehearse(data["session"].pk, convened=data["convened"], by=request.user)  # type: ignore[arg-type]
        return Response(RehearsalSerializer(rehearsal).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def forget(self, request: Request, pk: str | None = None) -> Response:
        forget_rehearsal(self.get_object().pk, by=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)

"""Rehearsals over the API: made, listed, erased.

To act in one, send its `scope` in the header `Rehearsal` of each call.
"""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.accounts.models import Scope
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import shown_of
from foundation.common.requests import ApiRequest
from sessions.core.models import CommissionSession

from .. import rules
from ..models import Rehearsal
from ..operations.rehearsing import forget_rehearsal, rehearse
from .shared import key, new

SCOPE: "serializers.PrimaryKeyRelatedField[Scope]" = serializers.PrimaryKeyRelatedField(
    read_only=True, help_text="à envoyer dans l’en-tête « Rehearsal » pour travailler dans la répétition"
)


class NewRehearsal(serializers.Serializer):
    session = key(CommissionSession)
    convened = serializers.BooleanField(
        default=False, help_text="vrai : les membres sont déjà convoqués, il reste à tenir la séance"
    )


class RehearsalViewSet(VisibleViewSet):
    """One's own rehearsals: copies of a session with false names, where nothing is sent, numbered or counted."""

    model = Rehearsal
    serializer_class = shown_of(Rehearsal, "id", "source", "session", "ends_on", scope=SCOPE)

    create = new(rehearse, NewRehearsal, rule=rules.can_rehearse)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def forget(self, request: ApiRequest, pk: str | None = None) -> Response:
        forget_rehearsal(self.get_object().pk, by=request.user)
        return Response(status=204)

"""The templates that new sessions start from, over the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.models import CommissionSession

from ..models import SessionTemplate
from ..operations.templates import rename_template, retire_template, save_template


class TemplateSerializer(serializers.ModelSerializer[SessionTemplate]):
    class Meta:
        model = SessionTemplate
        fields = ["id", "commission", "name", "place", "planned_minutes", "items", "version"]
        read_only_fields = fields


class NewTemplate(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    name = serializers.CharField(max_length=200)


class TemplateName(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    base_version = serializers.IntegerField(min_value=1)


class SessionTemplateViewSet(VisibleViewSet):
    model = SessionTemplate
    serializer_class = TemplateSerializer
    filterset_fields = ["commission"]

    def get_queryset(self) -> QuerySet[SessionTemplate]:
        return super().get_queryset().filter(retired_at=None).select_related("commission")

    def keep(self) -> SessionTemplate:
        template = self.get_object()
        require(rules.can_create_session, self.request.user, template.commission)
        return template

    @extend_schema(request=NewTemplate, responses={201: TemplateSerializer})
    def create(self, request: Request) -> Response:
        """Keep the agenda of a session under a name."""
        data = payload(NewTemplate, request)
        require(rules.can_prepare, request.user, data["session"])
        template = save_template(data["session"].pk, name=data["name"], by=request.user)
        return Response(TemplateSerializer(template).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=TemplateName, responses=TemplateSerializer)
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, pk: str | None = None) -> Response:
        return Response(
            TemplateSerializer(rename_template(self.keep().pk, **payload(TemplateName, request), by=request.user)).data
        )

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str | None = None) -> Response:
        retire_template(self.keep().pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


TEMPLATE_ROUTES: list[tuple[str, type]] = [("session-templates", SessionTemplateViewSet)]

"""The templates that new sessions start from, over the API."""

from functools import partial
from operator import attrgetter

from django.db.models import QuerySet

from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, Shown
from sessions.core import rules
from sessions.core.models import CommissionSession

from ..models import SessionTemplate
from ..operations.templates import rename_template, retire_template, save_template


class TemplateSerializer(Shown):
    class Meta:
        model = SessionTemplate
        fields = ("id", "commission", "name", "place", "planned_minutes", "items", "version")


class TemplateInput(FactsInput):
    class Meta:
        model = SessionTemplate
        fields = ("name",)


on_template = partial(api_act, rule=rules.can_create_session, of=attrgetter("commission"))


class SessionTemplateViewSet(VisibleViewSet):
    model = SessionTemplate
    serializer_class = TemplateSerializer
    filterset_fields = ["commission"]

    def get_queryset(self) -> QuerySet[SessionTemplate]:
        return super().get_queryset().filter(retired_at=None).select_related("commission")

    create = api_create(
        save_template, rule=rules.can_prepare, takes=TemplateInput, under="session", parent=CommissionSession
    )
    rename = on_template(rename_template, takes=TemplateInput, edits=True, name="rename")
    retire = on_template(retire_template, name="retire", status=204)


TEMPLATE_ROUTES: list[tuple[str, type]] = [("session-templates", SessionTemplateViewSet)]

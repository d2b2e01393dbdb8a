"""The API of plans: the same operations, rules and refusals as the pages."""

from functools import partial

from rest_framework import serializers

from foundation.common import clock
from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, ReasonInput, edited_input, input_of, new_input, shown_of

from .. import operations, rules
from ..enums import ActionState, Need, Standing
from ..filters import ActionFilter, PlanFilter
from ..forms import ACTION, ADOPTED, AXIS, DESCRIBED, OWNERS, Pasted
from ..models import ActionProject, Plan, PlanAction, PlanAxis
from ..models.plan import PlanActionQuerySet, PlanQuerySet

PlanSerializer = shown_of(
    Plan,
    *("id", "scope", *OWNERS, *DESCRIBED, *ADOPTED, "state", "file", "is_fictitious", "version"),
    standing=serializers.ChoiceField(choices=Standing.choices, read_only=True, label="situation"),
    needs=serializers.ListField(
        child=serializers.ChoiceField(choices=Need.choices), read_only=True, label="à mettre à jour"
    ),
)
AxisSerializer = shown_of(PlanAxis, "id", "plan", *AXIS, "version")
ActionSerializer = shown_of(
    PlanAction,
    *("id", "scope", "plan", "position", *ACTION, "version"),
    state=serializers.ChoiceField(choices=ActionState.choices, read_only=True, label="état"),
    is_carried=serializers.BooleanField(read_only=True, label="portée par un projet"),
)
LinkSerializer = shown_of(ActionProject, "id", "action", "project", "linked_on")


def piece() -> serializers.FileField:
    """With a piece, the request is multipart/form-data."""
    return serializers.FileField(required=False, allow_null=True, default=None)


NewPlan = new_input(Plan, *OWNERS, *DESCRIBED, "upload", upload=piece())
EditedPlan = edited_input(Plan, *DESCRIBED, *ADOPTED, "upload", upload=piece())
NewAxis = new_input(PlanAxis, *AXIS, position=serializers.IntegerField(
    required=False, allow_null=True, default=None, min_value=1, max_value=999
))  # fmt: skip


class Adoption(FactsInput):
    """The act that adopts a plan; what nobody knows stays empty."""

    class Meta:
        model = Plan
        fields = ADOPTED


_plan_act = partial(api_act, rule=rules.can_keep_plan)
_part_act = partial(api_act, rule=rules.can_keep_part)


class PlanViewSet(VisibleViewSet):
    model = Plan
    serializer_class = PlanSerializer
    filterset_class = PlanFilter

    def get_queryset(self) -> PlanQuerySet:
        rows = super().get_queryset()
        assert isinstance(rows, PlanQuerySet)
        return rows.with_standing(clock.today())

    create = api_create(operations.create_plan, rule=rules.can_create_plan, takes=NewPlan)
    edit = _plan_act(operations.edit_plan, name="edit", takes=EditedPlan)
    adopt = _plan_act(operations.adopt_plan, name="adopt", takes=Adoption)
    reopen = _plan_act(operations.reopen_plan, name="reopen", takes=ReasonInput)
    drop = _plan_act(operations.drop_plan, name="drop", takes=ReasonInput)
    paste = _plan_act(
        operations.paste_actions, name="paste", takes=input_of(Pasted), answers=ActionSerializer, many=True, status=201
    )


class AxisViewSet(VisibleViewSet):
    model = PlanAxis
    serializer_class = AxisSerializer
    filterset_fields = ("plan",)

    create = api_create(operations.add_axis, rule=rules.can_keep_plan, takes=NewAxis, under="plan", parent=Plan)
    edit = _part_act(operations.edit_axis, name="edit", takes=edited_input(PlanAxis, *AXIS))
    remove = _part_act(operations.remove_axis, name="remove", status=204)


class ActionViewSet(VisibleViewSet):
    model = PlanAction
    serializer_class = ActionSerializer
    filterset_class = ActionFilter

    def get_queryset(self) -> PlanActionQuerySet:
        rows = super().get_queryset()
        assert isinstance(rows, PlanActionQuerySet)
        return rows.with_state()

    create = api_create(
        operations.add_action, rule=rules.can_keep_plan, takes=new_input(PlanAction, *ACTION), under="plan", parent=Plan
    )
    edit = _part_act(operations.edit_action, name="edit", takes=edited_input(PlanAction, *ACTION))
    remove = _part_act(operations.remove_action, name="remove", status=204)


class LinkViewSet(VisibleViewSet):
    model = ActionProject
    serializer_class = LinkSerializer
    filterset_fields = ("action", "project")

    create = api_create(
        operations.link_project,
        rule=rules.can_keep_part,
        takes=new_input(ActionProject, "project"),
        under="action",
        parent=PlanAction,
    )
    remove = _part_act(operations.unlink_project, name="remove", of=lambda link: link.action, status=204)

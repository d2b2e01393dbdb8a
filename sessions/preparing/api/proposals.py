"""Proposals, conformity sheets and opinions of the ASIN over the API: the same operations, the same refusals."""

from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from commissions.models import Commission
from foundation.common.acts import api_act, api_create
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import FactsInput, Shown
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from foundation.documents.api.downloads import api_file
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.enums import ItemKind
from sessions.core.models import AgendaItem, CommissionSession

from .. import rules
from ..enums import ConformityAnswer, ConformityQuestion
from ..filters import OpinionFilter, ProposalFilter
from ..forms.proposals import ASKED, GIVEN, PROPOSABLE_KINDS, PROPOSED, REMARK
from ..models import ConformitySheet, Opinion, Proposal, ProposalAnnex, ProposalStep
from ..operations import conformity as sheets
from ..operations import proposing
from ..operations.opinions import ask_opinion, give_opinion, withdraw_opinion
from .serializers import FILE, STEP, SeenWith, SessionReason, StepSerializer, WithFile, keys_of, seen

of_item = attrgetter("session")
reasoned = partial(api_act, takes=SessionReason)


class ProposalAnnexSerializer(WithFile):
    class Meta:
        model = ProposalAnnex
        fields = ("id", "proposal", "title", *FILE, "removed_at")


class ProposalStepSerializer(StepSerializer):
    class Meta:
        model = ProposalStep
        fields = STEP


class ProposalSerializer(Shown):
    """A proposal; `projects` are those the reader may see."""

    projects = serializers.SerializerMethodField()
    steps = ProposalStepSerializer(many=True, read_only=True)

    class Meta:
        model = Proposal
        fields = (
            "id",
            "commission",
            "author_name",
            "author_capacity",
            *PROPOSED,
            "state",
            "submitted_at",
            "item",
            "steps",
            "version",
        )

    def get_projects(self, row: Proposal) -> list[str]:
        return seen(self, row, "projects")


class ProposalInput(FactsInput):
    kind = serializers.ChoiceField(choices=PROPOSABLE_KINDS, default=ItemKind.COMMUNICATION.value)
    projects = keys_of(Project)

    class Meta:
        model = Proposal
        fields = PROPOSED
        facts = proposing.ProposalFacts


class RetainedProposal(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class NewPiece(FactsInput):
    file = serializers.FileField()

    class Meta:
        model = ProposalAnnex
        fields = ("title", "file")
        extra_kwargs = {"title": {"required": False, "allow_blank": True, "default": ""}}


class ProposalViewSet(VisibleViewSet):
    model = Proposal
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter

    def get_queryset(self) -> QuerySet[Proposal]:
        rows = super().get_queryset().select_related("commission", "structure").prefetch_related("steps__by")
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.prefetch_related(
            Prefetch("projects", queryset=Project.objects.visible_to(self.request.user), to_attr="seen_projects")
        )

    @extend_schema(request=RetainedProposal, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def retain(self, request: ApiRequest, pk: str | None = None) -> Response:
        """Put the proposal on the agenda of a session; `item` is the item it became."""
        row = self.get_object()
        require(rules.can_settle_proposal, request.user, row)
        session = payload(RetainedProposal, request)["session"]
        require(core_rules.can_prepare, request.user, session)
        proposing.retain_proposal(row.pk, session.pk, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    create = api_create(
        proposing.write_proposal, rule=rules.can_propose, takes=ProposalInput, under="commission", parent=Commission
    )
    edit = api_act(proposing.edit_proposal, rule=rules.can_edit_proposal, takes=ProposalInput, edits=True, name="edit")
    submit = api_act(proposing.submit_proposal, rule=rules.can_submit_proposal, name="submit")
    endorse = api_act(proposing.endorse_proposal, rule=rules.can_endorse_proposal, name="endorse")
    send_back = reasoned(proposing.send_proposal_back, rule=rules.can_endorse_proposal, name="send_back")
    defer = reasoned(proposing.defer_proposal, rule=rules.can_settle_proposal, name="defer")
    refuse = reasoned(proposing.refuse_proposal, rule=rules.can_settle_proposal, name="refuse")
    attach = api_act(
        proposing.take_piece,
        rule=rules.can_edit_proposal,
        takes=NewPiece,
        answers=ProposalAnnexSerializer,
        name="attach",
        status=201,
    )


class ProposalAnnexViewSet(SeenWith):
    model = ProposalAnnex
    serializer_class = ProposalAnnexSerializer
    filterset_fields = ["proposal"]
    related = ("proposal", "file")

    file = api_file("file", lambda row: (row.file, row.file.name), "The file, under its name.")
    detach = api_act(
        proposing.detach_from_proposal, rule=rules.can_edit_proposal, of=attrgetter("proposal"), name="detach"
    )


class SheetSerializer(Shown):
    class Meta:
        model = ConformitySheet
        fields = ("id", "item", "proposal", "state", "answers", "answered_at", "checked_at", "reason", "version")


class AnswerLine(serializers.Serializer[Any]):
    question = serializers.ChoiceField(choices=ConformityQuestion.choices)
    answer = serializers.ChoiceField(choices=ConformityAnswer.choices)
    remark = serializers.CharField(required=False, allow_blank=True, default="", max_length=REMARK)


class SheetAnswers(serializers.Serializer[Any]):
    answers = AnswerLine(many=True, help_text="une ligne par question")

    def validate_answers(self, lines: list[dict[str, str]]) -> dict[str, dict[str, str]]:
        return {line["question"]: {"answer": line["answer"], "remark": line["remark"]} for line in lines}


class SheetCheck(serializers.Serializer[Any]):
    base_version = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class ConformitySheetViewSet(SeenWith):
    model = ConformitySheet
    serializer_class = SheetSerializer
    filterset_fields = ["item", "proposal", "state"]
    related = ("item__session__commission", "item__presenter", "proposal__commission")

    create = api_create(sheets.ask_sheet, rule=core_rules.can_prepare, of=of_item, under="item", parent=AgendaItem)
    answer = api_act(sheets.answer_sheet, rule=rules.can_answer_sheet, takes=SheetAnswers, edits=True, name="answer")
    check = api_act(sheets.check_sheet, rule=rules.can_check_sheet, takes=SheetCheck, name="check")
    send_back = reasoned(sheets.send_sheet_back, rule=rules.can_check_sheet, name="send_back")
    drop = reasoned(sheets.drop_sheet, rule=rules.can_check_sheet, name="drop", status=204)


class OpinionSerializer(Shown):
    item_title = serializers.CharField(source="item.title", read_only=True)
    came_late = serializers.BooleanField(read_only=True)

    def to_representation(self, opinion: Opinion) -> dict[str, Any]:
        if "request" in self.context:
            opinion.item.tell(self.context["request"].user)
        return super().to_representation(opinion)

    class Meta:
        model = Opinion
        fields = (
            "id",
            "item",
            "item_title",
            *ASKED,
            "asked_at",
            "state",
            "sense",
            "text",
            "given_at",
            "given_capacity",
            "came_late",
            "version",
        )


class OpinionAsked(FactsInput):
    class Meta:
        model = Opinion
        fields = ASKED


class GivenOpinion(FactsInput):
    class Meta:
        model = Opinion
        fields = GIVEN
        extra_kwargs = {name: {"required": True, "allow_blank": False} for name in GIVEN}


class OpinionViewSet(SeenWith):
    model = Opinion
    serializer_class = OpinionSerializer
    filterset_class = OpinionFilter
    related = ("item__session__commission",)

    create = api_create(
        ask_opinion, rule=core_rules.can_prepare, of=of_item, takes=OpinionAsked, under="item", parent=AgendaItem
    )
    give = api_act(give_opinion, rule=rules.can_give_opinion, takes=GivenOpinion, name="give")
    withdraw = reasoned(withdraw_opinion, rule=rules.can_withdraw_opinion, name="withdraw")


PROPOSAL_ROUTES: list[tuple[str, type]] = [
    ("proposals", ProposalViewSet),
    ("proposal-annexes", ProposalAnnexViewSet),
    ("conformity-sheets", ConformitySheetViewSet),
    ("asin-opinions", OpinionViewSet),
]

"""The acts before a session, over the API: the same operations, the same rules, the same refusals."""

from operator import attrgetter
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.acts import api_act, api_create, handed
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import SCANS, receive_upload
from foundation.documents.views.downloading import attachment
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation
from sessions.core.operations.archiving import archive_session

from .. import rules
from ..operations import agenda as acts
from ..operations.answering import give_answer, record_answer
from ..operations.convening import convene, remind
from ..operations.own_items import restore_own_items
from ..operations.postponing import cancel_session, postpone_session
from ..operations.preparing import create_session, edit_session, prepare_second_convocation
from ..queries.conformity import blockers_of
from .serializers import (
    BINARY,
    AnnexSerializer,
    AnswerInput,
    BlockerSerializer,
    ConvocationSerializer,
    EditedAnnex,
    EditedItem,
    EditedSession,
    ItemMove,
    ItemPostponement,
    ItemSerializer,
    NewAnnex,
    NewItem,
    NewSession,
    Order,
    Reminded,
    SessionReason,
    SessionSerializer,
)

keeper, convener = core_rules.can_prepare, core_rules.can_convene
of_item, of_annex = attrgetter("session"), attrgetter("item.session")


class PreparingActions(VisibleViewSet):
    """What a secretary does with a session before it opens."""

    def keep(self) -> CommissionSession:
        session = self.get_object()
        require(keeper, self.request.user, session)
        return session

    @extend_schema(request=NewSession, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        (facts,), beside = handed(NewSession, payload(NewSession, request))
        commission = beside["commission"]
        require(core_rules.can_create_session, request.user, commission)
        source = beside["from_session"] or beside["from_template"]
        if source is not None:
            require(core_rules.can_create_session, request.user, source.commission)
        session = create_session(
            commission.pk, facts, by=request.user, start_from=source, own_items=beside["own_items"]
        )
        return Response(SessionSerializer(session).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: BlockerSerializer(many=True)})
    @action(detail=True, methods=["get"], url_path="convening-blockers", pagination_class=None, filterset_class=None)
    def convening_blockers(self, request: Request, pk: str | None = None) -> Response:
        """What still prevents the convocation; an empty list when nothing does."""
        return Response(BlockerSerializer(blockers_of(self.keep()), many=True).data)

    @extend_schema(request=None, responses={200: ItemSerializer(many=True)})
    @action(detail=True, methods=["post"], url_path="restore-own-items", pagination_class=None, filterset_class=None)
    def restore_own_items(self, request: Request, pk: str | None = None) -> Response:
        """Write again the items of the portal that were taken off; those it wrote are returned."""
        items = restore_own_items(self.keep().pk, by=request.user)
        return Response(ItemSerializer(items, many=True, context={"request": request}).data)

    edit = api_act(edit_session, rule=keeper, takes=EditedSession, answers=SessionSerializer, name="edit")
    convene = api_act(convene, rule=convener, answers=SessionSerializer)
    remind = api_act(remind, rule=convener, answers=Reminded)
    cancel = api_act(cancel_session, rule=convener, takes=SessionReason, answers=SessionSerializer, name="cancel")
    postpone = api_act(postpone_session, rule=convener, takes=SessionReason, answers=SessionSerializer, name="postpone")
    archive = api_act(archive_session, rule=core_rules.can_archive, answers=SessionSerializer, name="archive")
    reorder = api_act(acts.reorder_agenda, rule=keeper, takes=Order, answers=SessionSerializer, name="reorder")
    second_convocation = api_act(
        prepare_second_convocation, rule=keeper, answers=SessionSerializer, name="second_convocation", status=201
    )


class AgendaItemViewSet(VisibleViewSet):
    """The items of the agendas; one put there since the last version that the members were told of is its secretary's
    and president's alone.
    """

    model = AgendaItem
    serializer_class = ItemSerializer
    filterset_fields = ["session", "kind", "outcome"]

    def get_queryset(self) -> QuerySet[AgendaItem]:
        rows = super().get_queryset().select_related("session__commission")
        if getattr(self, "swagger_fake_view", False):
            return rows
        user = self.request.user
        return rows.announced_to(user).prefetch_related(
            Prefetch("projects", queryset=Project.objects.visible_to(user), to_attr="seen_projects"),
            Prefetch("postponed_to", queryset=AgendaItem.objects.visible_to(user), to_attr="seen_postponed_to"),
            "legal_texts",
        )

    create = api_create(acts.add_item, rule=keeper, takes=NewItem, under="session")
    edit = api_act(acts.edit_item, rule=keeper, of=of_item, takes=EditedItem, name="edit")
    withdraw = api_act(acts.withdraw_item, rule=keeper, of=of_item, takes=SessionReason, name="withdraw")
    restore = api_act(acts.restore_item, rule=keeper, of=of_item, name="restore")
    remove = api_act(acts.remove_item, rule=keeper, of=of_item, name="remove", status=204)
    postpone = api_act(
        acts.postpone_item,
        rule=keeper,
        of=of_item,
        takes=ItemPostponement,
        answers=ItemSerializer,
        name="postpone",
        status=201,
    )
    move = api_act(acts.move_item, rule=keeper, of=of_item, takes=ItemMove, name="move")


class AnnexViewSet(VisibleViewSet):
    model = Annex
    serializer_class = AnnexSerializer
    filterset_fields = ["item", "is_confidential", "is_published"]

    def get_queryset(self) -> QuerySet[Annex]:
        return super().get_queryset().select_related("item__session__commission", "file")

    @extend_schema(request=None, responses=BINARY)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_fields=None)
    def file(self, request: Request, pk: str | None = None) -> FileResponse:
        annex = self.get_object()
        return attachment(annex.file, annex.file.name)

    create = api_create(acts.take_annex, rule=keeper, of=of_item, takes=NewAnnex, under="item")
    edit = api_act(acts.edit_annex, rule=keeper, of=of_annex, takes=EditedAnnex, name="edit")
    remove = api_act(acts.remove_annex, rule=keeper, of=of_annex, name="remove")


class ConvocationViewSet(VisibleViewSet):
    model = Convocation
    serializer_class = ConvocationSerializer
    filterset_fields = ["session", "answer"]

    def get_queryset(self) -> QuerySet[Convocation]:
        return super().get_queryset().select_related("session", "person", "mail__job", "seat", "answer_file")

    @extend_schema(request=None, responses=BINARY)
    @action(detail=True, methods=["get"], url_path="answer-file", pagination_class=None, filterset_fields=None)
    def answer_file(self, request: Request, pk: str | None = None) -> FileResponse:
        """The paper that justifies an absence."""
        convocation = self.get_object()
        require(rules.can_read_reason, request.user, convocation)
        if convocation.answer_file is None:
            raise Http404
        return attachment(convocation.answer_file, convocation.answer_file.name)

    answer = api_act(give_answer, rule=rules.can_answer, takes=AnswerInput, name="answer")
    record_answer = api_act(record_answer, rule=rules.can_record_answer, takes=AnswerInput)


def receive_scan(request: Request, upload: UploadedFile, scope_id: UUID, commission_id: UUID) -> StoredFile:
    return receive_upload(
        upload, by=request.user, scope=scope_id, commission_id=commission_id, allowed=SCANS, level=Level.PERSONAL
    )


PREPARING_ROUTES: list[tuple[str, type]] = [
    ("agenda-items", AgendaItemViewSet),
    ("annexes", AnnexViewSet),
    ("convocations", ConvocationViewSet),
]

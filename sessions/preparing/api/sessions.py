"""The acts before a session, over the API: the same operations, the same rules, the same refusals."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import SCANS, receive_upload
from foundation.documents.views.downloading import attachment
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.enums import Answer, ItemKind, SessionKind
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation
from sessions.core.operations.archiving import archive_session
from sessions.core.queries.blockers import convening_blockers

from .. import rules
from ..operations import agenda as acts
from ..operations.answering import AnswerFacts, answer_convocation
from ..operations.convening import convene, convene_new_holders, remind
from ..operations.own_items import restore_own_items
from ..operations.postponing import cancel_session, postpone_session
from ..operations.preparing import SessionFacts, create_session, edit_session, prepare_second_convocation
from ..queries.conformity import sheet_blockers
from .serializers import (
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

SESSION = {200: SessionSerializer}
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
ANSWER = {"application/json": AnswerInput, "multipart/form-data": AnswerInput}


class PreparingActions(VisibleViewSet):
    """What a secretary does with a session before it opens."""

    def keep(self) -> CommissionSession:
        session = self.get_object()
        require(core_rules.can_prepare, self.request.user, session)
        return session

    @extend_schema(request=NewSession, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewSession, request)
        commission = data.pop("commission")
        require(core_rules.can_create_session, request.user, commission)
        source, template, own_items = data.pop("from_session"), data.pop("from_template"), data.pop("own_items")
        for given in filter(None, (source, template)):
            require(core_rules.can_create_session, request.user, given.commission)
        session = create_session(
            commission.pk, _facts(data), by=request.user, start_from=source or template, own_items=own_items
        )
        return Response(SessionSerializer(session).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EditedSession, responses=SESSION)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        session = self.keep()
        data = payload(EditedSession, request)
        base_version = data.pop("base_version")
        return Response(
            SessionSerializer(edit_session(session.pk, _facts(data), base_version=base_version, by=request.user)).data
        )

    @extend_schema(request=None, responses={200: BlockerSerializer(many=True)})
    @action(detail=True, methods=["get"], url_path="convening-blockers", pagination_class=None, filterset_class=None)
    def convening_blockers(self, request: Request, pk: str | None = None) -> Response:
        """What still prevents the convocation; an empty list when nothing does."""
        session = self.keep()
        blockers = [*convening_blockers(session, today=clock.today()), *sheet_blockers(session)]
        return Response(BlockerSerializer(blockers, many=True).data)

    @extend_schema(request=None, responses=SESSION)
    @action(detail=True, methods=["post"])
    def convene(self, request: Request, pk: str | None = None) -> Response:
        session = self.get_object()
        require(core_rules.can_convene, request.user, session)
        return Response(SessionSerializer(convene(session.pk, by=request.user)).data)

    @extend_schema(request=None, responses={200: ConvocationSerializer(many=True)})
    @action(detail=True, methods=["post"], url_path="convene-new-holders", pagination_class=None, filterset_class=None)
    def convene_new_holders(self, request: Request, pk: str | None = None) -> Response:
        """Convene who took a seat since the convocation; whom they replace is told that he is no longer awaited."""
        session = self.get_object()
        require(core_rules.can_convene, request.user, session)
        rows = convene_new_holders(session.pk, by=request.user)
        return Response(ConvocationSerializer(rows, many=True, context={"request": request}).data)

    @extend_schema(request=None, responses={200: Reminded})
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: str | None = None) -> Response:
        session = self.get_object()
        require(core_rules.can_convene, request.user, session)
        return Response({"letters": remind(session.pk, by=request.user)})

    @extend_schema(request=SessionReason, responses=SESSION)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        session = self.get_object()
        require(core_rules.can_convene, request.user, session)
        return Response(
            SessionSerializer(cancel_session(session.pk, **payload(SessionReason, request), by=request.user)).data
        )

    @extend_schema(request=SessionReason, responses=SESSION)
    @action(detail=True, methods=["post"])
    def postpone(self, request: Request, pk: str | None = None) -> Response:
        session = self.get_object()
        require(core_rules.can_convene, request.user, session)
        return Response(
            SessionSerializer(postpone_session(session.pk, **payload(SessionReason, request), by=request.user)).data
        )

    @extend_schema(request=None, responses=SESSION)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str | None = None) -> Response:
        session = self.get_object()
        require(core_rules.can_archive, request.user, session)
        return Response(SessionSerializer(archive_session(session.pk, by=request.user)).data)

    @extend_schema(request=None, responses={201: SessionSerializer})
    @action(detail=True, methods=["post"], url_path="second-convocation")
    def second_convocation(self, request: Request, pk: str | None = None) -> Response:
        return Response(
            SessionSerializer(prepare_second_convocation(self.keep().pk, by=request.user)).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=None, responses={200: ItemSerializer(many=True)})
    @action(detail=True, methods=["post"], url_path="restore-own-items", pagination_class=None, filterset_class=None)
    def restore_own_items(self, request: Request, pk: str | None = None) -> Response:
        """Write again the items of the portal that were taken off; those it wrote are returned."""
        items = restore_own_items(self.keep().pk, by=request.user)
        return Response(ItemSerializer(items, many=True, context={"request": request}).data)

    @extend_schema(request=Order, responses=SESSION)
    @action(detail=True, methods=["post"])
    def reorder(self, request: Request, pk: str | None = None) -> Response:
        session = self.keep()
        return Response(
            SessionSerializer(acts.reorder_agenda(session.pk, **payload(Order, request), by=request.user)).data
        )


class AgendaItemViewSet(VisibleViewSet):
    """The items of the agendas; one put there since the last version that the members were told of is its secretary's
    and president's alone.
    """

    model = AgendaItem
    serializer_class = ItemSerializer
    filterset_fields = ["session", "kind", "outcome"]

    def get_queryset(self) -> QuerySet[AgendaItem]:
        rows = super().get_queryset().select_related("session__commission", "presenter")
        if getattr(self, "swagger_fake_view", False):
            return rows
        user = self.request.user
        return rows.prefetch_related(
            Prefetch("projects", queryset=Project.objects.visible_to(user), to_attr="seen_projects"),
            Prefetch("postponed_to", queryset=AgendaItem.objects.visible_to(user), to_attr="seen_postponed_to"),
            "legal_texts",
        )

    def keep(self) -> AgendaItem:
        item = self.get_object()
        require(core_rules.can_prepare, self.request.user, item.session)
        return item

    def shown(self, item: AgendaItem, code: int = status.HTTP_200_OK) -> Response:
        return Response(ItemSerializer(item, context={"request": self.request}).data, status=code)

    @extend_schema(request=NewItem, responses={201: ItemSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewItem, request)
        session = data.pop("session")
        require(core_rules.can_prepare, request.user, session)
        return self.shown(acts.add_item(session.pk, _item_facts(data), by=request.user), status.HTTP_201_CREATED)

    @extend_schema(request=EditedItem, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        item = self.keep()
        data = payload(EditedItem, request)
        base_version = data.pop("base_version")
        return self.shown(acts.edit_item(item.pk, _item_facts(data), base_version=base_version, by=request.user))

    @extend_schema(request=ItemMove, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str | None = None) -> Response:
        item = self.keep()
        return self.shown(acts.move_item(item.pk, up=payload(ItemMove, request)["direction"] == "up", by=request.user))

    @extend_schema(request=SessionReason, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        item = self.keep()
        return self.shown(acts.withdraw_item(item.pk, **payload(SessionReason, request), by=request.user))

    @extend_schema(request=None, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str | None = None) -> Response:
        return self.shown(acts.restore_item(self.keep().pk, by=request.user))

    @extend_schema(request=ItemPostponement, responses={201: ItemSerializer})
    @action(detail=True, methods=["post"])
    def postpone(self, request: Request, pk: str | None = None) -> Response:
        item = self.keep()
        data = payload(ItemPostponement, request)
        target = data["to_session"]
        copy = acts.postpone_item(
            item.pk, to_session_id=target.pk if target else None, reason=data["reason"], by=request.user
        )
        return self.shown(copy, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str | None = None) -> Response:
        acts.remove_item(self.keep().pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AnnexViewSet(VisibleViewSet):
    model = Annex
    serializer_class = AnnexSerializer
    filterset_fields = ["item", "is_confidential", "is_published"]

    def get_queryset(self) -> QuerySet[Annex]:
        return super().get_queryset().select_related("item__session__commission", "file")

    def keep(self) -> Annex:
        annex = self.get_object()
        require(core_rules.can_prepare, self.request.user, annex.item.session)
        return annex

    @extend_schema(request={"multipart/form-data": NewAnnex}, responses={201: AnnexSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewAnnex, request)
        item = data.pop("item")
        session = item.session
        require(core_rules.can_prepare, request.user, session)
        stored = receive_upload(
            data.pop("file"),
            by=request.user,
            scope=session.scope_id,
            commission_id=session.commission_id,
            level=Level.PERSONAL,
        )
        annex = acts.add_annex(item.pk, stored, acts.AnnexFlags(**data), by=request.user)
        return Response(AnnexSerializer(annex).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=BINARY)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_fields=None)
    def file(self, request: Request, pk: str | None = None) -> FileResponse:
        annex = self.get_object()
        return attachment(annex.file, annex.file.name)

    @extend_schema(request=EditedAnnex, responses=AnnexSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        annex = self.keep()
        data = payload(EditedAnnex, request)
        base_version = data.pop("base_version")
        return Response(
            AnnexSerializer(
                acts.edit_annex(annex.pk, acts.AnnexFlags(**data), base_version=base_version, by=request.user)
            ).data
        )

    @extend_schema(request=None, responses=AnnexSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str | None = None) -> Response:
        return Response(AnnexSerializer(acts.remove_annex(self.keep().pk, by=request.user)).data)


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

    @extend_schema(request=ANSWER, responses=ConvocationSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """The member's own answer."""
        convocation = self.get_object()
        require(rules.can_answer, request.user, convocation)
        return self._answered(convocation, request, recorded=False)

    @extend_schema(request=ANSWER, responses=ConvocationSerializer)
    @action(detail=True, methods=["post"], url_path="record-answer")
    def record_answer(self, request: Request, pk: str | None = None) -> Response:
        """The secretary notes what the member told him."""
        convocation = self.get_object()
        require(rules.can_record_answer, request.user, convocation)
        return self._answered(convocation, request, recorded=True)

    def _answered(self, convocation: Convocation, request: Request, *, recorded: bool) -> Response:
        data = payload(AnswerInput, request)
        seat = data["proxy_seat"]
        stored, upload = None, data["file"]
        if upload is not None and data["answer"] == Answer.EXCUSED:
            stored = receive_scan(request, upload, convocation.scope_id, convocation.commission_id)
        facts = AnswerFacts(
            Answer(data["answer"]), reason=data["reason"], file=stored, proxy_seat_id=seat.pk if seat else None
        )
        answer_convocation(convocation.pk, facts, by=request.user, recorded=recorded)
        return Response(ConvocationSerializer(self.get_object(), context={"request": request}).data)


def receive_scan(request: Request, upload: UploadedFile, scope_id: UUID, commission_id: UUID) -> StoredFile:
    return receive_upload(
        upload, by=request.user, scope=scope_id, commission_id=commission_id, allowed=SCANS, level=Level.PERSONAL
    )


def _facts(data: dict[str, Any]) -> SessionFacts:
    return SessionFacts(**data | {"kind": SessionKind(data["kind"])})


def _item_facts(data: dict[str, Any]) -> acts.ItemFacts:
    return acts.ItemFacts(**data | {"kind": ItemKind(data["kind"])})


PREPARING_ROUTES: list[tuple[str, type]] = [
    ("agenda-items", AgendaItemViewSet),
    ("annexes", AnnexViewSet),
    ("convocations", ConvocationViewSet),
]

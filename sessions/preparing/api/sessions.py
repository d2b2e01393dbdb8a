"""The acts before a session, over the API: the same operations, the same rules, the same refusals."""

from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from assets.models import Stocktake
from commissions.models import Commission
from eservices.models import EService
from foundation.common.acts import api_act, api_create, api_rows
from foundation.common.api_views import VisibleViewSet
from foundation.documents.api.downloads import api_file
from foundation.documents.models import StoredFile
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation
from sessions.core.operations.archiving import archive_session
from systems.models import Platform

from .. import rules
from ..operations import agenda as acts
from ..operations.answering import give_answer, record_answer
from ..operations.convening import convene, convene_new_holders, remind
from ..operations.handing import hand_over_link
from ..operations.own_items import restore_own_items
from ..operations.postponing import cancel_session, postpone_session
from ..operations.preparing import create_session, edit_session, prepare_second_convocation
from ..queries.conformity import blockers_of
from ..queries.handed import handed_lines
from .serializers import (
    AdviceTabling,
    AnnexInput,
    AnnexSerializer,
    AnswerInput,
    BlockerSerializer,
    ConvocationSerializer,
    HandingSerializer,
    ItemInput,
    ItemMove,
    ItemPostponement,
    ItemSerializer,
    NewAnnex,
    NewSession,
    Order,
    Reminded,
    SeenWith,
    SessionFactsInput,
    SessionReason,
    SessionSerializer,
)

keeper, convener = core_rules.can_prepare, core_rules.can_convene


class PreparingActions(VisibleViewSet):
    """What a secretary does with a session before it opens."""

    create = api_create(
        create_session, rule=core_rules.can_create_session, takes=NewSession, under="commission", parent=Commission
    )

    convening_blockers = api_rows(
        "convening_blockers",
        lambda session, user: blockers_of(session),
        BlockerSerializer,
        "What still prevents the convocation; an empty list when nothing does.",
        rule=keeper,
    )

    table_ranking = api_act(acts.table_ranking, rule=keeper, answers=ItemSerializer, status=201)
    table_advice = api_act(acts.table_advice, rule=keeper, takes=AdviceTabling, answers=ItemSerializer, status=201)
    restore_own_items = api_act(restore_own_items, rule=keeper, answers=ItemSerializer, many=True)
    edit = api_act(edit_session, rule=keeper, takes=SessionFactsInput, edits=True, name="edit")
    convene = api_act(convene, rule=convener)
    remind = api_act(remind, rule=convener, answers=Reminded)
    convene_new_holders = api_act(convene_new_holders, rule=convener, answers=ConvocationSerializer, many=True)
    cancel = api_act(cancel_session, rule=convener, takes=SessionReason, name="cancel")
    postpone = api_act(postpone_session, rule=convener, takes=SessionReason, name="postpone")
    archive = api_act(archive_session, rule=core_rules.can_archive, name="archive")
    reorder = api_act(acts.reorder_agenda, rule=keeper, takes=Order, name="reorder")
    second_convocation = api_act(
        prepare_second_convocation, rule=keeper, answers=SessionSerializer, name="second_convocation", status=201
    )


on_item = partial(api_act, rule=keeper, of=attrgetter("session"))
on_annex = partial(api_act, rule=keeper, of=attrgetter("item.session"))


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
        seen: dict[str, Any] = {
            "projects": Project,
            "services": EService,
            "platforms": Platform,
            "stocktakes": Stocktake,
            "postponed_to": AgendaItem,
        }
        return rows.prefetch_related(
            *(
                Prefetch(name, queryset=model._default_manager.visible_to(user), to_attr=f"seen_{name}")
                for name, model in seen.items()
            ),
            "asset_categories",
            "communes",
            "legal_texts",
        )

    create = api_create(acts.add_item, rule=keeper, takes=ItemInput, under="session", parent=CommissionSession)
    edit = on_item(acts.edit_item, takes=ItemInput, edits=True, name="edit")
    move = on_item(acts.move_item, takes=ItemMove, name="move")
    withdraw = on_item(acts.withdraw_item, takes=SessionReason, name="withdraw")
    restore = on_item(acts.restore_item, name="restore")
    remove = on_item(acts.remove_item, name="remove", status=204)
    postpone = on_item(acts.postpone_item, takes=ItemPostponement, answers=ItemSerializer, name="postpone", status=201)


class AnnexViewSet(SeenWith):
    model = Annex
    serializer_class = AnnexSerializer
    filterset_fields = ["item", "is_confidential", "is_published"]
    related = ("item__session__commission", "file")

    file = api_file("file", lambda row: (row.file, row.file.name), "The file, under its name.")
    create = api_create(
        acts.take_annex, rule=keeper, of=attrgetter("session"), takes=NewAnnex, under="item", parent=AgendaItem
    )
    edit = on_annex(acts.edit_annex, takes=AnnexInput, edits=True, name="edit")
    remove = on_annex(acts.remove_annex, name="remove")


def justification(row: Convocation) -> tuple[StoredFile, str]:
    if row.answer_file is None:
        raise Http404
    return row.answer_file, row.answer_file.name


class ConvocationViewSet(SeenWith):
    model = Convocation
    serializer_class = ConvocationSerializer
    filterset_fields = ["session", "answer"]
    related = ("session", "person", "mail__job", "seat", "answer_file")

    answer_file = api_file(
        "answer_file", justification, "The paper that justifies an absence.", rule=rules.can_read_reason
    )
    answer = api_act(give_answer, rule=rules.can_answer, takes=AnswerInput, name="answer")
    record_answer = api_act(record_answer, rule=rules.can_record_answer, takes=AnswerInput)
    hand_over = api_act(
        hand_over_link, rule=rules.can_record_answer, answers=HandingSerializer, name="hand_over", shows_a_secret=True
    )

    def get_queryset(self) -> QuerySet[Convocation]:
        return super().get_queryset().annotate(handed=handed_lines())


PREPARING_ROUTES: list[tuple[str, type]] = [
    ("agenda-items", AgendaItemViewSet),
    ("annexes", AnnexViewSet),
    ("convocations", ConvocationViewSet),
]

"""The API of what a conference is made of besides its registers, and of the recommendations that go up."""

from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import ReasonInput, shown_of
from foundation.documents.api.downloads import api_file
from recommendations.models import Recommendation

from .. import operations
from ..models import ConferenceDocument, ConferenceRecommendation, Referral
from ..rules import can_keep_conference, can_send_up, can_treat, can_withdraw
from .inputs import AdviceInput, SendUpInput, WrittenSerializer

AdviceSerializer = shown_of(ConferenceRecommendation, "id", "conference", "panel", "position", "recommendation")
DocumentSerializer = shown_of(ConferenceDocument, "id", "conference", "title")
ReferralSerializer = shown_of(
    Referral,
    *("id", "recommendation", "origin", "body", "reference", "text", "motive", "question", "state", "sent_at"),
    *("ended_at", "reason", "is_fictitious", "version"),
)


class AdviceViewSet(VisibleViewSet):
    """Recommendations of conferences; a draft is shown to who keeps the conference."""

    model = ConferenceRecommendation
    serializer_class = AdviceSerializer
    filterset_fields = ("conference", "panel")

    rewrite = api_act(
        operations.correct_recommendation,
        rule=can_keep_conference,
        takes=AdviceInput,
        answers=WrittenSerializer,
        name="rewrite",
    )
    remove = api_act(operations.remove_recommendation, rule=can_keep_conference, name="remove", status=204)


class DocumentViewSet(VisibleViewSet):
    model = ConferenceDocument
    serializer_class = DocumentSerializer
    filterset_fields = ("conference",)

    remove = api_act(operations.remove_document, rule=can_keep_conference, name="remove", status=204)
    file = api_file("file", lambda row: (row.file, row.file.name), "The file, under its name.")


class ReferralViewSet(VisibleViewSet):
    model = Referral
    serializer_class = ReferralSerializer
    filterset_fields = ("recommendation", "body", "question", "state")

    create = api_create(
        operations.send_up, rule=can_send_up, takes=SendUpInput, under="recommendation", parent=Recommendation
    )
    withdraw = api_act(operations.withdraw, rule=can_withdraw, takes=ReasonInput, name="withdraw")
    send_back = api_act(operations.send_back, rule=can_treat, takes=ReasonInput, name="send_back")
    take_out = api_act(operations.take_out, rule=can_treat, name="take_out")


ROUTES: list[tuple[str, type]] = [
    ("conference-recommendations", AdviceViewSet),
    ("conference-documents", DocumentViewSet),
    ("referrals", ReferralViewSet),
]

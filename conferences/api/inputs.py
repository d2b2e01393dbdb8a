"""What calls send besides columns, and what they are answered."""

from typing import Any

from rest_framework import serializers

from commissions.models import Commission
from eservices.models import EService
from foundation.common.api_views import VisibleKeyField
from foundation.common.facts import FactsInput, shown_of
from recommendations.models import Recommendation

from ..enums import NATIONAL_KINDS
from ..forms import ADVICE
from ..models import Conference, ConferenceDocument, Panel, Participant, Referral
from ..operations.writing import Advice

WrittenSerializer = shown_of(
    Recommendation,
    *("id", "commission", "text", "addressee_label", "due_on", "priority", "is_draft"),
    called="WrittenRecommendation",
)
PersonSerializer = shown_of(
    Participant, *("id", "ministry", "institution", "function", "name", "count"), called="PastedParticipant"
)


class AdviceInput(FactsInput):
    panel = VisibleKeyField(Panel, required=False, default=None, allow_null=True)

    class Meta:
        model = Recommendation
        fields = (*ADVICE, "panel")
        facts = Advice


class DocumentInput(FactsInput):
    """As multipart/form-data."""

    file = serializers.FileField()
    title = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)

    class Meta:
        model = ConferenceDocument
        fields = ("title", "file")


class BodyField(serializers.PrimaryKeyRelatedField):
    """A national body: an institution, that a commission may ask without sitting in it."""

    def get_queryset(self) -> Any:
        return Commission.objects.alive().filter(kind__in=NATIONAL_KINDS)


class SendUpInput(FactsInput):
    """Where no body is named, the ASIN is asked."""

    body = BodyField(queryset=Commission.objects.none(), required=False, default=None, allow_null=True)

    class Meta:
        model = Referral
        fields = ("body", "motive")


class QuestionGrouping(serializers.Serializer[Any]):
    referrals = VisibleKeyField(Referral, many=True)


class FollowInput(serializers.Serializer[Any]):
    eservice = VisibleKeyField(EService)


class QuestionTabling(serializers.Serializer[Any]):
    conference = VisibleKeyField(Conference)

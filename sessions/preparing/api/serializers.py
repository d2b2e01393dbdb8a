from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from assets.models import AssetCategory, Stocktake
from commissions.models import Seat
from eservices.models import EService
from foundation.accounts.models import User
from foundation.common.api_views import Declared, VisibleKeyField, VisibleViewSet
from foundation.common.facts import FactsInput, Shown
from foundation.notifications.queries import trouble_of
from ministries.models import Commune, LegalText
from projects.models import Project
from recommendations.models import Recommendation
from sessions.core.enums import Answer, SessionKind
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation, SessionStep
from systems.models import Platform

from ..forms.sessions import ANNEX, CONVENABLE_KINDS, FACTS, ITEM, REASON
from ..models import SessionTemplate
from ..operations.agenda import AnnexFlags, ItemFacts
from ..operations.preparing import SessionFacts
from ..queries.handed import handed_in_words
from ..queries.own_items import rows_seen
from ..rules import can_read_reason

GIVEN_ANSWERS = [(answer.value, answer.label) for answer in Answer if answer != Answer.NONE]
STEP = ("action", "from_state", "to_state", "by", "by_capacity", "at", "reason")
FILE = ("file_name", "sha256")


class SeenWith(VisibleViewSet):
    """Rows that one may see, with what is `related` to them."""

    related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)


def keys_of(model: Any) -> serializers.ListField:
    """Rows that the sender may see, a hundred at most."""
    return serializers.ListField(child=VisibleKeyField(model), required=False, default=list, max_length=100)


class StepSerializer(Shown):
    by: "serializers.StringRelatedField[User]" = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = SessionStep
        fields = STEP


class SessionSerializer(Shown):
    label: Declared = serializers.CharField(read_only=True)
    reference = serializers.CharField(read_only=True)

    class Meta:
        model = CommissionSession
        fields: tuple[str, ...] = (
            "id",
            "label",
            "reference",
            "commission",
            "statute",
            "number",
            "printed_number",
            "state",
            *FACTS,
            "convened_at",
            "convocation_number",
            "invitation_sequence",
            "opened_at",
            "lifted_at",
            "chair",
            "chair_capacity",
            "rapporteur",
            "transmitted_at",
            "postponed_from",
            "is_reconstituted",
            "reconstituted_from",
            "is_fictitious",
            "version",
        )


class SessionDetailSerializer(SessionSerializer):
    steps = StepSerializer(many=True, read_only=True)

    class Meta(SessionSerializer.Meta):
        fields = (*SessionSerializer.Meta.fields, "steps")


class SessionFactsInput(FactsInput):
    kind = serializers.ChoiceField(choices=CONVENABLE_KINDS, default=SessionKind.ORDINARY.value)

    class Meta:
        model = CommissionSession
        fields: tuple[str, ...] = FACTS
        facts = SessionFacts


class NewSession(SessionFactsInput):
    from_session = VisibleKeyField(
        CommissionSession,
        required=False,
        allow_null=True,
        default=None,
        help_text="session dont l’ordre du jour est repris",
    )
    from_template = VisibleKeyField(
        SessionTemplate,
        required=False,
        allow_null=True,
        default=None,
        help_text="modèle dont l’ordre du jour est repris",
    )
    own_items = serializers.BooleanField(
        required=False, default=True, help_text="le portail écrit les points d’usage d’une session ordinaire"
    )

    class Meta(SessionFactsInput.Meta):
        fields = (*FACTS, "from_session", "from_template", "own_items")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        session, template = attrs.pop("from_session"), attrs.pop("from_template")
        if session and template:
            raise serializers.ValidationError({"from_template": ["Partez d’une session ou d’un modèle, pas des deux."]})
        return attrs | {"start_from": session or template}


class SessionReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON)


class Order(serializers.Serializer[Any]):
    ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=500, help_text="tous les points, dans le nouvel ordre"
    )
    base = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=500,
        required=False,
        allow_null=True,
        default=None,
        help_text="l’ordre lu avant de modifier",
    )


class Reminded(serializers.Serializer[Any]):
    letters = serializers.IntegerField(source="*", read_only=True)


class BlockerSerializer(serializers.Serializer[Any]):
    sentence = serializers.CharField(read_only=True)
    place = serializers.CharField(read_only=True)
    article = serializers.CharField(read_only=True)


class WithFile(Shown):
    """A row that shows the name and the print of its file."""

    file_name = serializers.CharField(source="file.name", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)


class AnnexSerializer(WithFile):
    class Meta:
        model = Annex
        fields = ("id", "item", "position", *ANNEX, "removed_at", *FILE, "version")

    def to_representation(self, annex: Annex) -> dict[str, Any]:
        told = annex.tell(self.context["request"].user) if "request" in self.context else annex
        return super().to_representation(told)


class AnnexInput(FactsInput):
    class Meta:
        model = Annex
        fields: tuple[str, ...] = ANNEX
        facts = AnnexFlags


class NewAnnex(AnnexInput):
    file = serializers.FileField()

    class Meta(AnnexInput.Meta):
        fields = (*ANNEX, "file")


class AdviceTabling(serializers.Serializer[Any]):
    """A recommendation that a national body addresses to the ministry."""

    recommendation = VisibleKeyField(Recommendation)


def seen(field: serializers.Field, row: Any, name: str) -> list[str]:
    """The keys of the rows related to this one that the reader may see, read beforehand where a list needs them."""
    request = field.context.get("request")
    rows = getattr(row, f"seen_{name}", None)
    if rows is None:
        rows = getattr(row, name).all().visible_to(request.user) if request is not None else []
    return [str(each.pk) for each in rows]


class ItemSerializer(Shown):
    """An item; `projects`, `services`, `platforms` and `stocktakes` are those the reader may see."""

    projects = serializers.SerializerMethodField()
    services = serializers.SerializerMethodField()
    platforms = serializers.SerializerMethodField()
    stocktakes = serializers.SerializerMethodField()
    postponed_to = serializers.SerializerMethodField(
        help_text="les points qui reprennent celui-ci dans une autre session"
    )
    own_rows = serializers.SerializerMethodField(
        help_text="ce que le portail écrit sous ce point, tel qu’à la convocation, pour ce que vous pouvez voir"
    )

    class Meta:
        model = AgendaItem
        fields = (
            "id",
            "session",
            "position",
            *ITEM,
            "postponed_from",
            "postponed_to",
            "added_after_convocation",
            "is_late",
            "own",
            "own_rows",
            "about_session",
            "ranking",
            "recommendation",
            "withdrawn_at",
            "withdrawal_reason",
            "started_at",
            "ended_at",
            "outcome",
            "version",
        )

    def to_representation(self, item: AgendaItem) -> dict[str, Any]:
        return super().to_representation(item.tell(self.context["request"].user) if "request" in self.context else item)

    def get_projects(self, item: AgendaItem) -> list[str]:
        return seen(self, item, "projects")

    def get_services(self, item: AgendaItem) -> list[str]:
        return seen(self, item, "services")

    def get_platforms(self, item: AgendaItem) -> list[str]:
        return seen(self, item, "platforms")

    def get_stocktakes(self, item: AgendaItem) -> list[str]:
        return seen(self, item, "stocktakes")

    def get_postponed_to(self, item: AgendaItem) -> list[str]:
        return seen(self, item, "postponed_to")

    def get_own_rows(self, item: AgendaItem) -> list[dict[str, Any]]:
        request = self.context.get("request")
        return rows_seen(item.own_rows, request.user) if item.own_rows and request is not None else []


class ItemInput(FactsInput):
    projects = keys_of(Project)
    services = keys_of(EService)
    platforms = keys_of(Platform)
    asset_categories = keys_of(AssetCategory)
    stocktakes = keys_of(Stocktake)
    communes = keys_of(Commune)
    legal_texts = keys_of(LegalText)

    class Meta:
        model = AgendaItem
        fields = ITEM
        facts = ItemFacts


class ItemMove(serializers.Serializer[Any]):
    direction = serializers.ChoiceField(choices=["up", "down"])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"up": attrs["direction"] == "up"}


class ItemPostponement(SessionReason):
    to_session = VisibleKeyField(CommissionSession, required=False, allow_null=True, default=None)


class ConvocationSerializer(Shown):
    delivery = serializers.CharField(
        source="delivery.value", read_only=True, help_text="queued, sent, failed ou no_address"
    )
    delivery_reason = serializers.SerializerMethodField(
        help_text="pourquoi la lettre n’est pas remise et ce qui suit ; vide quand rien n’y fait obstacle"
    )
    person_name = serializers.CharField(source="person.full_name", read_only=True)
    answer_reason = serializers.SerializerMethodField(
        help_text="vide pour qui n’est ni le membre, ni le secrétaire, ni le président"
    )

    handed = serializers.SerializerMethodField(help_text="« remise par …, le … », la plus ancienne d’abord")

    class Meta:
        model = Convocation
        fields = (
            "id",
            "session",
            "seat",
            "seat_label",
            "person",
            "person_name",
            "number",
            "delivery",
            "delivery_reason",
            "letter",
            "read_at",
            "reminded_at",
            "handed",
            "answer",
            "answered_at",
            "answer_reason",
            "substitute",
            "proxy_seat",
            "version",
        )

    def get_handed(self, row: Convocation) -> list[str]:
        return handed_in_words(row) if hasattr(row, "handed") else []

    def get_delivery_reason(self, row: Convocation) -> str:
        trouble = trouble_of(row.mail)
        return trouble.sentence if trouble is not None else ""

    def get_answer_reason(self, row: Convocation) -> str:
        request = self.context.get("request")
        return row.answer_reason if request is not None and can_read_reason(request.user, row) else ""


class HandingSerializer(serializers.Serializer[Any]):
    """A new link of this member, and the message that carries it; neither can be read again."""

    address = serializers.CharField(read_only=True, help_text="donnée une seule fois")
    message = serializers.CharField(read_only=True)


class AnswerInput(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=GIVEN_ANSWERS)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=REASON)
    proxy_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    file = serializers.FileField(
        required=False,
        allow_null=True,
        default=None,
        help_text="justificatif d’une absence ; la demande est alors multipart/form-data",
    )

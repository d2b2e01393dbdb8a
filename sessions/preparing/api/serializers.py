from typing import Any

from rest_framework import serializers

from commissions.models import Commission, Seat
from foundation.accounts.models import Person
from foundation.common.api_views import VisibleKeyField
from foundation.common.days import ApiDayField
from foundation.notifications.queries import trouble_of
from ministries.models import LegalText
from projects.models import Project
from sessions.core.enums import Answer, ItemKind, SessionKind
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation, SessionStep

from ..models import SessionTemplate
from ..queries.own_items import rows_seen
from ..rules import can_read_reason

CONVENABLE_KINDS = [(kind.value, kind.label) for kind in (SessionKind.ORDINARY, SessionKind.EXTRAORDINARY)]
GIVEN_ANSWERS = [(answer.value, answer.label) for answer in Answer if answer != Answer.NONE]


class StepSerializer(serializers.ModelSerializer[SessionStep]):
    by = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = SessionStep
        fields = ["action", "from_state", "to_state", "by", "by_capacity", "at", "reason"]
        read_only_fields = fields


class SessionSerializer(serializers.ModelSerializer[CommissionSession]):
    label = serializers.CharField(read_only=True)
    reference = serializers.CharField(read_only=True)

    class Meta:
        model = CommissionSession
        fields = [
            "id",
            "label",
            "reference",
            "commission",
            "statute",
            "kind",
            "year",
            "number",
            "printed_number",
            "state",
            "held_on",
            "starts_at",
            "planned_minutes",
            "place",
            "video_link",
            "theme",
            "is_closed_doors",
            "urgency_motive",
            "submission_days",
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
        ]
        read_only_fields = fields


class SessionDetailSerializer(SessionSerializer):
    steps = StepSerializer(many=True, read_only=True)

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "steps"]
        read_only_fields = fields


class SessionFactsInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=CONVENABLE_KINDS, default=SessionKind.ORDINARY.value)
    year = serializers.IntegerField()
    held_on = ApiDayField(required=False, allow_null=True, default=None)
    starts_at = serializers.TimeField(required=False, allow_null=True, default=None)
    planned_minutes = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=1440
    )
    place = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    video_link = serializers.URLField(required=False, allow_blank=True, default="", max_length=200)
    theme = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)
    is_closed_doors = serializers.BooleanField(required=False, default=False)
    urgency_motive = serializers.CharField(required=False, allow_blank=True, default="", max_length=2_000)
    submission_days = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=365,
        help_text="les propositions sont closes tant de jours avant ; vide : jamais",
    )


class NewSession(SessionFactsInput):
    commission = VisibleKeyField(Commission)
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

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["from_session"] and attrs["from_template"]:
            raise serializers.ValidationError({"from_template": ["Partez d’une session ou d’un modèle, pas des deux."]})
        return attrs


class EditedSession(SessionFactsInput):
    base_version = serializers.IntegerField(min_value=1, help_text="version lue avant de modifier")


class SessionReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


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
    letters = serializers.IntegerField(read_only=True)


class BlockerSerializer(serializers.Serializer[Any]):
    sentence = serializers.CharField(read_only=True)
    place = serializers.CharField(read_only=True)
    article = serializers.CharField(read_only=True)


class AnnexSerializer(serializers.ModelSerializer[Annex]):
    file_name = serializers.CharField(source="file.name", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    def to_representation(self, annex: Annex) -> dict[str, Any]:
        return super().to_representation(
            annex.tell(self.context["request"].user) if "request" in self.context else annex
        )

    class Meta:
        model = Annex
        fields = [
            "id",
            "item",
            "title",
            "position",
            "is_confidential",
            "is_printed",
            "is_signed",
            "is_published",
            "removed_at",
            "file_name",
            "sha256",
            "version",
        ]
        read_only_fields = fields


class AnnexFlagsInput(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=300)
    is_confidential = serializers.BooleanField(required=False, default=False)
    is_printed = serializers.BooleanField(required=False, default=True)
    is_signed = serializers.BooleanField(required=False, default=False)
    is_published = serializers.BooleanField(required=False, default=False)


class NewAnnex(AnnexFlagsInput):
    item = VisibleKeyField(AgendaItem)
    file = serializers.FileField()


class EditedAnnex(AnnexFlagsInput):
    base_version = serializers.IntegerField(min_value=1)


class ItemSerializer(serializers.ModelSerializer[AgendaItem]):
    """An item; `projects` are those the reader may see."""

    projects = serializers.SerializerMethodField()
    postponed_to = serializers.SerializerMethodField(
        help_text="les points qui reprennent celui-ci dans une autre session"
    )
    own_rows = serializers.SerializerMethodField(
        help_text="ce que le portail écrit sous ce point, tel qu’à la convocation, pour ce que vous pouvez voir"
    )

    class Meta:
        model = AgendaItem
        fields = [
            "id",
            "session",
            "position",
            "kind",
            "title",
            "description",
            "planned_minutes",
            "presenter",
            "presenter_label",
            "is_closed_doors",
            "projects",
            "legal_texts",
            "postponed_from",
            "postponed_to",
            "added_after_convocation",
            "is_late",
            "own",
            "own_rows",
            "about_session",
            "withdrawn_at",
            "withdrawal_reason",
            "started_at",
            "ended_at",
            "outcome",
            "version",
        ]
        read_only_fields = fields

    def to_representation(self, item: AgendaItem) -> dict[str, Any]:
        return super().to_representation(item.tell(self.context["request"].user) if "request" in self.context else item)

    def _seen(self, item: AgendaItem, name: str) -> list[str]:
        rows = getattr(item, f"seen_{name}", None)
        if rows is None:
            rows = (
                getattr(item, name).all().visible_to(self.context["request"].user) if "request" in self.context else []
            )
        return [str(row.pk) for row in rows]

    def get_projects(self, item: AgendaItem) -> list[str]:
        return self._seen(item, "projects")

    def get_own_rows(self, item: AgendaItem) -> list[dict[str, Any]]:
        return (
            rows_seen(item.own_rows, self.context["request"].user)
            if item.own_rows and "request" in self.context
            else []
        )

    def get_postponed_to(self, item: AgendaItem) -> list[str]:
        return self._seen(item, "postponed_to")


class ItemFactsInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ItemKind.choices, default=ItemKind.COMMUNICATION.value)
    title = serializers.CharField(max_length=500)
    description = serializers.CharField(required=False, allow_blank=True, default="", max_length=20_000)
    planned_minutes = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=1440
    )
    presenter = VisibleKeyField(Person, required=False, allow_null=True, default=None)
    presenter_label = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    is_closed_doors = serializers.BooleanField(required=False, default=False)
    projects = serializers.ListField(child=VisibleKeyField(Project), required=False, default=list, max_length=100)
    legal_texts = serializers.ListField(child=VisibleKeyField(LegalText), required=False, default=list, max_length=100)


class NewItem(ItemFactsInput):
    session = VisibleKeyField(CommissionSession)


class EditedItem(ItemFactsInput):
    base_version = serializers.IntegerField(min_value=1)


class ItemMove(serializers.Serializer[Any]):
    direction = serializers.ChoiceField(choices=["up", "down"])


class ItemPostponement(SessionReason):
    to_session = VisibleKeyField(CommissionSession, required=False, allow_null=True, default=None)


class ConvocationSerializer(serializers.ModelSerializer[Convocation]):
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

    class Meta:
        model = Convocation
        fields = [
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
            "answer",
            "answered_at",
            "answer_reason",
            "substitute",
            "proxy_seat",
            "version",
        ]
        read_only_fields = fields

    def get_delivery_reason(self, row: Convocation) -> str:
        trouble = trouble_of(row.mail)
        return trouble.sentence if trouble is not None else ""

    def get_answer_reason(self, row: Convocation) -> str:
        request = self.context.get("request")
        return row.answer_reason if request is not None and can_read_reason(request.user, row) else ""


class AnswerInput(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=GIVEN_ANSWERS)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    proxy_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    file = serializers.FileField(
        required=False,
        allow_null=True,
        default=None,
        help_text="justificatif d’une absence ; la demande est alors multipart/form-data",
    )

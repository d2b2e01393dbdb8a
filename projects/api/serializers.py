from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.api_views import VisibleKeyField
from foundation.common.days import ApiDayField
from ministries.models import CouncilRecord, Ministry, Structure

from ..enums import ExitReason, ProjectKind, ProjectNature, Rating, RevisionReason, SiteState, Stage
from ..forms import YEARS
from ..models import Baseline, Mutualisation, Project, ProjectSite, StatusUpdate
from ..queries.project_signals import compute_signals
from ..queries.sheet import initial_variances


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """A line of the portfolio. `situation` and the variances are computed; an empty value is unknown, never zero."""

    situation = serializers.CharField(
        read_only=True, help_text="to_come, running, done ou stopped : déduite des dates effectives"
    )
    is_stale = serializers.SerializerMethodField(help_text="vrai quand la date de fraîcheur est passée")

    class Meta:
        model = Project
        fields = [
            "id",
            "code",
            "title",
            "scope",
            "ministry",
            "kind",
            "nature",
            "parent",
            "structure",
            "lead",
            "objectives",
            "beneficiaries",
            "sponsor",
            "supplier",
            "pag_axis",
            "sdsi_action",
            "council_record",
            "stage",
            "situation",
            "dates_unknown",
            "planned_start",
            "planned_end",
            "planned_cost",
            "forecast_start",
            "forecast_end",
            "forecast_cost",
            "actual_start",
            "actual_end",
            "actual_cost",
            "initial_start",
            "initial_end",
            "initial_cost",
            "revision_count",
            "progress",
            "colour",
            "colour_since",
            "schedule_variance",
            "cost_variance",
            "own_rating",
            "asin_rating",
            "last_update_on",
            "fresh_until",
            "is_stale",
            "left_on",
            "exit_reason",
            "exit_note",
            "source",
            "is_fictitious",
            "version",
        ]
        read_only_fields = fields

    def get_is_stale(self, project: Project) -> bool:
        return project.is_stale(clock.today())


class VarianceSerializer(serializers.Serializer[Any]):
    percent = serializers.DecimalField(max_digits=9, decimal_places=1, allow_null=True, read_only=True)
    calculation = serializers.CharField(read_only=True)


class ProjectDetailSerializer(ProjectSerializer):
    partner_ministries = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    former_names = serializers.SlugRelatedField(slug_field="title", many=True, read_only=True)
    variances = serializers.SerializerMethodField(
        help_text="écarts à la référence initiale et à la référence en vigueur, avec leur calcul"
    )

    class Meta(ProjectSerializer.Meta):
        fields = [*ProjectSerializer.Meta.fields, "partner_ministries", "former_names", "variances"]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=VarianceSerializer(allow_null=True)))
    def get_variances(self, project: Project) -> dict[str, Any]:
        today = clock.today()
        signals, (schedule, cost) = compute_signals(project, today), initial_variances(project, today)
        rows = {"schedule": signals.schedule, "cost": signals.cost, "initial_schedule": schedule, "initial_cost": cost}
        return {name: VarianceSerializer(row).data if row is not None else None for name, row in rows.items()}


class BaselineSerializer(serializers.ModelSerializer[Baseline]):
    class Meta:
        model = Baseline
        fields = [
            "id",
            "project",
            "number",
            "planned_start",
            "planned_end",
            "planned_cost",
            "adopted_on",
            "reason",
            "explanation",
            "approver",
            "decision_reference",
        ]
        read_only_fields = fields


class StatusUpdateSerializer(serializers.ModelSerializer[StatusUpdate]):
    class Meta:
        model = StatusUpdate
        fields = [
            "id",
            "project",
            "month",
            "state",
            "attests_no_change",
            "stage",
            "progress",
            "forecast_start",
            "forecast_end",
            "forecast_cost",
            "actual_start",
            "actual_end",
            "actual_cost",
            "own_rating",
            "narrative",
            "author_name",
            "published_at",
            "version",
        ]
        read_only_fields = fields


class SiteSerializer(serializers.ModelSerializer[ProjectSite]):
    class Meta:
        model = ProjectSite
        fields = ["id", "project", "position", "label", "state", "progress", "note", "version"]
        read_only_fields = fields


def _text(limit: int) -> serializers.CharField:
    return serializers.CharField(max_length=limit, required=False, allow_blank=True, default="")


class ProjectDay(ApiDayField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**YEARS, **options)


def _day() -> ProjectDay:
    return ProjectDay(required=False, allow_null=True, default=None)


def _amount() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=10**15, required=False, allow_null=True, default=None)


class DescriptionInput(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=ProjectKind.choices, default=ProjectKind.PROJECT)
    nature = serializers.ChoiceField(choices=ProjectNature.choices, required=False, allow_blank=True, default="")
    parent = VisibleKeyField(Project, required=False, allow_null=True, default=None)
    structure = VisibleKeyField(Structure, required=False, allow_null=True, default=None)
    lead = VisibleKeyField(Person, required=False, allow_null=True, default=None)
    partner_ministries = VisibleKeyField(Ministry, many=True, required=False, default=list)
    objectives = _text(5000)
    beneficiaries = _text(2000)
    sponsor = _text(300)
    supplier = _text(300)
    pag_axis = _text(200)
    sdsi_action = _text(200)
    council_record = VisibleKeyField(CouncilRecord, required=False, allow_null=True, default=None)
    source = _text(500)


class PlannedInput(serializers.Serializer[Any]):
    planned_start = _day()
    planned_end = _day()
    planned_cost = _amount()
    adopted_on = ProjectDay(required=False, allow_null=True, default=None, help_text="vide : aujourd’hui")
    approver = _text(300)
    decision_reference = _text(200)


class NewProject(DescriptionInput, PlannedInput):
    ministry = VisibleKeyField(Ministry)
    stage = serializers.ChoiceField(choices=Stage.choices, default=Stage.IDENTIFIED)
    actual_start = _day()
    actual_end = _day()


class EditedProject(DescriptionInput):
    """Only what is sent changes."""

    base_version = serializers.IntegerField(min_value=1)


class Renaming(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=300)
    reason = _text(500)
    base_version = serializers.IntegerField(min_value=1)


class StageChange(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=Stage.choices)
    actual_start = _day()
    actual_end = _day()
    actual_cost = _amount()
    reason = _text(2000)
    base_version = serializers.IntegerField(min_value=1)


class InitialBaseline(PlannedInput):
    base_version = serializers.IntegerField(min_value=1)


class Revision(PlannedInput):
    reason = serializers.ChoiceField(choices=RevisionReason.choices)
    explanation = _text(4000)
    base_version = serializers.IntegerField(min_value=1)


class Leaving(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=[(r.value, r.label) for r in ExitReason if r != ExitReason.SPLIT])
    left_on = ProjectDay()
    heir = VisibleKeyField(Project, required=False, allow_null=True, default=None)
    note = _text(4000)
    base_version = serializers.IntegerField(min_value=1)


class Splitting(serializers.Serializer[Any]):
    titles = serializers.ListField(child=serializers.CharField(max_length=300), min_length=2, max_length=20)
    on = ProjectDay()
    note = _text(4000)
    base_version = serializers.IntegerField(min_value=1)


class Merging(serializers.Serializer[Any]):
    projects = VisibleKeyField(Project, many=True)
    on = ProjectDay()
    note = _text(4000)


class RatingInput(serializers.Serializer[Any]):
    rating = serializers.ChoiceField(choices=Rating.choices)
    comment = _text(2000)


class NewSites(serializers.Serializer[Any]):
    labels = serializers.ListField(child=serializers.CharField(max_length=200), min_length=1, max_length=200)


class SiteInput(serializers.Serializer[Any]):
    label = serializers.CharField(max_length=200)
    state = serializers.ChoiceField(choices=SiteState.choices, required=False, allow_blank=True, default="")
    progress = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True, default=None)
    note = _text(500)
    base_version = serializers.IntegerField(min_value=1)


class UpdateInput(serializers.Serializer[Any]):
    """What moves; a value left out stays as it was last published."""

    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    progress = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    forecast_start = ProjectDay(required=False, allow_null=True)
    forecast_end = ProjectDay(required=False, allow_null=True)
    forecast_cost = serializers.IntegerField(min_value=0, max_value=10**15, required=False, allow_null=True)
    actual_start = ProjectDay(required=False, allow_null=True)
    actual_end = ProjectDay(required=False, allow_null=True)
    actual_cost = serializers.IntegerField(min_value=0, max_value=10**15, required=False, allow_null=True)
    own_rating = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    narrative = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    base_version = serializers.IntegerField(min_value=1)
    draft_version = serializers.IntegerField(min_value=0, required=False)


class BulkRow(UpdateInput):
    project = serializers.UUIDField()
    attests = serializers.BooleanField(
        default=False, help_text="« rien de changé » : ne s’accompagne d’aucune valeur modifiée"
    )


class BulkUpdate(serializers.Serializer[Any]):
    action = serializers.ChoiceField(
        choices=[("publish", "publier"), ("draft", "enregistrer les brouillons")], default="publish"
    )
    rows = BulkRow(many=True, allow_empty=False, max_length=200)

    def validate_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        keys = [row["project"] for row in rows]
        if len(set(keys)) < len(keys):
            raise serializers.ValidationError("Un même projet figure deux fois.")
        return rows


class ConflictSides(serializers.Serializer[Any]):
    stored = serializers.CharField()
    sent = serializers.CharField()


class RowResultSerializer(serializers.Serializer[Any]):
    project = serializers.UUIDField(source="project_id", read_only=True)
    outcome = serializers.CharField(read_only=True, help_text="published, attested, drafted, unchanged ou refused")
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), read_only=True)
    fields_in_conflict = serializers.SerializerMethodField(
        help_text="quand la fiche a changé entre-temps : la valeur enregistrée et celle envoyée"
    )

    @extend_schema_field(serializers.DictField(child=ConflictSides()))
    def get_fields_in_conflict(self, row: Any) -> dict[str, Any]:
        sides = row.conflict.sides if row.conflict is not None else {}
        return {name: {"stored": stored, "sent": sent} for name, (stored, sent) in sides.items()}


class BulkResult(serializers.Serializer[Any]):
    rows = RowResultSerializer(many=True, read_only=True)


class Versioned(serializers.Serializer[Any]):
    base_version = serializers.IntegerField(min_value=1)


class Empty(serializers.Serializer[Any]):
    """Nothing to send."""


class TypedText(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500, allow_blank=True)
    text = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default="", help_text="objectifs, exposé"
    )
    leave_out = VisibleKeyField(
        Project, required=False, allow_null=True, default=None, help_text="le projet en train d’être modifié"
    )


class AlikeProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="project.id", read_only=True)
    code = serializers.CharField(source="project.code", read_only=True)
    title = serializers.CharField(source="project.title", read_only=True)
    ministry = serializers.UUIDField(source="project.ministry_id", read_only=True)
    stage = serializers.CharField(source="project.stage", read_only=True)
    score = serializers.FloatField(read_only=True)
    can_propose = serializers.BooleanField(
        read_only=True, help_text="une mutualisation peut être proposée à son ministère"
    )


class AlikeDecisionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk", read_only=True)
    title = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    href = serializers.CharField(read_only=True)
    score = serializers.FloatField(read_only=True)


class SimilarSerializer(serializers.Serializer[Any]):
    projects = AlikeProjectSerializer(many=True, read_only=True)
    decisions = AlikeDecisionSerializer(many=True, read_only=True, source="others")


class Proposal(serializers.Serializer[Any]):
    title = serializers.CharField(
        max_length=500, help_text="ce que vous préparez : le DSI de l’autre ministère le lira"
    )


class MutualisationSerializer(serializers.ModelSerializer[Mutualisation]):
    class Meta:
        model = Mutualisation
        fields = ["id", "project", "scope", "title", "proposed_at"]
        read_only_fields = fields

from dataclasses import fields
from typing import Any, ClassVar

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.common import clock
from foundation.common.api_views import VisibleKeyField
from foundation.common.days import ApiDayField
from foundation.common.facts import FactsInput, Shown, Versioned

from ..enums import ExitReason, Rating, RevisionReason, Stage
from ..forms import ACTUAL, DESCRIBED, PLANNED, SITE, YEARS, with_dates, with_day, with_planned
from ..models import Baseline, Mutualisation, Project, ProjectSite, StatusUpdate
from ..operations import UpdateValues
from ..queries.project_signals import compute_signals
from ..queries.sheet import initial_variances


class ProjectSerializer(Shown):
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

    @extend_schema_field(serializers.DictField(child=VarianceSerializer(allow_null=True)))
    def get_variances(self, project: Project) -> dict[str, Any]:
        today = clock.today()
        signals, (schedule, cost) = compute_signals(project, today), initial_variances(project, today)
        rows = {"schedule": signals.schedule, "cost": signals.cost, "initial_schedule": schedule, "initial_cost": cost}
        return {name: VarianceSerializer(row).data if row is not None else None for name, row in rows.items()}


class BaselineSerializer(Shown):
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


class StatusUpdateSerializer(Shown):
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


class SiteSerializer(Shown):
    class Meta:
        model = ProjectSite
        fields = ["id", "project", "position", "label", "state", "progress", "note", "version"]


def _text(limit: int) -> serializers.CharField:
    return serializers.CharField(max_length=limit, required=False, allow_blank=True, default="")


class ProjectDay(ApiDayField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**YEARS, **options)


class ProjectInput(FactsInput):
    serializer_field_mapping: ClassVar[dict[Any, Any]] = FactsInput.serializer_field_mapping | {
        models.DateField: ProjectDay
    }


class DescriptionInput(ProjectInput):
    class Meta:
        model = Project
        fields = DESCRIBED


class PlannedInput(ProjectInput):
    adopted_on = ProjectDay(required=False, allow_null=True, default=None, help_text="vide : aujourd’hui")

    class Meta:
        model = Baseline
        fields = PLANNED

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_planned(sent)


class NewProject(DescriptionInput):
    class Meta(DescriptionInput.Meta):
        fields = (*DESCRIBED, "ministry", "stage", "actual_start", "actual_end")

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | PlannedInput().get_fields()

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_planned(sent)


class EditedProject(DescriptionInput, Versioned):
    """Only what is sent changes."""

    class Meta(DescriptionInput.Meta):
        fields = (*DESCRIBED, "base_version")


class Renaming(ProjectInput, Versioned):
    reason = _text(500)

    class Meta:
        model = Project
        fields = ("title", "reason", "base_version")


class StageChange(ProjectInput, Versioned):
    stage = serializers.ChoiceField(choices=Stage.choices)
    reason = _text(2000)

    class Meta:
        model = Project
        fields = ("stage", *ACTUAL, "reason", "base_version")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_dates(sent)


class InitialBaseline(PlannedInput, Versioned):
    class Meta(PlannedInput.Meta):
        fields = (*PLANNED, "base_version")


class Revision(PlannedInput, Versioned):
    reason = serializers.ChoiceField(choices=RevisionReason.choices)

    class Meta(PlannedInput.Meta):
        fields = (*PLANNED, "reason", "explanation", "base_version")


class Leaving(Versioned):
    reason = serializers.ChoiceField(choices=[(r.value, r.label) for r in ExitReason if r != ExitReason.SPLIT])
    left_on = ProjectDay()
    heir = VisibleKeyField(Project, required=False, allow_null=True, default=None)
    note = _text(4000)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_day(sent)


class Splitting(Versioned):
    titles = serializers.ListField(child=serializers.CharField(max_length=300), min_length=2, max_length=20)
    on = ProjectDay()
    note = _text(4000)


class Merging(serializers.Serializer[Any]):
    projects = VisibleKeyField(Project, many=True)
    on = ProjectDay()
    note = _text(4000)


class RatingInput(serializers.Serializer[Any]):
    rating = serializers.ChoiceField(choices=Rating.choices)
    comment = _text(2000)


class NewSites(serializers.Serializer[Any]):
    labels = serializers.ListField(child=serializers.CharField(max_length=200), min_length=1, max_length=200)


class SiteInput(ProjectInput, Versioned):
    class Meta:
        model = ProjectSite
        fields = (*SITE, "base_version")


class UpdateInput(ProjectInput, Versioned):
    """What moves; a value left out stays as it was last published."""

    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    draft_version = serializers.IntegerField(min_value=0, required=False)

    class Meta:
        model = StatusUpdate
        fields: tuple[str, ...] = (*(field.name for field in fields(UpdateValues)), "base_version", "draft_version")

    @staticmethod
    def _with_default(options: dict[str, Any], column: models.Field | None) -> dict[str, Any]:
        return options | {"required": False}


class BulkRow(UpdateInput):
    project = serializers.UUIDField()
    attests = serializers.BooleanField(
        default=False, help_text="« rien de changé » : ne s’accompagne d’aucune valeur modifiée"
    )

    class Meta(UpdateInput.Meta):
        fields = (*UpdateInput.Meta.fields, "project", "attests")


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


class MutualisationSerializer(Shown):
    class Meta:
        model = Mutualisation
        fields = ["id", "project", "scope", "title", "proposed_at"]

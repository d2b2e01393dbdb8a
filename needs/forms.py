"""What people type about needs; the operations decide."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from foundation.accounts.models import User
from foundation.common.facts import FactsForm, fact
from projects.models import Project

from .enums import OutcomeKind, Verdict
from .extensions import way_of
from .models import CriteriaGrid, Lot, Need, NeedOutcome, NeedScore, Ranking, RankingLine
from .operations.ranking import LineVerdict

DESCRIBED = ("title", "structure", "asker", "objectives", "beneficiaries", "estimated_cost", "urgency", "wish")
NEED = ("commission", *DESCRIBED, "asked_on", "source", "lot")


@dataclass(frozen=True)
class Criteria:
    """The criteria of a commission, one a line."""

    criteria: list[str] = fact(
        "critères et poids",
        max_length=260,
        lines=6,
        bounds=(1, 20),
        help_text="Une ligne chacun : « Utilité pour l’usager ; 30 ». Les poids sont ceux de la commission ; leur somme"
        " n’a pas à faire 100.",
    )
    scale_max: int = fact(
        "note la plus haute", bounds=(1, 100), help_text="Chaque critère est noté de 0 à cette note : 5, 10, 20…"
    )
    source: str = fact("fixée par", max_length=500, default="", help_text="La décision ou l’acte, s’il y en a un.")


class ScoresForm(forms.Form):
    """One field a criterion of the grid in force, filled with what the member gave already."""

    def __init__(self, *args: Any, need: Need, grid: CriteriaGrid | None, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        if grid is None:
            return
        given = dict(NeedScore.objects.filter(need=need, scorer=user).values_list("criterion_id", "value"))
        for criterion in grid.criteria.order_by("position"):
            self.fields[str(criterion.pk)] = forms.IntegerField(
                label=criterion.label,
                required=False,
                min_value=0,
                max_value=grid.scale_max,
                initial=given.get(criterion.pk),
                help_text=f"De 0 à {grid.scale_max} ; poids {criterion.weight.normalize():f}. Vide : non noté.",
            )


class VerdictsForm(forms.Form):
    """What is proposed of each line of a ranking, with its reason where it needs one."""

    def __init__(self, *args: Any, ranking: Ranking, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = list(ranking.lines.in_order())
        for line in self.lines:
            self.fields[f"verdict_{line.pk}"] = forms.ChoiceField(
                label=f"{line.rank}. {line.code} {line.title}",
                choices=[("", "à dire"), *Verdict.choices],
                required=False,
                initial=line.verdict,
            )
            self.fields[f"reason_{line.pk}"] = forms.CharField(
                label=f"Motif, {line.code}",
                required=False,
                max_length=2000,
                initial=line.reason,
                help_text="S’il est ajourné ou écarté.",
            )

    def rows(self) -> list[tuple[RankingLine, Any, Any]]:
        return [(line, self[f"verdict_{line.pk}"], self[f"reason_{line.pk}"]) for line in self.lines]


def verdicts_typed(typed: dict[str, Any]) -> dict[UUID, LineVerdict]:
    keys = [UUID(name.removeprefix("verdict_")) for name in typed if name.startswith("verdict_")]
    return {key: LineVerdict(typed[f"verdict_{key}"], typed[f"reason_{key}"]) for key in keys}


class LotForm(forms.Form):
    """The needs of the commission, those of the lot chosen already; one that is in another lot says so."""

    def __init__(self, *args: Any, lot: Lot, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Need.objects.filter(commission=lot.commission).select_related("lot").order_by("-year", "-number")
        field = forms.ModelMultipleChoiceField(
            rows, required=False, label="Besoins de ce lot", widget=forms.CheckboxSelectMultiple
        )
        vars(field)["label_from_instance"] = lambda need: (
            f"{need} (lot « {need.lot} »)" if need.lot is not None and need.lot_id != lot.pk else str(need)
        )
        field.initial = [need.pk for need in rows if need.lot_id == lot.pk]
        self.fields["needs"] = field


class BecomeServiceForm(forms.Form):
    """The e-service that a need became, or none: it then enters the catalogue under the title of the need."""

    def __init__(self, *args: Any, need: Need, **options: Any) -> None:
        super().__init__(*args, **options)
        way = way_of(OutcomeKind.E_SERVICE)
        there = set(need.outcomes.filter(elsewhere__isnull=False).values_list("elsewhere", flat=True))
        offered = [] if way is None else [row for row in way.offered(need) if row.pk not in there]
        self.fields["service"] = forms.TypedChoiceField(
            label="E-service",
            required=False,
            coerce=UUID,
            empty_value=None,
            choices=[
                ("", "Un nouvel e-service, au catalogue sous l’intitulé du besoin"),
                *((str(row.pk), row.name) for row in offered),
            ],
        )


class BecomeForm(FactsForm):
    """The project that a need became, or none: it is then registered with the words of the need."""

    class Meta:
        model = NeedOutcome
        fields = ("project",)

    def __init__(self, *args: Any, need: Need, **options: Any) -> None:
        super().__init__(*args, **options)
        there = need.outcomes.values("project_id")
        rows = Project.objects.filter(scope_id=need.scope_id).followed().exclude(pk__in=there).defer("search")
        said = "Un nouveau projet, enregistré avec l’intitulé du besoin"
        self.choose("project", said, rows.order_by("title", "pk"), lambda row: f"{row.title} ({row.code})")

"""Where a ministry is with the security policy of the State: its measures with their denominators said, its two
deadlines where the day that starts them is known.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery

from foundation.common.typography import plural, short_date
from ministries.models import Ministry

from ..enums import OPEN_MEASURES, MeasureState, PlanKind, PlanState
from ..models import MeasureAnswer, Plan, PssieMeasure
from ..models.plan import counted, later, sees_all

if TYPE_CHECKING:
    from foundation.accounts.models import User

# What the press says of the two periods; the day from which they run stands in no source read.
UNKNOWN_START = (
    "Le jour dont courent ces délais n’est pas renseigné : aucune source lue ne le donne, et la presse date l’adoption"
    " de la PSSIE du 20 ou du 27 octobre 2021."
)


def ministries_read(user: "User") -> Any:
    """The ministries whose measures one reads: one's own, all for the ASIN."""
    rows = Ministry.objects.visible_to(user)
    return rows if sees_all(user) else rows.filter(scope_id__in=user.access.scopes())


def measures_of(ministry: Any, day: date) -> QuerySet[PssieMeasure]:
    return PssieMeasure.objects.asked(day).filter(Q(ministry=None) | Q(ministry=ministry))


def with_measures(rows: QuerySet[Ministry], day: date) -> Any:
    """Add the counts of the measures, by state, and the days when the action plan in application and the first of all
    were adopted: a plan that is renewed was not late for it.
    """
    asked = measures_of(OuterRef("pk"), day)
    answers = MeasureAnswer.objects.filter(
        Q(measure__ministry=None) | Q(measure__ministry=OuterRef("pk")),
        Q(measure__withdrawn_on=None) | Q(measure__withdrawn_on__gt=day),
        ministry=OuterRef("pk"),
    )
    plans = Plan.objects.filter(ministry=OuterRef("pk"), kind=PlanKind.PSSIE).with_standing(day).applied()
    latest = plans.order_by("-adopted_on", "pk")
    ever = Plan.objects.filter(ministry=OuterRef("pk"), kind=PlanKind.PSSIE, state=PlanState.ADOPTED)
    first = ever.order_by(F("adopted_on").asc(nulls_first=True), "pk")  # one whose day is unknown may be the first
    return rows.annotate(
        measure_count=counted(asked),
        **{f"count_{state.value}": counted(answers.filter(state=state)) for state in MeasureState},
        late_measures=counted(answers.filter(state__in=OPEN_MEASURES, due_on__lt=day)),
        plan_count=counted(plans),
        plan_adopted_on=Subquery(latest.values("adopted_on")[:1], output_field=DateField()),
        plan_first_on=Subquery(first.values("adopted_on")[:1], output_field=DateField()),
    )


@dataclass(frozen=True)
class Conformity:
    """The figures of one ministry; `with_measures` gives them."""

    measures: int
    done: int
    running: int
    not_started: int
    without_object: int
    late: int

    @property
    def counted(self) -> int:
        """The denominator: those without object are left out."""
        return self.measures - self.without_object

    @property
    def unknown(self) -> int:
        return self.counted - self.done - self.running - self.not_started

    @property
    def sentence(self) -> str:
        if not self.measures:
            return "Aucune mesure n’est enregistrée : la liste est à remplir."
        parts = [f"{self.done} sur {plural(self.counted, 'mesure faite', 'mesures faites')}"]
        if self.without_object:
            parts.append(f"{plural(self.without_object, 'sans objet écartée', 'sans objet écartées')}")
        if self.unknown:
            parts.append(plural(self.unknown, "non renseignée"))
        if self.late:
            parts.append(f"{self.late} en retard")
        return ", ".join(parts)


def conformity_of(row: Any) -> Conformity:
    return Conformity(
        row.measure_count, row.count_done, row.count_running, row.count_not_started, row.count_not_applicable,
        row.late_measures,
    )  # fmt: skip


def plan_words(row: Any) -> str:
    """The action plan of a ministry, as `with_measures` read it."""
    if not row.plan_count:
        return "aucun en application"
    if not row.plan_adopted_on:
        return "en application, acte non daté"
    is_first = row.plan_first_on in (None, row.plan_adopted_on)
    first = "" if is_first else f", le premier le {short_date(row.plan_first_on)}"
    return f"adopté le {short_date(row.plan_adopted_on)}{first}"


def plan_due() -> date | None:
    """When every ministry has its action plan; None where the day that starts the period is unknown."""
    start = settings.PSSIE_STARTS_ON
    return later(start, settings.PSSIE_PLAN_MONTHS) if start else None


@dataclass(frozen=True)
class Deadline:
    label: str
    period: str
    due_on: date | None
    outcome: str
    tone: str


def deadlines_of(row: Any, day: date) -> list[Deadline]:
    """The action plan, then the conformity: when each is due, and whether it is there."""
    conformity = conformity_of(row)
    is_whole = bool(conformity.counted) and conformity.done == conformity.counted
    steps = (
        ("Plan d’action", settings.PSSIE_PLAN_MONTHS, bool(row.plan_count), plan_words(row), row.plan_first_on),
        ("Conformité", settings.PSSIE_CONFORMITY_MONTHS, is_whole, conformity.sentence, None),
    )
    return [_deadline(step[0], step[1], step[2], step[3], on=step[4], day=day) for step in steps]


def _deadline(label: str, months: int, is_there: bool, outcome: str, *, on: date | None, day: date) -> Deadline:
    start = settings.PSSIE_STARTS_ON
    due = later(start, months) if start else None
    tone = "good" if is_there else "neutral"
    if due is not None and (on or day) > due:
        if not is_there:
            outcome, tone = f"{outcome} ; en retard de {plural((day - due).days, 'jour')}", "late"
        elif on is not None:
            outcome, tone = f"{outcome}, {plural((on - due).days, 'jour')} après l’échéance", "attention"
    years, rest = divmod(months, 12)
    return Deadline(label, plural(months, "mois", "mois") if rest else plural(years, "an"), due, outcome, tone)


@dataclass(frozen=True)
class Asked:
    """A measure, and what the ministry answers of it."""

    measure: PssieMeasure
    answer: MeasureAnswer | None

    @property
    def proof(self) -> str:
        if self.answer is None or self.answer.proof_on is None:
            return ""
        return " · ".join(filter(None, (self.answer.proof_reference, f"du {short_date(self.answer.proof_on)}")))


def asked_of(ministry: Ministry, day: date) -> list[Asked]:
    """All its measures, in their order: two queries."""
    answers = {row.measure_id: row for row in ministry.measure_answers.select_related("proof_file")}
    rows = measures_of(ministry, day).order_by("position", "code", "pk")
    return [Asked(row, answers.get(row.pk)) for row in rows]

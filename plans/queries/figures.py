"""The figures of plans: defined once, each with its rows and the list that shows exactly these."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import known, short_date

from ..enums import Need, Standing
from ..models import Plan, PlanAction
from ..models.plan import PlanActionQuerySet, PlanQuerySet

if TYPE_CHECKING:
    from foundation.accounts.models import User

MINISTRY = ("ministry",)
VERSION = 1
WHAT_COUNTS = (
    "Plans en application qu’aucun autre, en application et commencé, ne remplace : ni les projets de plan ni les plans"
    " abandonnés ne sont comptés."
)


def _asked(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry": getattr(ministry, "pk", ministry)} if ministry else {}


def _address(name: str, filters: Mapping[str, Any], **query: Any) -> str:
    return f"{reverse(name)}?{urlencode(_asked(filters) | query)}"


def _plans(user: "User", filters: Mapping[str, Any]) -> PlanQuerySet:
    return Plan.objects.visible_to(user).filter(**_asked(filters)).with_standing(clock.today())


def expired(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _plans(user, filters).filter(standing=Standing.EXPIRED)
    undated = _plans(user, filters).applied().filter(ends_on=None).count()
    href = _address("plans:list", filters, standing=Standing.EXPIRED.value)
    return FigureValue(rows.count(), rows, withheld=undated, href=href, as_of=clock.today())


def to_update(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _plans(user, filters).needing()
    found = list(rows)
    parts = tuple(
        Part(
            need.value,
            need.label,
            sum(need in plan.needs() for plan in found),
            _address("plans:list", filters, need=need.value),
            "late" if need == Need.EXPIRED else "attention",
        )
        for need in Need
    )
    href = _address("plans:list", filters, need="any")
    return FigureValue(len(found), rows, parts=parts, href=href, as_of=clock.today())


def actions_alone(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    plans = _plans(user, filters).applied().values("pk")
    rows: PlanActionQuerySet = PlanAction.objects.visible_to(user).filter(plan__in=plans).alone()
    late, today = rows.filter(due_on__lt=clock.today()).count(), clock.today()
    total = rows.count()
    asked = {"carried": "none", "applied": 1}
    href = _address("plans:actions", filters, **asked)
    parts = (Part("late", "échéance passée", late, _address("plans:actions", filters, **asked, late=1), "late"),)
    return FigureValue(total, rows, parts=parts, href=href, as_of=today)


register(
    Figure(
        "plans.expired",
        "Plans expirés",
        "plans sont expirés",
        f"{WHAT_COUNTS} Expiré : dernier jour passé.",
        VERSION,
        expired,
        sentence_one="plan est expiré",
        withheld_words="dont la fin n’est pas renseignée, non comptées",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "plans.to_update",
        "Plans à mettre à jour",
        "plans sont à mettre à jour",
        f"{WHAT_COUNTS} À mettre à jour : expiré, proche de sa fin, sans fin ou sans acte d’adoption renseignés, ou"
        " dont une action a dépassé son échéance sans projet. Un plan compte une fois, et dans chacune de ses raisons.",
        VERSION,
        to_update,
        sentence_one="plan est à mettre à jour",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "plans.actions_alone",
        "Actions sans projet",
        "actions de plans sont sans projet",
        f"{WHAT_COUNTS} De leurs actions, celles que ne porte aucun projet du portefeuille, achevé ou non, et qui ne"
        " sont dites ni faites ni arrêtées. Un projet fusionné, scindé, transféré ou hors champ n’en porte plus.",
        VERSION,
        actions_alone,
        sentence_one="action de plan est sans projet",
        filters=MINISTRY,
    )
)
show_rows(
    Plan,
    lambda row: reverse("plans:detail", args=[row.pk]),
    (
        ("Plan", lambda row: row.title),
        ("Nature", lambda row: row.get_kind_display()),
        ("Fin", lambda row: short_date(row.ends_on)),
        ("Situation", lambda row: Standing(row.standing).label),
    ),
)
show_rows(
    PlanAction,
    lambda row: reverse("plans:action", args=[row.pk]),
    (
        ("Action", str),
        ("Échéance", lambda row: short_date(row.due_on)),
        ("Responsable", lambda row: known(row.responsible)),
    ),
)

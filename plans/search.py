"""Plans and their actions, as the search box finds them."""

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.searching import Hit, extract_of, on_the_fly, source

from .enums import SHORT_KINDS, PlanKind, Standing
from .models import Plan, PlanAction


@source("plans", "Plans", of=Plan, position=12, spelled="title")
def plans(user: User, words: str, limit: int) -> list[Hit]:
    rows = Plan.objects.visible_to(user).with_standing(clock.today()).select_related("ministry", "commune")
    return [
        Hit(
            row.title,
            reverse("plans:detail", args=[row.pk]),
            extract_of(row.extract),
            f"{SHORT_KINDS[PlanKind(row.kind)]} · {row.owner} · {Standing(row.standing).label}",
        )
        for row in on_the_fly(rows, ("title", "act_reference", "source"), "title", words, limit)
    ]


@source("actions", "Actions de plans", of=PlanAction, position=14, spelled="title")
def actions(user: User, words: str, limit: int) -> list[Hit]:
    rows = PlanAction.objects.visible_to(user).select_related("plan__ministry", "plan__commune")
    return [
        Hit(
            str(row),
            reverse("plans:action", args=[row.pk]),
            extract_of(row.extract),
            f"{row.plan.title} · {row.plan.owner}",
        )
        for row in on_the_fly(rows, ("code", "title", "responsible"), "title", words, limit)
    ]

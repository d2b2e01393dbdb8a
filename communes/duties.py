"""What awaits the RSI of a commune, and where the communes are followed."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.contractions import of
from foundation.common.database import SortKey
from foundation.common.duties import Duty, Place, duties, places
from ministries.models import Commune

from .models import NextStep
from .queries.follow import with_follow
from .queries.quarters import quarter_of


@duties.register
def quarters_to_tell(user: User, day: date) -> list[Duty]:
    """The quarter of his commune, until its last day: one query."""
    if not (scopes := user.access.scopes(Role.RSI)):
        return []
    now = quarter_of(day)
    rows = with_follow(Commune.objects.filter(scope_id__in=scopes), day, "told_on").filter(told_on=None)
    return [
        Duty(
            "Renseigner",
            f"le {now.label} de la commune {of(row.name)}",
            reverse("communes:quarter", args=[row.pk]),
            now.last_day,
        )
        for row in rows.order_by(SortKey("name"), "pk")
    ]


@duties.register
def steps_to_take(user: User, day: date) -> list[Duty]:
    """The next steps that have a day."""
    if not (scopes := user.access.scopes(Role.RSI)):
        return []
    rows = NextStep.objects.filter(scope_id__in=scopes, done_on=None, due_on__isnull=False).order_by("due_on", "rank")
    return [
        Duty(
            "Franchir",
            f"l’étape « {row.text} »",
            reverse("communes:quarter", args=[row.commune_id]) + "#etapes",
            row.due_on,
            is_late=row.is_late(day),
        )
        for row in rows
    ]


@places.register
def communes_of_mine(user: User) -> list[Place]:
    """Agents of the ministry in charge find it beside the communes: no home page pays a query for them."""
    if not (user.access.is_asin or user.access.scopes(Role.RSI)):
        return []
    return [Place("Suivi des communes", reverse("communes:list"), "grille, adresses, projets, étapes, formations")]

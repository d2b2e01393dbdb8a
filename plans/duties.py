"""What awaits a DSI or an RSI for the plans of his institution, and where they are kept."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places
from foundation.common.typography import plural
from ministries.models import Ministry

from .enums import Need
from .models import Plan
from .queries.pssie import with_measures
from .queries.sheet import needs_in_words
from .rules import KEEPERS

SHOWN = 6


@duties.register
def plans_to_update(user: User, day: date) -> list[Duty]:
    """« À mettre à jour » is raised by the portal: the reasons are said, one query."""
    if not (scopes := user.access.scopes(*KEEPERS)):
        return []
    rows = Plan.objects.filter(scope_id__in=scopes).with_standing(day).needing().order_by("ends_on", "pk")
    return [_to_update(plan) for plan in rows[:SHOWN]]


def _to_update(plan: Plan) -> Duty:
    needs = plan.needs()
    what = f"le plan « {plan.title} » : {' ; '.join(needs_in_words(plan))}"
    due = plan.ends_on if {Need.EXPIRED, Need.EXPIRING} & set(needs) else None
    href = reverse("plans:detail", args=[plan.pk])
    is_late = Need.EXPIRED in needs or (due is None and Need.OVERDUE in needs)
    return Duty("Mettre à jour", what, href, due, is_late)


@duties.register
def measures_to_take(user: User, day: date) -> list[Duty]:
    """The measures of the PSSIE past the day that the ministry gave itself."""
    if not (scopes := user.access.scopes(Role.DSI)):
        return []
    rows = with_measures(Ministry.objects.filter(scope_id__in=scopes), day).filter(late_measures__gt=0)
    return [
        Duty(
            "Appliquer",
            plural(row.late_measures, "mesure de la PSSIE en retard", "mesures de la PSSIE en retard"),
            reverse("plans:pssie_ministry", args=[row.pk]),
            is_late=True,
        )
        for row in rows.order_by("pk")
    ]


@places.register
def plans_of_mine(user: User) -> list[Place]:
    if not (user.access.is_asin or user.access.scopes(*KEEPERS, Role.AUDITOR)):
        return []
    found = [Place("Plans", reverse("plans:list"), "SDSI, PSSI, feuilles de route : leur couverture, leur fin")]
    if user.access.is_asin or user.access.scopes(Role.DSI, Role.AUDITOR):
        found.append(Place("PSSIE", reverse("plans:pssie"), "les mesures de sécurité, leurs preuves, les délais"))
    return found

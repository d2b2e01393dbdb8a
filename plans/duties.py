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
from .queries.pssie import plan_due, with_measures
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
def pssie_to_follow(user: User, day: date) -> list[Duty]:
    """The measures past the day that the ministry gave itself; the action plan where its deadline is known."""
    if not (scopes := user.access.scopes(Role.DSI)):
        return []
    found, due = [], plan_due()
    for row in with_measures(Ministry.objects.filter(scope_id__in=scopes), day).order_by("pk"):
        href = reverse("plans:pssie_ministry", args=[row.pk])
        if row.late_measures:
            late = plural(row.late_measures, "mesure de la PSSIE en retard", "mesures de la PSSIE en retard")
            found.append(Duty("Appliquer", late, href, is_late=True))
        if due is not None and not row.plan_count:
            found.append(Duty("Établir", "le plan d’action PSSIE du ministère", href, due, is_late=day > due))
    return found


@places.register
def plans_of_mine(user: User) -> list[Place]:
    if not (user.access.is_asin or user.access.scopes(*KEEPERS, Role.AUDITOR)):
        return []
    found = [Place("Plans", reverse("plans:list"), "SDSI, PSSI, feuilles de route : leur couverture, leur fin")]
    if user.access.is_asin or user.access.scopes(Role.DSI, Role.AUDITOR):
        found.append(Place("PSSIE", reverse("plans:pssie"), "les mesures de sécurité, leurs preuves, les délais"))
    return found

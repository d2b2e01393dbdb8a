"""What awaits a DSI for what steers his projects, and where it is found."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places
from foundation.common.typography import plural
from projects.models import Project

from .enums import ReviewTerm
from .models import Indicator, Milestone, Risk
from .queries.use import owing, without_indicator
from .rules import can_steer


@duties.register
def what_steers(user: User, day: date) -> list[Duty]:
    """One query a kind, whatever the number of rows."""
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    projects, own = Project.objects.filter(scope_id__in=scopes), {"scope_id__in": scopes}
    asked: tuple[tuple[str, str, int, tuple[str, str], str, bool], ...] = (
        (
            "Noter ou reporter",
            "",
            Milestone.objects.filter(**own).overdue(day).count(),
            ("jalon dépassé", "jalons dépassés"),
            f"{reverse('milestones:list')}?state=overdue&role=carrier",
            True,
        ),
        (
            "Revoir",
            "",
            Risk.objects.filter(**own).to_review(day).count(),
            ("risque dont la revue est passée", "risques dont la revue est passée"),
            f"{reverse('risks:list')}?review=late&role=carrier",
            True,
        ),
        (
            "Mesurer",
            "",
            Indicator.objects.filter(**own).overdue(day).count(),
            ("indicateur dont la mesure est en retard", "indicateurs dont la mesure est en retard"),
            f"{reverse('indicators:list')}?state=overdue&role=carrier",
            True,
        ),
        (
            "Faire",
            "",
            sum(owing(projects, term, day).count() for term in ReviewTerm),
            ("revue d’usage demandée", "revues d’usage demandées"),
            reverse("use-reviews:list"),
            False,
        ),
        (
            "Définir",
            "les indicateurs d’usage de ",
            without_indicator(projects).count(),
            ("projet achevé", "projets achevés"),
            reverse("indicators:list"),
            False,
        ),
    )
    return [
        Duty(verb, f"{begin}{plural(count, *words)}", href, is_late=is_late)
        for verb, begin, count, words, href, is_late in asked
        if count
    ]


@places.register
def steering(user: User) -> list[Place]:
    if not (user.access.is_asin or can_steer(user)):
        return []
    note = "calendrier, jalons, financements, dépendances, risques, indicateurs"
    return [Place("Le pilotage des projets", reverse("steering:calendar"), note)]

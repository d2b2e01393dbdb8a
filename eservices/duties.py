"""What awaits somebody for the e-services: months to tell, problems to moderate and to lead on."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties
from foundation.common.typography import plural

from .enums import ProblemState
from .models import EService, ServiceProblem
from .models.use import month_told
from .queries.use import last_month


@duties.register
def services_of_mine(user: User, day: date) -> list[Duty]:
    """One query a kind, whatever the number of rows."""
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    found: list[Duty] = []
    month = last_month(day)
    if count := EService.objects.filter(scope_id__in=scopes).silent(month).count():
        what = f"{month_told(month)} pour {plural(count, 'e-service')}"
        found.append(Duty("Renseigner", what, f"{reverse('service-months:sheet')}?mois={month:%Y-%m}"))
    problems = ServiceProblem.objects.filter(scope_id__in=scopes)
    for state, verb, said in (
        (ProblemState.RECEIVED, "Modérer", ("signalement d’usager", "signalements d’usagers")),
        (ProblemState.ADMITTED, "Diagnostiquer", ("problème d’un e-service", "problèmes d’e-services")),
    ):
        if count := problems.filter(state=state).count():
            href = f"{reverse('service-problems:list')}?state={state.value}"
            found.append(Duty(verb, plural(count, *said), href))
    return found

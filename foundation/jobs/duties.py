"""Work in the background that was given up: the portal's team takes it up again."""

from datetime import date

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places
from foundation.common.typography import plural

from .models import Job
from .rules import can_list_jobs


@duties.register
def jobs_given_up(user: User, today: date) -> list[Duty]:
    dead = Job.objects.dead().count() if can_list_jobs(user) else 0
    if not dead:
        return []
    return [
        Duty("Relancer", plural(dead, "travail abandonné", "travaux abandonnés"), reverse("jobs:list"), is_late=True)
    ]


@places.register
def team_places(user: User) -> list[Place]:
    if not can_list_jobs(user):
        return []
    return [
        Place("Travaux en arrière-plan", reverse("jobs:list"), "ce qui attend, ce qui est abandonné, les processus"),
        Place("Composants", reverse("components"), "le système de présentation, dans tous ses états"),
    ]

"""What is followed of a commune, on its page; nothing for who does not read it."""

from datetime import date
from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.typography import percent, short_date
from ministries.extensions import Panel
from ministries.models import Commune

from ..enums import SITUATION_TONES, Connection
from ..models import Attendance, CommuneProject, NextStep
from ..rules import can_tell_quarter
from .follow import communes_read, share, with_follow
from .grid import grid
from .quarters import quarter_of

SHOWN = 8


def commune_panel(commune: Commune, user: User) -> Panel | None:
    """5 queries."""
    today = clock.today()
    row: Any = with_follow(communes_read(user).filter(pk=commune.pk), today).first()
    if row is None:
        return None
    steps = NextStep.objects.filter(commune=commune, done_on=None).order_by("rank")
    projects = CommuneProject.objects.filter(commune=commune).order_by("title", "pk")
    came = Attendance.objects.filter(commune=commune).select_related("session__training")
    context = {
        "told": _told(row, today),
        "facts": _facts(row),
        "steps": list(steps),
        "projects": list(projects[:SHOWN]),
        "attendances": list(came.order_by("-session__held_on", "pk")[:SHOWN]),
        "tones": SITUATION_TONES,
        "today": today,
        "quarter_href": reverse("communes:quarter", args=[commune.pk]) if can_tell_quarter(user, commune) else "",
        "links": _links(commune, user),
    }
    return Panel("Transformation numérique", "communes/panel.html", context, position=20, anchor="suivi")


def _told(row: Any, today: date) -> str:
    now = quarter_of(today)
    if row.told_on:
        return f"Le {now.label} est renseigné depuis le {short_date(row.told_on)}."
    return f"Le {now.label} n’est pas renseigné : ce qui suit date de plus tôt."


def _facts(row: Any) -> list[tuple[str, str]]:
    asked = len(grid().questions)
    answered = f"{row.yes} oui et {row.no} non sur {asked}, {row.proven} avec preuve" if row.yes + row.no else ""
    used = ""
    if row.agents:
        used = f"{row.addresses} sur {row.agents} agents ({percent(share(row.addresses, row.agents))})"
        used += f", le {short_date(row.counted_on)}"
    return [
        ("Grille", answered),
        ("Adresses professionnelles en usage", used),
        ("Connexion de la mairie", Connection(row.connection).label if row.connection else ""),
        ("Feuille de route en application", "oui" if row.has_road_map else ""),
    ]


def _links(commune: Commune, user: User) -> list[tuple[str, str]]:
    found = [("Grille", reverse("communes:grid", args=[commune.pk]))]
    if can_tell_quarter(user, commune):
        asked = f"?commune={commune.pk}"
        found = [
            *found,
            ("Enregistrer un relevé", reverse("commune-readings:new") + asked),
            ("Enregistrer un projet", reverse("commune-projects:new") + asked),
            ("Noter une participation", reverse("commune-attendances:new") + asked),
        ]
    return found

"""What the lists of systems share: their tabs, their trail, the cell of a platform."""

from typing import Any

from django.urls import reverse

from foundation.common.lists import Cell

from ..models import Platform

CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))
TABS = (
    ("Plateformes", "platforms:list"),
    ("Sans relais de financement", "platforms:cliff"),
    ("Passage au cloud", "landings:list"),
    ("Échanges", "exchanges:list"),
    ("Hébergements", "hostings:list"),
    ("Vagues", "waves:list"),
    ("Membres X-Road", "xroad-members:list"),
    ("Sous-systèmes", "xroad-subsystems:list"),
    ("Échanges observés", "xroad-files:flows"),
    ("Fichiers X-Road", "xroad-files:list"),
)


def tabs(here: str) -> dict[str, Any]:
    return {"tabs": [{"label": label, "href": reverse(name), "current": name == here} for label, name in TABS]}


def named(row: Platform, *more: str) -> Cell:
    """A platform, its address, and what is said below it."""
    said = [row.ministry.short_name, *more, *(["fictif"] if row.is_fictitious else [])]
    return Cell(row.name, reverse("platforms:detail", args=[row.pk]), note=" · ".join(filter(None, said)))

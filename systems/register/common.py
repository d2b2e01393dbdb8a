"""What the lists of systems share: their tabs, their trail, the cell of a platform."""

from typing import Any

from django.urls import reverse

from foundation.common.lists import Cell

from ..models import Platform

CRUMBS = (("Accueil", "/"), ("Systèmes", "/tableau-de-bord/services-et-systemes"))
XROAD = (
    ("Membres", "xroad-members:list"),
    ("Sous-systèmes", "xroad-subsystems:list"),
    ("Échanges observés", "xroad-files:flows"),
    ("Fichiers", "xroad-files:list"),
)
TABS = (
    ("Plateformes", "platforms:list"),
    ("Sans relais", "platforms:cliff"),
    ("Passage au cloud", "landings:list"),
    ("Vagues", "waves:list"),
    ("Échanges", "exchanges:list"),
    ("X-Road", XROAD[0][1]),
    ("Hébergements", "hostings:list"),
)


def tabs(here: str) -> dict[str, Any]:
    """The tabs of every list; below them, those of X-Road for its own."""
    of_xroad = any(name == here for _, name in XROAD)
    top = XROAD[0][1] if of_xroad else here
    below = {"views": _tabs(XROAD, here)} if of_xroad else {}
    return {"tabs": _tabs(TABS, top), **below}


def _tabs(pages: tuple[tuple[str, str], ...], here: str) -> list[dict[str, Any]]:
    return [{"label": label, "href": reverse(name), "current": name == here} for label, name in pages]


def named(row: Platform, *more: str) -> Cell:
    """A platform, its address, and what is said below it."""
    said = [row.ministry.short_name, *more, *(["fictif"] if row.is_fictitious else [])]
    return Cell(row.name, reverse("platforms:detail", args=[row.pk]), note=" · ".join(filter(None, said)))

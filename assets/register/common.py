"""What the pages of the assets share: their trail, their tabs."""

from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.lists import Button

from ..rules import can_keep_asset

CRUMBS = (("Accueil", "/"), ("Systèmes", "/tableau-de-bord/services-et-systemes"))
TAKE = "Importer des fichiers d’agent"
TABS = (
    ("Actifs", "assets:list"),
    ("Logiciels", "assets:software"),
    ("Licences", "licences:list"),
    ("Renouvellement", "assets:renewal"),
    ("Modes de gestion", "assets:costs"),
    ("Campagnes", "stocktakes:list"),
    ("Imports", "asset-imports:list"),
    ("Catégories", "asset-categories:list"),
)


def import_buttons(user: User) -> list[Button]:
    """How assets come in by files, for who may."""
    if not (href := take_href(user)):
        return []
    return [Button(TAKE, href, "primary"), Button("Importer un tableau", reverse("assets:table"))]


def tabs(here: str) -> dict[str, Any]:
    return {"tabs": [{"label": label, "href": reverse(name), "current": name == here} for label, name in TABS]}


def listed(here: str) -> dict[str, Any]:
    """What a list under these tabs shows beside its rows."""
    return {"icon": "projects", "template": "assets/list.html", "more": lambda request, found: tabs(here)}


def take_href(user: User) -> str:
    """Where files of agents are given, for who may."""
    return reverse("assets:receive") if can_keep_asset(user) else ""

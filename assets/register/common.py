"""What the pages of the assets share: their trail, their tabs."""

from typing import Any

from django.urls import reverse

CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))
TABS = (
    ("Actifs", "assets:list"),
    ("Logiciels", "assets:software"),
    ("Licences", "licences:list"),
    ("Renouvellement", "assets:renewal"),
    ("Modes de gestion", "assets:costs"),
    ("Campagnes", "stocktakes:list"),
    ("Fichiers reçus", "assets:files"),
    ("Catégories", "asset-categories:list"),
)


def tabs(here: str) -> dict[str, Any]:
    return {"tabs": [{"label": label, "href": reverse(name), "current": name == here} for label, name in TABS]}

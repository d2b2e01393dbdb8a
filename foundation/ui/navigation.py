"""The rail of the portal: subjects in the order of the work.

An app without a place of its own in it says in its AppConfig `beside` which page its pages stand under.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import get_urlconf, reverse

from foundation.common.requests import Request
from foundation.common.rooms import ours


@dataclass(frozen=True)
class Subject:
    label: str
    icon: str
    name: str  # of its first page
    short: str = ""  # for the bar of a phone
    also: tuple[str, ...] = ()  # pages that stand under it without sharing its address


SUBJECTS = (
    Subject("Accueil", "home", "home"),
    Subject("Sessions", "sessions", "sessions:list"),
    Subject("Recommandations", "recommendations", "recommendations:list", short="Recomm."),
    Subject("Projets", "projects", "projects:list"),
    Subject("Systèmes", "systems", "dashboards:running"),
    Subject("Territoires", "territories", "ministries:communes"),
    Subject("Tableaux de bord", "dashboards", "dashboards:national", also=("dashboards:figures",)),
    Subject("Commissions", "commissions", "commissions:list"),
    Subject("Textes", "texts", "ministries:texts", also=("ministries:council",)),
    Subject("Ministères", "ministries", "ministries:list", also=("ministries:appointments",)),
)
ON_A_PHONE = 4  # and « Plus »


@dataclass(frozen=True)
class Destination:
    label: str
    icon: str
    href: str
    current: bool = False
    short: str = ""


@lru_cache(maxsize=8)
def _addresses(urlconf: str) -> tuple[tuple[Subject, tuple[str, ...]], ...]:
    """The subjects, each with its address and those of the pages under it."""
    beside: dict[str, list[str]] = {}
    for config in ours():
        if under := getattr(config, "beside", ""):
            beside.setdefault(under, []).extend(f"/{begin}" for begin in getattr(config, "addresses", ()))
    return tuple(
        (subject, (reverse(subject.name), *map(reverse, subject.also), *beside.get(subject.name, ())))
        for subject in SUBJECTS
    )


def navigation(request: Request | None) -> list[Destination]:
    addresses = _addresses(get_urlconf() or settings.ROOT_URLCONF)
    path = request.path if request is not None else ""
    # The longest address that begins the path is where we are.
    near = [
        (len(other), own[0])
        for _, own in addresses
        for other in own
        if path == other or (other != "/" and path.startswith(other))
    ]
    here = max(near, default=(0, ""))[1]
    return [
        Destination(subject.label, subject.icon, own[0], own[0] == here, subject.short) for subject, own in addresses
    ]

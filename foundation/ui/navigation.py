"""The rail of the portal: subjects in the order of the work. A subject whose page is not there yet is left out.

An app without a place of its own in it says in its AppConfig `beside` which page its pages stand under.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse

from foundation.common.rooms import ours


@dataclass(frozen=True)
class Subject:
    label: str
    icon: str
    names: tuple[str, ...]  # tried in this order
    short: str = ""  # for the bar of a phone
    also: tuple[str, ...] = ()  # pages that stand under it without sharing its address


SUBJECTS = (
    Subject("Accueil", "home", ("home",)),
    Subject("Sessions", "sessions", ("sessions:list",)),
    Subject("Recommandations", "recommendations", ("recommendations:list",), short="Recomm."),
    Subject("Projets", "projects", ("projects:list",)),
    Subject("Territoires", "territories", ("ministries:communes",)),
    Subject(
        "Tableaux de bord",
        "dashboards",
        ("dashboards:national", "dashboards:index", "dashboards:list"),
        also=("dashboards:figures",),
    ),
    Subject("Commissions", "commissions", ("commissions:list",)),
    Subject("Textes", "texts", ("ministries:texts",), also=("ministries:council",)),
    Subject("Ministères", "ministries", ("ministries:list",), also=("ministries:appointments",)),
)
ON_A_PHONE = 4  # and « Plus »


@dataclass(frozen=True)
class Destination:
    label: str
    icon: str
    href: str
    current: bool = False
    short: str = ""


def first_address(names: tuple[str, ...]) -> str:
    """Return the address of the first name that resolves, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@lru_cache(maxsize=8)
def _addresses(urlconf: str) -> tuple[tuple[Subject, tuple[str, ...]], ...]:
    """The subjects that have a page, each with its address and those of the pages under it."""
    beside: dict[str, list[str]] = {}
    for config in ours():
        beside.setdefault(getattr(config, "beside", ""), []).extend(
            f"/{each}" for each in getattr(config, "addresses", ())
        )
    return tuple(
        (
            subject,
            (
                address,
                *(other for name in subject.also if (other := first_address((name,)))),
                *(begin for name in subject.names for begin in beside.get(name, ())),
            ),
        )
        for subject in SUBJECTS
        if (address := first_address(subject.names))
    )


def navigation(request: HttpRequest | None) -> list[Destination]:
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


@lru_cache(maxsize=64)
def _address(urlconf: str, names: tuple[str, ...]) -> str:
    return first_address(names)


def address_of(*names: str) -> str:
    """The address of the first name that exists, else an empty string: for links to pages that may not be there."""
    return _address(get_urlconf() or settings.ROOT_URLCONF, names)

"""The rail of the portal: subjects in the order of the work. A subject whose page is not there yet is left out."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse

# label, icon, names tried in this order
SUBJECTS = (
    ("Accueil", "home", ("home",)),
    ("Sessions", "sessions", ("sessions:list",)),
    ("Recommandations", "recommendations", ("recommendations:list",)),
    ("Projets", "projects", ("projects:list",)),
    ("Tableaux de bord", "dashboards", ("dashboards:national", "dashboards:index", "dashboards:list")),
    ("Commissions", "commissions", ("commissions:list",)),
    ("Textes", "texts", ("ministries:texts", "ministries:legal_texts", "texts:list")),
    ("Ministères", "ministries", ("ministries:list",)),
)
ON_A_PHONE = 4  # and « Plus »


@dataclass(frozen=True)
class Destination:
    label: str
    icon: str
    href: str
    current: bool = False


def first_address(names: tuple[str, ...]) -> str:
    """Return the address of the first name that resolves, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@lru_cache(maxsize=8)
def _addresses(urlconf: str | None) -> tuple[tuple[str, str, str], ...]:
    return tuple((label, icon, address) for label, icon, names in SUBJECTS if (address := first_address(names)))


def navigation(request: HttpRequest | None) -> list[Destination]:
    addresses = _addresses(get_urlconf())
    path = request.path if request is not None else ""
    # The longest address that begins the path is where we are.
    here = max((address for _, _, address in addresses if path == address or (address != "/" and path.startswith(address))), key=len, default=None)
    return [Destination(label, icon, address, address == here) for label, icon, address in addresses]


@lru_cache(maxsize=64)
def _address(urlconf: str | None, names: tuple[str, ...]) -> str:
    return first_address(names)


def address_of(*names: str) -> str:
    """The address of the first name that exists, else an empty string: for links to pages that may not be there."""
    return _address(get_urlconf(), names)

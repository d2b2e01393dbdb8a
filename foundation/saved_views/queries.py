"""Which pages of the portal are lists, and what of an address says how one is read."""

from typing import Any

from django.http import QueryDict
from django.urls import Resolver404, resolve

from foundation.common.exceptions import InvalidInput

PASSING = ("after", "before", "page", "format", "figure")  # where one stood, or a file: no part of a view


def list_at(address: str) -> Any:
    """The list (ListPage) of a path; None where there is none."""
    try:
        return getattr(resolve(address).func, "list_page", None)
    except Resolver404:
        return None


def parts_of(of: str) -> tuple[str, str]:
    """The path and the filters of an address, without what only passes."""
    path, _, query = of.partition("?")
    asked = QueryDict(query, mutable=True)
    for name in list(asked):
        if name in PASSING or not any(asked.getlist(name)):
            del asked[name]
    return path, asked.urlencode()


def read_address(of: str) -> tuple[str, str, str]:
    """The path, filters and title of the list at an address (« /projets/?stage=running »).

    Raise InvalidInput when the portal has no list there.
    """
    path, query = parts_of(of)
    found = list_at(path)
    if found is None:
        raise InvalidInput({"of": ["Cette adresse n’est pas celle d’une liste du portail : partez de la liste."]})
    return path, query, found.title

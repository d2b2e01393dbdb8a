"""What the ministries run and own, and what their conferences ask: e-services, systems, national cloud, assets,
communes; the figures of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.accounts.models import User
from foundation.common.figures import FIGURES, Headline, headline


@dataclass(frozen=True)
class Theme:
    """Some figures under one heading, with the list that they are read from."""

    title: str
    list_route: str
    list_label: str
    keys: tuple[str, ...]


THEMES = (
    Theme(
        "E-services",
        "eservices:list",
        "Catalogue des e-services",
        ("eservices.in_use", "eservices.take_up", "eservices.silent", "eservices.problems"),
    ),
    Theme(
        "Plateformes et échanges",
        "platforms:list",
        "Registre des plateformes",
        ("platforms.running", "platforms.without_relay", "platforms.formality_due", "exchanges.veracity"),
    ),
    Theme(
        "Cloud national",
        "landings:list",
        "Passages au cloud",
        ("cloud.to_move", "cloud.verified", "cloud.to_verify", "cloud.undecided"),
    ),
    Theme(
        "Parc informatique",
        "assets:list",
        "Registre des actifs",
        ("assets.by_state", "assets.missing", "licences.ending", "licences.over"),
    ),
    Theme(
        "Communes",
        "communes:list",
        "Suivi des communes",
        ("communes.with_rsi", "communes.told", "communes.addresses", "communes.road_maps"),
    ),
    Theme(
        "Conférences",
        "conferences:list",
        "Conférences et ateliers",
        ("conferences.held", "conferences.open_advice", "conferences.waiting", "conferences.unfollowed"),
    ),
)


def tiles_of(user: User, filters: Mapping[str, Any]) -> list[tuple[Theme, list[Headline]]]:
    """Each theme with its numbers; with a ministry, only the figures that can be told of one."""
    shown = [(theme, [key for key in theme.keys if filters.keys() <= set(FIGURES[key].filters)]) for theme in THEMES]
    return [(theme, [headline(key, user, filters) for key in keys]) for theme, keys in shown if keys]

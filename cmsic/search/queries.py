"""The one search box: accent-blind, ranked, limited to what the reader may see.

One query per kind of row, counts capped. What is found, each app says in its `search.py`.
"""

from dataclasses import dataclass

from foundation.accounts.models import User
from foundation.common.searching import Hit, nearest, sources

SHOWN = 8
COUNTED = 200
LONGEST = 200  # signs of what is typed


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    hits: tuple[Hit, ...]
    more: bool


def search(user: User, words: str, only: str = "") -> list[Group]:
    """Return the groups that have hits, in a fixed order; `only` names one group and shows more of it."""
    words = _taken(words)
    if not words:
        return []
    groups = []
    for key, found in sources().items():
        if only and key != only:
            continue
        limit = COUNTED if only else SHOWN
        hits = found(user, words, limit + 1)
        if hits:
            groups.append(Group(key, found.label, tuple(hits[:limit]), len(hits) > limit))
    # What was asked for by its own name comes first; the rest keep their order.
    return sorted(groups, key=lambda group: not group.hits[0].is_named)


def _taken(words: str) -> str:
    """What is searched of it; nothing of a single sign."""
    taken = words.strip()[:LONGEST]
    return taken if len(taken) > 1 else ""


def suggestion(user: User, words: str) -> str:
    """What was perhaps meant by words that find nothing: each is replaced by its nearest neighbour, and the whole is
    tried. Empty when nothing is near. Costs a query a column spelled, and those of the sources up to the first that
    finds it.
    """
    spelled = [(each.model._default_manager.visible_to(user), each.spelled) for each in sources().values()]
    proposed = nearest(words, [(rows, field) for rows, field in spelled if field])
    tried = _taken(proposed)
    return proposed if tried and any(found(user, tried, 1) for found in sources().values()) else ""

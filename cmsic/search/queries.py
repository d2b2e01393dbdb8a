"""The one search box: accent-blind, ranked, limited to what the reader may see.

One query per kind of row, counts capped. What is found, each app says in its `search.py`.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from django.contrib.postgres.search import TrigramWordSimilarity

from foundation.accounts.models import User
from foundation.common.database import SortKey
from foundation.common.references import plain
from foundation.common.searching import Hit, sources

SHOWN = 8
COUNTED = 200
LIKE, NEAREST = 0.3, 10


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    hits: tuple[Hit, ...]
    more: bool


def search(user: User, words: str, only: str = "") -> list[Group]:
    """Return the groups that have hits, in a fixed order; `only` names one group and shows more of it."""
    words = words.strip()[:200]
    if len(words) < 2:
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


def suggestion(user: User, words: str) -> str:
    """What was perhaps meant by words that find nothing: each is replaced by its nearest neighbour, and the whole is
    tried. Empty when nothing is near. Costs a query a source, and a search.
    """
    asked = plain(words.strip()[:100])
    known: dict[str, str] = {}
    for model, field in ((each.model, each.spelled) for each in sources().values() if each.spelled):
        likeness = TrigramWordSimilarity(asked, SortKey(field))
        rows = model._default_manager.visible_to(user).annotate(likeness=likeness).filter(likeness__gte=LIKE)
        for text in rows.order_by("-likeness", "pk").values_list(field, flat=True)[:NEAREST]:
            known |= {plain(word): word for word in re.findall(r"[^\W\d_]{3,}", text)}
    meant = []
    for word in asked.split():
        near = get_close_matches(word, known, n=1, cutoff=0.7) if len(word) > 3 else []
        meant.append(known[near[0]] if near else word)
    proposed = " ".join(meant)
    return proposed if plain(proposed) != asked and search(user, proposed) else ""

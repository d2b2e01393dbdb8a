"""What changed in the agenda since one reader's last reading.

It compares prints of what he may see: nothing else is ever told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from foundation.common.typography import plural
from sessions.core.models import AgendaItem, CommissionSession

from ..enums import NewsKind
from ..models import SessionReading
from .sheet import Agenda

if TYPE_CHECKING:
    from foundation.accounts.models import User

Shown = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class ItemNews:
    """What is new in one item: it, its text, its annexes by their identifier."""

    kind: NewsKind | None = None
    annexes: Mapping[str, NewsKind] = field(default_factory=dict)
    removed_annexes: int = 0

    @property
    def count(self) -> int:
        return (self.kind is not None) + len(self.annexes) + bool(self.removed_annexes)


@dataclass(frozen=True)
class News:
    """What a reader has not seen; `since` is None when he never opened the session before."""

    since: datetime | None = None
    items: Mapping[str, ItemNews] = field(default_factory=dict)
    removed_items: int = 0

    @property
    def count(self) -> int:
        return sum(item.count for item in self.items.values()) + bool(self.removed_items)

    @property
    def sentence(self) -> str:
        parts = [
            plural(
                sum(1 for item in self.items.values() if item.kind == NewsKind.ADDED), "point ajouté", "points ajoutés"
            ),
            plural(
                sum(1 for item in self.items.values() if item.kind == NewsKind.EDITED),
                "texte modifié",
                "textes modifiés",
            ),
            plural(self._annexes(NewsKind.ADDED), "document ajouté", "documents ajoutés"),
            plural(self._annexes(NewsKind.REPLACED), "document remplacé", "documents remplacés"),
            plural(self._annexes(NewsKind.EDITED), "document renommé", "documents renommés"),
            plural(sum(item.removed_annexes for item in self.items.values()), "document retiré", "documents retirés"),
            plural(self.removed_items, "point supprimé", "points supprimés"),
        ]
        return ", ".join(part for part in parts if not part.startswith("0"))

    def of(self, item_id: Any) -> ItemNews:
        return self.items.get(str(item_id), ItemNews())

    def _annexes(self, kind: NewsKind) -> int:
        return sum(1 for item in self.items.values() for found in item.annexes.values() if found == kind)


def shown_in(agenda: Agenda) -> Shown:
    """The prints of what the page shows of each item: its words, its annexes (title and content). No query."""
    return {
        str(line.item.pk): {
            "text": _print(_words(line.item)),
            "annexes": {str(annex.pk): [annex.file.sha256[:16], _print([annex.title])] for annex in line.annexes},
        }
        for line in agenda.lines
    }


def _words(item: AgendaItem) -> list[Any]:
    """What the page says of an item: not what the session itself adds while it is held."""
    return [
        item.title,
        item.description,
        item.kind,
        item.planned_minutes,
        item.presenter_id and str(item.presenter_id),
        item.presenter_label,
        bool(item.withdrawn_at),
    ]


def _print(words: list[Any]) -> str:
    return sha256(repr(words).encode()).hexdigest()[:16]


def news_between(seen: Shown, now: Shown, since: datetime) -> News:
    items = {}
    for key, item in now.items():
        before = seen.get(key)
        if before is None:
            items[key] = ItemNews(NewsKind.ADDED)
            continue
        # A document taken off and one put in its place under the same title: the reader sees one that was replaced.
        gone = [before["annexes"][annex][1] for annex in before["annexes"].keys() - item["annexes"].keys()]
        annexes = {}
        for annex, (content, title) in item["annexes"].items():
            former = before["annexes"].get(annex)
            if former is None and title in gone:
                gone.remove(title)
                annexes[annex] = NewsKind.REPLACED
            elif former is None:
                annexes[annex] = NewsKind.ADDED
            elif former[0] != content:
                annexes[annex] = NewsKind.REPLACED
            elif former[1] != title:
                annexes[annex] = NewsKind.EDITED
        found = ItemNews(NewsKind.EDITED if before["text"] != item["text"] else None, annexes, len(gone))
        if found.count:
            items[key] = found
    return News(since, items, len(seen.keys() - now.keys()))


def reading_of(session: CommissionSession, user: "User") -> SessionReading | None:
    return SessionReading.objects.filter(session=session, user_id=user.pk).first()


def news_for(reading: SessionReading | None, agenda: Agenda) -> News:
    """What is new to this reader; nothing is, the first time."""
    return news_between(reading.seen, shown_in(agenda), reading.read_at) if reading is not None else News()

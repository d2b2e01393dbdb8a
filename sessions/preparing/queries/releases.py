"""The versions of an agenda: what is frozen at a release, what changed between two, what a reader may see of them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from foundation.accounts.models import User
from sessions.core.enums import SessionState
from sessions.core.models import AgendaItem, AgendaRelease, Annex, CommissionSession
from sessions.core.models.release import letter_of

from ..enums import AgendaChange

CLOSED_ITEM = "Point à huis clos"
CLOSED_ANNEX = "Annexe confidentielle"
Content = dict[str, Any]
# An agenda that was told to its members: what is changed since stands as not yet announced.
TOLD = (SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED)
COMPARED = {"description": "exposé", "presenter": "présentateur", "minutes": "durée", "kind_label": "nature"}


def frozen_agenda(session: CommissionSession) -> Content:
    """The agenda as it stands, ready to be kept (2 queries)."""
    annexes = Prefetch(
        "annexes",
        queryset=Annex.objects.kept().select_related("file").order_by("position", "pk"),
        to_attr="kept_annexes",
    )
    items = []
    for item in session.agenda_items.numbered().in_order().select_related("presenter").prefetch_related(annexes):
        items.append(
            {
                "id": str(item.pk),
                "number": item.number,
                "kind": item.kind,
                "kind_label": item.get_kind_display(),
                "title": item.title,
                "description": item.description,
                "presenter": item.presenter_in_words,
                "minutes": item.planned_minutes,
                "is_late": item.is_late or item.added_after_convocation,
                "is_restricted": item.is_closed_doors or session.is_closed_doors,
                "withdrawal": item.withdrawal_reason if item.withdrawn_at else "",
                "rows": item.own_rows,
                "annexes": [
                    {
                        "id": str(a.pk),
                        "title": a.title,
                        "file": a.file.name,
                        "sha256": a.file.sha256,
                        "is_restricted": a.is_confidential,
                    }
                    for a in item.kept_annexes
                ],
            }
        )
    return {"schema": 1, "items": items}


def last_release(session: CommissionSession) -> AgendaRelease | None:
    return session.agenda_releases.order_by("-number").first()


def as_released(
    release: AgendaRelease, rows: Iterable[tuple[AgendaItem, Sequence[Annex]]]
) -> list[tuple[AgendaItem, list[Annex], int | None]]:
    """Items and annexes that are read today, as this version told them: its order, its words, its numbers, and nothing
    that came since (no query).

    The instances are changed and must not be saved. A document taken off since is no longer read.
    """
    known = {str(item.pk): (item, annexes) for item, annexes in rows}
    told = []
    for frozen in release.content["items"]:
        if frozen["id"] not in known:  # what this reader may not see
            continue
        item, annexes = known[frozen["id"]]
        titles = {annex["id"]: annex["title"] for annex in frozen["annexes"]}
        kept = [annex for annex in annexes if str(annex.pk) in titles]
        for annex in kept:
            annex.title = titles[str(annex.pk)]
        _tell(item, frozen, release)
        told.append((item, kept, frozen["number"]))
    return told


def _tell(item: AgendaItem, frozen: Content, release: AgendaRelease) -> None:
    item.kind, item.title, item.description, item.planned_minutes = (
        frozen["kind"],
        frozen["title"],
        frozen["description"],
        frozen["minutes"],
    )
    if frozen["presenter"] != item.presenter_in_words:
        item.presenter, item.presenter_label = None, frozen["presenter"]
    if _stands(frozen):
        item.withdrawn_at = None
    elif item.withdrawn_at is None:  # put back since
        item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = (
            release.released_at,
            release.released_by,
            frozen["withdrawal"],
        )


@dataclass(frozen=True)
class Change:
    kind: AgendaChange
    item_id: str
    title: str
    number: int | None  # its number in the newer version
    detail: str = ""

    @property
    def sentence(self) -> str:
        """« Point ajouté : 4. Budget », « Annexe ajoutée au point 2 : tableau.pdf »."""
        label = self.kind.label[0].upper() + self.kind.label[1:]
        named = f"{self.number}. {self.title}" if self.number else self.title
        return f"{label} : {named}{f' ({self.detail})' if self.detail else ''}"


def changes_between(older: Content, newer: Content) -> list[Change]:
    """What changed, in the order of the newer agenda; whatever left it comes last.

    Reads nothing but the two contents.
    """
    before = {item["id"]: item for item in older["items"]}
    after = {item["id"]: item for item in newer["items"]}
    moved = _moved([pk for pk in before if _stands(before[pk])], [pk for pk in after if _stands(after[pk])])
    changes: list[Change] = []
    for pk, item in after.items():
        if pk in before:
            changes += _item_changes(before[pk], item, is_moved=pk in moved)
        elif _stands(item):
            changes.append(
                _change(
                    AgendaChange.ADDED, item, "proposé hors délai ou après la convocation" if item["is_late"] else ""
                )
            )
    return changes + [
        _change(AgendaChange.REMOVED, item) for pk, item in before.items() if pk not in after and _stands(item)
    ]


def _stands(item: Content) -> bool:
    return not item["withdrawal"]


def _change(kind: AgendaChange, item: Content, detail: str = "") -> Change:
    return Change(kind, item["id"], item["title"], item["number"] if _stands(item) else None, detail)


def _item_changes(old: Content, new: Content, *, is_moved: bool) -> list[Change]:
    if _stands(old) and not _stands(new):
        return [_change(AgendaChange.WITHDRAWN, new, new["withdrawal"])]
    found = [_change(AgendaChange.RESTORED, new)] if _stands(new) and not _stands(old) else []
    if is_moved:
        was = f"il était le {old['number']}" if old["number"] else ""
        found.append(_change(AgendaChange.MOVED, new, was))
    if old["title"] != new["title"]:
        found.append(_change(AgendaChange.RETITLED, new, f"avant : {old['title']}"))
    if parts := [label for name, label in COMPARED.items() if old[name] != new[name]]:
        found.append(_change(AgendaChange.EDITED, new, ", ".join(parts)))
    return found + _annex_changes(old, new)


def _annex_changes(old: Content, new: Content) -> list[Change]:
    before = {annex["id"]: annex for annex in old["annexes"]}
    after = {annex["id"]: annex for annex in new["annexes"]}
    gone = {annex["title"]: annex for pk, annex in before.items() if pk not in after}
    found = []
    for pk, annex in after.items():
        if pk in before:
            if before[pk]["sha256"] != annex["sha256"]:
                found.append(_change(AgendaChange.ANNEX_REPLACED, new, annex["title"]))
        elif (former := gone.pop(annex["title"], None)) is not None:
            if former["sha256"] != annex["sha256"]:
                found.append(_change(AgendaChange.ANNEX_REPLACED, new, annex["title"]))
        else:
            found.append(_change(AgendaChange.ANNEX_ADDED, new, annex["title"]))
    return found + [_change(AgendaChange.ANNEX_REMOVED, new, title) for title in gone]


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest items whose moving explains the new order: those outside the longest run that kept its order."""
    rank = {pk: position for position, pk in enumerate(before)}
    common = [pk for pk in after if pk in rank]
    tails: list[int] = []  # the lowest rank that ends a kept run of each length
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for pk in common:
        place = bisect_left(tails, rank[pk])
        previous[pk] = ends[place - 1] if place else None
        tails[place : place + 1], ends[place : place + 1] = [rank[pk]], [pk]
    kept, at = set(), ends[-1] if ends else None
    while at is not None:
        kept.add(at)
        at = previous[at]
    return set(common) - kept


@dataclass(frozen=True)
class Hidden:
    """What is behind closed doors today or was so in one of the versions read together."""

    items: frozenset[str]
    annexes: frozenset[str]


def hidden_in(session: CommissionSession, *contents: Content) -> Hidden:
    """Items and annexes that only the commission may see (2 queries); one that became so is hidden in the old versions
    too.
    """
    items = {
        item["id"]
        for content in contents
        for item in content["items"]
        if item["is_restricted"] or session.is_closed_doors
    }
    annexes = {
        annex["id"]
        for content in contents
        for item in content["items"]
        for annex in item["annexes"]
        if annex["is_restricted"]
    }
    items |= {
        str(pk) for pk in AgendaItem.objects.filter(session=session, is_closed_doors=True).values_list("pk", flat=True)
    }
    annexes |= {
        str(pk) for pk in Annex.objects.filter(item__session=session, is_confidential=True).values_list("pk", flat=True)
    }
    return Hidden(frozenset(items), frozenset(annexes))


def seen(content: Content, hidden: Hidden | None) -> Content:
    """The version without what `hidden` names; None for a reader inside the commission."""
    if hidden is None:
        return content
    items = [
        item | {"annexes": _open_annexes(item, hidden)} for item in content["items"] if item["id"] not in hidden.items
    ]
    return content | {"items": items}


def on_paper(content: Content, hidden: Hidden) -> Content:
    """The version as letters and mails say it: an item behind closed doors keeps its place and loses its words."""
    return content | {
        "items": [
            (
                item
                | {
                    "title": CLOSED_ITEM,
                    "description": "",
                    "presenter": "",
                    "withdrawal": item["withdrawal"] and "huis clos",
                    "rows": [],
                    "annexes": [],
                }
                if item["id"] in hidden.items
                else item | {"annexes": _open_annexes(item, hidden)}
            )
            for item in content["items"]
        ]
    }


def _open_annexes(item: Content, hidden: Hidden) -> list[Content]:
    return [annex for annex in item["annexes"] if annex["id"] not in hidden.annexes]


def hidden_from(user: User, session: CommissionSession, *contents: Content) -> Hidden | None:
    """What this reader may not see of these versions; None inside the commission."""
    if session.commission_id in user.access.commissions():
        return None
    return hidden_in(session, *contents)


@dataclass(frozen=True)
class Comparison:
    older: str  # letters; « B (pas encore diffusé) » for what stands
    newer: str
    changes: tuple[Change, ...]


def compare_for(user: User, session: CommissionSession, older: AgendaRelease, newer: AgendaRelease) -> Comparison:
    """The changes between two versions that this reader may see."""
    hidden = hidden_from(user, session, older.content, newer.content)
    return Comparison(
        older.letter, newer.letter, tuple(changes_between(seen(older.content, hidden), seen(newer.content, hidden)))
    )


@dataclass(frozen=True)
class Unannounced:
    """What was changed since the last version left, and the letter of the one to come."""

    letter: str
    changes: tuple[Change, ...]


def unannounced_changes(session: CommissionSession) -> Unannounced | None:
    """For who keeps the session, once its members are convened (3 queries); None before, and after it is lifted."""
    if session.state not in TOLD:
        return None
    last = last_release(session)
    older: Content = last.content if last is not None else {"items": []}
    return Unannounced(
        letter_of((last.number if last else 0) + 1), tuple(changes_between(older, frozen_agenda(session)))
    )

"""Lines of the journal as they are read: who, in which seat, when, what, before and after, why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Scope
from foundation.common.permissions import seen_by
from foundation.common.typography import capitalize_first, integer, long_date, short_datetime

from .models import Block, Entry
from .models.entry import CLOSED_DOOR_READERS
from .registry import HISTORIES, RESERVED_ACTS, RESERVED_KINDS
from .rules import JOURNAL_ROLES, can_read_journal, scope_of
from .words import PARTS, act_in_words, column_of, kind_in_words, name_in_words

if TYPE_CHECKING:
    from foundation.accounts.models import User

    from .models.entry import EntryQuerySet

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
LONGEST = 400  # characters of a value on a page; the API gives it whole
DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str
    names_part: bool = False  # it says which part of its object the act was about


@dataclass(frozen=True)
class Line:
    """One line, in words. `is_reserved`: its words are the commission's own."""

    at: datetime
    act: str
    who: str
    seat: str
    kind: str
    label: str
    href: str
    reason: str
    changes: tuple[Change, ...]
    is_reserved: bool = False

    # As the component of a history shows it: who acted is told by his function, not by his name.

    @property
    def when(self) -> str:
        return short_datetime(self.at)

    @property
    def title(self) -> str:
        return self.act

    @property
    def part(self) -> str:
        """The part of its object that the act was about, where it says one."""
        return ", ".join(change.after or change.before for change in self.changes if change.names_part)

    @property
    def text(self) -> str:
        labels = [change.label for change in self.changes if change.after and not change.names_part]
        return ", ".join(filter(None, [self.part, *labels]))

    @property
    def by(self) -> str:
        return self.seat

    @property
    def before(self) -> str:
        return " ; ".join(f"{change.label} : {change.before}" for change in self.changes if change.before)

    @property
    def after(self) -> str:
        return " ; ".join(f"{change.label} : {change.after}" for change in self.changes if change.after)


def lines_read_by(user: "User") -> "EntryQuerySet":
    """What the journal shows to a reader, names included."""
    return Entry.objects.visible_to(user).prefetch_related("personal_values").select_related("scope")


def history_of(row: models.Model, user: "User") -> "EntryQuerySet":
    """The lines about one row that `user` sees and may read the history of."""
    scope_id = scope_of(row)
    if scope_id is not None and can_read_journal(user, scope_id):
        lines = Entry.objects.visible_to(user, kinds=[type(row)])
    else:  # whoever keeps the row
        lines = Entry.objects.filter(is_closed=False)
    return lines.about(row).prefetch_related("personal_values").select_related("scope")


def line_of(entry: Entry, user: "User") -> Line:
    is_inside = _is_inside(entry, user)
    is_reserved = not is_inside and (entry.act in RESERVED_ACTS or entry.object_type in RESERVED_KINDS)
    history = HISTORIES.get(entry.object_type)
    actor = entry.actor_name
    return Line(
        at=entry.at,
        act=capitalize_first(act_in_words(entry.act, entry.act_label)),
        who=actor or ("Le portail" if entry.actor_id is None else "Compte effacé"),
        seat=entry.capacity,
        kind=kind_in_words(entry.object_type),
        label="" if not is_inside and entry.object_type in RESERVED_KINDS else entry.label,
        href=reverse("journal:row", args=[history.kind, entry.object_id]) if history else "",
        reason="" if is_reserved else entry.reason,
        changes=() if is_reserved else tuple(changes_of(entry)),
        is_reserved=is_reserved and bool(entry.before or entry.after or entry.reason),
    )


def _is_inside(entry: Entry, user: "User") -> bool:
    """Whoever prepares the sessions of the commission reads its lines whole."""
    if entry.commission_id is not None:
        return entry.commission_id in user.access.commissions(*CLOSED_DOOR_READERS)
    return entry.scope_id in user.access.scopes(*CLOSED_DOOR_READERS)


def changes_of(entry: Entry) -> Iterator[Change]:
    before, after = _flat(entry.before), _flat(entry.after)
    for name in dict.fromkeys([*before, *after]):
        yield Change(
            name_in_words(entry.object_type, name),
            value_in_words(entry.object_type, name, before[name]) if name in before else "",
            value_in_words(entry.object_type, name, after[name]) if name in after else "",
            name in PARTS,
        )


def _flat(values: Any) -> dict[str, Any]:
    return dict(values) if isinstance(values, Mapping) else {}


def value_in_words(kind: str, name: str, value: Any) -> str:
    column = column_of(kind, name)
    if value in (None, "", [], {}):
        return "non renseigné"
    if column is not None and column.choices and value in (labels := dict(column.flatchoices)):
        return str(labels[value])
    if isinstance(value, str) and value in labels_of(name):
        return labels_of(name)[value]
    if isinstance(value, str) and FINGERPRINT.fullmatch(value):
        return f"{value[:16]}…"
    return _told(value)[:LONGEST]


@cache
def labels_of(name: str) -> dict[str, str]:
    """The labels of the values that columns of this name hold anywhere: an act may note one of a part of its object."""
    columns = [column_of(model._meta.label_lower, name) for model in apps.get_models()]
    return {
        str(value): str(label)
        for column in columns
        if column is not None and getattr(column, "choices", None)
        for value, label in column.flatchoices
    }


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Mapping):
        return ", ".join(f"{name_in_words('', str(name))} : {_told(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_told(each) for each in value)
    if isinstance(value, str) and DAY.fullmatch(value) and (day := parse_date(value)):
        return long_date(day, weekday=False)
    if isinstance(value, str) and INSTANT.fullmatch(value) and (instant := parse_datetime(value)):
        return short_datetime(instant) if instant.tzinfo else value
    if isinstance(value, int) and abs(value) >= 10_000:
        return integer(value)
    return "" if value is None else str(value)


def scopes_read_by(user: "User") -> QuerySet[Scope]:
    """The scopes whose journal one reads."""
    scopes = Scope.objects.exclude(kind=ScopeKind.REHEARSAL)
    if user.has_role(Role.PORTAL_ADMIN):
        return scopes
    return scopes.filter(pk__in=user.access.scopes(*JOURNAL_ROLES))


@dataclass(frozen=True)
class Chain:
    """The chain of a scope, and the address that verifies it."""

    label: str
    href: str
    number: int
    hash: str


def chain_of(scope: Scope | None) -> Chain:
    return _chain(scope, Block.objects.filter(scope=scope).order_by("-number").only("number", "hash").first())


def chains_of(scopes: Sequence[Scope]) -> list[Chain]:
    """One query, whatever their number."""
    last = Block.objects.filter(scope__in=scopes).order_by("scope_id", "-number").distinct("scope_id")
    heads = {block.scope_id: block for block in last.only("scope_id", "number", "hash")}
    return [_chain(scope, heads.get(scope.pk)) for scope in scopes]


def _chain(scope: Scope | None, last: Block | None) -> Chain:
    href = reverse("journal:verify", args=[scope.pk]) if scope is not None else reverse("journal:verify_national")
    label = scope.label if scope is not None else "journal national"
    return Chain(label, href, last.number if last else 0, last.hash if last else "")


def row_of(kind: str, pk: UUID, user: "User") -> Any:
    """The row of a history, among what one may see; None otherwise."""
    history = HISTORIES.get(kind)
    if history is None:
        return None
    return seen_by(user, history.model).filter(pk=pk).first()

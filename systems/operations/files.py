"""A file of X-Road comes in: kept as it is, then read by a job; members that come and go, messages that count once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import DataError, connection, transaction
from django.db.models import Count, Max, Min, Q, Sum

from foundation import jobs
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.documents import store
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record

from ..enums import FileAct, FileKind, FileState
from ..formats import Named, SeenMember, Unreadable, members_in, message_of, records_in
from ..models import Flow, FlowMessage, Member, Subsystem, XRoadFile

TAKEN = ("xml", "json", "txt")
BATCH = 2000  # messages written at once


@dataclass(frozen=True)
class Sent:
    kind: FileKind = fact("nature")
    as_of: date | None = fact(
        "tiré le",
        default=None,
        help_text="Jour où la liste des membres, ou le journal des messages, a été tiré ; vide : aujourd’hui.",
    )


@transaction.atomic
def open_xroad_file(
    *, upload: UploadedFile, kind: FileKind, as_of: date | None = None, is_fictitious: bool = False, by: User | None
) -> XRoadFile:
    """Keep a file and ask for its reading."""
    as_of = as_of or clock.today()
    if as_of > clock.today():
        raise InvalidInput({"as_of": ["Ce jour n’est pas venu : dites le jour où le fichier a été tiré."]})
    stored = receive_upload(upload, by=by, scope=None, allowed=TAKEN)
    row = XRoadFile(kind=kind, file=stored, name=stored.name, as_of=as_of, opened_by=by, is_fictitious=is_fictitious)
    row.save(force_insert=True)
    record(FileAct.OPEN, row, by=by, after={"file": row.name, "kind": FileKind(kind).label})
    row.job = jobs.enqueue("read_xroad_file", row.pk, by=by)
    row.save(update_fields=["job"])
    return row


@transaction.atomic
def read_xroad_file(file_id: UUID) -> XRoadFile:
    """Read a file that waits; one that cannot be read says why and brings nothing."""
    row = XRoadFile.objects.select_for_update(of=("self",)).select_related("file", "opened_by").get(pk=file_id)
    if row.state != FileState.WAITING:
        return row
    read = {FileKind.MEMBERS: read_members, FileKind.TRAFFIC: read_traffic}[FileKind(row.kind)]
    try:
        with transaction.atomic():
            row.counts, row.state = [[*each] for each in read(row).items()], FileState.READ
    except Unreadable as error:
        row.problem, row.state = str(error), FileState.REFUSED
    except (DataError, Refused):
        row.problem, row.state = "Ce fichier contient une valeur qui ne peut pas être gardée.", FileState.REFUSED
    return _examined(row)


@transaction.atomic
def give_up_xroad_file(file_id: UUID) -> None:
    """Its reading failed as often as it may: it waits for nothing any more, and says what to do."""
    row = XRoadFile.objects.select_for_update(of=("self",)).select_related("opened_by").get(pk=file_id)
    if row.state == FileState.WAITING:
        row.state = FileState.REFUSED
        row.problem = "La lecture a échoué plusieurs fois : déposez ce fichier de nouveau."
        _examined(row)


def _examined(row: XRoadFile) -> XRoadFile:
    row.version += 1
    row.save(update_fields=["counts", "state", "problem", "version"])
    record(FileAct.READ, row, by=row.opened_by, after={"state": row.get_state_display(), "counts": row.counted})
    return row


def read_members(row: XRoadFile) -> dict[str, int]:
    """Take a list in: whom it names is in, whom it no longer names of the same instances left that day.

    An instance of which a later list was read is as that one says: an older list only tells of days before it.
    """
    seen: dict[Named, str] = {}
    for each in members_in(store.path_of(row.file.sha256)):
        seen.setdefault(each.named, each.name)
    if not seen:
        raise Unreadable("Cette liste ne nomme aucun membre.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('systems.xroad'))")
    book = Book()
    latest = {name: book.latest(name) for name in {named.instance for named in seen}}
    later = {name: day for name, day in latest.items() if day is not None and day > row.as_of}
    for named, name in seen.items():
        if named.instance in later:
            book.note_before(SeenMember(named, name), row.as_of, later[named.instance], row.is_fictitious)
    now = {named: name for named, name in seen.items() if named.instance not in later}
    added = sum(book.note(SeenMember(named, name), row.as_of, row.is_fictitious) for named, name in now.items())
    left = _leave(now, row.as_of)
    book.listed(now, row.as_of)
    old = {"d’une liste dépassée": len(seen) - len(now)} if later else {}
    return {"lus": len(seen), "ajoutés": added, "sortis": left} | old


class Book:
    """The members and subsystems known, each looked up once."""

    def __init__(self) -> None:
        self.members = {(row.instance, row.member_class, row.code): row for row in Member.objects.all()}
        self.subsystems = {(row.member_id, row.code): row for row in Subsystem.objects.all()}

    def note(self, seen: SeenMember, day: date, is_fictitious: bool) -> bool:
        """Note that a list names it; return whether it is new there."""
        row = self.member(seen.named) if not seen.named.subsystem else self.subsystem(seen.named)
        is_new = not row.is_listed or row.seen_on is None or row.removed_on is not None
        if seen.named.subsystem:
            if not (owner := self.member(seen.named)).is_listed:
                self.note(SeenMember(_member_of(seen.named), seen.name), day, is_fictitious)
            elif not owner.name:
                owner.name = seen.name[:500]
                owner.save(update_fields=["name"])
        elif seen.name and row.name != seen.name[:500]:
            row.name = seen.name[:500]
            row.save(update_fields=["name"])
        if is_new:
            row.is_listed, row.removed_on, row.seen_on = True, None, row.seen_on or day
            row.is_fictitious = row.is_fictitious or is_fictitious
            row.save(update_fields=["is_listed", "removed_on", "seen_on", "is_fictitious"])
        return is_new

    def latest(self, instance: str) -> date | None:
        """The day of the latest list that was read of an instance."""
        days = [row.listed_on for row in self.members.values() if row.instance == instance and row.listed_on]
        return max(days, default=None)

    def note_before(self, seen: SeenMember, day: date, later: date, is_fictitious: bool) -> None:
        """An older list names it: it was in that day; where the later one did not name it, it had left by then."""
        owner = self.member(seen.named)
        if not owner.name:
            owner.name = seen.name[:500]
            owner.save(update_fields=["name"])
        for row in (owner, *([self.subsystem(seen.named)] if seen.named.subsystem else [])):
            if not row.is_listed:
                row.is_listed, row.seen_on, row.removed_on, row.is_fictitious = True, day, later, is_fictitious
            elif row.seen_on is not None and row.seen_on <= day:
                continue
            row.seen_on = day
            row.save(update_fields=["is_listed", "seen_on", "removed_on", "is_fictitious"])

    def listed(self, seen: Iterable[Named], day: date) -> None:
        """Note the day of the last list that names these members, or a subsystem of theirs (1 query)."""
        keys = {self.member(named).pk for named in seen}
        Member.objects.filter(pk__in=keys).update(listed_on=day)

    def member(self, named: Named) -> Any:
        key = (named.instance, named.member_class, named.code)
        if key not in self.members:
            self.members[key] = Member.objects.create(
                instance=named.instance, member_class=named.member_class, code=named.code, is_listed=False
            )
        return self.members[key]

    def subsystem(self, named: Named) -> Any:
        owner = self.member(named)
        key = (owner.pk, named.subsystem)
        if key not in self.subsystems:
            self.subsystems[key] = Subsystem.objects.create(member=owner, code=named.subsystem, is_listed=False)
        return self.subsystems[key]


def _member_of(named: Named) -> Named:
    return Named(named.instance, named.member_class, named.code)


def _leave(seen: Iterable[Named], day: date) -> int:
    """Those of the instances that the list tells of, and that it does not name, left it."""
    named = set(seen) | {_member_of(each) for each in seen}
    instances = {each.instance for each in named}
    there = Member.objects.filter(instance__in=instances, is_listed=True, removed_on=None)
    gone: list[Any] = [row for row in there if Named(row.instance, row.member_class, row.code) not in named]
    for row in Subsystem.objects.filter(member__instance__in=instances, is_listed=True, removed_on=None).select_related(
        "member"
    ):
        owner = row.member
        if Named(owner.instance, owner.member_class, owner.code, row.code) not in named:
            gone.append(row)
    for row in gone:
        row.removed_on = day
        row.save(update_fields=["removed_on"])
    return len(gone)


def read_traffic(row: XRoadFile) -> dict[str, int]:
    """Take a journal in, record by record: each message once, whatever the files that tell of it.

    A message of a day to come tells of a clock that is wrong: it counts nowhere, else all that is observed would be
    older than what the figures look at.
    """
    book, flows, silent, ahead, total = Book(), Flows(), 0, 0, 0
    tomorrow = clock.today() + timedelta(days=1)  # a day begins elsewhere before it does here
    records_left = records_in(store.path_of(row.file.sha256))
    while records := list(islice(records_left, BATCH)):
        messages = list(map(message_of, records))
        total += len(messages)
        silent += messages.count(None)
        told = [each for each in messages if each is not None and each.sent_on <= tomorrow]
        ahead += len(messages) - messages.count(None) - len(told)
        rows = [
            FlowMessage(id=each.key, flow_id=flows.of(book, each).pk, sent_on=each.sent_on, succeeded=each.succeeded)
            for each in told
        ]
        FlowMessage.objects.bulk_create(rows, ignore_conflicts=True)
    if not total:
        raise Unreadable("Ce journal ne contient aucun enregistrement.")
    counts = {"enregistrements lus": total, "nouveaux": flows.recount(), "sans correspondants": silent}
    return counts | ({"datés d’un jour à venir": ahead} if ahead else {})


class Flows:
    """The flows that a journal tells of; counted again from their messages at its end."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, Any, str], Flow] = {}

    def of(self, book: Book, message: Any) -> Flow:
        client, service = book.subsystem(message.client), book.subsystem(message.service)
        key = (client.pk, service.pk, message.service_code)
        if key not in self.known:
            self.known[key], _ = Flow.objects.get_or_create(
                client=client, service=service, service_code=message.service_code, defaults={"is_meta": message.is_meta}
            )
        return self.known[key]

    def recount(self) -> int:
        """Count their messages; return how many are new.

        One journal counts at a time: the next one sees the messages of the one before.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('systems.flows'))")
        rows = Flow.objects.filter(pk__in=[flow.pk for flow in self.known.values()])
        before = rows.aggregate(known=Sum("requests", default=0))["known"]
        counted = (
            FlowMessage.objects.filter(flow__in=self.known.values())
            .values("flow")
            .annotate(
                requests=Count("pk"),
                failures=Count("pk", filter=Q(succeeded=False)),
                first_on=Min("sent_on"),
                last_on=Max("sent_on"),
                answered_on=Max("sent_on", filter=Q(succeeded=True)),
            )
        )
        names = ["requests", "failures", "first_on", "last_on", "answered_on"]
        found: dict[Any, Any] = {line["flow"]: line for line in counted}
        for flow in self.known.values():
            for name in names:
                setattr(flow, name, found[flow.pk][name])
        Flow.objects.bulk_update(self.known.values(), names, batch_size=500)
        return sum(flow.requests for flow in self.known.values()) - before

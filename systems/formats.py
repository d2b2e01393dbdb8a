"""The files of X-Road, read as they are written: lists of members, journals of operational monitoring.

Nothing here knows the database. What a file does not say is empty; what cannot be read raises `Unreadable` with a
French sentence.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

import ijson
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from foundation.common.typography import local_day

from .models.xroad import CODE

# What X-Road asks of itself: no exchange between institutions (X-Road: Protocol for Metadata Services, for Management
# Services, Operational Monitoring Protocol).
META_SERVICES = frozenset(
    (
        *("listmethods", "allowedmethods", "getwsdl", "getopenapi", "listclients", "listcentralservices"),
        *("clientreg", "clientdeletion", "clientenable", "clientdisable", "clientrename", "authcertdeletion"),
        *("addresschange", "ownerchange", "maintenancemodeenable", "maintenancemodedisable"),
        *("getsecurityserveroperationaldata", "getsecurityserverhealthdata", "getsecurityservermetrics"),
    )
)


RATHER_A_JOURNAL = (
    "Reprenez-le tel que X-Road le donne ; si c’est un journal, déposez-le avec la nature « journal des échanges »."
)


class Unreadable(Exception):
    """Why a file cannot be read, in a French sentence."""


@dataclass(frozen=True)
class Named:
    """A subsystem by its four codes; without the last one, the member itself."""

    instance: str
    member_class: str
    code: str
    subsystem: str = ""


@dataclass(frozen=True)
class SeenMember:
    named: Named
    name: str


@dataclass(frozen=True)
class Message:
    """One request of a journal; its key is the same in every file that tells of it."""

    key: UUID
    client: Named
    service: Named
    service_code: str
    sent_on: date
    succeeded: bool

    @property
    def is_meta(self) -> bool:
        return self.service_code.lower() in META_SERVICES


def members_in(path: Path) -> Iterator[SeenMember]:
    """The members and subsystems of a list: `clientList` (XML or JSON) or `shared-params` (XML)."""
    with path.open("rb") as file:
        start = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
        file.seek(0)
        for seen in _in_json(file) if start.startswith((b"{", b"[")) else _in_xml(file):
            if any(len(code) > CODE for code in vars(seen.named).values()):
                raise Unreadable(
                    f"Un code de cette liste dépasse {CODE} signes : reprenez-la telle que X-Road la donne."
                )
            yield seen


def _kept(value: Any) -> str:
    """A value as it can be kept: neither NUL nor half a sign."""
    return str(value or "").replace("\0", "").encode(errors="replace").decode()


def _in_xml(file: IO[bytes]) -> Iterator[SeenMember]:
    """Element by element, each forgotten once read; entities and references outside the file are refused."""
    instance, found, root = "", False, None
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                root = element if root is None else root
                continue
            name = _local(element)
            if name == "instanceIdentifier":
                instance = (element.text or "").strip()
            elif name == "member":
                found = True
                yield from _member(element, instance)
                element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable(
            "Ce fichier n’est pas un XML que l’on puisse lire : reprenez-le tel que X-Road le donne."
        ) from error
    if not found and (root is None or _local(root) not in ("clientList", "conf")):
        raise Unreadable(
            "Ce XML n’est ni une liste de membres (clientList) ni des paramètres partagés (shared-params)."
        )


def _member(element: Element, instance: str) -> Iterator[SeenMember]:
    """A member: an identifier of one thing in a list, a member with its subsystems in shared parameters."""
    parts = {_local(child): child for child in element}
    name = _text(parts.get("name"))
    if (identifier := parts.get("id")) is not None:
        said = {_local(child): _text(child) for child in identifier}
        named = Named(*(said.get(key, "") for key in ("xRoadInstance", "memberClass", "memberCode", "subsystemCode")))
        if named.code:
            yield SeenMember(named, name)
        return
    group = parts.get("memberClass")
    code = next((_text(child) for child in group if _local(child) == "code"), "") if group is not None else ""
    named = Named(instance, code, _text(parts.get("memberCode")))
    if not named.code:
        return
    yield SeenMember(named, name)
    for child in element:
        if _local(child) == "subsystem":
            said = {_local(each): _text(each) for each in child}
            subsystem = Named(named.instance, named.member_class, named.code, said.get("subsystemCode", ""))
            yield SeenMember(subsystem, said.get("subsystemName") or name)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _in_json(file: IO[bytes]) -> Iterator[SeenMember]:
    """The same list as a security server gives it in JSON."""
    found = False
    try:
        for row in ijson.items(file, "member.item", use_float=True):
            said, found = row["id"], True
            keys = ("xroad_instance", "member_class", "member_code", "subsystem_code")
            named = Named(*(_kept(said.get(key)) for key in keys))
            if named.code:
                yield SeenMember(named, _kept(row.get("name")))
    except (ijson.JSONError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise Unreadable(f"Ce JSON n’est pas une liste de membres. {RATHER_A_JOURNAL}") from error
    if not found:
        raise Unreadable(f"Ce JSON ne nomme aucun membre. {RATHER_A_JOURNAL}")


def records_in(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a journal one by one: one object a line, a list of them, or `records` as a security server
    answers; never more than one in memory.
    """
    with path.open("rb") as file:
        begins = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        if begins.startswith(b"<"):
            raise Unreadable(
                "Ce fichier est en XML, et un journal est en JSON. Si c’est une liste de membres, déposez-la de nouveau"
                " avec la nature « liste des membres »."
            )
        file.seek(0)
        if file.read(3) != b"\xef\xbb\xbf":
            file.seek(0)
        try:
            yield from _objects(file)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise Unreadable("Ce journal n’est pas un JSON que l’on puisse lire jusqu’au bout.") from error


def _objects(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Every object that is a record: at the top, in a list at the top, or in `records`."""
    builder, inside = None, ""
    for prefix, event, value in ijson.parse(file, multiple_values=True, use_float=True):
        if builder is None:
            if event == "start_map" and prefix in ("", "item", "records.item"):
                builder, inside = ijson.ObjectBuilder(), prefix
                builder.event(event, value)
            continue
        if inside == "" and prefix == "records" and event == "start_array":
            builder = None  # an envelope: its records come one by one
            continue
        builder.event(event, value)
        if event == "end_map" and prefix == inside:
            yield builder.value
            builder = None


def message_of(record: dict[str, Any]) -> Message | None:
    """What a record tells: a pair of both sides, or one side; None when it does not say who asked whom."""
    sides = [side for side in (record.get("client"), record.get("producer"), record) if isinstance(side, dict)]
    side = next((each for each in sides if each.get("clientMemberCode") and each.get("serviceMemberCode")), None)
    if side is None:
        return None
    client, service = (
        Named(*(_kept(side.get(f"{end}{part}"))[:CODE] for part in PARTS)) for end in ("client", "service")
    )
    sent_on = _day_of(side)
    if sent_on is None:
        return None
    service_code = _kept(side.get("serviceCode"))[:CODE]
    message = side.get("messageId") or record.get("messageId")
    told = [message] if message else [record.get("clientHash") or side.get("requestInTs"), side.get("monitoringDataTs")]
    key = sha256(json.dumps([*told, *vars(client).values(), *vars(service).values(), service_code]).encode())
    return Message(UUID(bytes=key.digest()[:16]), client, service, service_code, sent_on, side.get("succeeded") is True)


PARTS = ("XRoadInstance", "MemberClass", "MemberCode", "SubsystemCode")


def _day_of(side: dict[str, Any]) -> date | None:
    """The day a request came in: milliseconds; the seconds of its monitoring otherwise."""
    for name, unit in (("requestInTs", 1000), ("requestOutTs", 1000), ("monitoringDataTs", 1)):
        value = side.get(name)
        if isinstance(value, int | float) and value > 0:
            try:
                return local_day(datetime.fromtimestamp(value / unit, UTC))
            except (OverflowError, ValueError, OSError):
                return None
    return None

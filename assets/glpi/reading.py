"""A file of the agent, from its bytes to what it says of one device; what does not follow the schema is refused with
its path and the reason.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foundation.common.typography import plural

if TYPE_CHECKING:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import ValidationError

SCHEMA = Path(__file__).with_name("inventory.schema.json")
MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 20_000  # software lines of one device
DEEPEST = 40  # levels
SHOWN = 5  # refusals
LONGEST_KEY = 255

KINDS = {
    "string": "un texte",
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "un groupe de champs",
    "null": "null",
}
FORMS = {  # by the beginning of the pattern, the longest first
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ |T]": "une date, comme 2018-12-31 ou 2018-12-31 08:30:00",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ |T]": "une date et une heure, comme 2018-12-31 08:30:00",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "une date, comme 2018-12-31",
}
# Written by makers and by virtual machines where no serial is known.
NO_SERIAL = re.compile(
    r"(?i)^(?:n/?a|none|null|unknown|undefined|default string|not (?:specified|available|applicable)"
    r"|to be filled.*|system serial number|chassis serial number|serial(?: number)?|(.)\1*|0?123456789.*|[\s.\-_]*)$"
)
# Secrets of the machine and of its users: never kept.
NEVER_KEPT = ("envs", "processes")
SECRET_FIELDS = {"hardware": ("winprodkey",), "licenseinfos": ("key",)}
LOST = re.compile("[\x00\ud800-\udfff]")


class Unreadable(Exception):
    """Why a file is not taken: French sentences, each with its path when it has one."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Line:
    """A software as a device says it is installed."""

    name: str
    publisher: str
    version: str
    arch: str
    installed_on: date | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.name, self.publisher, self.version, self.arch)


@dataclass(frozen=True)
class Device:
    """What a file says. `sections`: each list or group of it but the software, as it is kept; `software` is None when
    the file does not speak of it.
    """

    device_id: str
    item_type: str
    is_partial: bool
    name: str
    manufacturer: str
    model: str
    serial: str
    kind: str  # a value of AssetKind
    seen_on: date | None
    sections: dict[str, Any]
    software: tuple[Line, ...] | None = None
    left_out: tuple[str, ...] = field(default=())  # sections that are never kept
    agent: str = ""

    def packed(self) -> dict[str, Any]:
        """The same in words that JSON keeps, until it is written."""
        day = self.seen_on.isoformat() if self.seen_on else None
        lines = None if self.software is None else [packed_line(line) for line in self.software]
        return {**vars(self), "seen_on": day, "software": lines, "left_out": list(self.left_out)}

    @classmethod
    def unpacked(cls, said: dict[str, Any]) -> "Device":
        lines = None if said["software"] is None else tuple(unpacked_line(each) for each in said["software"])
        return cls(**said | {"seen_on": day_of(said["seen_on"]), "software": lines, "left_out": (*said["left_out"],)})


def packed_line(line: Line) -> list[Any]:
    return [*line.key, line.installed_on.isoformat() if line.installed_on else None]


def unpacked_line(said: list[Any]) -> Line:
    name, publisher, version, arch, day = said
    return Line(name, publisher, version, arch, day_of(day))


@cache
def validator() -> "Draft7Validator":
    from jsonschema import Draft7Validator  # not before a first file: every process would pay it at its start

    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read(content: bytes) -> Device:
    """Raise Unreadable when the file is too large, is no JSON or does not follow the schema."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"Ce fichier dépasse {MOST_BYTES // 1024 // 1024} Mo : un agent n’en écrit pas de si grand.")
    found = _loaded(content)
    errors = list(islice(validator().iter_errors(found), 200))
    if errors:
        errors.sort(key=lambda error: [str(part) for part in error.absolute_path])
        told = [sentence_of(error) for error in errors[:SHOWN]]
        more = len(errors) - SHOWN
        raise Unreadable(
            *told, *([f"Et {plural(more, 'autre écart', 'autres écarts')} au format."] if more > 0 else [])
        )
    return _device(found)


def _loaded(content: bytes) -> Any:
    try:
        found = json.loads(content.removeprefix(b"\xef\xbb\xbf"), parse_constant=_not_json)
    except RecursionError:
        raise Unreadable("Ce fichier emboîte trop de niveaux : un agent n’en écrit pas de tel.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"Ce fichier n’est pas du JSON : ligne {error.lineno}, colonne {error.colno}. Déposez-le tel que l’agent"
            " l’a écrit."
        ) from None
    except (UnicodeDecodeError, ValueError):
        raise Unreadable("Ce fichier n’est pas du JSON en UTF-8. Déposez-le tel que l’agent l’a écrit.") from None
    return _kept(found, 0)


def _not_json(word: str) -> Any:
    raise ValueError(word)


def _kept(value: Any, depth: int) -> Any:
    """The same without what a database cannot hold: a zero character, half of a pair, a number without end."""
    if depth > DEEPEST:
        raise Unreadable("Ce fichier emboîte trop de niveaux : un agent n’en écrit pas de tel.")
    if isinstance(value, str):
        return LOST.sub("\ufffd", value)
    if isinstance(value, dict):
        return {LOST.sub("\ufffd", name): _kept(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_kept(each, depth + 1) for each in value]
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise Unreadable("Ce fichier contient un nombre trop grand pour être gardé.")
    return value


def sentence_of(error: "ValidationError") -> str:
    """« $.content.bios.bdate : … »: where, then why."""
    return f"{error.json_path} : {_reason(error)}."


def _reason(error: "ValidationError") -> str:
    asked, value = error.validator_value, error.instance
    said = f"« {str(value)[:60]} »"
    if error.validator == "required":
        missing = [f"« {name} »" for name in asked if name not in value]
        return f"il manque {', '.join(missing)}"
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        return f"{', '.join(f'« {name} »' for name in value if name not in known)} n’est pas prévu par le format"
    if error.validator == "type":
        kinds = [asked] if isinstance(asked, str) else asked
        return f"il faut {' ou '.join(KINDS.get(kind, kind) for kind in kinds)}, reçu {_kind(value)}"
    if error.validator == "pattern":
        return f"{said} n’a pas la forme attendue : {_form(str(asked))}"
    if error.validator in ("minimum", "maximum"):
        return f"{said} est {'sous' if error.validator == 'minimum' else 'au-dessus de'} la limite ({asked})"
    if error.validator == "enum":
        return f"{said} n’est pas l’une des valeurs prévues : {', '.join(map(str, asked))}"
    return f"{said} ne répond à aucune des formes prévues"


def _form(pattern: str) -> str:
    for begin, words in FORMS.items():
        if pattern.startswith(begin):
            return words
    choices = re.fullmatch(r"\^\(([\w|]+)\)\$", pattern)
    return f"un mot parmi {choices[1].replace('|', ', ')}" if choices else f"l’expression {pattern}"


def _kind(value: Any) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return KINDS[names.get(type(value), "null")]


def _text(group: Any, *names: str) -> str:
    """The first of these fields that says something."""
    found = (group.get(name) for name in names) if isinstance(group, dict) else ()
    return next((" ".join(each.split()) for each in found if isinstance(each, str) and each.strip()), "")


def day_of(text: Any) -> date | None:
    """The day that a date begins with; none when it is no day of the calendar (an agent may write month 54)."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _device(found: dict[str, Any]) -> Device:
    content = found["content"]
    bios, hardware = content.get("bios", {}), content.get("hardware", {})
    network = content.get("network_device", {})
    item_type = found.get("itemtype") or "Computer"
    serials = (_text(bios, "ssn"), _text(network, "serial"), _text(bios, "enclosureserial", "biosserial", "msn"))
    name = _text(hardware, "name") or _text(network, "name") or _text(content.get("operatingsystem"), "fqdn", "hostid")
    today_or_before = [day for day in [day_of(_text(content.get("accesslog"), "logdate"))] if day is not None]
    software = content.get("softwares")
    device = Device(
        device_id=short_key(found["deviceid"].strip()),
        item_type=item_type,
        is_partial=bool(found.get("partial", False)),
        name=name[:300],
        manufacturer=(_text(bios, "smanufacturer", "mmanufacturer") or _text(network, "manufacturer"))[:200],
        model=(_text(bios, "smodel", "mmodel") or _text(network, "model"))[:300],
        serial=next((each[:200] for each in serials if each and not NO_SERIAL.match(each)), ""),
        kind=kind_of(item_type, _text(hardware, "chassis_type"), _text(network, "type")),
        seen_on=today_or_before[0] if today_or_before else None,
        sections={
            key[:100]: _without_secrets(key, value)
            for key, value in content.items()
            if isinstance(value, list | dict) and key not in (*NEVER_KEPT, "softwares")
        },
        software=None if software is None else lines_of(software),
        left_out=tuple(key for key in NEVER_KEPT if key in content),
        agent=_text(content, "versionclient")[:200],
    )
    if not (device.device_id or device.serial or device.name):
        raise Unreadable(
            "$.deviceid : ce fichier ne nomme aucun appareil, ni par un identifiant ni par un numéro de série."
        )
    return device


def short_key(text: str) -> str:
    """An identifier as long as its column, still its own."""
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 65]}~{hashlib.sha256(text.encode()).hexdigest()}"


def _without_secrets(section: str, value: Any) -> Any:
    secret = SECRET_FIELDS.get(section, ())
    if not secret:
        return value
    if isinstance(value, list):
        return [_without_secrets(section, each) for each in value]
    return {name: each for name, each in value.items() if name not in secret} if isinstance(value, dict) else value


def lines_of(softwares: list[dict[str, Any]]) -> tuple[Line, ...]:
    """Each software once: a device that says one twice has it once."""
    if len(softwares) > MOST_LINES:
        raise Unreadable(f"$.content.softwares : {len(softwares)} logiciels, {MOST_LINES} au plus pour un appareil.")
    found: dict[tuple[str, str, str, str], Line] = {}
    for each in softwares:
        name = _text(each, "name")[:300]
        if name:
            version = _text(each, "version") or ".".join(
                filter(None, (_text(each, "version_major"), _text(each, "version_minor")))
            )
            arch, publisher = _text(each, "arch")[:50], _text(each, "publisher")[:300]
            line = Line(name, publisher, version[:200], arch, day_of(each.get("install_date")))
            found.setdefault(line.key, line)
    return tuple(found.values())


LAPTOPS = ("laptop", "notebook", "portable", "convertible", "detachable", "sub notebook", "tablet")


def kind_of(item_type: str, chassis: str, device: str) -> str:
    """The kind of asset (a value of AssetKind) that an agent speaks of."""
    known = {"Phone": "phone", "Printer": "printer", "NetworkEquipment": "network", "Unmanaged": "other"}
    by_device = {"printer": "printer", "networking": "network", "networkequipment": "network", "phone": "phone"}
    if item_type in known:
        return by_device.get(device.lower(), known[item_type]) if item_type == "Unmanaged" else known[item_type]
    words = chassis.lower()
    if any(word in words for word in LAPTOPS):
        return "laptop"
    if any(word in words for word in ("server", "rack", "blade")):
        return "server"
    return by_device.get(device.lower(), "desktop")

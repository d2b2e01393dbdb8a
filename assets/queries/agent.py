"""What the agent says of an asset, for its page: in short, part by part, and where the register says otherwise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.common.tables import folded
from foundation.common.typography import plural

from ..models import Asset

SECTIONS = {
    **{"softwares": "logiciels", "bios": "carte mère", "hardware": "machine", "batteries": "batteries"},
    **{"cpus": "processeurs", "memories": "mémoire", "drives": "volumes", "storages": "disques", "networks": "réseau"},
    **{"operatingsystem": "système", "monitors": "écrans", "printers": "imprimantes", "users": "utilisateurs"},
    **{"network_ports": "ports réseau", "network_device": "équipement réseau", "network_components": "composants"},
    **{"simcards": "cartes SIM", "cartridges": "cartouches", "firmwares": "micrologiciels", "antivirus": "antivirus"},
    **{"licenseinfos": "licences du système", "virtualmachines": "machines virtuelles", "videos": "vidéo"},
    **{"usbdevices": "USB", "controllers": "contrôleurs", "pagecounters": "compteurs de pages"},
    **{"accesslog": "dernier passage de l’agent", "versionprovider": "agent", "versionclient": "version de l’agent"},
    **{"firewalls": "pare-feu", "inputs": "claviers et souris", "sounds": "son", "envs": "variables du système"},
    **{"remote_mgmt": "prise en main à distance", "local_users": "comptes locaux", "local_groups": "groupes locaux"},
    **{"physical_volumes": "volumes physiques", "logical_volumes": "volumes logiques", "ports": "ports"},
    **{"volume_groups": "groupes de volumes", "processes": "programmes en cours", "slots": "emplacements"},
    **{"modems": "modems", "sensors": "capteurs", "powersupplies": "alimentations", "cameras": "caméras"},
    **{"consumables": "consommables", "databases_services": "bases de données", "error": "erreurs de l’agent"},
}


def sections_in_words(names: list[str]) -> str:
    return ", ".join(SECTIONS.get(name, name) for name in names)


SHORT = 4  # values of a list told in one line


@dataclass(frozen=True)
class Said:
    """One part of the inventory: its name, what it holds in a line, when the agent said it."""

    name: str
    text: str
    at: datetime


def said_of(asset: Asset) -> list[Said]:
    """Each section in a line (1 query)."""
    return [Said(row.name, _line(row.name, row.content), row.said_at) for row in asset.sections.order_by("name", "pk")]


def _line(name: str, content: Any) -> str:
    if isinstance(content, list):
        told = [text for each in content if (text := _one(name, each))]
        kept = list(dict.fromkeys(told))[:SHORT]
        more = "" if len(content) <= len(kept) else f" ({plural(len(content), 'élément')})"
        return (" ; ".join(kept) or plural(len(content), "élément")) + (more if kept else "")
    return _one(name, content)


TOLD: dict[str, tuple[tuple[str, str], ...]] = {  # fields of a part, each with its unit
    "hardware": (("name", ""), ("memory", "Mo"), ("chassis_type", "")),
    "bios": (("smanufacturer", ""), ("smodel", ""), ("ssn", "")),
    "operatingsystem": (("full_name", ""), ("arch", "")),
    "memories": (("capacity", "Mo"), ("type", "")),
    "storages": (("model", ""), ("disksize", "Mo")),
    "drives": (("type", ""), ("volumn", ""), ("total", "Mo")),
    "batteries": (("name", ""), ("real_capacity", "mWh"), ("capacity", "mWh à neuf")),
    "networks": (("description", ""), ("ipaddress", ""), ("mac", "")),
    "network_device": (("manufacturer", ""), ("model", ""), ("firmware", "")),
    "pagecounters": (("total", "pages"),),
    "accesslog": (("logdate", ""),),
    "versionprovider": (("name", ""), ("version", "")),
}
USUAL = (("name", ""), ("caption", ""), ("description", ""), ("login", ""), ("model", ""), ("status", ""))


def _one(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)[:120] if isinstance(value, str | int | float) else ""
    wanted = TOLD.get(name)
    if wanted is None:
        return next((str(value[key])[:120] for key, _ in USUAL if isinstance(value.get(key), str) and value[key]), "")
    parts = [f"{value[key]} {unit}".strip() for key, unit in wanted if isinstance(value.get(key), str | int | float)]
    return ", ".join(part[:120] for part in parts if part)


def differences(asset: Asset) -> list[tuple[str, str, str]]:
    """Where the register and the agent part: what it is about, what each says (1 query)."""
    parts = {row.name: row.content for row in asset.sections.filter(name__in=("bios", "hardware", "network_device"))}
    bios, hardware, network = (parts.get(name) or {} for name in ("bios", "hardware", "network_device"))
    said = (
        ("Désignation", asset.name, hardware.get("name") or network.get("name")),
        ("Marque", asset.manufacturer, bios.get("smanufacturer") or network.get("manufacturer")),
        ("Modèle", asset.model_name, bios.get("smodel") or network.get("model")),
        ("Numéro de série", asset.serial, bios.get("ssn") or network.get("serial")),
    )
    return [
        (label, ours, str(theirs))
        for label, ours, theirs in said
        if ours and theirs and folded(ours) != folded(str(theirs))
    ]

"""The structures of a ministry are added, corrected and closed; a closed one stays readable for the time it lived."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.models import User
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.editing import edit
from foundation.journal.record import record

from ..enums import StructureKind
from ..models import Ministry, Structure
from ..queries import descendants

STRUCTURE_FIELDS = ("kind", "name", "acronym", "parent", "position", "valid_from", "source")


def _check_parent(parent: Structure | None, ministry_id: UUID, *, below: Structure | None = None) -> None:
    if parent is None:
        return
    if parent.ministry_id != ministry_id:
        raise InvalidInput(
            {"parent": ["La structure supérieure appartient à un autre ministère. Choisissez-en une de celui-ci."]}
        )
    if below is not None and parent.pk in descendants(below):
        raise InvalidInput(
            {
                "parent": [
                    f"« {parent} » dépend elle-même de « {below} » : une structure ne dépend pas d’elle-même."
                    " Choisissez une autre structure supérieure."
                ]
            }
        )


@transaction.atomic
def add_structure(
    ministry_id: UUID,
    *,
    kind: StructureKind,
    name: str,
    acronym: str = "",
    parent: Structure | None = None,
    position: int = 0,
    valid_from: date | None = None,
    source: str = "",
    by: User | None,
) -> Structure:
    ministry = Ministry.objects.select_for_update(of=("self",)).get(pk=ministry_id)
    _check_parent(parent, ministry.pk)
    structure = Structure.objects.create(
        scope_id=ministry.scope_id,
        ministry=ministry,
        parent=parent,
        kind=kind,
        name=name,
        acronym=acronym,
        position=position,
        valid_from=valid_from,
        source=source,
    )
    record(
        "add_structure",
        structure,
        by=by,
        after={"name": name, "kind": str(kind), "parent": parent.name if parent else "", "from": str(valid_from or "")},
    )
    return structure


@transaction.atomic
def edit_structure(structure_id: UUID, *, base_version: int | None, by: User | None, **typed: Any) -> Structure:
    """Correct a structure; `typed` holds every field of STRUCTURE_FIELDS."""
    structure = Structure.objects.select_for_update(of=("self",)).select_related("parent").get(pk=structure_id)
    values = {name: typed[name] for name in STRUCTURE_FIELDS}
    _check_parent(values["parent"], structure.ministry_id, below=structure)
    return edit(structure, values, base_version=base_version, act="edit_structure", by=by)


@transaction.atomic
def close_structure(structure_id: UUID, *, on: date, reason: str, by: User | None) -> Structure:
    """End a structure on a day (its first day without existence); refused while others in force depend on it."""
    structure = Structure.objects.select_for_update(of=("self",)).get(pk=structure_id)
    if structure.valid_to is not None:
        raise Refused(f"« {structure} » est déjà fermée depuis le {long_date(structure.valid_to, weekday=False)}.")
    if structure.valid_from is not None and on <= structure.valid_from:
        raise Refused(
            f"Impossible de fermer « {structure} » le {long_date(on, weekday=False)} : elle existe depuis le"
            f" {long_date(structure.valid_from, weekday=False)}."
        )
    below = structure.children.filter(Q(valid_to=None) | Q(valid_to__gt=on)).order_by("position", "pk")
    if names := [child.name for child in below]:
        raise Refused(
            f"Impossible de fermer « {structure} » : d’autres structures en dépendent encore. Rattachez-les ailleurs ou"
            " fermez-les d’abord.",
            blockers=[f"« {name} » en dépend." for name in names],
        )
    structure.valid_to, structure.version = on, structure.version + 1
    structure.save(update_fields=["valid_to", "version"])
    record("close_structure", structure, by=by, reason=reason, after={"to": str(on)})
    return structure

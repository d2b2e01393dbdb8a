"""The attendance of a conference, pasted: one institution a line, or a table with its columns; all of it or nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common.facts import fact
from foundation.common.tables import Column, Row, folded
from foundation.journal.record import record
from ministries.models import Ministry
from plans.operations.lines import refuse_lines, rows_of

from ..enums import ConferenceAct
from ..models import Participant
from .holding import locked
from .writing import refuse_closed

if TYPE_CHECKING:
    from foundation.accounts.models import User

COLUMNS = (
    Column("institution", "institution", aliases=("ministère", "structure", "commune"), is_required=True),
    Column("function", "fonction", aliases=("qualité", "poste")),
    Column("name", "nom", aliases=("nom et prénoms", "participant")),
    Column("count", "nombre", aliases=("effectif",)),
)
MOST = 9999


@dataclass(frozen=True)
class PastedPeople:
    """Who came, as lines."""

    lines: str = fact(
        "participants",
        max_length=100_000,
        lines=12,
        help_text="Une institution par ligne, ou un tableau collé dont la première ligne nomme les colonnes :"
        " institution, fonction, nom, nombre.",
    )
    function: str = fact(
        "fonction, quand la ligne ne la dit pas", max_length=300, help_text="Par exemple « DSI ».", default=""
    )


@transaction.atomic
def paste_participants(conference_id: UUID, *, lines: str, function: str = "", by: "User | None") -> list[Participant]:
    """Add who came, all or none; a ministry is known by its name or its acronym. InvalidInput names each wrong line."""
    conference = locked(conference_id)
    refuse_closed(conference, "de noter des participants")
    known: dict[str, Ministry] = {}
    for ministry in Ministry.objects.in_office_first().reverse():
        for word in (ministry.name, ministry.acronym):
            if word:
                known[folded(word)] = ministry
    made, refused = [], []
    for row in rows_of(lines, None, COLUMNS):
        wrong = _wrong(row, function.strip())
        refused += wrong
        if wrong:
            continue
        ministry_named = known.get(folded(row.values["institution"]))
        made.append(
            Participant(
                scope_id=conference.scope_id,
                conference=conference,
                ministry=ministry_named,
                institution=ministry_named.name if ministry_named else row.values["institution"],
                function=row.values.get("function") or function.strip(),
                name=row.values.get("name", ""),
                count=int(row.values.get("count") or 1),
            )
        )
    refuse_lines("lines", refused)
    Participant.objects.bulk_create(made)
    record(ConferenceAct.PASTE, conference, by=by, after={"count": len(made)})
    return made


def _wrong(row: Row, function: str) -> list[str]:
    values, said = row.values, []
    if not values.get("institution"):
        said.append(f"Ligne {row.line} : il manque l’institution.")
    if not (values.get("function") or function):
        said.append(f"Ligne {row.line} : il manque la fonction ; dites-la, ou celle des lignes qui n’en disent pas.")
    count = values.get("count", "")
    if count and not (count.isascii() and count.isdigit() and 0 < int(count) <= MOST):
        said.append(f"Ligne {row.line} : le nombre « {count[:20]} » ne se lit pas.")
    elif values.get("name") and count not in ("", "1"):
        said.append(f"Ligne {row.line} : une personne nommée compte pour une.")
    too_long = [name for name in ("institution", "function", "name") if len(values.get(name, "")) > 200]
    return said + [f"Ligne {row.line} : plus de 200 caractères." for _ in too_long[:1]]

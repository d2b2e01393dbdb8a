"""The register of who came: by ministry or institution and function, named or counted."""

from collections.abc import Mapping
from typing import Any

from django.urls import path

from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..models import Participant
from .common import ConferenceChoice, conference_cell, is_written, part_of, removal, remove_button, to_write

remove, remove_call = removal("participants", Participant)


class ParticipantFilter(Filters):
    conference = ConferenceChoice()
    ministry = MinistryChoice()
    named = chosen(
        "Noms",
        [("yes", "nommés"), ("no", "comptés")],
        "peu importe",
        lambda rows, value: rows.exclude(name="") if value == "yes" else rows.filter(name=""),
    )


def check(values: Mapping[str, Any]) -> None:
    is_written(values)
    if values["ministry"] is None and not values["institution"].strip():
        raise InvalidInput({"institution": ["Dites de quelle institution, ou choisissez le ministère."]})
    if values["name"] and values["count"] != 1:
        raise InvalidInput({"count": ["Une personne nommée compte pour une."]})


PARTICIPANTS: Register = Register(
    model=Participant,
    fields=("conference", "ministry", "institution", "function", "name", "count", "source"),
    words=Words(
        "participant",
        none="Aucun participant",
        new="Noter des participants",
        added="C’est noté : ils comptent dans la conférence.",
    ),
    title="Participants",
    noun=("ligne", "lignes"),
    state="Qui est venu aux conférences, par ministère et par fonction : des personnes nommées, ou un nombre.",
    empty="Les participants des conférences apparaîtront ici.",
    columns=(
        column_of(
            Participant, "institution", href=lambda row: PARTICIPANTS.href(row), sort="institution", width="wide"
        ),
        column_of(Participant, "function"),
        column_of(Participant, "name", shown=lambda row: Cell(row.name or "délégation comptée", note=row.source)),
        column_of(Participant, "count", numeric=True),
        Column("Conférence", "conference.title", conference_cell, width="wide"),
        column_of(Participant, "source", on_page=False),
    ),
    filters=ParticipantFilter,
    sorts={"institution": Sort(SortKey("institution"))},
    default="institution",
    file="participants-des-conferences",
    finds=(),
    acts=remove_button("participants"),
    api_acts={"remove": remove_call},
    **(
        part_of("participants")
        | {"check": check, "offers": {"conference": to_write, "ministry": lambda rows: rows.in_office_first()}}
    ),
)
app_name, ROUTES = PARTICIPANTS.name, PARTICIPANTS.routes
urlpatterns = [*PARTICIPANTS.urlpatterns, path("<uuid:pk>/retirer", remove, name="remove")]

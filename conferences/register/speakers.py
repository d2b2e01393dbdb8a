"""The register of those who spoke on a panel."""

from typing import Any

from django.urls import path, reverse

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, column_of
from foundation.registers.register import Register, Words

from ..enums import CLOSED
from ..models import PanelSpeaker
from .common import ConferenceChoice, is_written, part_of, removal, remove_button

remove, remove_call = removal("panel-speakers", PanelSpeaker)


class SpeakerFilter(Filters):
    conference = ConferenceChoice(field_name="panel__conference")


def check(values: Any) -> None:
    is_written({"conference": values["panel"].conference if values["panel"] is not None else None})


def panel_cell(row: PanelSpeaker) -> Cell:
    return Cell(row.panel.title, reverse("panels:detail", args=[row.panel_id]), note=row.panel.conference.title)


SPEAKERS: Register = Register(
    model=PanelSpeaker,
    fields=("panel", "position", "name", "function", "institution", "subject", "source"),
    words=Words(
        "intervenant",
        none="Aucun intervenant",
        new="Ajouter un intervenant",
        added="L’intervenant est au programme du panel.",
    ),
    title="Intervenants",
    noun=("intervenant", "intervenants"),
    state="Qui a pris la parole dans les panels des conférences, et à quel titre.",
    empty="Les intervenants des panels apparaîtront ici.",
    columns=(
        Column("Intervenant", "words", lambda row: Cell(row.words, SPEAKERS.href(row)), sort="name", width="wide"),
        Column("Panel", "panel.title", panel_cell, width="wide"),
        column_of(PanelSpeaker, "position", numeric=True),
        column_of(PanelSpeaker, "name", on_page=False),
        column_of(PanelSpeaker, "function", on_page=False),
        column_of(PanelSpeaker, "institution", on_page=False),
        column_of(PanelSpeaker, "subject"),
        column_of(PanelSpeaker, "source", on_page=False),
    ),
    filters=SpeakerFilter,
    sorts={"name": Sort(SortKey("name"))},
    default="name",
    file="intervenants-des-conferences",
    finds=(),
    acts=remove_button("panel-speakers"),
    api_acts={"remove": remove_call},
    **(
        part_of("panel-speakers")
        | {
            "owner": "panel",
            "once": ("panel",),
            "check": check,
            "reads": ("panel__conference__body",),
            "offers": {
                "panel": lambda rows: (
                    rows.exclude(conference__state__in=CLOSED)
                    .select_related("conference")
                    .order_by("conference__title", "position", "pk")
                )
            },
        }
    ),
)
app_name, ROUTES = SPEAKERS.name, SPEAKERS.routes
urlpatterns = [*SPEAKERS.urlpatterns, path("<uuid:pk>/retirer", remove, name="remove")]

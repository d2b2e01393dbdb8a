"""The register of panels: subject, moderator, what was said and found."""

from django.urls import path
from rest_framework import serializers

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Column, Filters, column_of
from foundation.registers.register import Register, Words

from ..models import Panel
from .common import BodyChoice, ConferenceChoice, conference_cell, part_of, removal, remove_button

remove, remove_call = removal("panels", Panel)


class PanelFilter(Filters):
    conference = ConferenceChoice()
    body = BodyChoice(field_name="conference__body")


def speakers_of(row: Panel, user: object) -> dict[str, object]:
    return {"speakers": list(row.speakers.order_by("position", "pk"))}


PANELS: Register = Register(
    model=Panel,
    fields=("conference", "position", "title", "moderator", "moderator_function", "summary", "findings", "source"),
    words=Words(
        "panel",
        none="Aucun panel",
        new="Ajouter un panel",
        added="Le panel est au programme : ajoutez ses intervenants.",
    ),
    title="Panels",
    noun=("panel", "panels"),
    state="Ce que les conférences ont mis en débat : sujet, modérateur, intervenants, constats.",
    empty="Les panels des conférences apparaîtront ici.",
    columns=(
        column_of(Panel, "title", href=lambda row: PANELS.href(row), sort="title", width="wide"),
        Column("Conférence", "conference.title", conference_cell, width="wide"),
        column_of(Panel, "position", numeric=True),
        column_of(Panel, "moderator"),
        column_of(Panel, "moderator_function", on_page=False),
        column_of(Panel, "summary", on_page=False),
        column_of(Panel, "findings", on_page=False),
        column_of(Panel, "source", on_page=False),
    ),
    filters=PanelFilter,
    sorts={"title": Sort(SortKey("title"))},
    default="title",
    file="panels-des-conferences",
    finds=("title", "findings", "summary", "moderator"),
    position=42,
    also_shown={
        "conference_title": serializers.CharField(source="conference.title", read_only=True, label="conférence")
    },
    row_template="conferences/panel.html",
    row_more=speakers_of,
    acts=remove_button("panels"),
    api_acts={"remove": remove_call},
    **part_of("panels"),
)
app_name, ROUTES = PANELS.name, PANELS.routes
urlpatterns = [*PANELS.urlpatterns, path("<uuid:pk>/retirer", remove, name="remove")]

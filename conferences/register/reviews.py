"""The register of what conferences learned of e-services, service by service."""

from collections.abc import Mapping
from typing import Any

from django.urls import path

from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, column_of
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..models import ServiceReview
from .common import ConferenceChoice, conference_cell, is_written, part_of, removal, remove_button, to_write

remove, remove_call = removal("service-reviews", ServiceReview)


class ReviewFilter(Filters):
    conference = ConferenceChoice()
    ministry = MinistryChoice()


def check(values: Mapping[str, Any]) -> None:
    is_written(values)
    panel, conference = values.get("panel"), values["conference"]
    if panel is not None and conference is not None and panel.conference_id != conference.pk:
        raise InvalidInput({"panel": ["Ce panel est celui d’une autre conférence."]})


REVIEWS: Register = Register(
    model=ServiceReview,
    fields=(
        *("conference", "panel", "service", "ministry", "problems", "diagnosis", "reforms", "improvements"),
        "source",
    ),
    words=Words(
        "retour d’expérience",
        none="Aucun retour d’expérience",
        new="Noter un retour d’expérience",
        added="Le retour d’expérience est noté dans la conférence.",
    ),
    title="Retours d’expérience sur les e-services",
    noun=("retour d’expérience", "retours d’expérience"),
    state="Ce que les conférences ont appris de chaque e-service : problèmes, diagnostic, réformes, améliorations.",
    empty="Les retours d’expérience des conférences apparaîtront ici, e-service par e-service.",
    columns=(
        Column("E-service", "service", lambda row: Cell(row.service, REVIEWS.href(row)), sort="service", width="wide"),
        Column("Conférence", "conference.title", conference_cell, width="wide"),
        column_of(ServiceReview, "ministry", on_page=False),
        column_of(ServiceReview, "panel", on_page=False),
        column_of(ServiceReview, "problems"),
        column_of(ServiceReview, "diagnosis"),
        column_of(ServiceReview, "reforms", on_page=False),
        column_of(ServiceReview, "improvements", on_page=False),
        column_of(ServiceReview, "source", on_page=False),
    ),
    filters=ReviewFilter,
    sorts={"service": Sort(SortKey("service"))},
    default="service",
    file="retours-d-experience",
    finds=("service", "problems", "diagnosis", "reforms", "improvements"),
    position=44,
    acts=remove_button("service-reviews"),
    api_acts={"remove": remove_call},
    **(
        part_of("service-reviews")
        | {
            "check": check,
            "offers": {
                "conference": to_write,
                "panel": lambda rows: rows.select_related("conference").order_by("conference", "position", "pk"),
                "ministry": lambda rows: rows.in_office_first(),
            },
        }
    ),
)
app_name, ROUTES = REVIEWS.name, REVIEWS.routes
urlpatterns = [*REVIEWS.urlpatterns, path("<uuid:pk>/retirer", remove, name="remove")]

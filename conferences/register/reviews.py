"""The register of what conferences learned of e-services, service by service."""

from collections.abc import Mapping
from typing import Any

from django.urls import path, reverse

from eservices.rules import can_keep_service
from foundation.accounts.models import User
from foundation.common.acts import acts_on, api_act, one_of
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from .. import operations
from ..api.inputs import FollowInput
from ..forms import FollowForm
from ..models import ServiceReview
from ..rules import can_follow_review
from .common import ConferenceChoice, conference_cell, is_written, part_of, removal, remove_button, to_write

remove, remove_call = removal("service-reviews", ServiceReview)


class ReviewFilter(Filters):
    conference = ConferenceChoice()
    ministry = MinistryChoice()
    followed = chosen(
        "Suite",
        [("no", "à suivre"), ("yes", "suivis au registre des problèmes")],
        "peu importe",
        lambda rows, value: rows.unfollowed() if value == "no" else rows.exclude(problem=None),
    )


def check(values: Mapping[str, Any]) -> None:
    is_written(values)
    panel, conference = values.get("panel"), values["conference"]
    if panel is not None and conference is not None and panel.conference_id != conference.pk:
        raise InvalidInput({"panel": ["Ce panel est celui d’une autre conférence."]})


def acts(user: User, row: ServiceReview) -> list[Button]:
    found = remove_button("service-reviews")(user, row)
    if row.problem_id is None and row.problems and can_follow_review(user, row):
        follow = reverse("service-reviews:follow", args=[row.pk])
        found.insert(0, Button("Suivre au registre des problèmes", follow, "primary"))
    return found


def follow_cell(row: ServiceReview) -> Cell:
    """How its problem stands, for who reads it."""
    if row.problem is not None:
        return Cell(row.problem.get_state_display())
    return Cell("à suivre", tone="attention") if row.problems else Cell("aucun problème dit")


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
        Column("Suivi", lambda row: follow_cell(row).text, follow_cell),
        column_of(ServiceReview, "improvements", on_page=False),
        column_of(ServiceReview, "source", on_page=False),
    ),
    filters=ReviewFilter,
    sorts={"service": Sort(SortKey("service"))},
    default="service",
    file="retours-d-experience",
    finds=("service", "problems", "diagnosis", "reforms", "improvements"),
    position=44,
    named_by=("conference",),
    row_template="conferences/review.html",
    acts=acts,
    api_acts={
        "remove": remove_call,
        "follow": api_act(
            operations.follow_review,
            rule=can_follow_review,
            about={"eservice": can_keep_service},
            takes=FollowInput,
            name="follow",
        ),
    },
    **(
        part_of("service-reviews", ("problem",))
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


def crumbs(row: ServiceReview, here: str) -> list[tuple[str, str]]:
    return [*REVIEWS.crumbs, (REVIEWS.title, REVIEWS.list_href()), (row.service, REVIEWS.href(row)), (here, "")]


follow = acts_on(
    fetch=one_of(ServiceReview, "conference__body", "ministry"), to=REVIEWS.href, crumbs=crumbs, rule=can_follow_review
)(
    operations.follow_review,
    form=FollowForm,
    title="Suivre au registre des problèmes",
    submit="Suivre",
    intro="{row.service} : {row.problems}",
    options=lambda request, row: {"user": request.user},
    said="Le problème est au registre de l’e-service : son ministère en répond.",
)
urlpatterns = [
    *REVIEWS.urlpatterns,
    path("<uuid:pk>/suivre", follow, name="follow"),
    path("<uuid:pk>/retirer", remove, name="remove"),
]

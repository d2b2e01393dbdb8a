"""What the registers of conferences share: their tabs, their filter by body, and taking a row back."""

from collections.abc import Callable, Mapping
from functools import partial, update_wrapper
from typing import Any

import django_filters
from django.db import models
from django.urls import reverse

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common.acts import api_act, one_of, page_act
from foundation.common.exceptions import InvalidInput
from foundation.common.lists import Button, Cell, Filters
from foundation.common.requests import Request
from foundation.ui.buttons import Act

from ..enums import CLOSED, NATIONAL_KINDS
from ..models import Conference
from ..operations import remove_part
from ..rules import can_keep_conference

CRUMBS = (("Accueil", "/"), ("Recommandations", "/recommandations/"))
TABS = (
    ("Conférences", "conferences:list"),
    ("Questions communes", "questions:list"),
    ("Organes nationaux", "body-facts:list"),
    ("Panels", "panels:list"),
    ("Participants", "participants:list"),
    ("Retours d’expérience", "service-reviews:list"),
)


def tabs(here: str) -> dict[str, Any]:
    return {"tabs": [{"label": label, "href": reverse(name), "current": name == here} for label, name in TABS]}


def bodies_of(request: Request | None) -> Any:
    """National bodies are institutions: all who read a conference may choose among them."""
    return Commission.objects.filter(kind__in=NATIONAL_KINDS, is_rehearsal=False).order_by("code", "pk")


def national(rows: Any) -> Any:
    """The bodies that a field offers."""
    return rows.alive().filter(kind__in=NATIONAL_KINDS).order_by("code", "pk")


class BodyChoice(django_filters.ModelChoiceFilter):
    def __init__(self, **options: Any) -> None:
        said = {"label": "Organe", "queryset": bodies_of, "empty_label": "tous les organes"}
        super().__init__(**(said | options))


def conferences_of(request: Request | None) -> Any:
    if request is None:
        return Conference.objects.none()
    return Conference.objects.visible_to(request.user).order_by("-held_on", "-year", "pk")


class ConferenceChoice(django_filters.ModelChoiceFilter):
    def __init__(self, **options: Any) -> None:
        said = {"label": "Conférence", "queryset": conferences_of, "empty_label": "toutes les conférences"}
        super().__init__(**(said | options))


def is_written(values: Mapping[str, Any]) -> None:
    """A conference whose report is established, or that was cancelled, is written no more."""
    conference = values["conference"]
    if conference is not None and conference.state in CLOSED:
        raise InvalidInput(
            {"conference": [f"Cette conférence est {conference.get_state_display()} : reprenez-la d’abord."]}
        )


def to_write(rows: Any) -> Any:
    return rows.exclude(state__in=CLOSED).order_by("-held_on", "-year", "pk")


def conference_cell(row: Any) -> Cell:
    about = row.conference
    return Cell(
        about.title, reverse("conferences:detail", args=[about.pk]), note="fictive" if about.is_fictitious else ""
    )


def part_of(name: str, reads: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a register of parts of a conference says alike."""

    def above(request: Request, found: Filters) -> Mapping[str, Any]:
        return tabs(f"{name}:list")

    return {
        "name": name,
        "owner": "conference",
        "once": ("conference",),
        "keeps": can_keep_conference,
        "check": is_written,
        "crumbs": (*CRUMBS, ("Conférences", "/conferences/")),
        "icon": "sessions",
        "reads": ("conference__body", *reads),
        "offers": {"conference": to_write},
        "list_template": "conferences/list.html",
        "list_more": above,
    }


def removal(name: str, model: type[models.Model]) -> tuple[Callable[..., Any], Any]:
    """The button and the call that take a row of a conference back."""
    operation = update_wrapper(partial(remove_part, model), remove_part)
    operation.__doc__ = "Take a row back, as long as the report is not established."
    page = page_act(
        operation,
        fetch=one_of(model),
        rule=can_keep_conference,
        said="La ligne est retirée ; le journal en garde la trace.",
        to=lambda row: reverse("conferences:detail", args=[row.conference.pk]),
    )
    return page, api_act(operation, rule=can_keep_conference, name="remove", status=204)


def remove_button(name: str) -> Callable[[User, Any], list[Button]]:
    def acts(user: User, row: Any) -> list[Button]:
        if row.conference.state in CLOSED or not can_keep_conference(user, row):
            return []
        href = reverse(f"{name}:remove", args=[row.pk])
        asked = f"Retirer « {row!s:.80} », avec tout ce qui y est écrit ?"
        return [Act("Retirer", href, "quiet", confirm=asked, confirm_label="Retirer")]

    return acts

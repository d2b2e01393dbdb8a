"""The monthly campaigns of the ministries of the demonstration: last month closed, this one running."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import Campaign
from campaigns.operations import ask_explanation, close_past, explain, nudge, open_campaign
from campaigns.register import DEADLINES
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.notifications.enums import Channel, NoticeKind
from foundation.notifications.operations.notifying import (
    accounts_of,
    choose_channels,
    national_accounts_of,
    telling_nobody,
)
from ministries.models import Ministry
from projects.enums import UpdateState
from projects.models import Project, StatusUpdate
from projects.operations import attest_no_change
from projects.queries.own_projects import expecting

from .timeline import at

DUE_IN = 4  # days after today, within the month


def load_campaigns() -> None:
    if Campaign.objects.exists():
        return
    today = clock.today()
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    asin = national_accounts_of(Role.ASIN_ADMIN).order_by("pk").first()
    deadlines = [
        DEADLINES.add(
            ministry=ministry,
            due_day=min(28, max(5, today.day + DUE_IN)),
            remind_before=3,
            first_month=before,
            source="échéance fictive",
            is_fictitious=True,
            by=None,
        )
        for ministry in Ministry.objects.filter(
            is_fictitious=True, pk__in=Project.objects.followed().order_by().values("ministry_id")
        ).order_by("acronym", "pk")
    ]
    with telling_nobody():
        for deadline in deadlines:
            with at(_morning(before)):
                open_campaign(deadline.ministry, deadline, before)
        if asin is not None:
            _past_question(asin)
        close_past(today)
        for deadline in deadlines:
            with at(_morning(month)):
                open_campaign(deadline.ministry, deadline, month)
    if asin is not None:
        _of_this_month(asin)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7, 15), tzinfo=timezone.get_current_timezone())


def _past_question(asin: User) -> None:
    """One ministry that did not answer in time last month, what the ASIN asked and what was answered."""
    silent: Any = Campaign.objects.with_counts().silent()
    row: Campaign | None = silent.order_by("-waiting", "pk").first()
    if row is None:
        return
    asked_on = row.due_on + timedelta(days=1)
    with at(_morning(asked_on)):
        question = "Aucune mise à jour à l’échéance : qu’est-ce qui bloque, et quand reprendrez-vous la saisie ?"
        ask_explanation(row.pk, question=question, answer_by=asked_on + timedelta(days=7), by=asin)
    director = accounts_of(Role.DSI, scope=row.scope_id).order_by("pk").first()
    if director is not None:
        with at(_morning(asked_on + timedelta(days=2))):
            told = "Le chef de projet était en mission ; un suppléant est désigné, la saisie reprend le mois prochain."
            explain(row.pk, explanation=told, by=director)


def _answer(campaign: Campaign, most: int) -> None:
    """Its DSI attests some of his projects, in the order of their codes."""
    director = accounts_of(Role.DSI, scope=campaign.scope_id).order_by("pk").first()
    if director is None:
        return
    drafts = StatusUpdate.objects.filter(state=UpdateState.DRAFT).values("project_id")
    waiting = expecting(Project.objects.followed().filter(scope_id=campaign.scope_id)).exclude(pk__in=drafts)
    for project in waiting.order_by("code")[:most]:
        attest_no_change(project.pk, by=director)


def _of_this_month(asin: User) -> None:
    """One ministry has answered, another in part; one is nudged, another is asked why: read in the page, no letter
    leaves.
    """
    running = Campaign.objects.filter(closed_on=None).order_by("-ministry__acronym", "pk")
    for campaign, most in zip(running, (100, 2), strict=False):
        _answer(campaign, most)
    for campaign in running.filter(ministry__acronym="MDEMO"):
        _answer(campaign, 3)
    silent: Any = Campaign.objects.filter(closed_on=None).with_counts().silent()
    for rank, row in enumerate(silent.order_by("waiting", "pk")[:2]):
        directors = accounts_of(Role.DSI, scope=row.scope_id)
        for director in directors:
            choose_channels(director, {NoticeKind.CAMPAIGN: Channel.PAGE})
        if rank:
            asked = "Vos projets ne bougent plus depuis deux mois. Dites pourquoi."
            ask_explanation(row.pk, question=asked, answer_by=clock.today() + timedelta(days=5), by=asin)
        elif directors:
            nudge(row.pk, by=asin)

"""The acts of a campaign. What leaves by itself (`run_campaigns`) may be run twice: the second time does nothing."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.common.typography import local_day, plural, short_date
from foundation.journal.record import record
from foundation.notifications.operations.notifying import is_telling
from ministries.models import Ministry
from projects.models import Project
from projects.queries.own_projects import expecting

from .enums import CampaignAct
from .models import Campaign, Deadline
from .notifications import tell_again, tell_explanation, tell_opening, tell_question

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class ExplanationAsked:
    question: str = fact("explication demandée", max_length=2000, lines=4, help_text="Ce que l’ASIN veut savoir.")
    answer_by: date = fact("attendue pour le")


@dataclass(frozen=True)
class Explanation:
    explanation: str = fact("explication", max_length=4000, lines=6, help_text="Ce qui bloque, et ce qui est fait.")


def run_campaigns(today: date | None = None) -> dict[str, int]:
    """Close the months that are over, open the one of this day, send the reminders that are due."""
    day = today or clock.today()
    return {"closed": close_past(day), "opened": open_due(day), "reminded": remind_due(day)}


def open_due(day: date) -> int:
    """One campaign for each ministry that has a deadline and projects to update; return how many open."""
    month = day.replace(day=1)
    month_end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = Deadline.objects.filter(first_month__lte=month_end).select_related("ministry")
    deadlines = {row.ministry_id: row for row in rows}
    if not deadlines:
        return 0
    asked = expecting(Project.objects.followed())
    ministries = Ministry.objects.in_force(day).filter(pk__in=asked.order_by().values("ministry_id"))
    opened = Campaign.objects.filter(month=month).values("ministry_id")
    count = 0
    for ministry in ministries.exclude(pk__in=opened).order_by("pk"):
        deadline = deadlines.get(ministry.pk) or deadlines.get(None)
        if deadline is not None and deadline.due_day >= day.day:  # fixed too late for this month: from the next one
            open_campaign(ministry, deadline, month)
            count += 1
    return count


@transaction.atomic
def open_campaign(ministry: Ministry, deadline: Deadline, month: date) -> Campaign:
    due_on = month.replace(day=deadline.due_day)
    campaign, is_new = Campaign.objects.get_or_create(
        scope_id=ministry.scope_id,
        month=month,
        defaults={
            "ministry": ministry,
            "due_on": due_on,
            "remind_on": due_on - timedelta(days=deadline.remind_before) if deadline.remind_before else None,
            "opened_at": clock.now(),
            "is_fictitious": ministry.is_fictitious or deadline.is_fictitious,
        },
    )
    if is_new:
        record(CampaignAct.OPEN, campaign, by=None, after={"due_on": str(campaign.due_on)})
        tell_opening(campaign, counted(campaign).waiting)
    return campaign


def counted(campaign: Campaign) -> Campaign:
    """With what it waits for now."""
    return Campaign.objects.with_counts().select_related("ministry").get(pk=campaign.pk)


def locked(campaign_id: UUID) -> Campaign:
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    return Campaign.objects.with_counts().select_related("ministry").get(pk=campaign_id)


def remind_due(day: date) -> int:
    """The reminders whose day has come, for those who have not answered; once each."""
    due = Campaign.objects.filter(closed_on=None, remind_on__lte=day, due_on__gte=day, reminded_at=None)
    return sum(_remind(pk) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(campaign_id: UUID) -> int:
    campaign = locked(campaign_id)
    if campaign.reminded_at is not None or not campaign.waiting:
        return 0
    return _write_again(campaign, CampaignAct.REMIND, by=None) or 0


def _write_again(campaign: Campaign, act: CampaignAct, *, by: "User | None") -> int | None:
    """Return how many are told; None, and nothing is written, where nobody can be: that is no reminder."""
    told = tell_again(campaign, campaign.waiting, by=by)
    if not told and is_telling():
        return None
    campaign.reminded_at, campaign.reminder_count = clock.now(), campaign.reminder_count + 1
    campaign.save(update_fields=["reminded_at", "reminder_count"])
    record(act, campaign, by=by, after={"waiting": campaign.waiting})
    return told


def _refuse_nudge(campaign: Campaign, today: date) -> None:
    refused = f"Impossible de relancer {campaign.ministry}"
    if campaign.closed_on is not None:
        raise Refused(f"{refused} : ce mois est clos. Demandez une explication.")
    if not campaign.waiting:
        raise Refused(f"{refused} : tous ses projets sont à jour pour ce mois.")
    if campaign.reminded_at is not None and local_day(campaign.reminded_at) == today:
        raise Refused(f"{refused} : un rappel est déjà parti aujourd’hui. Laissez-lui le temps de répondre.")


@transaction.atomic
def nudge(campaign_id: UUID, *, by: "User") -> Campaign:
    """Write again to the DSI of a ministry; no more than once a day."""
    campaign = locked(campaign_id)
    _refuse_nudge(campaign, clock.today())
    if _write_again(campaign, CampaignAct.NUDGE, by=by) is None:
        raise Refused(
            f"Impossible de relancer {campaign.ministry} : aucun compte n’y est DSI, ou il a choisi de ne rien recevoir"
            " des campagnes. Nommez-en un, ou appelez-le."
        )
    return campaign


@dataclass
class Nudged:
    """The campaigns of which somebody is told again; `unreached` more have nobody to tell."""

    campaigns: list[Campaign] = field(default_factory=list)
    unreached: int = 0

    @property
    def said(self) -> str:
        return f"Le rappel part à {plural(len(self.campaigns), 'ministère')}.{self.left_out}"

    @property
    def left_out(self) -> str:
        if not self.unreached:
            return ""
        who = plural(self.unreached, "ministère n’a personne", "ministères n’ont personne")
        return f" {who} à qui l’écrire : aucun compte n’y est DSI et ne reçoit les campagnes. Nommez-en un, ou appelez."


@transaction.atomic
def nudge_all(*, by: "User") -> Nudged:
    """Write again to every ministry that has not answered this month and was not written to today; those where nobody
    can be told are left out, and counted.
    """
    today = clock.today()
    silent = Campaign.objects.filter(month=today.replace(day=1), closed_on=None).with_counts().silent()
    nudged = Nudged()
    for pk in silent.order_by("pk").values_list("pk", flat=True):
        campaign = locked(pk)
        if campaign.reminded_at is None or local_day(campaign.reminded_at) != today:
            if _write_again(campaign, CampaignAct.NUDGE, by=by) is None:
                nudged.unreached += 1
            else:
                nudged.campaigns.append(campaign)
    if nudged.unreached and not nudged.campaigns:
        raise Refused(f"Aucun rappel ne part.{nudged.left_out}")
    if not nudged.campaigns:
        raise Refused("Personne n’est à relancer : chacun a répondu, ou a déjà reçu un rappel aujourd’hui.")
    return nudged


@transaction.atomic
def ask_explanation(campaign_id: UUID, *, question: str, answer_by: date, by: "User") -> Campaign:
    """Ask the DSI why, for a day to come. One question at a time: once it is answered another may be asked, and the
    journal keeps the former one with its answer.
    """
    campaign = locked(campaign_id)
    if not campaign.waiting:
        raise Refused("Impossible de demander une explication : tout est à jour pour ce mois.")
    if campaign.wants_explanation():
        raise Refused(
            f"Une explication est déjà demandée pour le {short_date(campaign.answer_by)}. Attendez la réponse, ou"
            " relancez le ministère."
        )
    if answer_by < clock.today():
        raise InvalidInput({"answer_by": ["La date attendue est passée : choisissez un jour à venir."]})
    before = {"question": campaign.question, "explanation": campaign.explanation} if campaign.question else {}
    campaign.question, campaign.answer_by = question.strip(), answer_by
    campaign.asked_by, campaign.asked_at = by, clock.now()
    campaign.explanation, campaign.explained_by, campaign.explained_at = "", None, None
    campaign.version += 1
    asked = ["question", "answer_by", "asked_by", "asked_at", "version"]
    campaign.save(update_fields=[*asked, "explanation", "explained_by", "explained_at"])
    after = {"answer_by": str(campaign.answer_by)}
    record(CampaignAct.ASK, campaign, by=by, reason=campaign.question, before=before, after=after)
    tell_question(campaign, by=by)
    return campaign


@transaction.atomic
def explain(campaign_id: UUID, *, explanation: str, by: "User") -> Campaign:
    """Answer the question of the ASIN; the answer is dated and stays."""
    campaign = locked(campaign_id)
    if not campaign.question:
        raise Refused("Aucune explication n’est demandée pour ce mois.")
    if campaign.explanation:
        raise Refused("L’explication est déjà donnée : elle ne change plus.")
    campaign.explanation, campaign.explained_by = explanation.strip(), by
    campaign.explained_at = clock.now()
    campaign.version += 1
    campaign.save(update_fields=["explanation", "explained_by", "explained_at", "version"])
    record(CampaignAct.EXPLAIN, campaign, by=by, reason=campaign.explanation)
    tell_explanation(campaign, by=by)
    return campaign


def close_past(day: date) -> int:
    """Keep what the months that are over came to; return how many are closed."""
    over = Campaign.objects.filter(closed_on=None, month__lt=day.replace(day=1))
    return sum(_close(pk, day) for pk in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _close(campaign_id: UUID, day: date) -> int:
    campaign = locked(campaign_id)
    if campaign.closed_on is not None:
        return 0
    campaign.closed_on = day
    campaign.answered_count, campaign.expected_count = campaign.answered, campaign.answered + campaign.waiting
    campaign.save(update_fields=["closed_on", "answered_count", "expected_count"])
    told = {"expected": campaign.expected_count, "answered": campaign.answered_count}
    record(CampaignAct.CLOSE, campaign, by=None, after=told)
    return 1

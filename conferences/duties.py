"""What awaits who keeps a national body, and where the others go for its conferences."""

from datetime import date, timedelta

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places, waiting_since
from foundation.common.typography import local_day, plural

from .enums import BODY_KEEPERS, ConferenceState, QuestionState, ReferralState
from .models import Conference, Question, Referral
from .rules import keeps_body

SHOWN = 5
AHEAD = timedelta(days=60)  # a conference that far away asks nothing yet


@duties.register
def conferences_to_lead(user: User, today: date) -> list[Duty]:
    """Those of one's bodies: to announce when they are near, to say held once their day is over, to report."""
    kept = user.access.commissions(*BODY_KEEPERS)
    if not kept:
        return []
    rows = Conference.objects.filter(body_id__in=kept, held_on__lte=today + AHEAD).order_by("held_on", "pk")
    found = []
    for row in rows.filter(state__in=(ConferenceState.PREPARING, ConferenceState.ANNOUNCED, ConferenceState.HELD)):
        verb = _verb(row, today)
        if verb:
            href = reverse("conferences:detail", args=[row.pk])
            found.append(Duty(verb, f"« {row.title} »", href, row.held_on, verb != "Annoncer"))
    return found[:SHOWN]


def _verb(row: Conference, today: date) -> str:
    if row.state == ConferenceState.HELD:
        return "Établir le rapport de"
    if row.held_on is not None and row.held_on < today:
        return "Dire tenue"
    return "Annoncer" if row.state == ConferenceState.PREPARING else ""


@duties.register
def referrals_to_treat(user: User, today: date) -> list[Duty]:
    """What was sent up and waits: to group, then to answer."""
    if not keeps_body(user, None):
        return []
    is_admin, kept = user.has_role(Role.ASIN_ADMIN), user.access.commissions(*BODY_KEEPERS)
    sent = Referral.objects.filter(state=ReferralState.SENT)
    asked = Question.objects.filter(referrals__state=ReferralState.GROUPED).exclude(state=QuestionState.ANSWERED)
    if not is_admin:
        sent, asked = sent.filter(body_id__in=kept), asked.filter(body_id__in=kept)
    found = []
    if oldest := sent.order_by("sent_at", "pk").first():
        count = sent.count()
        found.append(
            Duty(
                "Instruire",
                plural(count, "recommandation montée", "recommandations montées"),
                reverse("questions:list"),
                **waiting_since(local_day(oldest.sent_at), today),
            )
        )
    for row in asked.distinct().order_by("title", "pk")[:SHOWN]:
        found.append(Duty("Répondre à", f"« {row.title} »", reverse("questions:detail", args=[row.pk])))
    return found


@places.register
def conferences_place(user: User) -> list[Place]:
    if user.access.is_asin or keeps_body(user, None) or not user.has_role(Role.DSI, Role.RSI, Role.SECRETARY):
        return []
    return [
        Place("Conférences", reverse("conferences:list"), "programmes, rapports, recommandations des DSI et des RSI")
    ]

"""What conferences show on the pages of bodies, ministries and recommendations; limited to what the reader may see."""

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse

from commissions.models import Commission
from foundation.common.lists import Button
from foundation.common.typography import plural
from ministries.extensions import Panel
from ministries.models import Ministry
from recommendations.models import Recommendation

from ..enums import NATIONAL_KINDS, REFERRAL_OPEN, REFERRAL_TONES, STATE_TONES, ConferenceState, ReferralState
from ..models import BodyFact, Conference, ConferenceRecommendation, Question, Referral
from ..rules import can_send_up, can_withdraw

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 6


def _lines(rows: list[Conference]) -> list[dict[str, Any]]:
    return [
        {
            "title": row.title,
            "href": reverse("conferences:detail", args=[row.pk]),
            "theme": row.theme,
            "held_on": row.held_on,
            "state": ConferenceState(row.state).label,
            "tone": STATE_TONES[ConferenceState(row.state)],
            "is_fictitious": row.is_fictitious,
        }
        for row in rows
    ]


def body_panel(commission: Commission, user: "User") -> Panel | None:
    """The editions of a national body, and what is known of it with its sources."""
    if commission.kind not in NATIONAL_KINDS:
        return None
    rows = Conference.objects.visible_to(user).filter(body=commission)
    facts = list(BodyFact.objects.visible_to(user).filter(body=commission).order_by("kind", "stated_on", "pk"))
    return Panel(
        title="Conférences",
        template="conferences/body_panel.html",
        context={"lines": _lines(list(rows.order_by("-held_on", "-year", "pk")[:SHOWN])), "facts": facts},
        position=12,
        count=rows.count(),
        href=f"{reverse('conferences:list')}?body={commission.pk}",
        href_label="Toutes ses conférences",
        anchor="conferences",
    )


def ministry_panel(ministry: Ministry, user: "User") -> Panel | None:
    """The conferences that a ministry took part in."""
    rows = Conference.objects.visible_to(user).filter(participants__ministry=ministry).distinct()
    latest = list(rows.order_by("-held_on", "-year", "pk")[:SHOWN])
    if not latest:
        return None
    return Panel(
        title="Conférences et ateliers",
        template="conferences/body_panel.html",
        context={"lines": _lines(latest), "facts": []},
        position=55,
        count=rows.count(),
        anchor="conferences",
    )


def open_business(commission: Commission) -> list[str]:
    """What forbids closing a body: conferences under way, recommendations that wait for its answer."""
    running = Conference.objects.filter(body=commission).exclude(
        state__in=(ConferenceState.REPORTED, ConferenceState.CANCELLED, ConferenceState.HELD)
    )
    waiting = Referral.objects.open().filter(body=commission).count()
    told = [f"« {row.title} » n’est ni tenue ni annulée." for row in running.order_by("held_on", "pk")]
    if waiting:
        told.append(
            f"{plural(waiting, 'recommandation montée attend', 'recommandations montées attendent')} sa réponse."
        )
    return told


def origin_panel(recommendation: Recommendation, user: "User") -> Panel | None:
    """The conference where a recommendation was written."""
    rows = ConferenceRecommendation.objects.visible_to(user).filter(recommendation=recommendation)
    link = rows.select_related("conference", "panel").first()
    if link is None:
        return None
    return Panel(
        title="Conférence d’origine",
        template="conferences/origin_panel.html",
        context={"lines": _lines([link.conference]), "panel": link.panel},
        position=10,
        anchor="conference",
    )


def referral_panel(recommendation: Recommendation, user: "User") -> Panel | None:
    """Where it was sent up, what was asked, what came down: the whole chain, the last first."""
    rows = Referral.objects.visible_to(user).filter(recommendation=recommendation)
    asked = Prefetch("question", Question.objects.visible_to(user).select_related("conference"))
    found = list(rows.select_related("body", "sent_by").prefetch_related(asked).order_by("-sent_at", "-pk"))
    if not found:
        return None
    down = Recommendation.objects.visible_to(user).filter(addressee_scope_id=recommendation.scope_id)
    down = down.filter(answered_questions__in=[row.question_id for row in found if row.question_id]).defer("search")
    return Panel(
        title="Montée à un organe national",
        template="conferences/referral_panel.html",
        context={
            "rows": found,
            "tones": REFERRAL_TONES,
            "states": dict(ReferralState.choices),
            "down": list(down.distinct().select_related("commission").order_by("issued_on", "pk")),
            "withdraws": {row.pk for row in found if row.state in REFERRAL_OPEN and can_withdraw(user, row)},
        },
        position=20,
        count=len(found),
        anchor="montee",
    )


def answer_panel(recommendation: Recommendation, user: "User") -> Panel | None:
    """The common question whose answer it came down with, and which recommendations of this ministry had raised it."""
    rows = Question.objects.visible_to(user).filter(recommendations=recommendation)
    question = rows.select_related("conference").first()
    if question is None:
        return None
    raised = Referral.objects.visible_to(user).filter(question=question, scope=recommendation.addressee_scope)
    return Panel(
        title="Descendue avec une réponse",
        template="conferences/answer_panel.html",
        context={"question": question, "raised": list(raised.order_by("sent_at", "pk"))},
        position=12,
        anchor="reponse",
    )


def referral_buttons(recommendation: Recommendation, user: "User") -> list[Button]:
    possible = recommendation.is_open and not recommendation.is_draft and not recommendation.is_closed_doors
    possible = possible and not recommendation.commission.is_rehearsal
    if not possible or not can_send_up(user, recommendation):
        return []
    if Referral.objects.open().filter(recommendation=recommendation).exists():
        return []
    return [Button("Faire monter", reverse("questions:send_up", args=[recommendation.pk]), "secondary")]

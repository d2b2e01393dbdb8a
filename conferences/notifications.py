"""Who is told of a conference, and of a recommendation that goes up or whose answer comes down."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse_lazy

from commissions.enums import CommissionKind
from foundation.accounts.enums import Role
from foundation.accounts.models import Grant, User
from foundation.common import clock
from foundation.common.typography import long_date, plural
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, notify

from .enums import BODY_KEEPERS
from .models import Conference, Referral

if TYPE_CHECKING:
    from django.db.models import QuerySet


def gathered(conference: Conference) -> "QuerySet[User]":
    """The DSI of the ministries, or the RSI of the communes for their workshop; none of a real body for a fictitious
    conference, and the reverse.
    """
    role = Role.RSI if conference.body.kind == CommissionKind.WORKSHOP else Role.DSI
    held = Grant.objects.in_force(clock.today()).filter(role=role)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)


def tell_announced(conference: Conference, *, by: User | None, what: str = "", text: str = "") -> None:
    day = long_date(conference.held_on, weekday=True) if conference.held_on else ""
    notify(
        gathered(conference),
        NoticeKind.CONFERENCE,
        title=f"{conference.title} : {what or 'elle est annoncée'}",
        text=text or f"{day.capitalize()}, {conference.place}. Thème : « {conference.theme} ».",
        href=reverse_lazy("conferences:detail", args=[conference.pk]),
        by=by,
        origin=conference.scope_id,
    )


def tell_reported(conference: Conference, issued: int, *, by: User | None) -> None:
    notify(
        gathered(conference),
        NoticeKind.CONFERENCE,
        title=f"{conference.title} : le rapport est établi",
        text=f"Il se lit dans le portail, avec {plural(issued, 'recommandation')}.",
        href=reverse_lazy("conferences:detail", args=[conference.pk]),
        by=by,
        origin=conference.scope_id,
    )


def tell_sent_up(referral: Referral, *, by: User | None) -> None:
    """Who treats it: the keepers of the body, and the administrators of the ASIN."""
    href = reverse_lazy("questions:list")
    title, text = f"{referral.reference} : elle monte à {referral.asked_of}", referral.motive
    said: dict[str, Any] = {"title": title, "text": text, "href": href, "by": by, "origin": referral.scope_id}
    told = notify(national_accounts_of(Role.ASIN_ADMIN), NoticeKind.REFERRAL, **said)
    if referral.body is not None:
        keepers = accounts_of(*BODY_KEEPERS, commission=referral.body_id).exclude(pk__in=[row.user_id for row in told])
        notify(keepers, NoticeKind.REFERRAL, **said, scope=referral.body.scope_id, commission_id=referral.body_id)


def tell_answered(referral: Referral, what: str, text: str, *, by: User | None) -> None:
    """The keepers of the commission of origin, and who answers for the recommendation."""
    row = referral.recommendation
    href = reverse_lazy("recommendations:detail", args=[row.pk])
    said: dict[str, Any] = {
        "title": f"{row.reference} : elle {what} ({referral.asked_of})",
        "text": text,
        "href": href,
        "by": by,
    }
    told = notify(
        accounts_of(*BODY_KEEPERS, commission=referral.origin_id),
        NoticeKind.REFERRAL,
        **said,
        scope=referral.scope_id,
        commission_id=referral.origin_id,
    )
    if row.addressee_scope_id is not None:
        role = Role.RSI if row.commune_id is not None else Role.DSI
        others = accounts_of(role, scope=row.addressee_scope_id).exclude(pk__in=[each.user_id for each in told])
        notify(others, NoticeKind.REFERRAL, **said, scope=row.addressee_scope_id, origin=referral.scope_id)

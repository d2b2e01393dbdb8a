"""Who is told of a recommendation, in the page or by mail as he chose."""

from django.urls import reverse_lazy

from commissions.models import Mandate
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.typography import short_date
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, notify

from .models import Recommendation


def tell_addressee(recommendation: Recommendation, *, by: User | None) -> None:
    """Who answers for it today: the holder of the seat, else the DSI of the ministry or the RSI of the commune."""
    place: dict = {"scope": recommendation.addressee_scope_id}
    if recommendation.seat_id is not None:
        held = Mandate.objects.in_force(clock.today()).filter(
            seat_id=recommendation.seat_id, person__user__isnull=False
        )
        users = User.objects.filter(pk__in=held.values("person__user_id"))
        place = {"scope": recommendation.scope_id, "commission_id": recommendation.commission_id}
    elif (
        recommendation.addressee_scope_id is not None and not recommendation.is_closed_doors
    ):  # else he does not see it
        users = accounts_of(
            Role.RSI if recommendation.commune_id is not None else Role.DSI, scope=recommendation.addressee_scope_id
        )
    else:
        return
    due = f" L’échéance est au {short_date(recommendation.due_on)}." if recommendation.due_on else ""
    notify(
        users,
        NoticeKind.RECOMMENDATION,
        title=f"{recommendation.reference} : elle vous est adressée",
        text=f"{_words(recommendation)}{due}".strip(),
        href=reverse_lazy("recommendations:detail", args=[recommendation.pk]),
        by=by,
        origin=recommendation.scope_id,
        **place,
    )


def tell_keepers(recommendation: Recommendation, *, by: User) -> None:
    """A report waits for who examines it: the secretary and the president of the commission."""
    notify(
        accounts_of(Role.SECRETARY, Role.PRESIDENT, commission=recommendation.commission_id),
        NoticeKind.REPORT,
        title=f"{recommendation.reference} : un compte rendu est à examiner",
        text=_words(recommendation),
        href=reverse_lazy("recommendations:detail", args=[recommendation.pk]),
        by=by,
        scope=recommendation.scope_id,
        commission_id=recommendation.commission_id,
    )


def tell_author(recommendation: Recommendation, author: User, *, outcome: str, reason: str, by: User) -> None:
    """What became of the proof, told to who gave it; he need not sit in the commission."""
    notify(
        [author],
        NoticeKind.RECOMMENDATION,
        title=f"{recommendation.reference} : votre compte rendu est {outcome}",
        text="" if recommendation.is_closed_doors else reason,
        href=reverse_lazy("recommendations:detail", args=[recommendation.pk]),
        by=by,
        origin=recommendation.scope_id,
    )


def _words(recommendation: Recommendation) -> str:
    """Behind closed doors, a notice says the number only: it is read on a phone, by mail, anywhere."""
    return "" if recommendation.is_closed_doors else f"« {recommendation.text} »"

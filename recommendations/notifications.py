"""Who is told of a recommendation, in the page or by mail as he chose."""

from django.urls import reverse_lazy

from commissions.models import Mandate
from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.typography import plural, short_date
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, notify

from .models import Recommendation


def tell_addressee(recommendation: Recommendation, *, by: User | None) -> None:
    due = f" L’échéance est au {short_date(recommendation.due_on)}." if recommendation.due_on else ""
    tell_who_answers(
        recommendation,
        "elle vous est adressée",
        f"{_words(recommendation)}{due}".strip(),
        NoticeKind.RECOMMENDATION,
        by,
    )


def tell_who_answers(recommendation: Recommendation, what: str, text: str, kind: NoticeKind, by: User | None) -> int:
    """Tell who answers for it today: the holder of the seat, else the DSI of the ministry, the RSI of the commune or
    the agents of the ASIN. Return how many are told.
    """
    place: dict = {"scope": recommendation.addressee_scope_id}
    if recommendation.is_for_asin and not recommendation.is_closed_doors:
        users, place = national_accounts_of(*ASIN_ROLES), {}
    elif recommendation.seat_id is not None:
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
        return 0
    told = notify(
        users,
        kind,
        title=f"{recommendation.reference} : {what}",
        text=text,
        href=reverse_lazy("recommendations:detail", args=[recommendation.pk]),
        by=by,
        origin=recommendation.scope_id,
        **place,
    )
    return len(told)


def tell_due(recommendation: Recommendation) -> int:
    """Its date is near, or was passed: who answers for it is reminded."""
    days, today = recommendation.due_on, clock.today()
    assert days is not None
    apart = (days - today).days
    what = f"son échéance est dans {plural(apart, 'jour')}" if apart > 0 else "son échéance est aujourd’hui"
    if apart < 0:
        what = f"son échéance est passée depuis {plural(-apart, 'jour')}"
    asked = "Rendez compte de ce qui est fait, avec sa preuve, ou dites au secrétariat ce qui bloque."
    text = f"{_words(recommendation)} {asked}".strip()
    return tell_who_answers(recommendation, what, text, NoticeKind.DEADLINE, None)


def tell_redated(recommendation: Recommendation, *, by: User | None) -> int:
    day = short_date(recommendation.due_on) if recommendation.due_on else "non renseignée"
    return tell_who_answers(
        recommendation, f"son échéance est au {day}", _words(recommendation), NoticeKind.DEADLINE, by
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

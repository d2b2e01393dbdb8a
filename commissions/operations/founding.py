"""Commissions are founded by a text, corrected, and dissolved once nothing is open."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Scope, User
from foundation.common.contractions import of
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.editing import edit
from foundation.journal.record import record
from ministries.models import LegalText, Ministry

from ..enums import CommissionKind
from ..extensions import blockers_of
from ..models import Commission, Mandate
from .seating import finish_mandate

REMINDER_FARTHEST, REMINDERS_AT_MOST = 60, 5
EDITED = ("name", "founded_by", "founded_on", "objectives", "meeting_place", "email", "phone")


@transaction.atomic
def create_commission(
    *,
    kind: CommissionKind,
    code: str,
    name: str,
    ministry: Ministry | None = None,
    scope: Scope | None = None,
    objectives: str = "",
    founded_by: LegalText | None = None,
    founded_on: date | None = None,
    meeting_place: str = "",
    email: str = "",
    phone: str = "",
    is_fictitious: bool = False,
    by: User | None,
) -> Commission:
    """Open a commission: a CMSIC in the scope of its ministry, a national body in its own (or the one given)."""
    code = code.strip().upper()
    if Commission.objects.filter(code=code).exists():
        raise InvalidInput(
            {
                "code": [
                    f"Le code {code} est déjà celui d’une autre commission : il sert d’adresse aux papiers."
                    " Choisissez-en un autre."
                ]
            }
        )
    if kind == CommissionKind.CMSIC:
        if ministry is None:
            raise InvalidInput({"ministry": ["Une CMSIC est celle d’un ministère : choisissez-le."]})
        if ministry.valid_to is not None and (founded_on is None or founded_on >= ministry.valid_to):
            raise Refused(
                f"Impossible de créer une CMSIC pour « {ministry} » : il n’existe plus depuis le"
                f" {long_date(ministry.valid_to, weekday=False)}."
            )
        if other := Commission.objects.alive().filter(ministry=ministry, kind=CommissionKind.CMSIC).first():
            raise Refused(
                f"Impossible de créer cette commission : « {other} » existe déjà pour ce ministère. Ouvrez-la, ou"
                " dissolvez-la d’abord."
            )
    if scope is None:
        scope = (
            ministry.scope if ministry is not None else Scope.objects.create(kind=ScopeKind.NATIONAL, label=name[:300])
        )
    commission = Commission.objects.create(
        scope=scope,
        ministry=ministry,
        kind=kind,
        code=code,
        name=name,
        objectives=objectives,
        founded_by=founded_by,
        founded_on=founded_on,
        meeting_place=meeting_place,
        email=email,
        phone=phone,
        is_fictitious=is_fictitious,
    )
    record(
        "create_commission",
        commission,
        by=by,
        after={
            "code": code,
            "kind": str(kind),
            "name": name,
            "founded_on": str(founded_on or ""),
            "founded_by": str(founded_by or ""),
        },
    )
    return commission


@transaction.atomic
def edit_commission(
    commission_id: UUID,
    *,
    reminder_days: Sequence[int] | None = None,
    base_version: int | None,
    by: User | None,
    **typed: Any,
) -> Commission:
    """Correct the entry of a commission; its code, printed on its papers, does not change.

    `typed` holds fields of EDITED, and `reminder_wait`; what it leaves out, and `reminder_days` when None, stay as they
    are.
    """
    commission = Commission.objects.select_for_update(of=("self",)).select_related("founded_by").get(pk=commission_id)
    values = {name: typed[name] for name in (*EDITED, "reminder_wait") if name in typed}
    if reminder_days is not None:
        values["reminder_days"] = _checked_reminders(reminder_days)
    founded_on, closed_on = values["founded_on"], commission.closed_on
    if founded_on is not None and closed_on is not None and founded_on > closed_on:
        raise InvalidInput({"founded_on": ["Une commission est dissoute après sa création."]})
    return edit(commission, values, base_version=base_version, act="edit_commission", by=by)


def _checked_reminders(days: Sequence[int]) -> list[int]:
    """The days before a session on which its silent members are written to, the farthest first, each once."""
    if any(not 1 <= day <= REMINDER_FARTHEST for day in days):
        raise InvalidInput(
            {
                "reminder_days": [
                    f"Un rappel part de 1 à {REMINDER_FARTHEST} jours avant la session. Donnez des nombres de jours,"
                    " par exemple « 7, 2 »."
                ]
            }
        )
    if len(set(days)) > REMINDERS_AT_MOST:
        raise InvalidInput(
            {
                "reminder_days": [
                    f"{REMINDERS_AT_MOST} rappels au plus : au-delà, appelez les membres qui n’ont pas répondu."
                ]
            }
        )
    return sorted(set(days), reverse=True)


@transaction.atomic
def close_commission(commission_id: UUID, *, on: date, reason: str, by: User | None) -> Commission:
    """Dissolve a commission with nothing left open; its mandates, and the rights that follow them, end the same day.

    1. Refuse while business is open, with the list. 2. End the mandates. 3. Write the date.
    """
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission_id)
    if commission.closed_on is not None:
        raise Refused(f"Cette commission est déjà dissoute depuis le {long_date(commission.closed_on, weekday=False)}.")
    if commission.founded_on is not None and on < commission.founded_on:
        raise Refused(
            f"Impossible de dissoudre la commission le {long_date(on, weekday=False)} : elle est créée le"
            f" {long_date(commission.founded_on, weekday=False)}."
        )
    running = (
        Mandate.objects.filter(seat__commission=commission)
        .filter(Q(valid_to=None) | Q(valid_to__gt=on))
        .select_related("person", "seat")
        .select_for_update(of=("self",))
        .order_by("valid_from", "pk")
    )
    blockers = blockers_of(commission) + [
        f"Le mandat {of(str(m.person))} commence le {long_date(m.valid_from, weekday=False)}, à cette date ou après."
        for m in running
        if m.valid_from >= on
    ]
    if blockers:
        raise Refused(
            "Impossible de dissoudre cette commission : des affaires sont en cours. Terminez-les d’abord.",
            blockers=blockers,
        )
    for mandate in running:
        finish_mandate(mandate, on=on, reason=f"dissolution de la commission : {reason}", by=by)
    commission.closed_on, commission.version = on, commission.version + 1
    commission.save(update_fields=["closed_on", "version"])
    record("close_commission", commission, by=by, reason=reason, after={"closed_on": str(on)})
    return commission

"""Rehearse a session to learn: a copy with false names in a scope of its own, where nothing is sent, numbered or
counted (ADR 0018).
"""

import secrets
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from commissions.enums import HolderKind
from commissions.models import Commission, Mandate, Seat, Statute
from foundation.accounts.enums import Honorific, Role, ScopeKind
from foundation.accounts.models import Grant, Person, Scope, User
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.journal.record import record
from foundation.notifications.operations.sending import REHEARSED_ADDRESS
from sessions.core.enums import ItemKind, SessionKind
from sessions.core.models import AgendaItem, CommissionSession
from sessions.preparing.operations.convening import convene

from ..models import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_DAYS = 30
AT_ONCE = 3  # rehearsals one person may have
URGENCY = "Répétition : aucun délai n’est à respecter."
# Invented; none is that of somebody known to the portal.
FALSE_NAMES = (
    "Afi EXEMPLE",
    "Boni MODÈLE",
    "Codjo ESSAI",
    "Dohou FICTIF",
    "Enagnon SPÉCIMEN",
    "Fifa MAQUETTE",
    "Gbèdo PATRON",
    "Houéfa ÉBAUCHE",
    "Idossou ÉPREUVE",
    "Jolidon CROQUIS",
    "Kossi FAUX-NOM",
    "Lokossi GABARIT",
    "Mahougnon COPIE",
    "Nonvi IMAGINÉ",
    "Oluwa INVENTÉ",
    "Prisca APPRENTI",
    "Qenum BROUILLON",
    "Rékia SIMULÉ",
    "Sèna THÉÂTRE",
    "Tossou RÔLE",
    "Urbain PRÉTEXTE",
    "Vignon SCÈNE",
    "Wassi DÉCOR",
    "Yaovi RÉPLIQUE",
    "Zinsou SOUFFLEUR",
)
WOMEN = frozenset({"Afi", "Fifa", "Houéfa", "Prisca", "Rékia", "Sèna"})
# What is no row of the rehearsal: the journal and the work done are never erased; the scope stays, they point to it.
KEPT_APPS = frozenset({"journal", "jobs"})


@transaction.atomic
def rehearse(session_id: UUID, *, convened: bool, by: User) -> Rehearsal:
    """Copy a session for its secretary to learn with; `convened` brings it to the eve of its opening.

    Copied: the rules, the seats of the day with false holders, the titles of the agenda. Not copied: the persons, the
    texts, the annexes, the projects, and what stands behind closed doors.
    """
    # Two clicks at once would go over the limit.
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    source = CommissionSession.objects.select_related("commission__scope", "statute").get(pk=session_id)
    if source.commission.is_rehearsal:
        raise Refused("Impossible de répéter une répétition : quittez-la, puis repartez de la vraie session.")
    if Rehearsal.objects.filter(owner=by).count() >= AT_ONCE:
        raise Refused(f"Vous avez déjà {AT_ONCE} répétitions. Effacez-en une avant d’en ouvrir une autre.")
    scope = Scope.objects.create(kind=ScopeKind.REHEARSAL, label=f"Répétition, {source.commission.scope.label}"[:300])
    commission = _copy_commission(source.commission, scope)
    statute = (
        _copy(source.statute, scope, commission=commission, number=1, valid_from=None, valid_to=None)
        if source.statute is not None
        else None
    )
    _copy_seats(source, commission)
    session = _copy_session(source, commission, statute)
    ends_on = clock.today() + timedelta(days=KEPT_DAYS)
    Grant.objects.create(
        user=by,
        role=Role.SECRETARY,
        scope=scope,
        commission_id=commission.pk,
        capacity=f"secrétaire de la commission {source.commission.code}, en répétition",
        valid_from=clock.today(),
        valid_to=ends_on + timedelta(days=1),
        origin="rehearsal",
    )
    rehearsal = Rehearsal.objects.create(scope=scope, owner=by, source=source, session=session, ends_on=ends_on)
    record("rehearse", source, by=by, after={"rehearsal": str(rehearsal.pk), "until": ends_on})
    if convened:
        convene(session.pk, by=by)
    return rehearsal


def _copy(row: Any, scope: Scope, **changes: Any) -> Any:
    """A new row with the values of another; the fields of identity and `changes` differ."""
    fixed = {"id", "created_at", "version"}
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in fixed
    }
    copy = type(row)(**values)
    copy.scope = scope
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def _copy_commission(commission: Commission, scope: Scope) -> Commission:
    return _copy(
        commission,
        scope,
        code=f"{commission.code[:13]}-R{secrets.token_hex(2).upper()}",
        name=f"{commission.name[:280]} (RÉPÉTITION)",
        closed_on=None,
        is_rehearsal=True,
        is_fictitious=True,
    )


def _copy_seats(source: CommissionSession, commission: Commission) -> None:
    """The seats of the day of the session, each held by nobody real."""
    today = clock.today()
    seats = list(source.commission.seats.in_force(source.held_on or today).in_protocol_order())
    for place, seat in enumerate(seats):
        copy: Seat = _copy(seat, commission.scope, commission=commission, valid_from=None, valid_to=None)
        name = FALSE_NAMES[place % len(FALSE_NAMES)] + (
            "" if place < len(FALSE_NAMES) else f" {place // len(FALSE_NAMES) + 1}"
        )
        person = Person.objects.create(
            scope=commission.scope,
            full_name=name,
            honorific=Honorific.MADAME if name.split()[0] in WOMEN else Honorific.MONSIEUR,
            function=seat.label[:300],
            email=f"membre{place + 1}{REHEARSED_ADDRESS}",
            is_fictitious=True,
            source="Inventée pour une répétition.",
        )
        Mandate.objects.create(
            scope=commission.scope,
            seat=copy,
            person=person,
            kind=HolderKind.TITULAR,
            valid_from=today - timedelta(days=365),
        )


def _copy_session(source: CommissionSession, commission: Commission, statute: Statute | None) -> CommissionSession:
    """The session as it would be prepared for today, with the titles of its items."""
    session = CommissionSession.objects.create(
        scope=commission.scope,
        commission=commission,
        statute=statute,
        kind=source.kind if source.kind != SessionKind.UNSPECIFIED else SessionKind.ORDINARY,
        year=clock.today().year,
        held_on=clock.today(),
        starts_at=source.starts_at or time(10, 0),
        planned_minutes=source.planned_minutes or 120,
        place=source.place or "Salle de répétition",
        theme="" if source.is_closed_doors else source.theme,
        urgency_motive=URGENCY,
        is_fictitious=True,
    )
    items = source.agenda_items.filter(withdrawn_at=None, own="").numbered().in_order()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            scope=commission.scope,
            session=session,
            position=place,
            kind=item.kind,
            planned_minutes=item.planned_minutes,
            title=(
                f"Point à huis clos n° {item.number or place}"
                if item.is_closed_doors or source.is_closed_doors
                else item.title
            ),
            description="" if item.kind == ItemKind.HEADING else "Exposé à imaginer pour la répétition.",
        )
        for place, item in enumerate(items, start=1)
    )
    return session


@transaction.atomic
def forget_rehearsal(rehearsal_id: UUID, *, by: User | None) -> int:
    """Erase a rehearsal: every row of its scope, whatever its state; return how many. Journal and history keep their
    lines, of false names.

    The triggers that protect real rows are lifted for this transaction; only rows of a scope of kind « répétition » are
    touched. Foreign keys are checked at the commit, so the order does not matter.
    """
    rehearsal = Rehearsal.objects.select_for_update(of=("self",)).select_related("scope").get(pk=rehearsal_id)
    if rehearsal.scope.kind != ScopeKind.REHEARSAL:
        raise RuntimeError(f"scope {rehearsal.scope_id} is no rehearsal: nothing is erased")
    record("forget_rehearsal", rehearsal, by=by, scope=rehearsal.scope_id)
    with pgtrigger.ignore(*_protections()):
        return sum(rows._raw_delete(rows.db) for rows in _rows_of(rehearsal.scope_id))


def forget_old_rehearsals() -> int:
    """Erase those whose thirty days are over; return how many."""
    over = Rehearsal.objects.filter(ends_on__lte=clock.today()).order_by("pk").values_list("pk", flat=True)
    return len([forget_rehearsal(pk, by=None) for pk in over])


def _rows_of(scope_id: UUID) -> "Iterator[models.QuerySet[Any]]":
    """Every row of a scope; first the parts that carry none themselves, found by the row they belong to."""
    touched = [
        model
        for model in apps.get_models(include_auto_created=True)
        if not (model._meta.app_label in KEPT_APPS or model._meta.proxy or _is_history(model))
    ]
    scoped = [model for model in touched if _carries_scope(model)]
    for model in touched:
        for field in model._meta.concrete_fields if model not in scoped else ():
            if field.related_model in scoped:
                owners = field.related_model._base_manager.filter(scope_id=scope_id)
                yield model._base_manager.filter(**{f"{field.attname}__in": owners.values("pk")})
    for model in scoped:
        yield model._base_manager.filter(scope_id=scope_id)


def _carries_scope(model: type[models.Model]) -> bool:
    return any(field.name == "scope" and field.related_model is Scope for field in model._meta.concrete_fields)


def _is_history(model: Any) -> bool:
    return any(field.name == "pgh_id" for field in model._meta.concrete_fields)


def _protections() -> list[str]:
    """The triggers that keep real rows from being erased; those of the history go on writing."""
    return [
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if not type(trigger).__module__.startswith("pghistory")
        and model._meta.app_label not in KEPT_APPS
        and not _is_history(model)
    ]

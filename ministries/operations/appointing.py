"""Functions held outside commissions, and the grants that follow them."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cmsic.accounts.enums import Role, ScopeKind
from cmsic.accounts.models import Person, Scope, User
from cmsic.accounts.operations.granting import end_grants, grant_role
from cmsic.common import clock
from cmsic.common.exceptions import Refused
from cmsic.common.typography import long_date
from cmsic.journal.record import record

from ..models import Appointment
from ..rules import SCOPE_OF_ROLE, can_appoint


def appointment_origin(appointment: Appointment) -> str:
    return f"appointment:{appointment.pk}"


def grant_appointment(appointment: Appointment) -> None:
    """Write the grant of an appointment; nothing as long as the person has no account."""
    grant_role(
        appointment.person, Role(appointment.role), scope=appointment.scope, capacity=appointment.title,
        valid_from=appointment.valid_from, valid_to=appointment.valid_to, origin=appointment_origin(appointment),
    )  # fmt: skip


def open_appointments(person: Person, by: User | None) -> None:
    """Give a new account what its person already holds; refused to who may not appoint to it himself."""
    rows = Appointment.objects.filter(person=person).filter(Q(valid_to=None) | Q(valid_to__gt=clock.today())).select_related("person", "scope")
    for appointment in rows.order_by("valid_from", "pk"):
        if by is not None and not can_appoint(by, Role(appointment.role)):
            raise Refused(f"Impossible d’ouvrir ce compte vous-même : {person} est « {appointment.title} ». Demandez-le à un administrateur.")
        grant_appointment(appointment)


@transaction.atomic
def appoint(
    person: Person, role: Role, *, scope: Scope, title: str, valid_from: date, valid_to: date | None = None, act_reference: str = "", by: User | None
) -> Appointment:
    """Record an appointment and grant its role between its dates; nobody appoints himself."""
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Impossible d’enregistrer la nomination : sa fin précède son début. Corrigez les dates.")
    if by is not None and person.user_id == by.pk:
        raise Refused("Impossible d’enregistrer cette nomination : nul ne se nomme lui-même. Demandez-la à un autre administrateur.")
    if scope.kind != SCOPE_OF_ROLE[Role(role)]:
        raise Refused(
            f"Impossible de nommer un {Role(role).label} pour « {scope} » : cette fonction s’exerce dans un périmètre de nature « {ScopeKind(SCOPE_OF_ROLE[Role(role)]).label} »."
        )
    same = Appointment.objects.filter(person=person, role=role, scope=scope).filter(Q(valid_to=None) | Q(valid_to__gt=valid_from))
    if other := (same.filter(valid_from__lt=valid_to) if valid_to else same).first():
        raise Refused(
            f"{person} exerce déjà cette fonction depuis le {long_date(other.valid_from, weekday=False)}. Mettez d’abord fin à cette nomination, ou changez les dates."
        )
    appointment = Appointment.objects.create(
        scope=scope, person=person, role=role, title=title, valid_from=valid_from, valid_to=valid_to, act_reference=act_reference
    )
    grant_appointment(appointment)
    record("appoint", appointment, by=by, after={"role": str(role), "from": str(valid_from), "to": str(valid_to or "")})
    return appointment


@transaction.atomic
def end_appointment(appointment_id: UUID, *, on: date, reason: str, by: User | None) -> Appointment:
    """End an appointment on a day, its first day without rights."""
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_id)
    if appointment.valid_to is not None and appointment.valid_to <= on:
        raise Refused(f"Cette nomination a déjà pris fin le {long_date(appointment.valid_to, weekday=False)}.")
    if on <= appointment.valid_from:
        raise Refused(
            f"Impossible de mettre fin à cette nomination le {long_date(on, weekday=False)} : elle commence le {long_date(appointment.valid_from, weekday=False)}."
        )
    before = {"to": str(appointment.valid_to or "")}
    appointment.valid_to = on
    appointment.save(update_fields=["valid_to"])
    end_grants(origin=appointment_origin(appointment), on=on)
    record("end_appointment", appointment, by=by, reason=reason, before=before, after={"to": str(on)})
    return appointment

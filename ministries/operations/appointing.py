"""Functions held outside commissions, and the grants that follow them."""

from datetime import date

from django.db import transaction

from cmsic.accounts.enums import Role
from cmsic.accounts.models import Person, Scope, User
from cmsic.accounts.operations.granting import end_grants, grant_role
from cmsic.common.exceptions import Refused
from cmsic.common.typography import long_date
from cmsic.journal.record import record

from ..models import Appointment


@transaction.atomic
def appoint(person: Person, role: Role, *, scope: Scope, title: str, valid_from: date, valid_to: date | None = None, act_reference: str = "", by: User | None) -> Appointment:
    """Record an appointment and grant its role between its dates."""
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Impossible d’enregistrer la nomination : sa fin précède son début. Corrigez les dates.")
    appointment = Appointment.objects.create(scope=scope, person=person, role=role, title=title, valid_from=valid_from, valid_to=valid_to, act_reference=act_reference)
    grant_role(person, role, scope=scope, capacity=title, valid_from=valid_from, valid_to=valid_to, origin=f"appointment:{appointment.pk}")
    record("appoint", appointment, by=by, after={"role": str(role), "from": str(valid_from), "to": str(valid_to or "")})
    return appointment


@transaction.atomic
def end_appointment(appointment_id: object, *, on: date, reason: str, by: User | None) -> Appointment:
    """End an appointment on a day, its first day without rights."""
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_id)
    if on <= appointment.valid_from:
        raise Refused(f"Impossible de mettre fin à cette nomination le {long_date(on, weekday=False)} : elle commence le {long_date(appointment.valid_from, weekday=False)}.")
    before = {"to": str(appointment.valid_to or "")}
    appointment.valid_to = on
    appointment.save(update_fields=["valid_to"])
    end_grants(origin=f"appointment:{appointment.pk}", on=on)
    record("end_appointment", appointment, by=by, reason=reason, before=before, after={"to": str(on)})
    return appointment

"""Functions held outside commissions, and the grants that follow them."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Person, Scope, User
from foundation.accounts.operations.granting import end_grants, grant_role
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.record import record

from ..models import Appointment
from ..rules import SCOPE_OF_ROLE, can_appoint


def appointment_origin(appointment: Appointment) -> str:
    return f"appointment:{appointment.pk}"


def grant_appointment(appointment: Appointment) -> None:
    """Write the grant of an appointment; nothing as long as the person has no account."""
    grant_role(
        appointment.person,
        Role(appointment.role),
        scope=appointment.scope,
        capacity=appointment.title,
        valid_from=appointment.valid_from,
        valid_to=appointment.valid_to,
        origin=appointment_origin(appointment),
    )


def open_appointments(person: Person, *, by: User | None) -> None:
    """Give a new account what its person already holds; refused to who may not appoint to it himself."""
    rows = (
        Appointment.objects.filter(person=person)
        .filter(Q(valid_to=None) | Q(valid_to__gt=clock.today()))
        .select_related("person", "scope")
    )
    for appointment in rows.order_by("valid_from", "pk"):
        if by is not None and not can_appoint(by, Role(appointment.role)):
            raise Refused(
                f"Impossible d’ouvrir ce compte vous-même : {person} est « {appointment.title} ». Demandez-le à un"
                " administrateur."
            )
        grant_appointment(appointment)


@transaction.atomic
def appoint(
    person: Person,
    role: Role,
    *,
    scope: Scope,
    title: str,
    valid_from: date,
    valid_to: date | None = None,
    act_reference: str = "",
    by: User | None,
) -> Appointment:
    """Record an appointment and grant its role between its dates; nobody appoints himself."""
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Impossible d’enregistrer la nomination : sa fin précède son début. Corrigez les dates.")
    if by is not None and person.user_id == by.pk:
        raise Refused(
            "Impossible d’enregistrer cette nomination : nul ne se nomme lui-même. Demandez-la à un autre"
            " administrateur."
        )
    if scope.kind != SCOPE_OF_ROLE[Role(role)]:
        raise Refused(
            f"Impossible de nommer un {Role(role).label} pour « {scope} » : cette fonction s’exerce dans un périmètre"
            f" de nature « {ScopeKind(SCOPE_OF_ROLE[Role(role)]).label} »."
        )
    same = Appointment.objects.filter(person=person, role=role, scope=scope).filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from)
    )
    if other := (same.filter(valid_from__lt=valid_to) if valid_to else same).first():
        raise Refused(
            f"{person} exerce déjà cette fonction depuis le {long_date(other.valid_from, weekday=False)}. Mettez"
            " d’abord fin à cette nomination, ou changez les dates."
        )
    appointment = Appointment.objects.create(
        scope=scope,
        person=person,
        role=role,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
        act_reference=act_reference,
    )
    grant_appointment(appointment)
    record("appoint", appointment, by=by, after={"role": str(role), "from": str(valid_from), "to": str(valid_to or "")})
    return appointment


DELEGATED = (Role.DSI,)


@transaction.atomic
def delegate_appointment(
    appointment_id: UUID, person: Person, *, valid_from: date, valid_to: date, act_reference: str = "", by: User | None
) -> Appointment:
    """Give the rights of a DSI to another person between two dates, « par intérim »; the DSI keeps his own."""
    held = Appointment.objects.select_for_update(of=("self",)).select_related("scope", "person").get(pk=appointment_id)
    if held.role not in DELEGATED or held.interim_of_id is not None:
        raise Refused(
            "Impossible de confier cet intérim : seule la fonction de DSI se délègue ici, et un intérim ne se délègue"
            " pas à son tour."
        )
    if valid_from < clock.today():
        raise InvalidInput(
            {"valid_from": ["Un intérim ne commence pas dans le passé : les actes déjà faits ne le disent pas."]}
        )
    if valid_to <= valid_from:
        raise InvalidInput({"valid_to": ["La fin précède le début. Corrigez les dates."]})
    if by is not None and person.user_id == by.pk:
        raise Refused(
            "Impossible d’enregistrer cet intérim : nul ne se le confie lui-même. Demandez-le au DSI ou à un"
            " administrateur."
        )
    if valid_from < held.valid_from or (held.valid_to is not None and valid_to > held.valid_to):
        raise Refused("Impossible de confier l’intérim à ces dates : elles sortent de celles de la nomination du DSI.")
    if other := held.interims.filter(valid_from__lt=valid_to, valid_to__gt=valid_from).select_related("person").first():
        raise Refused(
            f"Impossible de confier l’intérim à {person} : {other.person} l’exerce du"
            f" {long_date(other.valid_from, weekday=False)} au {long_date(other.valid_to, weekday=False)} exclu."
            " Annulez d’abord cet intérim, ou changez les dates."
        )
    with constraints_as_refusals(Appointment):
        made = Appointment.objects.create(
            scope=held.scope,
            person=person,
            role=held.role,
            title=f"{held.title[:280]}, par intérim",
            interim_of=held,
            valid_from=valid_from,
            valid_to=valid_to,
            act_reference=act_reference,
        )
    grant_appointment(made)
    record(
        "delegate_appointment",
        made,
        by=by,
        after={"role": str(held.role), "from": str(valid_from), "to": str(valid_to)},
    )
    return made


@transaction.atomic
def cancel_delegation(appointment_id: UUID, *, reason: str, by: User | None) -> Appointment | None:
    """Take an interim back today: one under way ends, one to come is removed (None); the journal and the history keep
    both.
    """
    made = Appointment.objects.select_for_update(of=("self",)).select_related("person").get(pk=appointment_id)
    today = clock.today()
    if made.interim_of_id is None:
        raise Refused(f"{made.person} n’exerce pas cette fonction par intérim. Mettez fin à sa nomination à une date.")
    if made.valid_to is not None and made.valid_to <= today:
        raise Refused(f"Cet intérim a déjà pris fin le {long_date(made.valid_to, weekday=False)}.")
    if made.valid_from < today:
        return end_appointment(made.pk, on=today, reason=reason, by=by)
    end_grants(origin=appointment_origin(made), on=made.valid_from)
    record(
        "cancel_delegation",
        made,
        by=by,
        reason=reason,
        before={"from": str(made.valid_from), "to": str(made.valid_to or "")},
    )
    made.delete()
    return None


@transaction.atomic
def end_appointment(appointment_id: UUID, *, on: date, reason: str, by: User | None) -> Appointment:
    """End an appointment on a day, its first day without rights."""
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_id)
    if appointment.valid_to is not None and appointment.valid_to <= on:
        raise Refused(f"Cette nomination a déjà pris fin le {long_date(appointment.valid_to, weekday=False)}.")
    if on <= appointment.valid_from:
        raise Refused(
            f"Impossible de mettre fin à cette nomination le {long_date(on, weekday=False)} : elle commence le"
            f" {long_date(appointment.valid_from, weekday=False)}."
        )
    before = {"to": str(appointment.valid_to or "")}
    appointment.valid_to = on
    appointment.save(update_fields=["valid_to"])
    end_grants(origin=appointment_origin(appointment), on=on)
    for interim in appointment.interims.filter(valid_to__gt=on):
        # Nobody stands in for a function that is over.
        if interim.valid_from < on:
            end_appointment(interim.pk, on=on, reason=reason, by=by)
        else:
            end_grants(origin=appointment_origin(interim), on=interim.valid_from)
            record(
                "cancel_delegation",
                interim,
                by=by,
                reason=reason,
                before={"from": str(interim.valid_from), "to": str(interim.valid_to or "")},
            )
            interim.delete()
    record("end_appointment", appointment, by=by, reason=reason, before=before, after={"to": str(on)})
    return appointment

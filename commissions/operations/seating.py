"""Who sits: mandates between two dates, and the grants that follow them."""

from datetime import date

from django.db import transaction

from cmsic.accounts.enums import Role
from cmsic.accounts.models import Person, User
from cmsic.accounts.operations.granting import end_grants, grant_role
from cmsic.common.exceptions import Refused
from cmsic.common.typography import long_date
from cmsic.journal.record import record

from ..enums import HolderKind, SeatRole
from ..models import Mandate, Seat

ROLE_OF_SEAT = {
    SeatRole.PRESIDENT: Role.PRESIDENT,
    SeatRole.VICE_PRESIDENT: Role.MEMBER,
    SeatRole.RAPPORTEUR: Role.MEMBER,
    SeatRole.SECRETARY: Role.SECRETARY,
    SeatRole.MEMBER: Role.MEMBER,
    SeatRole.OBSERVER: Role.OBSERVER,
}


def mandate_origin(mandate: Mandate) -> str:
    return f"mandate:{mandate.pk}"


@transaction.atomic
def appoint_to_seat(
    seat_id: object, person: Person, *, valid_from: date, valid_to: date | None = None, kind: HolderKind = HolderKind.TITULAR, act_reference: str = "", by: User | None
) -> Mandate:
    """Seat a person between two dates and grant the role of the seat; raise Refused when somebody holds it then."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("commission").get(pk=seat_id)
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Impossible d’enregistrer le mandat : sa fin précède son début. Corrigez les dates.")
    clash = seat.mandates.filter(kind=kind).exclude(valid_to__lte=valid_from).select_related("person")
    if valid_to is not None:
        clash = clash.filter(valid_from__lt=valid_to)
    if other := clash.first():
        end = f"jusqu’au {long_date(other.valid_to, weekday=False)}" if other.valid_to else "sans date de fin"
        raise Refused(
            f"Impossible de nommer {person} à « {seat} » : ce siège est tenu par {other.person} depuis le {long_date(other.valid_from, weekday=False)}, {end}. "
            "Mettez d’abord fin à ce mandat, ou changez les dates."
        )
    mandate = Mandate.objects.create(scope_id=seat.scope_id, seat=seat, person=person, kind=kind, valid_from=valid_from, valid_to=valid_to, act_reference=act_reference)
    capacity = f"{seat.get_role_display()} de la commission {seat.commission.code} ({seat.label})"
    grant_role(person, ROLE_OF_SEAT[SeatRole(seat.role)], scope=seat.commission.scope, capacity=capacity, valid_from=valid_from, valid_to=valid_to, origin=mandate_origin(mandate), commission_id=seat.commission_id)
    record("appoint_to_seat", mandate, by=by, after={"seat": seat.label, "from": str(valid_from), "to": str(valid_to or "")}, commission=seat.commission_id)
    return mandate


@transaction.atomic
def end_mandate(mandate_id: object, *, on: date, reason: str, by: User | None) -> Mandate:
    """End a mandate on a day (its first day without rights); old documents keep the old name."""
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("seat", "person").get(pk=mandate_id)
    if on <= mandate.valid_from:
        raise Refused(f"Impossible de mettre fin au mandat le {long_date(on, weekday=False)} : il commence le {long_date(mandate.valid_from, weekday=False)}.")
    if mandate.valid_to is not None and mandate.valid_to <= on:
        raise Refused(f"Ce mandat a déjà pris fin le {long_date(mandate.valid_to, weekday=False)}.")
    before = {"to": str(mandate.valid_to or "")}
    mandate.valid_to = on
    mandate.version += 1
    mandate.save(update_fields=["valid_to", "version"])
    end_grants(origin=mandate_origin(mandate), on=on)
    record("end_mandate", mandate, by=by, reason=reason, before=before, after={"to": str(on)}, commission=mandate.seat.commission_id)
    return mandate

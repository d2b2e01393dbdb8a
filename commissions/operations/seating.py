"""Who sits: mandates between two dates, and the grants that follow them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.enums import Role
from foundation.accounts.models import Person, User
from foundation.accounts.operations.granting import end_grants, grant_role, reword_capacity
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.contractions import of
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.editing import edit
from foundation.journal.record import record
from ministries.models import Structure

from ..enums import HolderKind, SeatRole
from ..extensions import held_between, tell_composition
from ..models import Commission, Mandate, Seat
from ..models.seat import role_of
from ..rules import can_manage_commission

SEAT_FIELDS = ("label", "feminine_label", "role", "has_vote", "position", "structure", "article")
ROLE_OF_SEAT = {
    SeatRole.PRESIDENT: Role.PRESIDENT,
    SeatRole.VICE_PRESIDENT: Role.MEMBER,
    SeatRole.RAPPORTEUR: Role.MEMBER,
    SeatRole.SECRETARY: Role.SECRETARY,
    SeatRole.MEMBER: Role.MEMBER,
    SeatRole.OBSERVER: Role.OBSERVER,
}


def refuse_once_held(commission: Commission, act: str, *, since: date | None, until: date | None = None) -> None:
    """Raise Refused, naming them, when sessions were held with what this act would change from `since` on, and before
    `until`.
    """
    held = held_between(commission, since, until)
    if not held:
        return
    last = max(row.held_on for row in held)
    one = len(held) == 1
    sentence = (
        f"Impossible {act} : {'une session a été tenue' if one else f'{len(held)} sessions ont été tenues'} avec cette"
        f" composition, et {'son procès-verbal le dit' if one else 'leurs procès-verbaux le disent'}. Donnez une date"
        f" postérieure au {long_date(last, weekday=False)}."
    )
    named = [f"{row.label}, tenue le {long_date(row.held_on, weekday=False)}." for row in held]
    raise Refused(sentence, blockers=named)


def mandate_origin(mandate: Mandate) -> str:
    return f"mandate:{mandate.pk}"


def capacity_of(mandate: Mandate) -> str:
    """The words of the journal: « présidente de la commission MDGL (le ministre) »."""
    seat, quality = mandate.seat, mandate.quality
    held = {HolderKind.SUBSTITUTE: f", {quality}", HolderKind.INTERIM: f" {quality}"}.get(HolderKind(mandate.kind), "")
    return f"{role_of(seat, mandate.person)}{held} de la commission {seat.commission.code}{seat.precision}"


def grant_mandate(mandate: Mandate) -> None:
    """Write the grant of a mandate; nothing as long as the person has no account."""
    seat = mandate.seat
    grant_role(
        mandate.person,
        ROLE_OF_SEAT[SeatRole(seat.role)],
        scope=seat.commission.scope,
        capacity=capacity_of(mandate),
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        origin=mandate_origin(mandate),
        commission_id=seat.commission_id,
    )


def open_mandates(person: Person, *, by: User | None) -> None:
    """Give a new account the rights of the seats its person holds; refused to who keeps none of these commissions."""
    rows = (
        Mandate.objects.filter(person=person)
        .filter(Q(valid_to=None) | Q(valid_to__gt=clock.today()))
        .select_related("person", "seat__commission__scope")
    )
    for mandate in rows.order_by("valid_from", "pk"):
        if by is not None and not can_manage_commission(by, mandate.seat.commission):
            raise Refused(
                f"Impossible d’ouvrir ce compte vous-même : {person} siège à « {mandate.seat.commission} ». Demandez-le"
                " à son secrétaire ou à un administrateur."
            )
        grant_mandate(mandate)


@transaction.atomic
def appoint_to_seat(
    seat_id: UUID,
    person: Person,
    *,
    valid_from: date,
    valid_to: date | None = None,
    kind: HolderKind = HolderKind.TITULAR,
    act_reference: str = "",
    by: User | None,
) -> Mandate:
    """Seat a person between two dates and grant the role of the seat; raise Refused when somebody holds it then."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("commission__scope").get(pk=seat_id)
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Impossible d’enregistrer le mandat : sa fin précède son début. Corrigez les dates.")
    if by is not None and person.user_id == by.pk:
        raise Refused("Impossible d’enregistrer ce mandat : nul ne se nomme lui-même. Demandez-le à un administrateur.")
    _check_seat_lives(seat, valid_from)
    overlapping = Q(valid_to=None) | Q(valid_to__gt=valid_from)
    if valid_to is not None:
        overlapping &= Q(valid_from__lt=valid_to)
    if (
        other := seat.mandates.filter(overlapping, kind=kind)
        .select_related("person")
        .order_by("valid_from", "pk")
        .first()
    ):
        end = f"jusqu’au {long_date(other.valid_to, weekday=False)}" if other.valid_to else "sans date de fin"
        raise Refused(
            f"Impossible de nommer {person} à « {seat} » : ce siège est tenu par {other.person} depuis le"
            f" {long_date(other.valid_from, weekday=False)}, {end}. Mettez d’abord fin à ce mandat, ou changez les"
            " dates."
        )
    _check_one_seat(seat, person, kind, overlapping)
    refuse_once_held(seat.commission, f"de nommer {person} à « {seat} »", since=valid_from, until=valid_to)
    with constraints_as_refusals(Mandate):
        mandate = Mandate.objects.create(
            scope_id=seat.scope_id,
            seat=seat,
            person=person,
            kind=kind,
            valid_from=valid_from,
            valid_to=valid_to,
            act_reference=act_reference,
        )
    grant_mandate(mandate)
    record(
        "appoint_to_seat",
        mandate,
        by=by,
        after={"seat": seat.label, "kind": str(kind), "from": str(valid_from), "to": str(valid_to or "")},
        commission=seat.commission_id,
    )
    tell_composition(seat.commission, by=by)
    return mandate


def seat_person(person_id: UUID, seat: Seat, *, by: User, **mandate: Any) -> Mandate:
    """The same act from the page of the person."""
    return appoint_to_seat(seat.pk, Person.objects.get(pk=person_id), **mandate, by=by)


def _check_seat_lives(seat: Seat, day: date) -> None:
    if seat.commission.closed_on is not None:
        raise Refused(
            f"Impossible de nommer à « {seat} » : la commission est dissoute depuis le"
            f" {long_date(seat.commission.closed_on, weekday=False)}."
        )
    if seat.valid_to is not None and seat.valid_to <= day:
        raise Refused(
            f"Impossible de nommer à « {seat} » : ce siège est supprimé depuis le"
            f" {long_date(seat.valid_to, weekday=False)}."
        )
    if seat.valid_from is not None and day < seat.valid_from:
        raise Refused(
            f"Impossible de nommer à « {seat} » avant le {long_date(seat.valid_from, weekday=False)} : ce siège"
            " n’existe pas encore."
        )


def _check_one_seat(seat: Seat, person: Person, kind: str, overlapping: Q) -> None:
    """A person holds one voting seat of a commission at most, and is not his own substitute."""
    others = Mandate.objects.filter(overlapping, person=person, seat__commission_id=seat.commission_id).select_related(
        "seat"
    )
    here = others.filter(seat=seat)
    # Whoever is already the substitute of a seat is the first one thinks of for its interim.
    beside = {HolderKind.INTERIM: HolderKind.SUBSTITUTE, HolderKind.SUBSTITUTE: HolderKind.INTERIM}.get(
        HolderKind(kind), ""
    )
    if same := here.exclude(kind=beside).first():
        raise Refused(
            f"Impossible de nommer {person} {HolderKind(kind).label} de « {seat} » : il ou elle y est déjà"
            f" {HolderKind(same.kind).label}."
        )
    holding = (HolderKind.TITULAR, HolderKind.INTERIM)
    if (
        kind in holding
        and seat.has_vote
        and (double := others.filter(kind__in=holding, seat__has_vote=True).exclude(seat=seat).first())
    ):
        raise Refused(
            f"Impossible de nommer {person} à « {seat} » : il ou elle tient déjà « {double.seat} », et une personne n’a"
            " qu’une voix. Mettez d’abord fin à ce mandat."
        )


def delegate_seat(
    seat_id: UUID, person: Person, *, valid_from: date, valid_to: date, act_reference: str = "", by: User | None
) -> Mandate:
    """Give the rights of a seat to another person between two dates, « par intérim »; its titular, if any, keeps his
    mandate.
    """
    if valid_from < clock.today():
        raise InvalidInput(
            {"valid_from": ["Un intérim ne commence pas dans le passé : les papiers déjà établis ne le disent pas."]}
        )
    return appoint_to_seat(
        seat_id,
        person,
        valid_from=valid_from,
        valid_to=valid_to,
        kind=HolderKind.INTERIM,
        act_reference=act_reference,
        by=by,
    )


@transaction.atomic
def cancel_interim(mandate_id: UUID, *, reason: str, by: User | None) -> Mandate | None:
    """Take an interim back today: one under way ends, one to come is removed (None); the journal and the history keep
    both.
    """
    mandate = (
        Mandate.objects.select_for_update(of=("self",)).select_related("seat__commission", "person").get(pk=mandate_id)
    )
    today = clock.today()
    if mandate.kind != HolderKind.INTERIM:
        raise Refused(f"{mandate.person} ne tient pas ce siège par intérim. Mettez fin à son mandat à une date.")
    if mandate.valid_to is not None and mandate.valid_to <= today:
        raise Refused(f"Cet intérim a déjà pris fin le {long_date(mandate.valid_to, weekday=False)}.")
    if mandate.valid_from < today:
        return finish_mandate(mandate, on=today, reason=reason, by=by)
    refuse_once_held(
        mandate.seat.commission, "de retirer cet intérim", since=mandate.valid_from, until=mandate.valid_to
    )
    end_grants(origin=mandate_origin(mandate), on=mandate.valid_from)
    record(
        "cancel_interim",
        mandate,
        by=by,
        reason=reason,
        before={"seat": mandate.seat.label, "from": str(mandate.valid_from), "to": str(mandate.valid_to or "")},
        commission=mandate.seat.commission_id,
    )
    mandate.delete()
    tell_composition(mandate.seat.commission, by=by)
    return None


@transaction.atomic
def end_mandate(mandate_id: UUID, *, on: date, reason: str, by: User | None) -> Mandate:
    """End a mandate on a day (its first day without rights); old documents keep the old name."""
    mandate = (
        Mandate.objects.select_for_update(of=("self",)).select_related("seat__commission", "person").get(pk=mandate_id)
    )
    if mandate.seat.role == SeatRole.SECRETARY and by is not None and mandate.person.user_id == by.pk:
        raise Refused(
            "Impossible de mettre fin à votre propre mandat de secrétaire : la commission n’aurait plus personne pour"
            " la tenir. Demandez-le à un administrateur."
        )
    if on <= mandate.valid_from:
        raise Refused(
            f"Impossible de mettre fin au mandat le {long_date(on, weekday=False)} : il commence le"
            f" {long_date(mandate.valid_from, weekday=False)}."
        )
    if mandate.valid_to is not None and mandate.valid_to <= on:
        raise Refused(f"Ce mandat a déjà pris fin le {long_date(mandate.valid_to, weekday=False)}.")
    return finish_mandate(mandate, on=on, reason=reason, by=by)


def finish_mandate(mandate: Mandate, *, on: date, reason: str, by: User | None) -> Mandate:
    """Write the end of a mandate already locked and checked, and of the rights that follow it."""
    commission = mandate.seat.commission
    refuse_once_held(commission, "de mettre fin à ce mandat", since=on, until=mandate.valid_to)
    before = {"to": str(mandate.valid_to or "")}
    mandate.valid_to = on
    mandate.version += 1
    mandate.save(update_fields=["valid_to", "version"])
    end_grants(origin=mandate_origin(mandate), on=on)
    record(
        "end_mandate",
        mandate,
        by=by,
        reason=reason,
        before=before,
        after={"to": str(on)},
        commission=mandate.seat.commission_id,
    )
    tell_composition(commission, by=by)
    return mandate


def _check_structure(structure: Structure | None, commission: Commission) -> None:
    if structure is not None and structure.scope_id != commission.scope_id:
        raise InvalidInput(
            {
                "structure": [
                    "Cette structure appartient à une autre institution. Choisissez-en une de celle de la commission."
                ]
            }
        )


@transaction.atomic
def add_seat(
    commission_id: UUID,
    *,
    label: str,
    role: SeatRole,
    has_vote: bool,
    position: int,
    structure: Structure | None = None,
    article: str = "",
    feminine_label: str = "",
    valid_from: date | None = None,
    by: User | None,
) -> Seat:
    """Add a seat to the composition; who holds it is another act."""
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission_id)
    if commission.closed_on is not None:
        raise Refused(
            "Impossible d’ajouter un siège : la commission est dissoute depuis le"
            f" {long_date(commission.closed_on, weekday=False)}."
        )
    _check_structure(structure, commission)
    _check_only_president(commission, role, valid_from)
    refuse_once_held(commission, "d’ajouter ce siège", since=valid_from)
    with constraints_as_refusals(Seat):
        seat = Seat.objects.create(
            scope_id=commission.scope_id,
            commission=commission,
            label=label,
            feminine_label=feminine_label,
            role=role,
            has_vote=has_vote,
            position=position,
            structure=structure,
            article=article,
            valid_from=valid_from,
        )
    record(
        "add_seat",
        seat,
        by=by,
        after={
            "label": label,
            "role": str(role),
            "has_vote": has_vote,
            "article": article,
            "from": str(valid_from or ""),
        },
    )
    tell_composition(commission, by=by)
    return seat


def _check_only_president(commission: Commission, role: str, day: date | None, *, but: Seat | None = None) -> None:
    if role != SeatRole.PRESIDENT:
        return
    others = commission.seats.filter(role=SeatRole.PRESIDENT).filter(
        Q(valid_to=None) | Q(valid_to__gt=day or clock.today())
    )
    if other := (others.exclude(pk=but.pk) if but else others).first():
        raise Refused(
            f"Impossible d’ajouter un siège de président : « {other} » l’est déjà. Supprimez d’abord ce siège, ou"
            " donnez un autre rôle."
        )


@transaction.atomic
def edit_seat(seat_id: UUID, *, base_version: int | None, by: User | None, **typed: Any) -> Seat:
    """Correct a seat; `typed` holds fields of SEAT_FIELDS, what is left out stays.

    Its role and its vote do not change under a holder: another seat is then added, and the past stays true.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("commission", "structure").get(pk=seat_id)
    values = {name: typed.get(name, getattr(seat, name)) for name in SEAT_FIELDS}
    role, has_vote = values["role"], values["has_vote"]
    seat.check_version(base_version, values)
    _check_structure(values["structure"], seat.commission)
    if (seat.role, seat.has_vote) != (role, has_vote):
        if seat.mandates.exists():
            raise Refused(
                f"Impossible de changer le rôle ou la voix de « {seat} » : il est ou a été tenu. Supprimez ce siège à"
                " la date du nouvel acte et ajoutez-en un autre."
            )
        _check_only_president(seat.commission, role, seat.valid_from, but=seat)
    is_reworded = seat.label != values["label"]
    edit(seat, values, base_version=None, act="edit_seat", by=by)
    if is_reworded:
        for mandate in seat.mandates.select_related("person"):
            reword_capacity(origin=mandate_origin(mandate), capacity=capacity_of(mandate))
    tell_composition(seat.commission, by=by)
    return seat


@transaction.atomic
def suppress_seat(seat_id: UUID, *, on: date, reason: str, by: User | None) -> Seat:
    """Take a seat out of the composition from a day on; refused while somebody holds it then."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("commission").get(pk=seat_id)
    if seat.valid_to is not None:
        raise Refused(f"« {seat} » est déjà supprimé depuis le {long_date(seat.valid_to, weekday=False)}.")
    if seat.valid_from is not None and on <= seat.valid_from:
        raise Refused(
            f"Impossible de supprimer « {seat} » le {long_date(on, weekday=False)} : il existe depuis le"
            f" {long_date(seat.valid_from, weekday=False)}."
        )
    holders = (
        seat.mandates.filter(Q(valid_to=None) | Q(valid_to__gt=on))
        .select_related("person")
        .order_by("valid_from", "pk")
    )
    if names := [f"{holder.person} ({HolderKind(holder.kind).label})" for holder in holders]:
        raise Refused(
            f"Impossible de supprimer « {seat} » : ce siège est tenu à cette date. Mettez d’abord fin au mandat.",
            blockers=[f"Mandat {of(name)}." for name in names],
        )
    refuse_once_held(seat.commission, f"de supprimer « {seat} »", since=on)
    seat.valid_to, seat.version = on, seat.version + 1
    seat.save(update_fields=["valid_to", "version"])
    record("suppress_seat", seat, by=by, reason=reason, after={"to": str(on)})
    tell_composition(seat.commission, by=by)
    return seat

"""The members of a commission from a table that somebody typed elsewhere: tried first, then written as a whole or not
at all.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from foundation.accounts.enums import Honorific
from foundation.accounts.models import Person, User
from foundation.common.contractions import of
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.tables import Column, Row, folded, read_table
from foundation.common.typography import capitalize_first
from foundation.journal.record import record
from foundation.people.operations import create_person, invite

from ..enums import HolderKind, SeatRole
from ..extensions import held_between
from ..models import Commission, Mandate, Seat
from .seating import add_seat, appoint_to_seat

MOST_LINES = 300
COLUMNS = (
    Column("seat", "siège", is_required=True),
    Column("role", "rôle"),
    Column("vote", "voix", aliases=("voix délibérative",)),
    Column("kind", "qualité"),
    Column("honorific", "civilité"),
    Column(
        "name", "prénom et nom", aliases=("nom", "nom et prénom", "nom et prénoms", "prénoms et nom"), is_required=True
    ),
    Column("function", "fonction"),
    Column("email", "courriel", aliases=("mail", "email", "e-mail", "adresse électronique"), is_address=True),
    Column("phone", "téléphone", aliases=("tel",)),
)
HEADER = tuple(column.label for column in COLUMNS)
LENGTHS = {"seat": 300, "name": 200, "function": 300, "phone": 30, "email": 254}
CALLED = {
    "seat": "le siège",
    "name": "le nom",
    "function": "la fonction",
    "phone": "le téléphone",
    "email": "l’adresse",
}
ROLES = {
    "president": SeatRole.PRESIDENT,
    "vice-president": SeatRole.VICE_PRESIDENT,
    "vice president": SeatRole.VICE_PRESIDENT,
    "rapporteur": SeatRole.RAPPORTEUR,
    "secretaire": SeatRole.SECRETARY,
    "membre": SeatRole.MEMBER,
    "": SeatRole.MEMBER,
    "observateur": SeatRole.OBSERVER,
}
KINDS = {
    "titulaire": HolderKind.TITULAR,
    "": HolderKind.TITULAR,
    "suppleant": HolderKind.SUBSTITUTE,
    "suppleante": HolderKind.SUBSTITUTE,
}
HONORIFICS = {
    "": "",
    "m": Honorific.MONSIEUR,
    "mr": Honorific.MONSIEUR,
    "monsieur": Honorific.MONSIEUR,
    "mme": Honorific.MADAME,
    "madame": Honorific.MADAME,
    "mlle": Honorific.MADAME,
}
VOTES = {"oui": True, "o": True, "1": True, "x": True, "non": False, "n": False, "0": False}
UNVOTING = (SeatRole.SECRETARY, SeatRole.OBSERVER)


@dataclass
class Outcome:
    """What becomes of one line."""

    line: int
    seat: str
    kind: str
    name: str
    email: str
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def rows_of(sent: BinaryIO | bytes | str, *, name: str = "pasted") -> list[Row]:
    """The lines of the table, sent or pasted; raise InvalidInput when it cannot be read as one."""
    rows = list(read_table(sent, columns=COLUMNS, most_rows=MOST_LINES, name=name).rows)
    if not rows:
        raise InvalidInput({name: ["Le tableau n’a que sa première ligne : ajoutez une ligne par membre."]})
    return rows


class _Undone(Exception):
    pass


def preview_members(
    commission_id: UUID, rows: list[Row], *, valid_from: date, act_reference: str, create_seats: bool, by: User | None
) -> list[Outcome]:
    """Do all that `import_members` would do, say line by line what came of it, and take everything back."""
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic():
            outcomes = _write(
                commission_id,
                rows,
                valid_from=valid_from,
                act_reference=act_reference,
                create_seats=create_seats,
                by=by,
            )
            raise _Undone
    except _Undone:
        return outcomes


@transaction.atomic
def import_members(
    commission_id: UUID, rows: list[Row], *, valid_from: date, act_reference: str, create_seats: bool, by: User | None
) -> list[Outcome]:
    """Seat all the members of a table; one line refused, nothing is written.

    Each seat, person and mandate comes by its own operation.
    """
    outcomes = _write(
        commission_id, rows, valid_from=valid_from, act_reference=act_reference, create_seats=create_seats, by=by
    )
    if blockers := [f"Ligne {outcome.line} : {sentence}" for outcome in outcomes for sentence in outcome.errors]:
        raise Refused(
            "Impossible d’enregistrer ces membres : des lignes sont refusées, aucune n’est écrite. Corrigez-les, puis"
            " recommencez.",
            blockers=blockers,
        )
    record(
        "import_members",
        Commission.objects.get(pk=commission_id),
        by=by,
        after={"lines": len(outcomes), "from": str(valid_from), "act": act_reference},
    )
    return outcomes


def _write(
    commission_id: UUID, rows: list[Row], *, valid_from: date, act_reference: str, create_seats: bool, by: User | None
) -> list[Outcome]:
    commission = Commission.objects.select_for_update(of=("self",)).select_related("scope").get(pk=commission_id)
    seats = {folded(seat.label): seat for seat in commission.seats.in_force(valid_from).in_protocol_order()}
    twice = {
        name for name in (folded(row.values.get("name", "")) for row in rows if not row.values.get("email")) if name
    }
    # A session already held was held without the seats made here.
    created_from = valid_from if create_seats and held_between(commission, None, None) else None
    seen: dict[str, int] = {}
    outcomes = []
    for row in rows:
        values = row.values
        outcome = Outcome(
            row.line, values.get("seat", ""), values.get("kind", ""), values.get("name", ""), values.get("email", "")
        )
        name = folded(outcome.name)
        if name in seen and name in twice:
            outcome.errors.append(
                f"Le nom « {outcome.name} » est déjà à la ligne {seen[name]} : donnez l’adresse de chacun, pour qu’on"
                " sache si c’est la même personne."
            )
        seen.setdefault(name, row.line)
        if not outcome.errors:
            try:
                with transaction.atomic():
                    _seat_one(
                        commission,
                        seats,
                        values,
                        outcome,
                        valid_from=valid_from,
                        act_reference=act_reference,
                        create_seats=create_seats,
                        created_from=created_from,
                        by=by,
                    )
                    if outcome.errors:
                        raise _Undone
            except _Undone:
                pass
            except InvalidInput as refusal:
                outcome.errors += [sentence for sentences in refusal.errors.values() for sentence in sentences]
            except Refused as refusal:
                outcome.errors.append(refusal.message)
        outcomes.append(outcome)
    return outcomes


def _seat_one(
    commission: Commission,
    seats: dict[str, Seat],
    values: dict[str, str],
    outcome: Outcome,
    *,
    valid_from: date,
    act_reference: str,
    create_seats: bool,
    created_from: date | None,
    by: User | None,
) -> None:
    kind = _chosen(KINDS, values.get("kind", ""), "la qualité", "titulaire ou suppléant", outcome)
    role = _chosen(
        ROLES,
        values.get("role", ""),
        "le rôle",
        "président, vice-président, rapporteur, secrétaire, membre ou observateur",
        outcome,
    )
    honorific = _chosen(HONORIFICS, values.get("honorific", ""), "la civilité", "M. ou Mme", outcome)
    if not values.get("seat"):
        outcome.errors.append("Le siège manque : écrivez la fonction telle que l’acte la nomme.")
    if not values.get("name"):
        outcome.errors.append("Le nom manque.")
    for name, most in LENGTHS.items():
        if len(values.get(name, "")) > most:
            outcome.errors.append(f"{capitalize_first(CALLED[name])} dépasse {most} caractères.")
    if email := values.get("email", ""):
        try:
            validate_email(email)
        except ValidationError:
            outcome.errors.append(f"L’adresse « {email} » n’est pas une adresse électronique.")
    if outcome.errors or kind is None or role is None or honorific is None:
        return
    seat = seats.get(folded(values["seat"]))
    made = None
    if seat is None:
        if not create_seats:
            outcome.errors.append(
                f"Aucun siège ne s’appelle « {values['seat']} » : corrigez le nom, ajoutez le siège, ou cochez « Créer"
                " les sièges absents »."
            )
            return
        vote = _chosen(VOTES | {"": role not in UNVOTING}, values.get("vote", ""), "la voix", "oui ou non", outcome)
        if vote is None:
            return
        last = max((each.position for each in seats.values()), default=0)
        seat = made = add_seat(
            commission.pk,
            label=values["seat"],
            role=SeatRole(role),
            has_vote=bool(vote),
            position=last + 1,
            valid_from=created_from,
            by=by,
        )
        outcome.notes.append("siège créé")
    person = _person(commission, values, str(honorific), outcome, by=by)
    if person is None:
        return
    outcome.kind = HolderKind(kind).label
    appoint_to_seat(seat.pk, person, valid_from=valid_from, kind=HolderKind(kind), act_reference=act_reference, by=by)
    if made is not None:
        seats[folded(made.label)] = made


def _chosen(choices: dict, typed: str, what: str, expected: str, outcome: Outcome):
    """The value typed, None (and a sentence) when it is none of those expected."""
    if (key := folded(typed)) in choices:
        return choices[key]
    outcome.errors.append(
        f"« {typed} » n’est pas {what} attendue : {expected}."
        if what.startswith("la")
        else f"« {typed} » n’est pas {what} attendu : {expected}."
    )
    return None


def _person(
    commission: Commission, values: dict[str, str], honorific: str, outcome: Outcome, *, by: User | None
) -> Person | None:
    """The person of that address; else the only one of that name without address; else a new one."""
    known = Person.objects.filter(scope=commission.scope)
    email, name = values.get("email", ""), values["name"]
    if email and (person := known.filter(email__iexact=email).first()):
        if folded(person.full_name) != folded(name):
            outcome.errors.append(
                f"L’adresse {email} est celle {of(person.full_name)}, et non {of(name)}. Corrigez le nom ou l’adresse."
            )
            return None
        outcome.notes.append("personne déjà connue")
        return person
    same = [person for person in known if folded(person.full_name) == folded(name)]
    if same and not email:
        if len(same) == 1 and not same[0].email:
            outcome.notes.append("personne déjà connue")
            return same[0]
        outcome.errors.append(
            f"{name} existe déjà parmi les personnes de l’institution : donnez son adresse pour la désigner, ou une"
            " autre si c’est un homonyme."
        )
        return None
    outcome.notes.append("homonyme d’une personne connue : nouvelle personne" if same else "nouvelle personne")
    if not email:
        outcome.notes.append("sans adresse : ne pourra pas être invité")
    return create_person(
        scope=commission.scope,
        full_name=name,
        honorific=honorific,
        function=values.get("function", ""),
        email=email,
        phone=values.get("phone", ""),
        by=by,
    )


@dataclass(frozen=True)
class Invited:
    sent: int
    refusals: list[str]


def to_invite(commission: Commission, day: date) -> list[Person]:
    """Who holds a seat that day, has an address and no account."""
    holders = Mandate.objects.in_force(day).filter(seat__commission=commission).values("person")
    return list(Person.objects.filter(pk__in=holders, user=None).exclude(email="").order_by("full_name", "pk"))


@transaction.atomic
def invite_members(commission_id: UUID, *, on: date, by: User | None) -> Invited:
    """Open an account to every member who has none and an address, and send the links; one refused stops
    nobody else.
    """
    commission = Commission.objects.get(pk=commission_id)
    people = to_invite(commission, on)
    if not people:
        raise Refused(
            "Il n’y a personne à inviter : chaque membre a déjà un compte, ou n’a pas d’adresse. Complétez les fiches"
            " des personnes."
        )
    refusals = []
    for person in people:
        try:
            with transaction.atomic():
                invite(person.pk, by=by)
        except Refused as refusal:
            refusals.append(f"{person} : {refusal.message}")
    return Invited(len(people) - len(refusals), refusals)

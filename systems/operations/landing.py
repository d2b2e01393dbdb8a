"""Note that a platform moved, prove that it landed, verify it with its three proofs; take that back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.common.typography import short_date
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record

from ..enums import TO_MOVE, Choice, LandingAct, ProofKind
from ..models import Landing, LandingProof


@dataclass(frozen=True)
class Moved:
    moved_on: date = fact("migrée le", help_text="Ou arrêtée ce jour, si tel est le choix.")


@dataclass(frozen=True)
class Proof:
    kind: ProofKind = fact("preuve")
    proved_on: date = fact("constatée le")
    note: str = fact("ce qui a été constaté", max_length=500, default="")


def _locked(landing_id: UUID) -> Landing:
    return Landing.objects.select_for_update(of=("self",)).select_related("platform").get(pk=landing_id)


def missing_of(landing: Landing) -> list[ProofKind]:
    """The proofs that it still lacks (1 query): one of before the migration proves nothing of it."""
    given = set(landing.proofs.filter(proved_on__gte=landing.moved_on).values_list("kind", flat=True))
    return [kind for kind in ProofKind if kind not in given]


def next_proof(landing: Landing) -> dict[str, Any]:
    """What the form of a proof begins with: the first that is missing, seen today."""
    missing = missing_of(landing) if landing.moved_on else []
    return {"proved_on": clock.today(), **({"kind": missing[0]} if missing else {})}


@transaction.atomic
def move_platform(landing_id: UUID, *, moved_on: date, by: User | None) -> Landing:
    """Note the day it moved, or was stopped; not one to come, and once."""
    row = _locked(landing_id)
    if row.choice == Choice.RETAIN:
        raise Refused("Impossible de noter une migration : le choix est de garder la plateforme où elle est.")
    if row.moved_on is not None:
        raise Refused(f"Impossible de noter la migration : elle l’est déjà, au {short_date(row.moved_on)}.")
    if moved_on > clock.today():
        raise InvalidInput({"moved_on": ["Ce jour n’est pas venu : notez la migration quand elle est faite."]})
    row.moved_on = moved_on
    _save(row, "moved_on")
    record(LandingAct.MOVE, row, by=by, after={"moved_on": str(moved_on)})
    return _as_shown(row)


def prove_landing(
    landing_id: UUID, *, kind: ProofKind, proved_on: date, note: str, upload: UploadedFile, by: User | None
) -> Landing:
    """Give one of the three proofs, with its day and its document; it takes the place of a former one of its kind."""
    row = Landing.objects.get(pk=landing_id)
    _check_proof(row, proved_on)
    stored = receive_upload(upload, by=by, scope=row.scope_id)
    with transaction.atomic():
        row = _locked(landing_id)
        _check_proof(row, proved_on)  # it may have been reopened, or verified, while the file came in
        stored.transmitted_at = clock.now()  # the ASIN reads what proves
        stored.save(update_fields=["transmitted_at"])
        given = LandingProof.objects.filter(landing=row, kind=kind).first() or LandingProof(landing=row, kind=kind)
        given.scope_id, given.proved_on, given.note, given.file = row.scope_id, proved_on, note, stored
        given.by_name = str(by) if by is not None else ""
        given.save()
        said = {"kind": ProofKind(kind).label, "proved_on": str(proved_on), "file": stored.name}
        record(LandingAct.PROVE, row, by=by, after=said)
    return _as_shown(row)


def _check_proof(row: Landing, proved_on: date) -> None:
    if row.choice not in TO_MOVE:
        raise Refused("Impossible de verser une preuve : cette plateforme ne va pas au cloud national.")
    if row.moved_on is None:
        raise Refused("Impossible de verser une preuve : notez d’abord la migration.")
    if row.verified_on is not None:
        raise Refused("Impossible de changer une preuve : la migration est vérifiée. Rouvrez-la d’abord.")
    if proved_on < row.moved_on:
        said = f"La migration est notée au {short_date(row.moved_on)} : une preuve est d’après ce jour."
        raise InvalidInput({"proved_on": [said]})
    if proved_on > clock.today():
        raise InvalidInput({"proved_on": ["Ce jour n’est pas venu : une preuve a déjà sa date."]})


@transaction.atomic
def verify_landing(landing_id: UUID, *, by: User | None) -> Landing:
    """Say that it landed; Refused with the proofs that it lacks."""
    row = _locked(landing_id)
    if row.verified_on is not None:
        raise Refused(f"Impossible de vérifier la migration : elle l’est depuis le {short_date(row.verified_on)}.")
    if row.choice not in TO_MOVE or row.moved_on is None:
        raise Refused("Impossible de vérifier la migration : elle n’est pas notée comme faite.")
    if missing := missing_of(row):
        lacking = " ; ".join(kind.label for kind in missing)
        raise Refused(f"Impossible de vérifier la migration, il manque la preuve que : {lacking}. Versez-la.")
    row.verified_on = clock.today()
    _save(row, "verified_on")
    record(LandingAct.VERIFY, row, by=by, after={"verified_on": str(row.verified_on)})
    return _as_shown(row)


@transaction.atomic
def reopen_landing(landing_id: UUID, *, reason: str, by: User | None) -> Landing:
    """It was not verified after all, or had not moved: the last step is taken back, its proofs stay."""
    row = _locked(landing_id)
    name = "verified_on" if row.verified_on is not None else "moved_on"
    before = getattr(row, name)
    if before is None:
        raise Refused("Impossible de rouvrir : ni migration ni vérification n’est notée.")
    setattr(row, name, None)
    _save(row, name)
    record(LandingAct.REOPEN, row, by=by, reason=reason, before={name: str(before)})
    return _as_shown(row)


def _save(row: Landing, name: str) -> None:
    row.version += 1
    row.save(update_fields=[name, "version"])


def _as_shown(row: Landing) -> Landing:
    """The row again, with the state it is in."""
    return Landing.objects.with_state(clock.today()).select_related("platform__ministry").get(pk=row.pk)

"""Ministries begin, change their name and follow one another; what they were stays readable."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Scope, User
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import Refused
from foundation.common.typography import long_date
from foundation.journal.record import record

from ..enums import Precision
from ..extensions import left_behind
from ..models import LegalText, Ministry, MinistryName, MinistrySuccession
from ..queries import left_behind_below


@transaction.atomic
def create_ministry(
    *,
    name: str,
    acronym: str = "",
    valid_from: date | None,
    valid_from_precision: Precision = Precision.DAY,
    legal_text: LegalText | None = None,
    source: str = "",
    is_fictitious: bool = False,
    by: User | None,
) -> Ministry:
    """Open a ministry with its scope and its first name."""
    if Ministry.objects.filter(name__iexact=name, valid_to=None).exists():
        raise Refused(
            f"Impossible de créer ce ministère : « {name} » existe déjà. Ouvrez sa fiche, ou donnez l’intitulé exact du"
            " décret."
        )
    scope = Scope.objects.create(kind=ScopeKind.MINISTRY, label=name[:300])
    ministry = Ministry.objects.create(
        scope=scope,
        name=name,
        acronym=acronym,
        valid_from=valid_from,
        valid_from_precision=valid_from_precision,
        source=source,
        is_fictitious=is_fictitious,
    )
    MinistryName.objects.create(
        ministry=ministry, name=name, acronym=acronym, valid_from=valid_from, legal_text=legal_text
    )
    record("create_ministry", ministry, by=by, after={"name": name, "acronym": acronym, "from": str(valid_from or "")})
    return ministry


@transaction.atomic
def rename_ministry(
    ministry_id: UUID,
    *,
    name: str,
    acronym: str = "",
    on: date,
    legal_text: LegalText | None = None,
    reason: str = "",
    base_version: int | None = None,
    by: User | None,
) -> Ministry:
    """Give a ministry a new name from a day on; the name it had until then is kept and shown for earlier dates."""
    ministry = Ministry.objects.select_for_update(of=("self",)).select_related("scope").get(pk=ministry_id)
    ministry.check_version(base_version, {"name": name, "acronym": acronym})
    if ministry.valid_to is not None:
        raise Refused(
            "Impossible de renommer ce ministère : il n’existe plus depuis le"
            f" {long_date(ministry.valid_to, weekday=False)}. Renommez son successeur."
        )
    if on > clock.today():
        raise Refused(
            "Impossible d’enregistrer un nom à l’avance : la fiche montre le nom d’aujourd’hui. Revenez le jour où le"
            " décret prend effet."
        )
    if (name, acronym) == (ministry.name, ministry.acronym):
        raise Refused(
            "Impossible d’enregistrer ce changement : le nom et le sigle sont ceux que le ministère porte déjà."
        )
    current = ministry.names.filter(valid_to=None).order_by("-valid_from", "pk").first()
    if current is not None and current.valid_from is not None and on <= current.valid_from:
        raise Refused(
            f"Impossible de renommer ce ministère le {long_date(on, weekday=False)} : il porte son nom actuel depuis le"
            f" {long_date(current.valid_from, weekday=False)}. Donnez une date plus récente."
        )
    if ministry.valid_from is not None and on <= ministry.valid_from:
        raise Refused(
            "Impossible de renommer ce ministère avant sa création, le"
            f" {long_date(ministry.valid_from, weekday=False)}."
        )
    before = {"name": ministry.name, "acronym": ministry.acronym}
    if current is None:
        MinistryName.objects.create(
            ministry=ministry, name=ministry.name, acronym=ministry.acronym, valid_from=ministry.valid_from, valid_to=on
        )
    else:
        current.valid_to = on
        current.save(update_fields=["valid_to"])
    with constraints_as_refusals(MinistryName):
        MinistryName.objects.create(ministry=ministry, name=name, acronym=acronym, valid_from=on, legal_text=legal_text)
    ministry.name, ministry.acronym, ministry.version = name, acronym, ministry.version + 1
    ministry.save(update_fields=["name", "acronym", "version"])
    ministry.scope.label = name[:300]
    ministry.scope.save(update_fields=["label"])
    record(
        "rename_ministry",
        ministry,
        by=by,
        reason=reason,
        before=before,
        after={"name": name, "acronym": acronym, "from": str(on)},
    )
    return ministry


@dataclass(frozen=True)
class SuccessionOutcome:
    succession: MinistrySuccession
    left_behind: list[str]  # what is still attached to the predecessor: nothing was moved

    @property
    def sentence(self) -> str:
        if not self.left_behind:
            return "La succession est enregistrée. Plus rien n’est rattaché au prédécesseur."
        return (
            "La succession est enregistrée. Rien n’a été transféré : restent rattachés au prédécesseur"
            f" {', '.join(self.left_behind)}. Reprenez-les un à un."
        )


@transaction.atomic
def succeed_ministry(
    predecessor_id: UUID,
    successor: Ministry,
    *,
    on: date,
    note: str = "",
    source: str = "",
    ends_predecessor: bool = True,
    by: User | None,
) -> SuccessionOutcome:
    """Record that a ministry follows another one; transfer nothing, and say what stays behind.

    A ministry may be split (several successors) or merged (several predecessors): one call for each pair. The
    predecessor ends on that day unless it goes on without a part of its field.
    """
    locked = {
        row.pk: row
        for row in (
            Ministry.objects.select_for_update(of=("self",))
            .filter(pk__in=[predecessor_id, successor.pk])
            .order_by("pk")
        )
    }
    predecessor, successor = locked[predecessor_id], locked[successor.pk]
    _check_succession(predecessor, successor, on)
    with constraints_as_refusals(MinistrySuccession):
        succession = MinistrySuccession.objects.create(
            predecessor=predecessor, successor=successor, on=on, note=note, source=source
        )
    if ends_predecessor and predecessor.valid_to is None:
        predecessor.valid_to, predecessor.valid_to_precision, predecessor.version = (
            on,
            Precision.DAY,
            predecessor.version + 1,
        )
        with constraints_as_refusals(Ministry):
            predecessor.save(update_fields=["valid_to", "valid_to_precision", "version"])
        # The last name ends with the ministry; a name dated later would have refused the act above.
        predecessor.names.filter(Q(valid_from=None) | Q(valid_from__lt=on), valid_to=None).update(valid_to=on)
    after = {"predecessor": predecessor.name, "successor": successor.name, "on": str(on)}
    for side in (predecessor, successor):
        record("succeed_ministry", side, by=by, reason=note, after=after)
    last_day = on - timedelta(days=1)
    remains = left_behind_below(predecessor, max(last_day, predecessor.valid_from or last_day)) + [
        line for ask in left_behind for line in ask(predecessor)
    ]
    return SuccessionOutcome(succession, remains)


def _check_succession(predecessor: Ministry, successor: Ministry, on: date) -> None:
    if predecessor.pk == successor.pk:
        raise Refused(
            "Impossible d’enregistrer la succession : un ministère ne se succède pas à lui-même. S’il change de nom,"
            " renommez-le."
        )
    if MinistrySuccession.objects.filter(predecessor=predecessor, successor=successor).exists():
        raise Refused(f"Cette succession est déjà enregistrée : « {successor} » suit « {predecessor} ».")
    if MinistrySuccession.objects.filter(predecessor=successor, successor=predecessor).exists():
        raise Refused(
            f"Impossible d’enregistrer la succession : « {predecessor} » est lui-même le successeur de « {successor} »."
        )
    if predecessor.valid_from is not None and on <= predecessor.valid_from:
        raise Refused(
            f"Impossible d’enregistrer la succession au {long_date(on, weekday=False)} : le prédécesseur commence le"
            f" {long_date(predecessor.valid_from, weekday=False)}."
        )
    if successor.valid_to is not None and on >= successor.valid_to:
        raise Refused(
            f"Impossible d’enregistrer la succession au {long_date(on, weekday=False)} : le successeur a pris fin le"
            f" {long_date(successor.valid_to, weekday=False)}."
        )
    if successor.valid_from is not None and on < successor.valid_from:
        raise Refused(
            f"Impossible d’enregistrer la succession au {long_date(on, weekday=False)} : le successeur n’existe que"
            f" depuis le {long_date(successor.valid_from, weekday=False)}."
        )

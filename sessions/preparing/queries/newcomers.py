"""Who took a seat after the convocation, and whom he replaces: the list of a session is one of persons."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from commissions.enums import HolderKind
from commissions.models import Mandate
from foundation.common.french import agree
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession, Convocation
from sessions.core.queries.blockers import CONVENED_AS, holders_of


@dataclass(frozen=True)
class Newcomer:
    """Holds a seat on the day of the session, and was not convened to it."""

    mandate: Mandate
    replaces: tuple[Convocation, ...]  # who was convened for this seat and no longer holds it

    @property
    def sentence(self) -> str:
        """« A. D. occupe désormais le siège « Le directeur » et n’est pas convoqué ; B. A. l’est encore. »"""
        person, seat = self.mandate.person, self.mandate.seat
        convened = agree("convoqué", person.honorific)
        said = f"{person} occupe désormais le siège « {seat.label} » et n’est pas {convened}"
        former = ", ".join(str(row.person) for row in self.replaces)
        return f"{said} ; {former} l’est encore." if former else f"{said}."


def newcomer_count() -> Coalesce:
    """How many `newcomers_of` finds, as a column of sessions."""
    day = OuterRef("held_on")
    seat_lives = Q(seat__valid_from=None) | Q(seat__valid_from__lte=day)
    seat_lives &= Q(seat__valid_to=None) | Q(seat__valid_to__gt=day)
    held = Mandate.objects.in_force(day).filter(
        seat_lives, kind__in=CONVENED_AS, seat__commission=OuterRef("commission")
    )
    interim = Mandate.objects.in_force(OuterRef(day)).filter(seat=OuterRef("seat"), kind=HolderKind.INTERIM)
    convened = Convocation.objects.filter(
        session=OuterRef(OuterRef("pk")), seat=OuterRef("seat"), person=OuterRef("person")
    )
    held = held.exclude(Exists(interim), kind=HolderKind.TITULAR).exclude(Exists(convened))
    counted = held.order_by().values("seat__commission").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def newcomers_of(session: CommissionSession, convened: Sequence[Convocation] | None = None) -> list[Newcomer]:
    """In protocol order (1 query when `convened` is known, else 2); only between the convocation and the opening."""
    if session.state != SessionState.CONVENED or session.held_on is None:
        return []
    if convened is None:
        convened = list(session.convocations.select_related("person", "seat", "letter").order_by("number", "pk"))
    known = {(row.seat_id, row.person_id) for row in convened}
    holders = holders_of(session.commission_id, on=session.held_on)
    holding = {(row.seat_id, row.person_id) for row in holders}
    return [
        Newcomer(
            mandate,
            tuple(
                row
                for row in convened
                if row.seat_id == mandate.seat_id and (row.seat_id, row.person_id) not in holding
            ),
        )
        for mandate in holders
        if (mandate.seat_id, mandate.person_id) not in known
    ]

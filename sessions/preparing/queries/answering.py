"""What a member may answer to his convocation."""

from collections.abc import Sequence
from dataclasses import dataclass

from commissions.enums import HolderKind
from commissions.models import Mandate
from foundation.accounts.enums import Honorific
from foundation.accounts.models import Person
from foundation.common.typography import capitalize_first
from sessions.core.enums import Answer
from sessions.core.models import CommissionSession, Convocation
from sessions.core.models.convocation import sends_substitute


@dataclass(frozen=True)
class Offered:
    """The answers that his seat and the rules allow; who would come instead, who may vote for him."""

    answers: Sequence[Answer]
    substitute: Person | None
    holders: Sequence[Convocation]

    @property
    def instead(self) -> dict[str, str]:
        """Who would come, in the words of the answers."""
        comes = self.substitute.honorific if self.substitute is not None else ""
        mine = "ma suppléante" if comes == Honorific.MADAME else "mon suppléant"
        sends = capitalize_first(sends_substitute(comes))
        return {"substitute": str(self.substitute or ""), "mine": mine, "sends": sends}


def offered_answers(convocation: Convocation) -> Offered:
    mandate, holders = substitute_mandate(convocation, convocation.session), _holders(convocation)
    answers = [Answer.PRESENT, Answer.EXCUSED]
    answers += [Answer.SUBSTITUTE] if mandate is not None else []
    answers += [Answer.PROXY] if holders else []
    return Offered(answers, mandate.person if mandate is not None else None, holders)


def substitute_mandate(convocation: Convocation, session: CommissionSession) -> Mandate | None:
    """Who is named to come in his place on the day of the session."""
    if convocation.seat is None or session.held_on is None:
        return None
    mandates = convocation.seat.mandates.in_force(session.held_on).filter(kind=HolderKind.SUBSTITUTE)
    return mandates.select_related("person").first()


def _holders(convocation: Convocation) -> list[Convocation]:
    """The members convened who could vote for this one, when the rules admit proxies."""
    session, seat = convocation.session, convocation.seat
    if seat is None or not seat.has_vote or session.statute is None or not session.statute.proxies_allowed:
        return []
    rows = session.convocations.filter(seat__has_vote=True).exclude(seat=seat)
    coming = rows.exclude(answer__in=[Answer.EXCUSED, Answer.PROXY])
    return list(coming.select_related("person", "seat").order_by("number", "pk"))

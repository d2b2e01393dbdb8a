"""Until when an explanation of vote may be written, and by whom."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from commissions.enums import HolderKind
from commissions.models import Mandate
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.typography import long_date, plural
from sessions.core.enums import BallotMethod, BallotState, PvState
from sessions.core.models import Ballot, CommissionSession, ProcesVerbal

from ..models import VoteExplanation


def explanations_until(session: CommissionSession) -> date | None:
    """The last day of the delay that the act gives, counted from the day the session was lifted; None where it gives
    none, or before.
    """
    days = session.statute.dissent_days if session.statute is not None else None
    if days is None or session.lifted_at is None:
        return None
    return timezone.localtime(session.lifted_at).date() + timedelta(days=days)


def explanation_refusal(session: CommissionSession) -> str:
    """Why an explanation cannot be written any more, or nothing (1 query)."""
    if session.is_reconstituted:
        return "Impossible d’écrire une explication de vote : la session est reprise d’un papier, qui fait foi."
    pv = ProcesVerbal.objects.filter(session=session).exclude(state=PvState.DRAFT).first()
    if pv is not None:
        return (
            f"Impossible d’écrire cette explication : le procès-verbal n° {pv.number}/{pv.year} est soumis, les"
            " explications de vote qu’il imprime ne changent plus."
        )
    until = explanations_until(session)
    if until is not None and clock.today() > until:
        statute = session.statute
        assert statute is not None
        assert statute.dissent_days is not None
        article = f" ({statute.dissent_article})" if statute.dissent_article else ""
        return (
            f"Impossible d’écrire cette explication : le délai de {plural(statute.dissent_days, 'jour')} après la"
            f" session{article} est passé depuis le {long_date(until, weekday=False)}."
        )
    return ""


def explanations_rule(session: CommissionSession) -> str:
    """Until when, in one sentence: the delay of the act, or where it gives none, the submission of the minutes."""
    statute = session.statute
    if statute is None or statute.dissent_days is None:
        return (
            "L’acte ne donne pas de délai : l’explication est reçue jusqu’à ce que le procès-verbal soit soumis aux"
            " membres."
        )
    article = f" ({statute.dissent_article})" if statute.dissent_article else ""
    until = explanations_until(session)
    day = f", soit jusqu’au {long_date(until, weekday=False)}" if until is not None else ""
    return f"L’explication est reçue {plural(statute.dissent_days, 'jour')} après la session{article}{day}."


def running_delay(session: CommissionSession) -> str:
    """Why the minutes cannot be submitted yet: a member may still explain his vote.

    Nothing where no vote was counted (1 query).
    """
    until = explanations_until(session)
    if until is None or clock.today() > until:
        return ""
    if not Ballot.objects.filter(
        session=session, state=BallotState.CLOSED, method__in=[BallotMethod.SHOW_OF_HANDS, BallotMethod.BY_NAME]
    ).exists():
        return ""
    statute = session.statute
    article = f" ({statute.dissent_article})" if statute is not None and statute.dissent_article else ""
    return f"les membres peuvent joindre leur explication de vote jusqu’au {long_date(until, weekday=False)}{article}"


def seats_held_by(user: User, session: CommissionSession) -> set[UUID]:
    """The seats of the commission that the user holds on the day of the session, as titular (1 query)."""
    day = session.held_on or clock.today()
    rows = Mandate.objects.in_force(day).filter(
        seat__commission_id=session.commission_id, kind=HolderKind.TITULAR, person__user=user
    )
    return set(rows.values_list("seat_id", flat=True))


@dataclass(frozen=True)
class ExplainedVote:
    """A closed vote, with the explanations given and the seats for which the reader may write one."""

    ballot: Ballot
    explanations: tuple[VoteExplanation, ...]
    seats: tuple[tuple[str, str], ...]  # seat, name
    written: frozenset[str]  # seats that have one

    @property
    def free_seats(self) -> list[tuple[str, str]]:
        return [line for line in self.seats if line[0] not in self.written]


def votes_to_explain(session: CommissionSession, user: User, *, own: set[UUID], keeps: bool) -> list[ExplainedVote]:
    """The closed votes of a session that are not secret, among the items the reader may see (2 queries)."""
    written = Prefetch(
        "explanations",
        VoteExplanation.objects.select_related("seat").order_by("seat__position", "seat_id"),
        to_attr="explained",
    )
    ballots = (
        Ballot.objects.visible_to(user)
        .filter(session=session, state=BallotState.CLOSED)
        .exclude(method=BallotMethod.SECRET)
    )
    votes = []
    for ballot in ballots.select_related("item").prefetch_related(written).order_by("closed_at", "pk"):
        voters = [*ballot.snapshot.get("present", []), *ballot.snapshot.get("proxies", [])]
        seats = tuple((row["seat"], row["name"] or row["label"]) for row in voters if keeps or UUID(row["seat"]) in own)
        rows = tuple(ballot.explained)
        votes.append(ExplainedVote(ballot, rows, seats, frozenset(str(row.seat_id) for row in rows)))
    return votes

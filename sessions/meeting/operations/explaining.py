"""Keep why a member voted as he did: in his words, within the delay of the act, until the procès-verbal is
submitted.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from sessions.core.enums import BallotMethod, BallotState
from sessions.core.models import Ballot, CommissionSession
from sessions.core.operations.stepping import before_change, lock_session

from ..models import VoteExplanation
from ..queries.explanations import explanation_refusal
from .correcting import follow_correction

if TYPE_CHECKING:
    from foundation.accounts.models import User

LONG = 10_000


@transaction.atomic
def explain_vote(
    ballot_id: UUID,
    *,
    seat_id: UUID,
    text: str,
    base_version: int | None = None,
    for_another: bool = False,
    by: "User | None",
) -> VoteExplanation | None:
    """Write the explanation of a vote, or change it; an empty text takes it back.

    `for_another`: the secretary writes what the member gave him. Raise Refused for a secret vote, for whoever took no
    part in it, and once the delay of the act is over or the procès-verbal submitted.
    """
    session, ballot = _locked(ballot_id)
    if ballot.method == BallotMethod.SECRET:
        raise Refused(
            "Impossible d’écrire cette explication : le vote était secret, ce que chacun a voté n’est dit nulle part."
        )
    if ballot.state != BallotState.CLOSED:
        raise Refused("Impossible d’écrire cette explication : le vote n’est pas clos.")
    if refusal := explanation_refusal(session):
        raise Refused(refusal, article=session.statute.dissent_article if session.statute is not None else "")
    voters = {
        row["seat"]: row["name"] or row["label"]
        for row in [*ballot.snapshot.get("present", []), *ballot.snapshot.get("proxies", [])]
    }
    if str(seat_id) not in voters:
        raise Refused("Impossible d’écrire cette explication : ce siège n’était pas parmi les votants de ce vote.")
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONG:
        raise InvalidInput({"text": ["Cette explication dépasse 10 000 caractères : abrégez-la."]})
    row = VoteExplanation.objects.select_for_update(of=("self",)).filter(ballot=ballot, seat_id=seat_id).first()
    if row is None and not text:
        raise InvalidInput({"text": ["Écrivez l’explication : elle est imprimée au procès-verbal telle quelle."]})
    before_change(session, by=by)
    before = {"text": row.text} if row is not None else None
    if row is not None:
        row.check_version(base_version, {"text": text})
        if row.text == text:
            return row
    if row is not None and not text:
        row.delete()
        record("take_back_explanation", ballot, by=by, before=before)
        follow_correction(session, by=by)
        return None
    if row is None:
        row = VoteExplanation(
            scope_id=session.scope_id,
            session=session,
            ballot=ballot,
            seat_id=seat_id,
            person_name=voters[str(seat_id)],
            version=0,
        )
    row.text, row.written_at, row.written_by, row.is_for_another = text, clock.now(), by, for_another
    row.version += 1
    row.save()
    record(
        "explain_vote",
        ballot,
        by=by,
        before=before,
        after={"seat": row.seat.label, "text": text, "for_another": for_another},
    )
    follow_correction(session, by=by)
    return row


def _locked(ballot_id: UUID) -> tuple[CommissionSession, Ballot]:
    session = lock_session(Ballot.objects.values_list("session_id", flat=True).get(pk=ballot_id))
    return session, Ballot.objects.select_related("item").get(pk=ballot_id)

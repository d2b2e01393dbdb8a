"""(b) 12 members, « half plus one, proxies count, one each »: vote refused at 6, allowed at 7, refused again when one
leaves, and the PV tells the times.
"""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation.common.exceptions import Refused
from sessions.core.enums import BallotState, PresenceKind
from sessions.core.extensions import session_lifted
from sessions.meeting.operations import deciding, holding, presence, voting
from sessions.papers.reports.pv import build_pv_document
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 9, 16, 10, 0, tzinfo=timezone.get_default_timezone())


def test_a_vote_is_refused_at_six_allowed_at_seven_refused_again_when_one_leaves_and_the_pv_tells_the_times():
    with session_lifted.silenced(), time_machine.travel(DAY, tick=False) as clock:
        world = held(present=0, state="convened", statute={"quorum_counts_proxies": True})
        seats, by = world.seats, world.secretary

        def at(minutes, act, *arguments, **options):
            clock.move_to(DAY + timedelta(minutes=minutes))
            return act(*arguments, by=by, **options)

        def note(minutes, place, kind, **options):
            return at(
                minutes, presence.record_presence, world.session.pk, seat_id=seats[place].pk, kind=kind, **options
            )

        for place in range(6):
            note(0, place, PresenceKind.ARRIVED)
        with pytest.raises(
            Refused,
            match=r"Impossible d’ouvrir la session. Le quorum n’est pas atteint \(6 présents, 7 requis, article 9\)",
        ) as refusal:
            at(1, holding.open_session, world.session.pk)
        assert refusal.value.article == "article 9"
        note(2, 6, PresenceKind.PROXY, proxy_seat_id=seats[0].pk)  # 6 present + 1 represented
        with pytest.raises(Refused, match=r"en porte déjà 1, et un mandataire en porte 1 au plus \(article 10\)"):
            note(2, 7, PresenceKind.PROXY, proxy_seat_id=seats[0].pk)
        at(5, holding.open_session, world.session.pk)

        note(10, 5, PresenceKind.LEFT)  # 5 + 1
        with pytest.raises(
            Refused,
            match=r"Impossible d’ouvrir ce vote. Le quorum n’est pas atteint \(6 présents, 7 requis, article 9\)",
        ):
            at(11, voting.open_ballot, world.item.pk, proposed_outcome="favourable")
        with pytest.raises(Refused, match=r"Impossible de décider\. Le quorum n’est pas atteint"):
            at(11, deciding.decide, world.item.pk, outcome="noted")

        note(15, 5, PresenceKind.CAME_BACK)  # 6 + 1
        ballot = at(16, voting.open_ballot, world.item.pk, proposed_outcome="favourable")
        closed = at(17, voting.close_ballot, ballot.pk, votes_for=5, votes_against=1, abstentions=1)
        assert (closed.result, closed.snapshot["entitled"], closed.snapshot["quorum"]["counted"]) == ("adopted", 7, 7)
        at(18, deciding.decide, world.item.pk, outcome="favourable")

        fallen = at(20, voting.open_ballot, world.items[1].pk)
        noted = note(21, 0, PresenceKind.LEFT)  # the holder of the proxy: two voices fall
        assert "Le quorum n’est plus atteint" in noted.sentence
        fallen.refresh_from_db()
        assert fallen.state == BallotState.CANCELLED
        with pytest.raises(Refused, match=r"Le quorum n’est pas atteint \(5 présents, 7 requis, article 9\)"):
            at(22, voting.open_ballot, world.items[1].pk)
        at(30, holding.lift, world.session.pk)

        world.session.refresh_from_db()
        pv = build_pv_document(world.session)
    table = [
        (line.at.replace("\u202f", " "), line.event.split(" :")[0], line.counted, line.required, line.reached)
        for line in pv.quorum.lines
    ]
    assert table == [
        ("10 h 05", "Ouverture de la séance", 7, 7, True),
        ("10 h 10", "Départ", 6, 7, False),
        ("10 h 15", "Retour", 7, 7, True),
        ("10 h 17", "Vote sur le point 1", 7, 7, True),
        ("10 h 21", "Départ", 5, 7, False),
        ("10 h 21", "Vote sur le point 2 clos sans résultat", 5, 7, False),
    ]
    assert [vote.result.replace("\u202f", " ") for vote in pv.items[1].votes] == [
        "clos sans résultat à 10 h 21, le quorum n’étant plus atteint"
    ]

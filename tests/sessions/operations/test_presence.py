import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from commissions.enums import HolderKind
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from sessions.core.enums import Answer, BallotState, PresenceKind, PvState, SessionState
from sessions.core.models import Convocation, PresenceEvent, ProcesVerbal
from sessions.meeting.operations import deciding, holding, presence, voting
from sessions.meeting.queries.live_votes import franchise_at
from sessions.meeting.queries.presence import quorum_at
from tests.factories import MandateFactory
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def note(world, seat, kind, **options):
    return presence.record_presence(world.session.pk, seat_id=seat.pk, kind=kind, by=world.secretary, **options)


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def test_arrivals_and_departures_move_the_quorum():
    world = held(present=6)
    noted = note(world, world.seats[6], PresenceKind.ARRIVED)
    assert noted.quorum.sentence == "7 sur 12, 7 requis, article 9"
    assert note(world, world.seats[6], PresenceKind.LEFT).quorum.is_reached is False
    assert note(world, world.seats[6], PresenceKind.CAME_BACK).quorum.is_reached is True


@pytest.mark.parametrize(
    ("present", "kind", "words"),
    [
        (True, PresenceKind.ARRIVED, "est déjà noté présent depuis"),
        (True, PresenceKind.CAME_BACK, "est déjà noté présent depuis"),
        (True, PresenceKind.EXCUSED, "Notez son départ"),
        (False, PresenceKind.LEFT, "n’est pas noté présent"),
        (False, PresenceKind.CAME_BACK, "Notez son arrivée"),
        (False, PresenceKind.RECUSED, "n’est pas noté présent"),
    ],
)
def test_an_event_that_contradicts_the_list_is_refused(present, kind, words):
    world = held(present=8)
    with pytest.raises(Refused, match=words):
        note(world, world.seats[0 if present else 11], kind, item_id=world.item.pk)
    assert world.session.presence_events.count() == 8


def test_the_same_event_sent_again_by_a_device_is_noted_once():
    world = held(present=0)
    key = uuid.uuid4()
    first = note(world, world.seats[0], PresenceKind.ARRIVED, client_key=key)
    again = note(world, world.seats[0], PresenceKind.ARRIVED, client_key=key)
    assert first.event == again.event
    assert world.session.presence_events.count() == 1


def test_an_hour_may_be_given_but_not_one_to_come():
    world = held(present=0)
    given = ago(10)
    assert note(world, world.seats[0], PresenceKind.ARRIVED, at=given).event.at == given
    with pytest.raises(InvalidInput, match="n’est pas encore venue"):
        note(world, world.seats[1], PresenceKind.ARRIVED, at=timezone.now() + timedelta(minutes=30))
    with pytest.raises(InvalidInput, match="précède le jour de la session"):
        note(world, world.seats[1], PresenceKind.ARRIVED, at=timezone.now() - timedelta(days=3))


def test_a_tablet_whose_clock_runs_a_minute_ahead_is_believed_to_now():
    world = held(present=0)
    assert (
        note(world, world.seats[0], PresenceKind.ARRIVED, at=timezone.now() + timedelta(seconds=60)).event.at
        <= timezone.now()
    )


def test_the_substitute_is_named_and_counts():
    world = held(present=6)
    seat = world.seats[6]
    MandateFactory(seat=seat, kind=HolderKind.SUBSTITUTE, person__full_name="Rita SUPPLÉANTE")
    noted = note(world, seat, PresenceKind.REPRESENTED)
    assert (noted.event.person_name, noted.quorum.counted) == ("Rita SUPPLÉANTE", 7)


def test_a_representation_without_a_named_substitute_asks_for_a_name():
    world = held(present=6)
    with pytest.raises(InvalidInput, match="Aucun suppléant n’est nommé"):
        note(world, world.seats[6], PresenceKind.REPRESENTED)
    assert (
        note(world, world.seats[6], PresenceKind.REPRESENTED, person_name="Un envoyé").event.person_name == "Un envoyé"
    )


def test_a_proxy_over_the_limit_is_refused_and_quotes_its_article():
    world = held(present=8)
    note(world, world.seats[8], PresenceKind.PROXY, proxy_seat_id=world.seats[0].pk)
    with pytest.raises(Refused) as refusal:
        note(world, world.seats[9], PresenceKind.PROXY, proxy_seat_id=world.seats[0].pk)
    assert "en porte déjà 1, et un mandataire en porte 1 au plus (article 10)" in refusal.value.message
    assert refusal.value.article == "article 10"
    note(world, world.seats[9], PresenceKind.PROXY, proxy_seat_id=world.seats[1].pk)


def test_a_limit_of_two_lets_two_through_and_no_limit_lets_all_through():
    two = held(present=8, statute={"proxy_limit": 2})
    for seat in two.seats[8:10]:
        note(two, seat, PresenceKind.PROXY, proxy_seat_id=two.seats[0].pk)
    with pytest.raises(Refused, match="2 au plus"):
        note(two, two.seats[10], PresenceKind.PROXY, proxy_seat_id=two.seats[0].pk)
    free = held(present=8, statute={"proxy_limit": None})
    for seat in free.seats[8:]:
        note(free, seat, PresenceKind.PROXY, proxy_seat_id=free.seats[0].pk)


def test_a_proxy_is_refused_where_the_rules_admit_none():
    world = held(statute={"proxies_allowed": False})
    with pytest.raises(Refused, match=r"n’en admettent pas \(article 10\)"):
        note(world, world.seats[8], PresenceKind.PROXY, proxy_seat_id=world.seats[0].pk)


def test_a_proxy_goes_to_a_voting_member_who_sits():
    world = held(present=8)
    secretary_seat = world.commission.seats.get(has_vote=False)
    for holder, words in (
        (world.seats[11], "n’est pas noté présent"),
        (secretary_seat, "n’a pas voix délibérative"),
        (world.seats[8], "Choisissez le membre"),
    ):
        with pytest.raises(Refused, match=words):
            note(world, world.seats[8], PresenceKind.PROXY, proxy_seat_id=holder.pk)


def test_a_recusal_names_its_item_and_leaves_the_quorum_of_that_item():
    world = held(present=8)
    note(world, world.seats[0], PresenceKind.RECUSED, item_id=world.item.pk)
    with pytest.raises(InvalidInput, match="Choisissez le point"):
        note(world, world.seats[1], PresenceKind.RECUSED)
    here, elsewhere = (
        quorum_at(world.session, item_id=world.item.pk),
        quorum_at(world.session, item_id=world.items[1].pk),
    )
    assert (here.counted, here.base, elsewhere.counted, elsewhere.base) == (7, 11, 8, 12)


def test_who_is_represented_stands_aside_too_and_nobody_votes_for_him():
    world = held(present=8)
    note(world, world.seats[8], PresenceKind.PROXY, proxy_seat_id=world.seats[0].pk)
    assert [voter.line.seat_id for voter in franchise_at(world.session, item_id=world.item.pk).voters][
        -1
    ] == world.seats[8].pk
    noted = note(world, world.seats[8], PresenceKind.RECUSED, item_id=world.item.pk)
    assert noted.sentence == "Quorum sur ce point : 8 sur 11, 6 requis, article 9."
    assert world.seats[8].pk not in [
        voter.line.seat_id for voter in franchise_at(world.session, item_id=world.item.pk).voters
    ]
    assert world.seats[8].pk in [
        voter.line.seat_id for voter in franchise_at(world.session, item_id=world.items[1].pk).voters
    ]


def test_who_gave_his_voice_on_an_item_himself_or_by_proxy_no_longer_stands_aside_from_it():
    world = held(present=8)
    note(world, world.seats[8], PresenceKind.PROXY, proxy_seat_id=world.seats[0].pk)
    ballot = voting.record_consensus(world.item.pk, by=world.secretary)
    assert ballot.snapshot["entitled"] == 9
    for seat in (world.seats[0], world.seats[8]):
        with pytest.raises(
            Refused, match=r"a pris part au vote clos à .* sur « Point 1 ». Un déport se note avant le vote"
        ):
            note(world, seat, PresenceKind.RECUSED, item_id=world.item.pk)
    note(world, world.seats[0], PresenceKind.RECUSED, item_id=world.items[1].pk)


def test_a_cancelled_line_stays_in_the_list_and_no_longer_counts():
    world = held(present=7)
    event = world.session.presence_events.first()
    noted = presence.cancel_presence(event.pk, by=world.secretary, reason="erreur")
    event.refresh_from_db()
    assert (event.cancelled_by, event.note, noted.quorum.counted) == (world.secretary, "erreur", 6)
    stamp = event.cancelled_at
    presence.cancel_presence(event.pk, by=world.secretary)
    event.refresh_from_db()
    assert event.cancelled_at == stamp


def test_a_corrected_hour_keeps_the_old_line_crossed_out():
    world = held(present=7)
    event = world.session.presence_events.first()
    true_hour = ago(12)
    presence.correct_instant(event.pk, at=true_hour, by=world.secretary)
    lines = list(
        PresenceEvent.objects.filter(seat=event.seat).order_by("created_at", "pk").values_list("at", "cancelled_at")
    )
    assert len(lines) == 2
    assert sorted(at for at, cancelled in lines if cancelled is None) == [true_hour]


def test_every_member_who_said_present_is_ticked_at_once_and_only_once():
    world = held(present=2)
    for place, seat in enumerate(world.seats[:6]):
        answer = Answer.PRESENT if place != 5 else Answer.EXCUSED
        Convocation.objects.create(
            scope=world.session.scope,
            session=world.session,
            seat=seat,
            person=seat.mandates.get().person,
            seat_label=seat.label,
            secret_hash=f"{place:064d}",
            answer=answer,
            answered_at=timezone.now(),
        )
    assert presence.tick_expected(world.session.pk, by=world.secretary).count == 3
    assert presence.tick_expected(world.session.pk, by=world.secretary).count == 0
    assert quorum_at(world.session).counted == 5


def test_quorum_lost_closes_the_open_vote_without_result():
    world = held(present=7)
    ballot = voting.open_ballot(world.item.pk, by=world.secretary)
    noted = note(world, world.seats[6], PresenceKind.LEFT)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.result, ballot.snapshot["cancelled_because"]) == (
        BallotState.CANCELLED,
        "",
        "quorum perdu",
    )
    assert "Le quorum n’est plus atteint (6 sur 12, 7 requis, article 9)" in noted.sentence
    assert "suspendez la session, ou constatez la carence" in noted.sentence


def test_a_departure_that_keeps_the_quorum_leaves_the_vote_open():
    world = held(present=8)
    ballot = voting.open_ballot(world.item.pk, by=world.secretary)
    assert note(world, world.seats[7], PresenceKind.LEFT).closed_ballots == ()
    ballot.refresh_from_db()
    assert ballot.state == BallotState.OPEN


def test_who_has_voted_cannot_be_made_absent_while_the_vote_is_open():
    world = held(present=9)
    ballot = voting.open_ballot(world.item.pk, by=world.secretary)
    voting.mark_voted(ballot.pk, seat_id=world.seats[0].pk, by=world.secretary)
    event = world.session.presence_events.get(seat=world.seats[0])
    acts = [
        lambda: note(world, world.seats[0], PresenceKind.LEFT),
        lambda: note(world, world.seats[0], PresenceKind.PROXY, proxy_seat_id=world.seats[1].pk),
        lambda: note(world, world.seats[0], PresenceKind.RECUSED, item_id=world.item.pk),
        lambda: presence.cancel_presence(event.pk, by=world.secretary),
    ]
    for act in acts:
        with pytest.raises(Refused, match="a pris part au vote en cours sur « Point 1 »"):
            act()
    voting.mark_voted(ballot.pk, seat_id=world.seats[0].pk, voted=False, by=world.secretary)
    note(world, world.seats[0], PresenceKind.LEFT)


def test_who_voted_is_not_made_absent_afterwards():
    world = held(present=8)
    ballot = voting.open_ballot(world.item.pk, by=world.secretary)
    voting.close_ballot(ballot.pk, votes_for=8, votes_against=0, abstentions=0, by=world.secretary)
    event = world.session.presence_events.get(seat=world.seats[0])
    with pytest.raises(Refused, match=r"a pris part au vote clos à"):
        note(world, world.seats[0], PresenceKind.LEFT, at=ago(5))
    with pytest.raises(Refused, match=r"a pris part au vote clos à"):
        presence.cancel_presence(event.pk, by=world.secretary)
    note(world, world.seats[0], PresenceKind.LEFT)


def test_presence_is_corrected_until_the_pv_is_submitted():
    world = held(present=8, state=SessionState.LIFTED)
    event = world.session.presence_events.first()
    with pytest.raises(InvalidInput, match="donnez l’heure"):
        note(world, world.seats[9], PresenceKind.ARRIVED)
    presence.correct_instant(event.pk, at=ago(15), reason="erreur de saisie", by=world.secretary)
    ProcesVerbal.objects.create(
        scope=world.session.scope,
        session=world.session,
        commission=world.commission,
        year=world.session.year,
        state=PvState.SUBMITTED,
    )
    with pytest.raises(Refused, match="le procès-verbal est soumis"):
        note(world, world.seats[9], PresenceKind.ARRIVED, at=ago(15))


@pytest.mark.parametrize(
    "state", [SessionState.PREPARING, SessionState.POSTPONED, SessionState.CANCELLED, SessionState.ARCHIVED]
)
def test_presence_is_not_noted_outside_a_session(state):
    world = held(present=0, state=state)
    with pytest.raises(Refused, match="Impossible de relever les présences"):
        note(world, world.seats[0], PresenceKind.ARRIVED)


def test_a_seat_of_another_commission_is_unknown_here():
    world, other = held(present=0), held(present=0)
    with pytest.raises(InvalidInput, match="Ce siège n’est pas de la commission"):
        note(world, other.seats[0], PresenceKind.ARRIVED)


def test_a_guest_is_named_and_never_counted():
    world = held(present=6)
    presence.add_guest(world.session.pk, name="Ida INVITÉE", function="experte", by=world.secretary)
    assert quorum_at(world.session).counted == 6
    with pytest.raises(InvalidInput, match="qualité"):
        presence.add_guest(world.session.pk, name="Ida", function=" ", by=world.secretary)


def chaired():
    """A session opened by its president, who then leaves."""
    world = held(state=SessionState.CONVENED)
    holding.open_session(world.session.pk, by=world.secretary)
    presence.record_presence(world.session.pk, seat_id=world.seats[0].pk, kind=PresenceKind.LEFT, by=world.secretary)
    return world


def test_when_who_presides_leaves_nothing_is_voted_nor_decided_until_somebody_takes_the_chair():
    world = chaired()
    name = world.seats[0].mandates.get().person.full_name
    for act in (
        lambda: voting.open_ballot(world.item.pk, by=world.secretary),
        lambda: deciding.decide(world.item.pk, outcome="noted", by=world.secretary),
    ):
        with pytest.raises(
            Refused, match=f"{name}, qui préside, n’est plus noté présent. Nommez qui préside à présent"
        ):
            act()
    presence.record_presence(
        world.session.pk, seat_id=world.seats[3].pk, kind=PresenceKind.PRESIDES, by=world.secretary
    )
    world.session.refresh_from_db()
    assert (world.session.chair, world.session.chair_capacity) == (
        world.seats[3].mandates.get().person,
        world.seats[3].label,
    )
    assert Entry.objects.about(world.session).filter(act="record_presence").last().after["kind"] == "presides"
    assert deciding.decide(world.item.pk, outcome="noted", by=world.secretary).number == 1


def test_the_chair_goes_to_a_voting_member_present_who_does_not_hold_it():
    world = chaired()
    for seat, words in (
        (world.seats[0], "n’est pas noté présent"),
        (world.seats[11], "n’est pas noté présent"),
        (world.commission.seats.get(has_vote=False), "n’est pas noté présent"),
    ):
        with pytest.raises(Refused, match=words):
            presence.record_presence(world.session.pk, seat_id=seat.pk, kind=PresenceKind.PRESIDES, by=world.secretary)
    presence.record_presence(
        world.session.pk,
        seat_id=world.commission.seats.get(has_vote=False).pk,
        kind=PresenceKind.ARRIVED,
        by=world.secretary,
    )
    with pytest.raises(Refused, match="n’a pas voix délibérative"):
        presence.record_presence(
            world.session.pk,
            seat_id=world.commission.seats.get(has_vote=False).pk,
            kind=PresenceKind.PRESIDES,
            by=world.secretary,
        )
    presence.record_presence(
        world.session.pk, seat_id=world.seats[3].pk, kind=PresenceKind.PRESIDES, by=world.secretary
    )
    with pytest.raises(Refused, match="préside déjà"):
        presence.record_presence(
            world.session.pk, seat_id=world.seats[3].pk, kind=PresenceKind.PRESIDES, by=world.secretary
        )


def test_a_chair_noted_by_mistake_is_cancelled_but_the_last_one_is_not():
    world = chaired()
    noted = presence.record_presence(
        world.session.pk, seat_id=world.seats[3].pk, kind=PresenceKind.PRESIDES, by=world.secretary
    )
    presence.cancel_presence(noted.event.pk, by=world.secretary)
    world.session.refresh_from_db()
    assert world.session.chair == world.seats[0].mandates.get().person
    with pytest.raises(Refused, match="plus personne ne présiderait"):
        presence.cancel_presence(
            PresenceEvent.objects.get(kind=PresenceKind.PRESIDES, cancelled_at=None).pk, by=world.secretary
        )


def test_before_the_opening_nobody_presides():
    world = held(state=SessionState.CONVENED)
    with pytest.raises(Refused, match="Choisissez-le en l’ouvrant"):
        presence.record_presence(
            world.session.pk, seat_id=world.seats[3].pk, kind=PresenceKind.PRESIDES, by=world.secretary
        )

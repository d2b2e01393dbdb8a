from datetime import time, timedelta

import pytest
from django.utils import timezone

from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import capitalize_first
from foundation.journal.models import Entry
from sessions.core.enums import Answer, BallotState, ItemKind, OwnItem, PresenceKind, SessionAction, SessionState
from sessions.core.extensions import session_lifted
from sessions.core.models import Convocation, PresenceEvent, SessionStep
from sessions.core.workflow import SESSION_WORKFLOW
from sessions.meeting.operations import deciding, holding, presence, voting
from sessions.meeting.operations.completing_rules import answer_silence
from sessions.meeting.operations.deciding import RecommendationLine
from sessions.papers.reports.pv import build_pv_document
from tests.factories import AgendaItemFactory, SessionFactory
from tests.sessions.held import arrive, held

pytestmark = pytest.mark.django_db

SILENT = {"quorum_base": "", "quorum_numerator": None, "quorum_denominator": None}
ACTS = {
    SessionAction.OPEN: lambda s, by: holding.open_session(s.pk, by=by),
    SessionAction.SUSPEND: lambda s, by: holding.suspend(s.pk, by=by),
    SessionAction.RESUME: lambda s, by: holding.resume(s.pk, by=by),
    SessionAction.LIFT: lambda s, by: holding.lift(s.pk, by=by),
    SessionAction.DECLARE_NO_QUORUM: lambda s, by: holding.declare_no_quorum(s.pk, by=by),
}


@pytest.fixture(autouse=True)
def prepared():
    """Who prepares the procès-verbal is told once; what it makes is tested with it."""
    told = []
    with session_lifted.silenced(lambda session, by: told.append(session.pk)):
        yield told


@pytest.mark.parametrize("state", list(SessionState))
@pytest.mark.parametrize("action", list(ACTS))
def test_an_act_is_possible_from_its_states_and_refused_from_all_others(action, state):
    short = action == SessionAction.DECLARE_NO_QUORUM
    world = held(present=6 if short else 8, state=state)
    if SESSION_WORKFLOW.can(action, state):
        done = ACTS[action](world.session, world.secretary)
        assert done.state == SESSION_WORKFLOW.moves[action].target
        step = SessionStep.objects.get(session=world.session)
        assert (step.action, step.from_state, step.to_state, step.by) == (action, state, done.state, world.secretary)
        assert Entry.objects.about(world.session).filter(act=action).count() == 1
    else:
        with pytest.raises(Refused, match=r"La session est déjà levée|Impossible d’ouvrir|Impossible de"):
            ACTS[action](world.session, world.secretary)
        world.session.refresh_from_db()
        assert world.session.state == state
        assert not SessionStep.objects.exists()


@pytest.mark.parametrize("present", [8, 6])
def test_who_excused_himself_in_answering_is_noted_excused_unless_something_else_is_noted(present):
    world = held(present=present, state=SessionState.CONVENED)
    for seat in (world.seats[0], world.seats[10]):  # the first came all the same
        Convocation.objects.create(
            scope_id=world.session.scope_id,
            session=world.session,
            person=seat.mandates.get().person,
            seat=seat,
            seat_label=seat.label,
            number=seat.position,
            secret_hash=str(seat.pk),
            answer=Answer.EXCUSED,
            answered_at=timezone.now(),
            answer_reason="Un motif qui ne regarde que le secrétariat.",
        )
    (holding.open_session if present == 8 else holding.declare_no_quorum)(world.session.pk, by=world.secretary)
    excused = PresenceEvent.objects.get(session=world.session, kind=PresenceKind.EXCUSED)
    assert (excused.seat, excused.note) == (world.seats[10], "")
    assert [line.function for line in build_pv_document(world.session).participation.excused] == [
        capitalize_first(world.seats[10].label)
    ]


def test_the_quorum_short_by_one_refuses_the_opening_and_quotes_the_article():
    world = held(present=6, state=SessionState.CONVENED)
    with pytest.raises(Refused) as refusal:
        holding.open_session(world.session.pk, by=world.secretary)
    assert (
        "Le quorum n’est pas atteint (6 présents, 7 requis, article 9). Relevez les présences, ou constatez la carence."
        in refusal.value.message
    )
    assert refusal.value.article == "article 9"
    arrive(world.session, world.seats[6])
    assert holding.open_session(world.session.pk, by=world.secretary).state == SessionState.OPEN


def test_where_the_act_gives_no_quorum_the_session_opens_once_it_is_said_what_holds():
    world = held(present=1, state=SessionState.CONVENED, statute=SILENT)
    with pytest.raises(Refused, match="L’acte ne fixe pas de quorum : dites ce qui vaut pour cette session"):
        holding.open_session(world.session.pk, by=world.secretary)
    answer_silence(
        world.session.pk, rule="quorum", values={"quorum_number": 0}, ground="usage constant", by=world.secretary
    )
    holding.open_session(world.session.pk, by=world.secretary)
    assert Entry.objects.about(world.session).get(act=SessionAction.OPEN).after["quorum"]["required"] == 0


@pytest.mark.parametrize(
    ("days", "words"), [(3, "ce jour n’est pas venu"), (1, "ce jour n’est pas venu"), (-2, "ce jour est passé")]
)
def test_a_session_opens_on_its_day_only(days, words):
    world = held(state=SessionState.CONVENED)
    world.session.held_on = timezone.localdate() + timedelta(days=days)
    world.session.save(update_fields=["held_on"])
    with pytest.raises(Refused, match=words):
        holding.open_session(world.session.pk, by=world.secretary)


def test_a_session_without_item_does_not_open():
    world = held(state=SessionState.CONVENED, items=0)
    AgendaItemFactory(session=world.session, position=1, kind=ItemKind.HEADING)
    with pytest.raises(Refused, match="L’ordre du jour est vide"):
        holding.open_session(world.session.pk, by=world.secretary)


def test_the_president_chairs_and_the_rapporteur_reports_when_they_sit():
    world = held(state=SessionState.CONVENED)
    opened = holding.open_session(world.session.pk, by=world.secretary)
    assert (opened.chair, opened.chair_capacity) == (world.seats[0].mandates.get().person, world.seats[0].label)
    assert opened.rapporteur == world.seats[1].mandates.get().person


def test_another_member_present_may_chair_and_an_absent_one_may_not():
    world = held(state=SessionState.CONVENED)
    with pytest.raises(InvalidInput, match="noté présent"):
        holding.open_session(world.session.pk, by=world.secretary, chair_seat_id=world.seats[11].pk)
    opened = holding.open_session(world.session.pk, by=world.secretary, chair_seat_id=world.seats[3].pk)
    assert opened.chair == world.seats[3].mandates.get().person


def test_without_president_nor_vice_president_the_secretary_names_a_voting_member_present():
    world = held(present=8, state=SessionState.CONVENED)
    PresenceEvent.objects.filter(seat=world.seats[0]).delete()
    secretary_seat = world.commission.seats.get(has_vote=False)
    arrive(world.session, secretary_seat)
    with pytest.raises(
        Refused,
        match=r"Personne ne préside : ni le président ni le vice-président n’est noté présent\. Choisissez qui préside",
    ):
        holding.open_session(world.session.pk, by=world.secretary)
    with pytest.raises(InvalidInput, match="n’a pas voix délibérative"):
        holding.open_session(world.session.pk, by=world.secretary, chair_seat_id=secretary_seat.pk)
    opened = holding.open_session(world.session.pk, by=world.secretary, chair_seat_id=world.seats[4].pk)
    assert (opened.chair, opened.chair_capacity) == (world.seats[4].mandates.get().person, world.seats[4].label)
    assert Entry.objects.about(opened).get(act=SessionAction.OPEN).after["chair"] == world.seats[4].label


def test_who_stands_in_for_the_president_without_being_named_presides_under_his_own_name():
    world = held(state=SessionState.CONVENED)
    PresenceEvent.objects.filter(seat=world.seats[0]).update(kind=PresenceKind.REPRESENTED, person_name="Aïcha BIO")
    opened = holding.open_session(world.session.pk, by=world.secretary)
    assert (opened.chair, opened.chair_capacity) == (None, world.seats[0].label)
    assert PresenceEvent.objects.get(session=opened, kind=PresenceKind.PRESIDES).person_name == "Aïcha BIO"


def test_an_hour_of_opening_that_has_not_come_is_refused():
    world = held(state=SessionState.CONVENED)
    with pytest.raises(InvalidInput, match="n’est pas encore venue"):
        holding.open_session(world.session.pk, by=world.secretary, at=timezone.now() + timedelta(hours=1))


def test_lifting_twice_changes_nothing_and_says_when_it_was_lifted(prepared):
    world = held()
    first = holding.lift(world.session.pk, by=world.secretary)
    with pytest.raises(Refused, match=r"La session est déjà levée, depuis le .* Rien n’a été changé."):
        holding.lift(world.session.pk, by=world.secretary)
    world.session.refresh_from_db()
    assert world.session.lifted_at == first.lifted_at
    assert SessionStep.objects.filter(session=world.session).count() == 1
    assert prepared == [world.session.pk]


def test_lifting_waits_for_the_open_vote():
    world = held()
    voting.open_ballot(world.item.pk, by=world.secretary)
    with pytest.raises(Refused, match="Un vote est encore ouvert"):
        holding.lift(world.session.pk, by=world.secretary)


def test_lifting_closes_the_current_item_and_numbers_the_recommendations():
    world = held()
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    for text in ("Faire ceci.", "Faire cela."):
        deciding.recommend(
            world.session.pk, item_id=world.item.pk, line=RecommendationLine(text=text), by=world.secretary
        )
    lifted = holding.lift(world.session.pk, by=world.secretary)
    world.item.refresh_from_db()
    assert lifted.current_item is None
    assert world.item.ended_at == lifted.lifted_at
    numbers = [
        (row.recommendation.text, row.recommendation.number, row.recommendation.is_draft)
        for row in world.session.item_recommendations.order_by("recommendation__number")
    ]
    assert numbers == [("Faire ceci.", 1, False), ("Faire cela.", 2, False)]


def test_what_nobody_came_to_goes_to_the_next_session_in_the_same_act():
    world = held(items=3)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    later, ahead = (
        SessionFactory(commission=world.commission, held_on=timezone.localdate() + timedelta(days=days))
        for days in (60, 30)
    )
    AgendaItemFactory(session=ahead, position=1, title="Déjà inscrit")
    holding.lift(world.session.pk, carry=[item.pk for item in world.items[1:]], by=world.secretary)
    carried = list(ahead.agenda_items.in_order())
    assert [(item.title, item.postponed_from) for item in carried] == [
        ("Déjà inscrit", None),
        ("Point 2", world.items[1]),
        ("Point 3", world.items[2]),
    ]
    assert not later.agenda_items.exists()
    world.items[1].refresh_from_db()
    assert world.items[1].outcome == ""
    assert Entry.objects.about(world.items[1]).get(act="postpone_item").reason
    pv = build_pv_document(world.session)
    assert [part.is_unopened for part in pv.items] == [False, True, True]


def test_without_a_session_ahead_one_is_prepared_for_what_is_carried():
    world = held()
    holding.lift(world.session.pk, carry=[world.items[1].pk], by=world.secretary)
    [ahead] = world.commission.commission_sessions.filter(state=SessionState.PREPARING)
    assert [item.postponed_from for item in ahead.agenda_items.filter(own="")] == [world.items[1]]


def test_the_session_prepared_for_what_is_carried_approves_the_one_just_lifted():
    world = held()
    SessionFactory(
        commission=world.commission, lifted=True, number=9, held_on=world.session.held_on - timedelta(days=200)
    )
    line = RecommendationLine(text="Faire ceci.")
    deciding.recommend(world.session.pk, item_id=world.item.pk, line=line, by=world.secretary)
    holding.lift(world.session.pk, carry=[world.items[1].pk], by=world.secretary)
    [ahead] = world.commission.commission_sessions.filter(state=SessionState.PREPARING)
    previous, follow_up = (ahead.agenda_items.get(own=own) for own in (OwnItem.PREVIOUS_PV, OwnItem.RECOMMENDATIONS))
    world.session.refresh_from_db()
    assert previous.about_session == world.session
    assert world.session.label in previous.title
    assert [row["text"] for row in follow_up.own_rows] == ["Faire ceci."]
    assert Entry.objects.about(world.session).get(act="lift").after["carried"] == 1


def test_an_item_that_was_taken_up_is_not_carried_and_the_session_stays_open():
    world = held()
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    keys = [item.pk for item in world.items]
    with pytest.raises(InvalidInput, match="que la session n’a pas abordés"):
        holding.lift(world.session.pk, carry=keys, by=world.secretary)
    world.session.refresh_from_db()
    assert world.session.state == SessionState.OPEN
    assert not world.commission.commission_sessions.exclude(pk=world.session.pk).exists()


def test_the_carence_is_advised_only_where_it_can_be_stated():
    early = held(present=6, state=SessionState.CONVENED, starts_at=time(23, 59))
    with pytest.raises(Refused, match=r"Relevez les présences\.$"):
        holding.open_session(early.session.pk, by=early.secretary)
    world = held(present=6, state=SessionState.SUSPENDED)
    with pytest.raises(Refused, match="constatez la carence ou levez la session"):
        holding.resume(world.session.pk, by=world.secretary)
    world = held(present=7)
    deciding.decide(world.item.pk, outcome="noted", by=world.secretary)
    voting.open_ballot(world.items[1].pk, by=world.secretary)
    noted = presence.record_presence(
        world.session.pk, seat_id=world.seats[6].pk, kind=PresenceKind.LEFT, by=world.secretary
    )
    assert noted.closed_ballots
    assert noted.sentence.endswith("clos sans résultat : suspendez la session.")


def test_the_hour_of_lifting_follows_the_last_act():
    world = held()
    deciding.decide(world.item.pk, outcome="noted", by=world.secretary)
    with pytest.raises(InvalidInput, match="précède la dernière décision"):
        holding.lift(world.session.pk, by=world.secretary, at=timezone.now() - timedelta(minutes=10))


def test_no_quorum_is_stated_only_when_it_is_missing_and_known():
    world = held(present=8)
    with pytest.raises(Refused, match=r"le quorum est atteint \(8 présents, 7 requis, article 9\)"):
        holding.declare_no_quorum(world.session.pk, by=world.secretary)
    unknown = held(present=2, statute=SILENT)
    with pytest.raises(Refused, match="L’acte ne fixe pas de quorum"):
        holding.declare_no_quorum(unknown.session.pk, by=unknown.secretary)


def test_no_quorum_is_not_stated_once_something_was_decided():
    world = held(present=7)
    deciding.decide(world.item.pk, outcome="noted", by=world.secretary)
    world.session.presence_events.all().delete()
    with pytest.raises(Refused, match="la session a déjà pris 1\xa0décision"):
        holding.declare_no_quorum(world.session.pk, by=world.secretary)


def test_no_quorum_cancels_the_open_vote_and_asks_for_its_paper(prepared):
    world = held(present=7)
    ballot = voting.open_ballot(world.item.pk, by=world.secretary)
    world.session.presence_events.filter(seat=world.seats[6]).delete()
    assert holding.declare_no_quorum(world.session.pk, by=world.secretary).state == SessionState.NO_QUORUM
    ballot.refresh_from_db()
    assert ballot.state == BallotState.CANCELLED
    assert prepared == [world.session.pk]


def test_a_second_convocation_free_of_quorum_opens_with_whoever_came():
    rule = {"second_quorum_free": True, "second_convocation_article": "article 13"}
    world = held(present=2, state=SessionState.CONVENED, statute=rule)
    former = SessionFactory(
        commission=world.commission,
        convened=True,
        number=9,
        state=SessionState.NO_QUORUM,
        held_on=timezone.localdate() - timedelta(days=8),
    )
    world.session.postponed_from = former
    world.session.save(update_fields=["postponed_from"])
    holding.open_session(world.session.pk, by=world.secretary)
    quorum = Entry.objects.about(world.session).get(act=SessionAction.OPEN).after["quorum"]
    assert (quorum["required"], quorum["article"], quorum["rule"]) == (
        0,
        "article 13",
        "seconde convocation : sans condition de quorum",
    )


def test_resuming_asks_for_the_quorum_again():
    world = held(present=6, state=SessionState.SUSPENDED)
    with pytest.raises(Refused, match="6 présents, 7 requis, article 9"):
        holding.resume(world.session.pk, by=world.secretary)


def test_taking_up_an_item_closes_the_one_before():
    world = held()
    first, second = world.items
    holding.start_item(world.session.pk, first.pk, by=world.secretary)
    holding.start_item(world.session.pk, second.pk, by=world.secretary)
    first.refresh_from_db()
    world.session.refresh_from_db()
    assert first.ended_at is not None
    assert world.session.current_item == second
    holding.start_item(world.session.pk, second.pk, by=world.secretary)
    assert Entry.objects.filter(act="start_item").count() == 2


def test_an_item_that_is_taken_up_again_keeps_its_first_hour():
    world = held()
    first, second = world.items
    began = holding.start_item(world.session.pk, first.pk, by=world.secretary).started_at
    holding.start_item(world.session.pk, second.pk, by=world.secretary)
    again = holding.start_item(world.session.pk, first.pk, by=world.secretary)
    assert (again.started_at, again.ended_at) == (began, None)


def test_an_item_is_not_left_while_its_vote_is_open():
    world = held()
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    voting.open_ballot(world.item.pk, by=world.secretary)
    with pytest.raises(Refused, match="un vote est ouvert sur « Point 1 »"):
        holding.start_item(world.session.pk, world.items[1].pk, by=world.secretary)
    with pytest.raises(Refused, match="un vote y est ouvert"):
        holding.end_item(world.session.pk, world.item.pk, by=world.secretary)


@pytest.mark.parametrize("state", [SessionState.CONVENED, SessionState.SUSPENDED, SessionState.LIFTED])
def test_an_item_is_taken_up_in_an_open_session_only(state):
    world = held(state=state)
    with pytest.raises(Refused, match="Impossible d’aborder ce point"):
        holding.start_item(world.session.pk, world.item.pk, by=world.secretary)

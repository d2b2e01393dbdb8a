from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from commissions.models import NumberSeries
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from projects.enums import Stage
from sessions.core.enums import Outcome, SessionState
from sessions.core.models import Decision, Reserve
from sessions.meeting.operations import deciding, holding, voting
from sessions.meeting.operations.deciding import RecommendationLine, ReserveLine
from tests.factories import AgendaItemFactory, ProjectFactory, StructureFactory
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def decide(world, item=None, outcome=Outcome.FAVOURABLE, *, by_consensus=True, **options):
    return deciding.decide(
        (item or world.item).pk, outcome=outcome, by=world.secretary, by_consensus=by_consensus, **options
    )


def test_a_favourable_opinion_takes_a_number_and_approves_the_project_that_waited():
    world = held()
    decision = decide(world, text="La commission donne un avis favorable.")
    world.project.refresh_from_db()
    world.item.refresh_from_db()
    effect = decision.effects.get()
    assert (decision.number, decision.year, world.item.outcome) == (1, world.session.year, Outcome.FAVOURABLE)
    assert (world.project.stage, effect.stage_before, effect.stage_after) == (
        Stage.APPROVED,
        Stage.SUBMITTED,
        Stage.APPROVED,
    )


@pytest.mark.parametrize("outcome", [Outcome.ADJOURNED, Outcome.UNFAVOURABLE, Outcome.NOTED])
def test_another_opinion_leaves_the_project_where_it_is(outcome):
    world = held()
    effect = decide(world, outcome=outcome).effects.get()
    world.project.refresh_from_db()
    assert (world.project.stage, effect.stage_before, effect.stage_after) == (
        Stage.SUBMITTED,
        Stage.SUBMITTED,
        Stage.SUBMITTED,
    )


def test_a_qualified_opinion_carries_at_least_one_reserve_on_its_project():
    world = held()
    with pytest.raises(InvalidInput, match="porte au moins une réserve"):
        decide(world, outcome=Outcome.QUALIFIED, reserves=[ReserveLine(text="  ")])
    due = world.session.held_on + timedelta(days=60)
    decision = decide(
        world,
        outcome=Outcome.QUALIFIED,
        reserves=[ReserveLine(text="Produire le plan.", due_on=due), ReserveLine(text="Chiffrer.")],
    )
    reserves = list(
        Reserve.objects.filter(decision=decision)
        .order_by("created_at", "pk")
        .values_list("text", "project", "due_on", "state")
    )
    assert reserves == [
        ("Produire le plan.", world.project.pk, due, "open"),
        ("Chiffrer.", world.project.pk, None, "open"),
    ]
    world.project.refresh_from_db()
    assert world.project.stage == Stage.SUBMITTED


def test_a_reserve_without_qualified_opinion_is_refused():
    world = held()
    with pytest.raises(InvalidInput, match="Une réserve ne va qu’avec"):
        decide(world, reserves=[ReserveLine(text="Oui mais.")])


def test_a_decision_bears_on_linked_projects_only():
    world = held()
    with pytest.raises(InvalidInput, match="projets liés au point"):
        decide(world, project_ids=[ProjectFactory(ministry=world.commission.ministry).pk])
    assert decide(world, project_ids=[]).effects.count() == 0


def test_one_decision_per_item():
    world = held()
    decide(world)
    with pytest.raises(Refused, match=r"Ce point est déjà décidé .* Rien n’a été changé"):
        decide(world)
    assert Decision.objects.count() == 1
    assert NumberSeries.objects.get(commission=world.commission, kind="decision").last_number == 1


def test_without_quorum_nothing_is_decided():
    world = held(present=6)
    with pytest.raises(
        Refused, match=r"Impossible de décider\. Le quorum n’est pas atteint \(6 présents, 7 requis, article 9\)"
    ):
        decide(world)
    assert not NumberSeries.objects.filter(kind="decision", last_number__gt=0).exists()


def test_after_the_session_is_lifted_decisions_are_frozen():
    world = held()
    decision = decide(world, text="Texte.")
    holding.lift(world.session.pk, by=world.secretary)
    for act in (
        lambda: decide(world, world.items[1]),
        lambda: deciding.recommend(world.session.pk, line=RecommendationLine(text="Tard."), by=world.secretary),
        lambda: deciding.withdraw_in_session(world.items[1].pk, reason="tard", by=world.secretary),
    ):
        with pytest.raises(Refused, match=r"la session est levée depuis le .*, ce qu’elle a décidé ne change plus"):
            act()
    with pytest.raises(InvalidInput, match="donnez le motif de cette correction"):
        deciding.correct_decision(decision.pk, text="Autre.", base_version=1, by=world.secretary)


@pytest.mark.parametrize("state", [SessionState.CONVENED, SessionState.SUSPENDED])
def test_a_decision_is_taken_in_an_open_session(state):
    world = held(state=state)
    with pytest.raises(Refused, match="Impossible de décider"):
        decide(world)


def test_the_outcome_says_what_was_voted():
    world = held()
    ballot = voting.open_ballot(world.item.pk, proposed_outcome=Outcome.FAVOURABLE, by=world.secretary)
    with pytest.raises(Refused, match="un vote est ouvert"):
        decide(world)
    voting.close_ballot(ballot.pk, votes_for=6, votes_against=2, abstentions=0, by=world.secretary)
    with pytest.raises(Refused, match="le vote a adopté « avis favorable »"):
        decide(world, outcome=Outcome.UNFAVOURABLE)
    assert decide(world).ballot == ballot


def test_what_the_vote_rejected_is_not_decided():
    world = held()
    ballot = voting.open_ballot(world.item.pk, proposed_outcome=Outcome.FAVOURABLE, by=world.secretary)
    voting.close_ballot(ballot.pk, votes_for=2, votes_against=6, abstentions=0, by=world.secretary)
    with pytest.raises(Refused, match="le vote ne l’a pas adopté"):
        decide(world, by_consensus=False)
    assert decide(world, outcome=Outcome.UNFAVOURABLE, by_consensus=False).ballot == ballot


@pytest.mark.parametrize("outcome", [Outcome.FAVOURABLE, Outcome.UNFAVOURABLE])
def test_an_opinion_says_how_it_was_adopted(outcome):
    world = held()
    with pytest.raises(InvalidInput, match="Dites comment cette conclusion est adoptée") as refusal:
        decide(world, outcome=outcome, by_consensus=False)
    assert list(refusal.value.errors) == ["by_consensus"]
    assert not Decision.objects.exists()
    assert decide(world, outcome=outcome).ballot.method == "consensus"


@pytest.mark.parametrize("outcome", [Outcome.NOTED, Outcome.ADJOURNED])
def test_taking_note_and_adjourning_need_no_vote(outcome):
    assert decide(held(), outcome=outcome, by_consensus=False).ballot is None


@pytest.mark.parametrize("outcome", [Outcome.FAVOURABLE, Outcome.UNFAVOURABLE])
def test_equal_voices_without_casting_vote_decide_nothing(outcome):
    world = held(statute={"casting_vote": False})
    ballot = voting.open_ballot(world.item.pk, proposed_outcome=Outcome.FAVOURABLE, by=world.secretary)
    voting.close_ballot(ballot.pk, votes_for=4, votes_against=4, abstentions=0, by=world.secretary)
    with pytest.raises(
        Refused, match="les voix se sont partagées sans voix prépondérante, rien n’est adopté ni rejeté"
    ):
        decide(world, outcome=outcome, by_consensus=False)
    assert decide(world, outcome=Outcome.ADJOURNED, by_consensus=False).ballot == ballot


def test_a_consensus_after_equal_voices_is_its_own_record():
    world = held(statute={"casting_vote": False})
    ballot = voting.open_ballot(world.item.pk, proposed_outcome=Outcome.FAVOURABLE, by=world.secretary)
    voting.close_ballot(ballot.pk, votes_for=4, votes_against=4, abstentions=0, by=world.secretary)
    decision = decide(world)
    assert (decision.ballot.method, decision.ballot == ballot) == ("consensus", False)


def test_consensus_is_stated_with_the_decision():
    world = held()
    ballot = decide(world, by_consensus=True).ballot
    assert (ballot.method, ballot.result, ballot.proposed_outcome) == ("consensus", "adopted", Outcome.FAVOURABLE)


def test_an_item_is_withdrawn_with_its_reason_and_takes_no_number():
    world = held()
    with pytest.raises(InvalidInput, match="Donnez le motif du retrait"):
        deciding.withdraw_in_session(world.item.pk, reason="", by=world.secretary)
    with pytest.raises(InvalidInput, match="Retirer le point"):
        decide(world, outcome=Outcome.WITHDRAWN)
    item = deciding.withdraw_in_session(world.item.pk, reason="dossier incomplet", by=world.secretary)
    assert (item.outcome, item.withdrawal_reason, item.withdrawn_by) == (
        Outcome.WITHDRAWN,
        "dossier incomplet",
        world.secretary,
    )
    assert not Decision.objects.exists()
    with pytest.raises(Refused, match="retiré de l’ordre du jour"):
        decide(world)


def test_the_text_is_corrected_during_the_session_and_two_corrections_do_not_cross():
    world = held()
    decision = decide(world, text="Un.")
    deciding.correct_decision(decision.pk, text="Deux.", base_version=1, by=world.secretary)
    with pytest.raises(Conflict) as conflict:
        deciding.correct_decision(decision.pk, text="Trois.", base_version=1, by=world.secretary)
    assert conflict.value.sides == {"text": ("Deux.", "Trois.")}


def test_a_recommendation_written_in_session_is_a_draft_of_its_item():
    world = held()
    structure = StructureFactory(ministry=world.commission.ministry)
    line = RecommendationLine(
        text="Tenir l’inventaire.",
        structure=structure,
        due_on=world.session.held_on + timedelta(days=90),
        project=world.project,
    )
    row = deciding.recommend(world.session.pk, item_id=world.item.pk, line=line, by=world.secretary)
    assert (row.is_draft, row.number, row.structure, row.issued_on) == (True, None, structure, world.session.held_on)
    assert row.origin.item == world.item
    assert "1er point : Point 1" in row.origin_label


def test_a_draft_recommendation_is_corrected_or_taken_back_before_the_session_is_lifted():
    world = held()
    row = deciding.recommend(
        world.session.pk, item_id=world.item.pk, line=RecommendationLine(text="Un."), by=world.secretary
    )
    corrected = deciding.correct_recommendation(row.pk, line=RecommendationLine(text="Deux."), by=world.secretary)
    assert [origin.recommendation.text for origin in world.session.item_recommendations.all()] == ["Deux."]
    deciding.remove_recommendation(corrected.pk, by=world.secretary)
    assert not world.session.item_recommendations.exists()


def test_a_recommendation_of_a_closed_item_stays_behind_closed_doors():
    world = held()
    item = AgendaItemFactory(session=world.session, position=9, is_closed_doors=True)
    assert deciding.recommend(
        world.session.pk, item_id=item.pk, line=RecommendationLine(text="Discret."), by=world.secretary
    ).is_closed_doors


class Undone(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_decisions_taken_at_the_same_time_have_no_gap_and_no_double():
    """Eight threads over forty items; every tenth attempt is undone after its number was given, then made again."""
    world = held(items=40)

    def attempt(place: int) -> None:
        item = world.items[place]
        try:
            try:
                with transaction.atomic():
                    decide(world, item, Outcome.NOTED)
                    if place % 10 == 0:
                        raise Undone
            except Undone:
                decide(world, item, Outcome.NOTED)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(40)))
    assert sorted(Decision.objects.filter(commission=world.commission).values_list("number", flat=True)) == list(
        range(1, 41)
    )

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.common.exceptions import Conflict, InvalidInput, Refused
from sessions.core.models import Decision, DecisionRelation, ReserveOverride
from sessions.meeting.operations import deciding, relating
from sessions.meeting.operations.deciding import ReserveLine
from sessions.papers.reports.pv import build_pv_document
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two items on the same project; a favourable opinion under reserve is given on the first."""
    world = held()
    world.items[1].projects.add(world.project)
    world.first = deciding.decide(
        world.item.pk,
        outcome="qualified",
        by_consensus=True,
        by=world.secretary,
        reserves=[ReserveLine("produire le récépissé de l’APDP", due_on=timezone.localdate() + timedelta(days=30))],
    )
    world.reserve = world.first.reserves.get()
    return world


def decide(world, **options):
    return deciding.decide(
        world.items[1].pk,
        outcome=options.pop("outcome", "favourable"),
        by_consensus=True,
        by=world.secretary,
        **options,
    )


def test_an_open_reserve_bites_and_is_named(world):
    with pytest.raises(
        Refused,
        match=(
            r"une réserve est encore ouverte sur le projet : « produire le récépissé de l’APDP » \(décision n° 1/\d{4},"
            r" à lever avant le"
        ),
    ):
        decide(world)
    assert Decision.objects.count() == 1  # no number is lost
    assert decide(world, outcome="adjourned").number == 2


def test_a_reserve_lifted_with_its_proof_bites_no_more(world):
    with pytest.raises(InvalidInput, match="Dites par quelle preuve"):
        relating.lift_reserve(world.reserve.pk, proof=" ", by=world.secretary)
    relating.lift_reserve(world.reserve.pk, proof="récépissé n° 12", by=world.secretary)
    with pytest.raises(Refused, match="Cette réserve est déjà levée"):
        relating.lift_reserve(world.reserve.pk, proof="récépissé n° 12", by=world.secretary)
    decide(world)
    world.project.refresh_from_db()
    assert world.project.stage == "approved"


def test_the_chair_passes_over_a_reserve_with_a_reason_that_the_pv_prints(world):
    decision = decide(world, override_reason="L’APDP a donné son accord oral en séance.")
    row = ReserveOverride.objects.get(decision=decision)
    assert (row.reserve_id, row.reason) == (world.reserve.pk, "L’APDP a donné son accord oral en séance.")
    assert row.chair_name == f"{world.seats[0].mandates.get().person.full_name}, {world.seats[0].label}"
    [sentence] = build_pv_document(world.session).items[1].decision.overrides
    assert "passe outre la réserve « produire le récépissé de l’APDP »" in sentence
    assert "Motif : L’APDP a donné son accord oral en séance." in sentence


def test_what_a_decision_does_to_the_one_in_force_is_said_or_still_to_be_said(world):
    relating.lift_reserve(world.reserve.pk, proof="récépissé n° 12", by=world.secretary)
    decision = decide(world)
    relation = decision.relations.get()
    assert (relation.earlier_id, relation.kind) == (world.first.pk, "")
    assert list(Decision.objects.unsettled()) == [decision]
    said = relating.say_relation(relation.pk, kind="replaces", base_version=1, by=world.secretary)
    assert list(Decision.objects.in_force()) == [decision]
    assert list(Decision.objects.replaced()) == [world.first]
    assert build_pv_document(world.session).items[1].decision.relations == (
        f"Cette décision remplace la décision n° 1/{world.first.year}.",
    )
    with pytest.raises(Conflict):
        relating.say_relation(said.pk, kind="confirms", base_version=1, by=world.secretary)
    with pytest.raises(InvalidInput, match="Choisissez confirme, modifie, remplace ou sans rapport"):
        relating.say_relation(said.pk, kind="", by=world.secretary)


def test_it_may_be_said_as_the_decision_is_taken_of_decisions_on_the_same_project_only(world):
    relating.lift_reserve(world.reserve.pk, proof="récépissé n° 12", by=world.secretary)
    other = held()
    stranger = deciding.decide(other.item.pk, outcome="favourable", by_consensus=True, by=other.secretary)
    with pytest.raises(InvalidInput, match="en vigueur sur un projet du point"):
        decide(world, relations={str(stranger.pk): "replaces"})
    decision = decide(world, relations={str(world.first.pk): "amends"})
    assert DecisionRelation.objects.get(decision=decision).kind == "amends"
    assert set(Decision.objects.filter(commission=world.commission).in_force()) == {world.first, decision}

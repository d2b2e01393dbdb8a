from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from foundation.common.exceptions import Conflict, Refused
from sessions.core.extensions import session_lifted
from sessions.meeting.models import VoteExplanation
from sessions.meeting.operations import explaining, holding, voting
from sessions.papers.operations import papers
from sessions.papers.reports.pv import build_pv_document
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def voted(method: str = "show_of_hands", **options):
    world = held(present=8, **options)
    ballot = voting.open_ballot(world.item.pk, method=method, by=world.secretary)
    if method == "secret":
        for seat in world.seats[:8]:
            voting.mark_voted(ballot.pk, seat_id=seat.pk, by=world.secretary)
    world.ballot = voting.close_ballot(ballot.pk, votes_for=5, votes_against=2, abstentions=1, by=world.secretary)
    world.explain = lambda text="Le coût n’est pas établi.", place=2, **more: explaining.explain_vote(
        world.ballot.pk, seat_id=world.seats[place].pk, text=text, by=world.secretary, **more
    )
    return world


@pytest.fixture(autouse=True)
def _no_paper():
    with session_lifted.silenced():
        yield


def test_an_explanation_is_printed_under_its_vote_then_frozen_with_the_minutes():
    world = voted()
    first = world.explain()
    assert world.explain("Le coût n’est pas chiffré.", base_version=1).version == 2
    with pytest.raises(Conflict):
        world.explain("Autre", base_version=1)
    holding.lift(world.session.pk, by=world.secretary)
    [line] = build_pv_document(world.session).items[0].votes[0].explanations
    assert (line.speaker, line.summary) == (
        f"{first.person_name}, {world.seats[2].label}",
        "Le coût n’est pas chiffré.",
    )
    papers.submit_pv(world.session.pk, by=world.secretary)
    with pytest.raises(Refused, match="est soumis, les explications de vote qu’il imprime ne changent plus"):
        world.explain("Trop tard", base_version=2)
    with pytest.raises(DatabaseError, match="explanation_is_frozen"), transaction.atomic():
        VoteExplanation.objects.update(text="x")


def test_the_delay_of_the_act_is_kept_on_both_sides():
    """The member has his days, so the minutes wait for them; after them, nothing more is taken."""
    world = voted(statute={"dissent_days": 3, "dissent_article": "article 14"})
    holding.lift(world.session.pk, by=world.secretary)
    with pytest.raises(
        Refused, match=r"les membres peuvent joindre leur explication de vote jusqu’au .* \(article 14\)"
    ):
        papers.submit_pv(world.session.pk, by=world.secretary)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        world.explain()
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        with pytest.raises(
            Refused, match="le délai de 3\xa0jours après la session \\(article 14\\) est passé"
        ) as refusal:
            world.explain(place=3)
        assert refusal.value.article == "article 14"
        papers.submit_pv(world.session.pk, by=world.secretary)


def test_who_took_no_part_does_not_explain_nor_does_anybody_a_secret_vote():
    world = voted()
    with pytest.raises(Refused, match="n’était pas parmi les votants"):
        world.explain(place=9)
    assert world.explain() is not None
    assert world.explain("") is None
    with pytest.raises(Refused, match="le vote était secret"):
        voted("secret").explain()

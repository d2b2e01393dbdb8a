"""(f) Once the session is levée, any change of a vote, a presence event or a decision is refused by the database too,
but for a named correction with its reason, kept and printed beside the original."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from foundation.common.exceptions import InvalidInput, Refused
from sessions.core.enums import PresenceKind
from sessions.core.extensions import session_lifted
from sessions.core.models import Ballot, Decision, PresenceEvent
from sessions.meeting.models import Correction
from sessions.meeting.operations import correcting, deciding, holding, presence, voting
from sessions.papers.reports.pv import build_pv_document
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def lifted():
    with session_lifted.silenced():
        world = held(present=8)
        ballot = voting.open_ballot(world.item.pk, proposed_outcome="favourable", by=world.secretary)
        world.ballot = voting.close_ballot(ballot.pk, votes_for=5, votes_against=2, abstentions=1, by=world.secretary)
        world.decision = deciding.decide(
            world.item.pk, outcome="favourable", text="Avis favorable.", by=world.secretary
        )
        holding.lift(world.session.pk, by=world.secretary)
        world.event = world.session.presence_events.order_by("at", "pk").first()
        yield world


@pytest.mark.parametrize(
    "change",
    [
        lambda w: PresenceEvent.objects.filter(pk=w.event.pk).update(kind=PresenceKind.EXCUSED),
        lambda w: PresenceEvent.objects.filter(pk=w.event.pk).delete(),
        lambda w: PresenceEvent.objects.create(
            scope=w.session.scope,
            session=w.session,
            seat=w.seats[9],
            kind="arrived",
            at=timezone.now(),
            person_name="X",
        ),
        lambda w: Ballot.objects.filter(pk=w.ballot.pk).update(votes_for=8),
        lambda w: Ballot.objects.create(
            scope=w.session.scope,
            session=w.session,
            item=w.items[1],
            question="?",
            method="consensus",
            opened_at=timezone.now(),
        ),
        lambda w: Decision.objects.filter(pk=w.decision.pk).update(text="Autre"),
        lambda w: Decision.objects.filter(pk=w.decision.pk).delete(),
    ],
    ids=[
        "presence changed",
        "presence erased",
        "presence added",
        "vote changed",
        "vote added",
        "decision changed",
        "decision erased",
    ],
)
def test_the_database_refuses_any_change_of_a_session_that_is_over(lifted, change):
    with pytest.raises(DatabaseError, match=r"session_is_over|immutable|Cannot delete"), transaction.atomic():
        change(lifted)


def test_a_correction_of_another_session_opens_nothing(lifted):
    other = held(present=8, state="lifted")
    correction = Correction.objects.create(
        scope=other.session.scope, session=other.session, kind="presence", reason="x", at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cmsic.correction', %s, true)", [str(correction.pk)])
    with pytest.raises(DatabaseError, match="session_is_over"), transaction.atomic():
        PresenceEvent.objects.filter(pk=lifted.event.pk).update(note="y")


def test_a_named_correction_is_kept_and_printed_beside_the_original(lifted):
    at = lifted.event.at + timedelta(minutes=3)
    for act in (
        lambda reason: presence.correct_instant(lifted.event.pk, at=at, reason=reason, by=lifted.secretary),
        lambda reason: correcting.correct_vote(
            lifted.ballot.pk, votes_for=6, votes_against=2, abstentions=0, reason=reason, by=lifted.secretary
        ),
        lambda reason: deciding.correct_decision(
            lifted.decision.pk, text="Avis favorable au projet.", base_version=1, reason=reason, by=lifted.secretary
        ),
    ):
        with pytest.raises(InvalidInput) as refusal:
            act(" ")
        assert "reason" in refusal.value.errors
        act("erreur de saisie")
    kept = list(Correction.objects.filter(session=lifted.session).order_by("at", "pk"))
    assert [(row.kind, row.reason) for row in kept] == [
        ("presence", "erreur de saisie"),
        ("vote", "erreur de saisie"),
        ("decision", "erreur de saisie"),
    ]
    assert kept[1].before.startswith("5 pour, 2 contre")
    assert kept[1].after.startswith("6 pour, 2 contre")
    printed = build_pv_document(lifted.session).corrections
    assert len(printed) == 3
    assert "« Avis favorable. » devient « Avis favorable au projet. »" in printed[2]
    assert "Motif : erreur de saisie" in printed[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=kept[0].pk).update(reason="autre")


def test_the_correction_ends_with_its_act(lifted):
    presence.correct_instant(
        lifted.event.pk, at=lifted.event.at + timedelta(minutes=1), reason="erreur", by=lifted.secretary
    )
    with pytest.raises(DatabaseError, match="session_is_over"), transaction.atomic():
        PresenceEvent.objects.filter(session=lifted.session).update(note="y")


def test_a_corrected_count_never_overturns_the_decision_taken_on_it(lifted):
    with pytest.raises(Refused, match="le résultat deviendrait « rejeté »"):
        correcting.correct_vote(
            lifted.ballot.pk, votes_for=2, votes_against=5, abstentions=1, reason="erreur", by=lifted.secretary
        )
    with pytest.raises(InvalidInput):
        correcting.correct_vote(
            lifted.ballot.pk, votes_for=9, votes_against=0, abstentions=0, reason="erreur", by=lifted.secretary
        )

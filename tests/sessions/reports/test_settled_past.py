"""What a session says once it is lifted does not move with the seats, mandates, persons, structures and ministries of
later days.
"""

import random
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from commissions.enums import SeatRole
from commissions.models import Mandate, Seat
from commissions.operations.seating import add_seat, appoint_to_seat, edit_seat, end_mandate, suppress_seat
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.exceptions import Refused
from ministries.models import Ministry, Structure
from projects.enums import Stage
from projects.models import Project
from recommendations.models import Recommendation
from sessions.core.enums import Outcome, PresenceKind
from sessions.core.extensions import session_lifted
from sessions.core.models import CommissionSession, SessionRoll
from sessions.core.operations.rolling import freeze_roll
from sessions.meeting.operations import deciding, holding, presence, voting
from sessions.meeting.queries.live import seat_lines
from sessions.meeting.queries.presence import quorum_at
from sessions.papers.reports.attendance import build_attendance_sheet
from sessions.papers.reports.hours import build_presence_statement
from sessions.papers.reports.pv import build_pv_document
from tests.factories import PersonFactory, ProjectFactory, RecommendationFactory, StructureFactory
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(made, monkeypatch):
    monkeypatch.setattr(session_lifted, "functions", [])
    return deepcopy(made)


@pytest.fixture(scope="module")
def made(standing):
    """Eight present, one represented, one gone, a vote by name, a decision; the session is still held."""
    world = held(present=8)
    freeze_roll(world.session, at=world.session.opened_at)
    note(world, 8, PresenceKind.PROXY, proxy_seat_id=world.seats[0].pk)
    note(world, 0, PresenceKind.PRESIDES)
    world.item.presenter = world.seats[2].mandates.get().person
    world.item.save()
    world.item.projects.add(ProjectFactory(ministry=world.commission.ministry))
    RecommendationFactory(commission=world.commission, issued_on=world.session.held_on - timedelta(days=90))
    ballot = voting.open_ballot(world.item.pk, method="by_name", proposed_outcome="favourable", by=world.secretary)
    for seat in world.seats[:8]:
        voting.cast_vote(ballot.pk, seat_id=seat.pk, choice="for", by=world.secretary)
    voting.close_ballot(ballot.pk, by=world.secretary)
    deciding.decide(world.item.pk, outcome=Outcome.FAVOURABLE, text="Favorable.", by=world.secretary)
    return world


def note(world, place, kind, **options):
    return presence.record_presence(
        world.session.pk, seat_id=world.seats[place].pk, kind=kind, by=world.secretary, **options
    )


def lifted(world):
    holding.lift(world.session.pk, by=world.secretary)
    return world


def said(world):
    """Everything that is read of the session, from its papers and its pages."""
    session = CommissionSession.objects.get(pk=world.session.pk)
    document = replace(build_pv_document(session, made_on=session.held_on), journal_block=0, journal_hash="")
    lines = [(row.presence, row.word, row.holder, row.holds) for row in seat_lines(session)]
    quorums = [quorum_at(session, at) for at in (session.opened_at, session.lifted_at)]
    return document, build_attendance_sheet(session), build_presence_statement(session), lines, quorums


def random_edit(dice: random.Random, world) -> None:
    seats = Seat.objects.filter(commission=world.commission)
    seat = seats.order_by("pk")[dice.randrange(seats.count())]
    mandates = Mandate.objects.filter(seat__commission=world.commission).order_by("pk")
    day = world.session.held_on + timedelta(days=dice.randrange(-400, 3))
    word = f"mot {dice.randrange(10**6)}"
    match dice.randrange(13):
        case 0:
            Seat.objects.filter(pk=seat.pk).update(label=word, position=dice.randrange(50))
        case 1:
            Seat.objects.filter(pk=seat.pk, has_vote=True).update(role=dice.choice(["member", "vice_president"]))
        case 2:
            Seat.objects.filter(pk=seat.pk, valid_from=None).update(valid_to=day)
        case 3:
            Seat.objects.create(
                scope_id=seat.scope_id, commission=world.commission, label=word, position=dice.randrange(50)
            )
        case 4 if mandates:
            Mandate.objects.filter(pk=dice.choice(list(mandates)).pk, valid_from__lt=day).update(valid_to=day)
        case 5 if mandates:
            Mandate.objects.filter(pk=dice.choice(list(mandates)).pk).update(person=PersonFactory())
        case 6 if mandates:
            dice.choice(list(mandates)).delete()
        case 7:
            people = Person.objects.order_by("pk")
            person = dice.choice(list(people))
            Person.objects.filter(pk=person.pk).update(
                full_name=word, honorific=dice.choice(["", "M", "Mme"])[:4], function=word[::-1]
            )
        case 8:
            project = dice.choice(list(Project.objects.order_by("pk")))
            Project.objects.filter(pk=project.pk).update(
                **dice.choice(
                    [
                        {"stage": Stage.RUNNING, "actual_start": day, "actual_end": None, "dates_unknown": False},
                        {"stage": Stage.DONE, "actual_start": day, "actual_end": day, "dates_unknown": False},
                        {"stage": Stage.SUSPENDED, "actual_end": None, "dates_unknown": False},
                    ]
                )
            )
        case 9:
            rows = Project.objects.order_by("pk")
            Project.objects.filter(pk=dice.choice(list(rows)).pk).update(
                title=word, forecast_end=day, forecast_cost=dice.randrange(10**9), progress=dice.randrange(101)
            )
        case 10:
            row = dice.choice(list(Recommendation.objects.order_by("pk")))
            Recommendation.objects.filter(pk=row.pk).update(text=word, addressee_label=word[::-1], due_on=day)
        case 11:
            RecommendationFactory(
                commission=world.commission, issued_on=world.session.held_on - timedelta(days=dice.randrange(1, 90))
            )
        case _:
            Ministry.objects.update(name=word, acronym=word[:5].upper())
            world.commission.ministry.names.update(name=word, acronym=word[:6].upper())
            Structure.objects.update(name=word)


@pytest.mark.parametrize("seed", range(4))
def test_thirty_random_edits_change_nothing_of_a_lifted_session(world, seed):
    StructureFactory(ministry=world.commission.ministry)
    before = said(lifted(world))
    assert "8 membres ayant voix" in before[0].quorum.statement.replace("\u00a0", " ")
    dice = random.Random(seed)
    for _ in range(30):
        random_edit(dice, world)
    assert said(world) == before


def test_the_projects_of_a_session_read_as_they_stood_when_it_closed(world):
    """Renamed, finished, recommended about or advised on later, nothing of it enters a draft made anew."""
    project, earlier = world.item.projects.order_by("pk").first(), Recommendation.objects.get()
    before = said(lifted(world))
    groups = [line.title for part in before[0].items for group in part.projects for line in group.projects]
    assert project.title in groups
    assert [line.text for line in before[0].follow_up] == [earlier.text]
    Project.objects.filter(pk=project.pk).update(
        title="autre nom", stage=Stage.DONE, actual_start=world.session.held_on, actual_end=world.session.held_on
    )
    Recommendation.objects.filter(pk=earlier.pk).update(text="autre texte", addressee_label="autre", project=project)
    RecommendationFactory(commission=world.commission, issued_on=world.session.held_on - timedelta(days=1))
    assert said(world) == before


def test_a_lifted_session_of_which_no_opening_was_frozen_is_frozen_as_it_ends(world):
    SessionRoll.objects.all().delete()
    before = said(lifted(world))
    Seat.objects.filter(commission=world.commission).update(label="autre")
    assert said(world) == before


def test_a_carence_keeps_its_composition_too(monkeypatch):
    monkeypatch.setattr(session_lifted, "functions", [])
    world = held(present=3)
    holding.declare_no_quorum(world.session.pk, by=world.secretary)
    session = CommissionSession.objects.get(pk=world.session.pk)
    before = seat_lines(session), quorum_at(session)
    Mandate.objects.filter(seat__commission=world.commission).delete()
    session = CommissionSession.objects.get(pk=world.session.pk)
    assert (seat_lines(session), quorum_at(session)) == before


def refused_for(world, act):
    label = world.session.label
    with pytest.raises(Refused) as refusal:
        act()
    assert any(label in str(blocker) for blocker in refusal.value.blockers), refusal.value.message
    assert "une session a été tenue avec cette composition" in refusal.value.message


def test_a_composition_does_not_change_before_a_session_held_with_it(world):
    lifted(world)
    day, by = world.session.held_on, None
    mandate = world.seats[3].mandates.get()
    vacant = world.seats[11]
    refused_for(world, lambda: end_mandate(mandate.pk, on=day, reason="départ", by=by))
    refused_for(
        world,
        lambda: add_seat(
            world.commission.pk, label="x", role=SeatRole.MEMBER, has_vote=True, position=99, valid_from=day, by=by
        ),
    )
    vacant.mandates.all().delete()
    refused_for(world, lambda: appoint_to_seat(vacant.pk, PersonFactory(), valid_from=day - timedelta(days=3), by=by))
    refused_for(world, lambda: suppress_seat(vacant.pk, on=day - timedelta(days=1), reason="arrêté", by=by))
    later = day + timedelta(days=1)
    assert end_mandate(mandate.pk, on=later, reason="départ", by=by).valid_to == later
    assert suppress_seat(vacant.pk, on=later, reason="arrêté", by=by).valid_to == later
    assert appoint_to_seat(world.seats[3].pk, PersonFactory(), valid_from=later, by=by).valid_from == later


def test_a_mandate_wholly_before_the_session_may_still_be_entered(world):
    lifted(world)
    start = world.session.held_on - timedelta(days=900)
    seat = world.seats[3]
    seat.mandates.update(valid_from=world.session.held_on - timedelta(days=30))
    former = appoint_to_seat(seat.pk, PersonFactory(), valid_from=start, valid_to=start + timedelta(days=9), by=None)
    assert former.valid_from == start


def test_renaming_a_seat_leaves_the_sessions_of_before_as_they_were(world):
    before = said(lifted(world))
    seat = world.seats[0]
    edit_seat(
        seat.pk,
        label="le nouveau nom",
        role=seat.role,
        has_vote=seat.has_vote,
        position=seat.position,
        structure=None,
        article="",
        base_version=seat.version,
        by=None,
    )
    assert said(world) == before


def test_the_session_under_way_takes_the_new_composition_and_keeps_who_was_noted(world):
    end_mandate(world.seats[11].mandates.get().pk, on=clock.today(), reason="départ", by=None)
    held_now = [line for line in seat_lines(world.session) if line.presence.seat_id == world.seats[11].pk]
    assert held_now[0].presence.is_vacant
    assert SessionRoll.objects.filter(session=world.session).count() == 2
    end_mandate(world.seats[1].mandates.get().pk, on=clock.today(), reason="départ", by=None)
    suppress_seat(world.seats[1].pk, on=clock.today(), reason="arrêté", by=None)
    assert world.seats[1].pk in {line.presence.seat_id for line in seat_lines(world.session)}

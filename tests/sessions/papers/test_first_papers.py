"""The first papers of a session that was just lifted: asked for in the act, made by the worker, as of the lifting."""

import pytest
from django.urls import reverse
from django.utils import timezone

from commissions.models import Seat
from foundation.accounts.enums import Role
from foundation.accounts.models import Person
from foundation.documents.models import Document
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.journal.record import entries_of
from ministries.models import Ministry
from projects.models import Project
from recommendations.models import Recommendation
from sessions.core.enums import Outcome, Section, SessionState
from sessions.core.models import ProcesVerbal
from sessions.core.operations.rolling import freeze_roll
from sessions.meeting.operations import correcting, deciding, holding, minutes, voting
from sessions.papers.enums import ATTENDANCE, PV_DRAFT
from sessions.papers.operations.papers import PREPARE_PAPERS, prepare_pv, refresh_pv, submit_pv
from tests.factories import member_of, officer_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = held()
    freeze_roll(world.session, at=world.session.opened_at)
    world.ballot = voting.open_ballot(world.item.pk, proposed_outcome="favourable", by=world.secretary)
    voting.close_ballot(world.ballot.pk, votes_for=7, votes_against=0, abstentions=1, by=world.secretary)
    deciding.decide(world.item.pk, outcome=Outcome.FAVOURABLE, by=world.secretary)
    line = deciding.RecommendationLine(text="Produire le plan.", seat=world.seats[0])
    deciding.recommend(world.session.pk, item_id=world.item.pk, line=line, by=world.secretary)
    holding.lift(world.session.pk, by=world.secretary)
    return world


def pv_of(world):
    return ProcesVerbal.objects.select_related("document", "job").get(session=world.session)


def sheets_of(world):
    return Document.objects.about(world.session, ATTENDANCE)


def test_lifting_asks_for_the_papers_and_freezes_none(world, run_jobs):
    pv = pv_of(world)
    assert (pv.document, pv.job.kind, pv.job.state) == (None, PREPARE_PAPERS, JobState.QUEUED)
    assert not sheets_of(world).exists()
    run_jobs()
    pv = pv_of(world)
    assert (pv.document.kind, pv.document.version, pv.document.created_by) == (PV_DRAFT, 1, world.secretary)
    assert pv.document.stored_at is not None
    assert sheets_of(world).count() == 1
    assert [entry.act for entry in entries_of(pv)] == ["prepare_pv"]


def test_what_changes_before_the_worker_comes_is_not_in_them(world, run_jobs):
    """The papers say the names, the projects and the recommendations of the lifting, however late they are made."""
    person = world.seats[0].mandates.get().person
    told = (person.full_name, world.project.title, "Produire le plan.", world.commission.ministry.name)
    Person.objects.filter(pk=person.pk).update(full_name="Une autre")
    Project.objects.filter(pk=world.project.pk).update(title="Projet renommé")
    Recommendation.objects.filter(origin__session=world.session).update(text="Récrite.", addressee_label="Autre")
    Seat.objects.filter(pk=world.seats[0].pk).update(label="Autre siège")
    Ministry.objects.filter(pk=world.commission.ministry_id).update(name="Ministère renommé")
    run_jobs()
    said = str(pv_of(world).document.content)
    for words in told:
        assert words in said, words
    for words in ("Une autre", "Projet renommé", "Récrite.", "Autre siège", "Ministère renommé"):
        assert words not in said, words


CHANGES = {
    "a vote corrected": lambda world: correcting.correct_vote(
        world.ballot.pk, votes_for=6, votes_against=0, abstentions=2, reason="Recompté.", by=world.secretary
    ),
    "a text of the minutes": lambda world: minutes.save_text(
        world.session.pk, section=Section.CLOSING, text="Ajouté ensuite.", base_revision=0, by=world.secretary
    ),
    "a submission": lambda world: submit_pv(world.session.pk, by=world.secretary),
    "a new version": lambda world: refresh_pv(world.session.pk, by=world.secretary),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_act_that_would_change_them_has_them_made_first(world, run_jobs, change):
    change(world)
    first = Document.objects.about(pv_of(world), PV_DRAFT).get(version=1)
    assert "7 voix pour" in str(first.content).replace("\u00a0", " ")
    assert "Ajouté ensuite." not in str(first.content)
    made = Document.objects.count()
    run_jobs()
    assert Document.objects.count() == made, "the job that waited has nothing left to make"
    assert sheets_of(world).first() is not None


def test_made_twice_they_are_made_once(world, run_jobs):
    run_jobs()
    before = Document.objects.count()
    prepare_pv(world.session.pk, by=world.secretary)
    assert Document.objects.count() == before


def test_the_page_follows_them_for_who_writes_them_and_offers_to_try_again(client, world):
    def page(user):
        client.force_login(user)
        return client.get(reverse("sessions:pv", args=[world.session.pk])).content.decode()

    assert "Mise en page du procès-verbal" in page(world.secretary)
    assert "Mise en page du procès-verbal" not in page(member_of(world.commission, Role.MEMBER))
    Job.objects.filter(kind=PREPARE_PAPERS).update(state=JobState.DEAD, finished_at=timezone.now())
    assert reverse("sessions:pv_retry", args=[world.session.pk]) in page(world.secretary)
    client.post(reverse("sessions:pv_retry", args=[world.session.pk]))
    assert pv_of(world).job.state == JobState.QUEUED


def test_the_carence_is_asked_for_likewise(run_jobs):
    world = held(1, state=SessionState.CONVENED)
    holding.declare_no_quorum(world.session.pk, by=world.secretary)
    assert pv_of(world).document is None
    run_jobs()
    assert pv_of(world).document.content["is_carence"]
    assert sheets_of(world).count() == 1


def test_addressees_are_told_after_the_lifting_and_whoever_lifts_is_not(run_jobs):
    world = held()
    freeze_roll(world.session, at=world.session.opened_at)
    officer = officer_of(world.commission.scope, Role.DSI)
    for text in ("Produire le plan.", "Publier le calendrier."):
        line = deciding.RecommendationLine(text=text)
        deciding.recommend(world.session.pk, item_id=world.item.pk, line=line, by=world.secretary)
    holding.lift(world.session.pk, by=world.secretary)
    assert not officer.notices.exists()
    run_jobs()
    told = sorted(officer.notices.values_list("title", flat=True))
    assert told == sorted(f"{row.reference} : elle vous est adressée" for row in Recommendation.objects.all())

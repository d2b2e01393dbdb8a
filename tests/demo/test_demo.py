"""The demo: real facts with their sources, fictitious ones that say so, loaded once however often it is asked for."""

import io
import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command

from cmsic.demo.fictitious import ACCOUNTS
from cmsic.demo.papers import docx, pdf
from cmsic.demo.preparation import NOTE_TEXT, NOTE_TITLE
from foundation.accounts.models import User
from foundation.common import clock
from foundation.documents.operations.reading import words_of
from foundation.jobs.models import Job
from foundation.journal.models import Entry
from foundation.journal.words import NOTED, column_of
from foundation.notifications.enums import MailState
from foundation.notifications.models import OutgoingMail
from ministries.models import Commune, Departement, LegalText, Ministry
from projects.models import Project, StatusUpdate
from promises.enums import PromiseOrigin
from promises.models import Promise
from recommendations.models import Recommendation
from sessions.core.enums import BallotMethod, OpinionState, Relation, SessionAction, SessionState
from sessions.core.models import Annex, Ballot, CommissionSession, Convocation, DecisionRelation, ProcesVerbal
from sessions.meeting.models import ConsentLine, Correction, VoteExplanation
from sessions.meeting.queries.presence import quorum_at
from sessions.papers.queries.papers import session_of_reference
from sessions.preparing.enums import ProposalState, SheetState
from sessions.preparing.models import ConformitySheet, Opinion, Proposal, SessionReading, SessionTemplate
from sessions.preparing.queries.reading import news_for, reading_of
from sessions.preparing.queries.sheet import agenda_of
from tests.factories.files import stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("demo")]


def counts():
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label not in ("auth", "contenttypes", "sites", "sessions")
    ]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_loading_it_again_changes_nothing(demo):
    before = counts()
    call_command("demo", stdout=io.StringIO())
    assert counts() == before


def test_the_territory_and_the_government_are_those_of_benin(demo):
    assert (Departement.objects.count(), Commune.objects.count()) == (12, 77)
    names = Ministry.objects.filter(is_fictitious=False).in_force(date(2026, 11, 1))
    assert len(names) == 24


def test_the_mdgl_session_says_what_its_sources_say_and_no_more(demo):
    session = session_of_reference("MDGL/2024/1")
    assert (session.is_reconstituted, session.is_fictitious, session.state) == (True, False, "lifted")
    assert "oxygene-benin.bj" in session.reconstituted_from
    assert session.chair is None
    assert Project.objects.filter(ministry=session.commission.ministry).count() == 19
    assert Project.objects.filter(ministry=session.commission.ministry, source="").count() == 0


def test_what_is_invented_says_so(demo):
    invented = Ministry.objects.filter(is_fictitious=True)
    assert invented.count() == 6
    assert not CommissionSession.objects.filter(commission__ministry__in=invented, is_fictitious=False).exists()
    assert not Project.objects.filter(ministry__in=invented, is_fictitious=False).exists()
    assert not LegalText.objects.filter(ministry__in=invented, is_fictitious=False).exists()


def test_the_asin_officer_sees_the_sessions_that_the_press_made_known(demo):
    seen = CommissionSession.objects.visible_to(User.objects.get(email="asin@asin.test"))
    assert seen.filter(is_reconstituted=True).count() == 2


def test_every_account_that_is_printed_opens_something(demo):
    assert [email for email, _ in ACCOUNTS if not User.objects.filter(email=email, is_active=True).exists()] == []


def test_the_members_of_a_demo_session_were_convened_and_its_paper_submitted(demo):
    held = CommissionSession.objects.filter(is_fictitious=True).exclude(state=SessionState.PREPARING)
    assert held.exclude(pk__in=Convocation.objects.values("session")).count() == 0
    # One waits, so that its secretary has something to do; so does the one of the carence.
    waiting = ProcesVerbal.objects.filter(session__in=held, number=None)
    assert set(waiting.values_list("session__commission__code", "session__state")) == {
        ("MDEMO", SessionState.LIFTED),
        ("MDEMO-O", SessionState.NO_QUORUM),
    }


def test_each_ministry_is_at_another_moment_of_its_life(demo):
    """One convenes, one sits and has just lost its quorum by one member, one convenes again, one has never met."""

    def newest(code):
        return CommissionSession.objects.filter(commission__code=code).exclude(held_on=None).latest("held_on")

    today = clock.today()
    assert (newest("MDEMO-N").state, newest("MDEMO-N").held_on > today) == (SessionState.CONVENED, True)
    sitting = newest("MDEMO-S")
    quorum = quorum_at(sitting, clock.now())
    assert (sitting.state, quorum.required - quorum.counted) == (SessionState.OPEN, 1)
    assert newest("MDEMO-E").state == SessionState.LIFTED
    again = CommissionSession.objects.get(commission__code="MDEMO-O", state=SessionState.PREPARING)
    assert again.postponed_from.state == SessionState.NO_QUORUM
    assert not CommissionSession.objects.filter(commission__code="MDEMO-C").exists()
    last = CommissionSession.objects.filter(commission__code="MDEMO", lifted_at__isnull=False).latest("held_on")
    assert today - last.held_on < timedelta(days=21)


def test_no_two_ministries_tell_the_same_story(demo):
    rows = Project.objects.filter(is_fictitious=True)
    assert rows.count() == len(set(rows.values_list("title", flat=True)))
    said = list(StatusUpdate.objects.values_list("narrative", flat=True))
    assert len(set(said)) > 40
    assert max(said.count(line) for line in set(said)) < len(said) / 10
    assert Project.objects.exclude(asin_rating=None).values("ministry").distinct().count() >= 4


def test_the_rsi_of_a_commune_has_work(demo):
    rsi = User.objects.get(email="rsi@commune.test")
    assert Recommendation.objects.visible_to(rsi).filter(commune__name="Abomey-Calavi").count() == 2


def test_every_screen_of_a_session_has_something_to_show(demo):
    def states(model, field="state", **only):
        return set(model.objects.filter(**only).values_list(field, flat=True))

    assert states(Proposal) == set(ProposalState.values)
    assert states(ConformitySheet) >= {SheetState.ASKED, SheetState.ANSWERED, SheetState.CHECKED, SheetState.TO_REVIEW}
    opinions = list(Opinion.objects.all())
    assert {row.state for row in opinions} == {OpinionState.ASKED, OpinionState.GIVEN}
    assert [row.came_late for row in opinions if row.state == OpinionState.GIVEN] == [False, True]
    assert sorted(row.is_overdue(clock.today()) for row in opinions) == [False, False, False, True]
    assert states(Ballot, "method") == {
        BallotMethod.SHOW_OF_HANDS,
        BallotMethod.BY_NAME,
        BallotMethod.SECRET,
        BallotMethod.CONSENSUS,
    }
    assert states(DecisionRelation, "kind") == {Relation.AMENDS, Relation.REPLACES, ""}
    last = CommissionSession.objects.filter(commission__code="MDEMO", lifted_at__isnull=False).latest("held_on")
    assert [release.letter for release in last.agenda_releases.order_by("number")] == ["A", "B"]
    assert (ConsentLine.objects.exclude(decision=None).count(), ConsentLine.objects.exclude(objector="").count()) == (
        2,
        1,
    )
    assert (VoteExplanation.objects.count(), Correction.objects.count(), SessionTemplate.objects.count()) == (2, 3, 2)
    assert Annex.objects.filter(file__content_type="application/pdf").count() == 2


def test_the_files_of_the_demo_have_words_to_find():
    for content, name in ((docx(NOTE_TITLE, NOTE_TEXT), "note.docx"), (pdf(NOTE_TITLE, NOTE_TEXT * 8), "note.pdf")):
        words = words_of(stored(content, name))
        assert ("plan de classement" in words.text.replace("\n", " "), words.finding) == (True, "")


def test_the_president_sees_what_was_added_since_she_read_the_session_in_preparation(demo):
    session = CommissionSession.objects.get(commission__code="MDEMO", state=SessionState.PREPARING)
    reader = User.objects.get(email="presidente@mdemo.test")
    assert (
        news_for(reading_of(session, reader), agenda_of(session, reader)).sentence.replace("\u00a0", " ")
        == "1 document ajouté"
    )
    assert SessionReading.objects.count() == 2


def test_nothing_of_the_demo_leaves_by_mail(demo):
    # The only one is shown as sent back long ago, and no work is to send it again.
    assert list(OutgoingMail.objects.values_list("state", flat=True)) == [MailState.FAILED]
    assert not Job.objects.filter(queue="mail").exists()
    assert not Job.objects.filter(kind__in=("send_convocation", "send_agenda")).exists()


def test_every_act_of_the_demo_is_journaled(demo):
    assert Entry.objects.filter(act=SessionAction.RECORD_PAST).count() == 2


def names_noted(kind, values):
    """Each name that the journal shows of what an act noted, of what is within it too."""
    for value in values if isinstance(values, list) else ():
        yield from names_noted("", value)
    for name, value in values.items() if isinstance(values, dict) else ():
        yield kind, name
        yield from names_noted("", value)


def test_what_the_acts_of_the_demo_noted_reads_in_french(demo):
    rows = Entry.objects.values_list("object_type", "before", "after")
    noted = {pair for kind, *both in rows for values in both for pair in names_noted(kind, values)}
    written = {name for kind, name in noted if column_of(kind, name) is None and re.fullmatch("[a-z_]+", name)}
    assert len(written) > 50
    assert written - set(NOTED) == {"retenu"}  # a verdict, as it is said


def test_public_promises_are_told_with_their_source_and_the_fictitious_ones_say_so(demo):
    real, told = Promise.objects.filter(is_fictitious=False), Promise.objects.filter(is_fictitious=True)
    assert {row.origin for row in real} == {PromiseOrigin.COUNCIL}
    assert all("22 novembre 2017" in row.source and row.project is not None for row in real)
    assert real.count() == 2
    assert told.count() > 3
    assert all("fictif" in row.source and row.ministry.is_fictitious for row in told)

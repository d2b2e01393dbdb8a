"""A session reads an edition: frozen before it, cited by its procès-verbal, the same whatever comes after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editions.enums import EDITION_PAPER
from editions.models import Edition
from foundation.accounts.enums import Role
from foundation.documents.models import Document
from projects.enums import Stage
from projects.operations import UpdateValues, publish_update
from sessions.core.enums import OwnItem
from sessions.core.models import CommissionSession
from sessions.papers.enums import FileAudience
from sessions.papers.models import SessionFile
from sessions.papers.operations.filing import make_session_file, request_session_file
from sessions.papers.reports.pv import build_pv_document
from sessions.papers.reports.session_file import build_session_file
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.own_items import freeze_due_portfolios
from sessions.preparing.operations.preparing import SessionFacts, create_session, edit_session
from sessions.preparing.queries.sheet import agenda_of
from tests.factories import ProjectFactory, commission_with_members, member_of, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    return commission_with_members(3)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


def prepared(commission, secretary, days):
    day = timezone.localdate() + timedelta(days=days)
    facts = SessionFacts(year=day.year, held_on=day, starts_at="10:00", place="Salle", urgency_motive="essai")
    return create_session(commission.pk, facts, by=secretary)


def item_of(session):
    return session.agenda_items.select_related("edition").get(own=OwnItem.MOVED_PROJECTS)


def test_the_convocation_freezes_the_portfolio_and_the_procès_verbal_cites_it(commission, secretary):
    project = ProjectFactory(ministry=commission.ministry, title="Réseau local", stage="submitted")
    session = prepared(commission, secretary, 20)
    assert item_of(session).edition is None
    convene(session.pk, by=secretary)
    item = item_of(session)
    assert (item.edition.for_day, item.edition.number) == (session.held_on, 1)
    project.title = "Réseau métropolitain"
    project.save()
    pv = build_pv_document(CommissionSession.objects.get(pk=session.pk))
    (part,) = [part for part in pv.items if part.id == str(item.pk)]
    assert part.edition == f"Portefeuille lu : {item.edition.citation}."
    assert item.edition.rows.get().title == "Réseau local"


def test_seven_days_before_what_is_not_convened_is_frozen_too_and_moves_no_more(commission, secretary):
    project = ProjectFactory(ministry=commission.ministry, title="Réseau local", stage="submitted")
    far, near = prepared(commission, secretary, 20), prepared(commission, secretary, 7)
    assert freeze_due_portfolios() == 1
    assert (item_of(far).edition, item_of(near).edition.for_day) == (None, near.held_on)
    values = UpdateValues(stage=Stage.APPROVED, progress=10, narrative="Marché signé.")
    publish_update(project.pk, values, by=officer_of(project.scope, Role.DSI))
    near.refresh_from_db()
    line = next(line for line in agenda_of(near, secretary).lines if line.item.own == OwnItem.MOVED_PROJECTS)
    assert list(line.rows) == item_of(near).own_rows
    assert freeze_due_portfolios() == 0
    near.refresh_from_db()
    later = near.held_on + timedelta(days=9)
    facts = SessionFacts(year=later.year, held_on=later, starts_at=near.starts_at, place=near.place)
    edit_session(near.pk, facts, base_version=near.version, by=secretary)
    assert item_of(near).edition is None  # another day: it is frozen for that one


def test_a_ministry_without_project_is_convened_all_the_same(commission, secretary):
    session = prepared(commission, secretary, 20)
    convene(session.pk, by=secretary)
    assert item_of(session).edition is None
    assert not Edition.objects.exists()


def test_the_file_of_the_session_binds_the_communication_of_the_edition(commission, secretary):
    ProjectFactory(ministry=commission.ministry, title="Réseau local", stage="submitted")
    session = prepared(commission, secretary, 20)
    convene(session.pk, by=secretary)
    row = request_session_file(session.pk, FileAudience.INSIDE, by=secretary)
    make_session_file(row.pk)
    content = build_session_file(CommissionSession.objects.get(pk=session.pk), FileAudience.INSIDE)
    (annex,) = [annex for item in content.items for annex in item.annexes]
    communication = Document.objects.get(kind=EDITION_PAPER)
    assert (annex.title, annex.sha256, annex.apart) == (communication.title, communication.pdf_sha256, "")
    stored = SessionFile.objects.get(pk=row.pk)
    assert (stored.fingerprint, stored.apart) == (content.fingerprint, [])

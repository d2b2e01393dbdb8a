"""The sheet of a project: one page whatever there is to say, the same readers as what it prints."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader
from rest_framework.test import APIClient

from foundation.accounts.enums import Role, ScopeKind
from foundation.documents.models import Document
from foundation.documents.render import render_pdf
from projects.enums import SHEET_PAPER, RevisionReason
from projects.extensions import SheetPart
from projects.models import Project, StatusUpdate
from projects.operations import PlannedValues, adopt_revision, create_project, print_sheet
from projects.reports import fitted, sheet_html
from steering.models import FundingLine, Milestone, Risk
from tests.factories import (
    AgendaItemFactory,
    CommissionFactory,
    DecisionFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    member_of,
    officer_of,
)
from tests.projects.world import ministry_with_dsi, running_project, signed

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 5, 10, tzinfo=UTC)
LONG = "Dématérialisation des procédures du guichet unique et interconnexion des registres départementaux "


@pytest.fixture
def world():
    ministry, dsi = ministry_with_dsi(name="Ministère de l’Économie numérique, de la Digitalisation et des Innovations")
    return ministry, dsi


def full(ministry, dsi):
    """As much as a project may have, and texts as long as their columns take."""
    words = {"objectives": LONG * 40, "beneficiaries": LONG * 15, "sponsor": (LONG * 4)[:300]}
    project = running_project(ministry, dsi, (LONG * 4)[:300], supplier=(LONG * 4)[:300], **words)
    planned = PlannedValues(date(2026, 1, 1), date(2028, 12, 31), 950_000_000_000, date(2026, 3, 2), "Commission", "D")
    adopt_revision(project.pk, planned, reason=RevisionReason.SCOPE, explanation="Élargi.", by=None)
    Project.objects.filter(pk=project.pk).update(
        own_rating=1, asin_rating=2, colour="red", greened_on=date(2026, 3, 2), source=(LONG * 6)[:500]
    )
    part = {"scope": project.scope, "project": project}
    commission = CommissionFactory(ministry=ministry)
    session = SessionFactory(commission=commission, lifted=True, transmitted_at=MOMENT)
    for number in range(12):
        title = f"{LONG}{number}"
        Risk.objects.create(
            **part,
            title=title,
            probability=4,
            impact=1 + number % 5,
            mitigation="x",
            owner=LONG[:90],
            review_on=date(2027, 1, 1),
        )
        Milestone.objects.create(**part, title=title, initial_on=date(2026, 1 + number, 1))
        FundingLine.objects.create(**part, year=2020 + number, source="state", funder=LONG[:90], planned=10**14)
        RecommendationFactory(commission=commission, project=project, text=LONG * 3, scope=project.scope)
        item = AgendaItemFactory(session=session)
        DecisionFactory(item=item).reserves.create(scope=session.scope, project=project, text=LONG * 3)
    values = {"stage": "running", "author": dsi, "author_name": "x" * 200, "narrative": LONG * 40}
    StatusUpdate.objects.create(**part, month=date(2026, 5, 1), state="published", published_at=MOMENT, **values)
    return project


def laid_out(document):
    pdf = PdfReader(BytesIO(render_pdf(sheet_html(document, code="0" * 20), title=document.title)))
    return len(pdf.pages), " ".join(pdf.pages[0].extract_text().split())


def test_whatever_it_has_a_project_holds_on_one_page_and_says_what_is_left_out(world, today):
    ministry, dsi = world
    project = full(ministry, dsi)
    document = print_sheet(project.pk, by=dsi)
    parts = {part["title"]: part for part in document.content["parts"]}
    assert len(parts) == 5
    for part in parts.values():
        assert part["left"] == f"et {12 - len(part['lines'])} autres"
        assert len(part["lines"]) >= 1
    assert sum(len(part["lines"]) for part in parts.values()) >= 9
    assert parts["Risques ouverts"]["lines"][0].startswith("20 sur 25 : ")
    pages, text = laid_out(document)
    assert pages == 1
    assert text.count(" autres") >= 5


def test_the_last_comment_is_still_read_once_nothing_new_was_attested(world, today):
    ministry, dsi = world
    project = running_project(ministry, dsi, objectives="Ouvrir " + "chaque guichet, " * 15)
    part = {"scope": project.scope, "project": project, "author": dsi, "author_name": "Une", "state": "published"}
    told = {"month": date(2026, 4, 1), "published_at": MOMENT.replace(month=4), "stage": "running"}
    StatusUpdate.objects.create(**part, **told, narrative="Le marché est notifié.")
    StatusUpdate.objects.create(
        **part, **told | {"month": date(2026, 5, 1), "published_at": MOMENT}, attests_no_change=True
    )
    content = print_sheet(project.pk, by=dsi).content
    assert content["updated"].startswith("« Rien de changé » attesté le 05/05/2026")
    assert content["narrative"] == "Le 05/04/2026 : Le marché est notifié."
    assert "…" not in dict(content["facts"])["Objectifs"]  # two lines and more, where there is room


def test_the_fewer_parts_there_are_the_more_each_shows():
    lines = tuple(f"Ligne {number}" for number in range(12))
    alone, many = fitted([SheetPart("A", lines)], 250), fitted([SheetPart(name, lines) for name in "ABCDE"], 250)
    assert (alone[0].left, many[0].lines[0]) == ("", "Ligne 0")
    assert all(part.left for part in many)
    assert [part.lines for part in fitted([SheetPart("A", lines)], 0)] == [lines[:1]]


def test_a_project_without_figures_prints_no_zero_and_no_colour(world, today):
    project = create_project(world[0], "Sans chiffre", by=world[1])
    document = print_sheet(project.pk, by=world[1])
    assert document.content["signals"][0][1] == "Non renseigné"
    assert {mark for row in document.content["measures"] for mark in row["marks"]} == {"non renseigné"}
    pages, text = laid_out(document)
    assert pages == 1
    assert "Aucun jalon, risque, financement" in text


def test_the_reserves_of_a_commission_make_the_paper_its_own(world, today):
    ministry, dsi = world
    project = running_project(ministry, dsi)
    commission = CommissionFactory(ministry=ministry)
    session = SessionFactory(commission=commission, lifted=True, transmitted_at=MOMENT)
    for name, closed in (("Ouverte", False), ("Fermée", True)):
        item = AgendaItemFactory(session=session, is_closed_doors=closed)
        DecisionFactory(item=item).reserves.create(scope=session.scope, project=project, text=f"Réserve {name}")
    lead = officer_of(ministry.scope, Role.PROJECT_LEAD)
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    secretary = member_of(commission, Role.SECRETARY)
    plain, reserved = (print_sheet(project.pk, by=user) for user in (lead, secretary))
    assert "Réserve" not in str(plain.content)
    assert ("Réserve Ouverte" in str(reserved.content), "Réserve Fermée" in str(reserved.content)) == (True, False)
    readers = {user: set(Document.objects.visible_to(user).about(project)) for user in (lead, dsi, secretary, asin)}
    assert readers == {lead: {plain}, dsi: {plain, reserved}, secretary: {plain, reserved}, asin: {plain, reserved}}


def test_the_button_makes_it_once_and_the_api_the_same(world, today):
    ministry, dsi = world
    project = running_project(ministry, dsi)
    office = signed(dsi)
    address = reverse("projects:print_sheet", args=[project.pk])
    for _ in range(2):
        assert office.post(address).status_code == 302
    document = Document.objects.about(project, SHEET_PAPER).get()
    page = office.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert reverse("jobs:progress", args=[document.job_id]) in page
    api = APIClient()
    api.force_authenticate(dsi)
    answer = api.post(reverse("api:projects-print-sheet", args=[project.pk]), {})
    assert (answer.status_code, answer.json()["id"]) == (202, str(document.pk))
    Project.objects.filter(pk=project.pk).update(asin_rating=2)
    assert print_sheet(project.pk, by=dsi).version == 2

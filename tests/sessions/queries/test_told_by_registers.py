"""The conformity sheet says what the registers know of the platforms and projects of its item; it answers nothing."""

from html import unescape

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from sessions.preparing.enums import ConformityQuestion
from sessions.preparing.operations.agenda import ItemFacts, add_item
from sessions.preparing.operations.conformity import ask_sheet
from sessions.preparing.queries.registers import told_by_registers
from systems.enums import Choice, ExchangeState, Formality, HostingKind, Nature
from tests.factories import (
    ExchangeFactory,
    HostingFactory,
    LandingFactory,
    PlatformFactory,
    ProjectFactory,
    SessionFactory,
    commission_with_members,
    member_of,
)
from tests.factories.systems import named

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    session = SessionFactory(commission=commission_with_members(2))
    return session, member_of(session.commission, Role.SECRETARY)


def sheet_about(session, secretary, **rows):
    item = add_item(session.pk, ItemFacts("Examen du fichier des retraités", **rows), by=secretary)
    return ask_sheet(item.pk, by=secretary)


def test_each_question_has_what_the_registers_say_of_the_platforms(client, world):
    session, secretary = world
    platform = PlatformFactory(
        ministry=session.commission.ministry,
        name="Fichier des retraités",
        hosting=HostingFactory(name="Salle du ministère", kind=HostingKind.MINISTRY),
        has_personal_data=True,
        formality=Formality.FILED,
    )
    LandingFactory(platform=platform, choice=Choice.REHOST)
    other = PlatformFactory(ministry=session.commission.ministry)
    for nature, state in ((Nature.XROAD, ExchangeState.RUNNING), (Nature.HAND, ExchangeState.STOPPED)):
        ExchangeFactory(source=named(platform), target=named(other), nature=nature, state=state)
    sheet = sheet_about(session, secretary, platforms=[platform])
    told = told_by_registers(sheet, secretary)
    said = {question: " ".join(told[question]).replace("\u00a0", " ") for question in told}
    assert "1 échange déclaré (1 X-Road)" in said[ConformityQuestion.INTEROPERABILITY]
    assert "formalité déposée" in said[ConformityQuestion.PERSONAL_DATA]
    assert "réhéberger telle quelle" in said[ConformityQuestion.NATIONAL_CLOUD]
    assert "Salle du ministère, salle d’un ministère" in said[ConformityQuestion.HOSTING]
    client.force_login(secretary)
    for name in ("sheet", "answer_sheet"):
        page = unescape(client.get(reverse(f"sessions:{name}", args=[sheet.pk])).content.decode())
        assert "Les registres disent" in page
        assert "formalité déposée" in page.replace("\u00a0", " ")
    assert sheet.answers == {}


def test_a_project_without_money_nor_plan_is_said(world):
    session, secretary = world
    project = ProjectFactory(ministry=session.commission.ministry)
    told = told_by_registers(sheet_about(session, secretary, projects=[project]), secretary)
    assert told[ConformityQuestion.BUDGET][0].startswith(f"{project.code} : aucune ligne de financement")
    assert told[ConformityQuestion.MASTER_PLAN] == [f"{project.code} : aucune action d’un plan."]


def test_an_item_about_nothing_says_nothing(world):
    told = told_by_registers(sheet_about(*world), world[1])
    assert all(not lines for question, lines in told.items())

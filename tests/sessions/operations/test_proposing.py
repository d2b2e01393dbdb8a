from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role, ScopeKind
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.operations.storing import store_bytes
from sessions.core.enums import OpinionState
from sessions.core.models import AgendaItem
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.enums import ConformityQuestion, OpinionSense, ProposalAction, ProposalState, SheetState
from sessions.preparing.models import ConformitySheet, Opinion, Proposal, ProposalStep
from sessions.preparing.operations.agenda import AnnexFlags, ItemFacts, add_annex, edit_item, remove_item
from sessions.preparing.operations.conformity import answer_sheet, ask_sheet, check_sheet, drop_sheet, send_sheet_back
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.opinions import ask_opinion, give_opinion, withdraw_opinion
from sessions.preparing.operations.proposing import (
    ProposalFacts,
    attach_to_proposal,
    defer_proposal,
    edit_proposal,
    endorse_proposal,
    refuse_proposal,
    retain_proposal,
    submit_proposal,
    write_proposal,
)
from sessions.preparing.operations.releasing import release_agenda
from sessions.preparing.workflow import PROPOSAL_WORKFLOW
from tests.factories import (
    AgendaItemFactory,
    ProjectFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
YES = {question.value: {"answer": "yes", "remark": ""} for question in ConformityQuestion}


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def lead(commission):
    return officer_of(commission.scope, Role.PROJECT_LEAD)


@pytest.fixture
def session(commission):
    return SessionFactory(commission=commission)


@pytest.fixture
def endorsed(commission, lead):
    project = ProjectFactory(ministry=commission.ministry)
    row = write_proposal(
        commission.pk,
        ProposalFacts("Réseau local", objectives="Câbler.", planned_minutes=20, projects=[project]),
        by=lead,
    )
    attach_to_proposal(row.pk, file_of(commission), title="Plan", by=lead)
    submit_proposal(row.pk, by=lead)
    return endorse_proposal(row.pk, by=officer_of(commission.scope, Role.DSI))


def file_of(commission, content=b"x"):
    return store_bytes(
        content, name="plan.pdf", content_type="application/pdf", scope=commission.scope, level="personal", by=None
    )


def test_every_act_of_a_proposal_starts_from_its_states_only():
    moves = {
        (state, action) for action in ProposalAction for state in ProposalState if PROPOSAL_WORKFLOW.can(action, state)
    }
    assert moves == {
        (ProposalState.DRAFT, ProposalAction.SUBMIT),
        (ProposalState.SUBMITTED, ProposalAction.ENDORSE),
        (ProposalState.SUBMITTED, ProposalAction.SEND_BACK),
        (ProposalState.ENDORSED, ProposalAction.SEND_BACK),
        (ProposalState.ENDORSED, ProposalAction.RETAIN),
        (ProposalState.DEFERRED, ProposalAction.RETAIN),
        (ProposalState.ENDORSED, ProposalAction.DEFER),
        (ProposalState.SUBMITTED, ProposalAction.REFUSE),
        (ProposalState.ENDORSED, ProposalAction.REFUSE),
        (ProposalState.DEFERRED, ProposalAction.REFUSE),
        (ProposalState.RETAINED, ProposalAction.TAKE_OFF),
    }


def test_a_proposal_becomes_an_item_with_its_projects_its_pieces_and_its_sheet(endorsed, session, secretary):
    item = retain_proposal(endorsed.pk, session.pk, by=secretary)
    endorsed.refresh_from_db()
    assert (endorsed.state, endorsed.item) == (ProposalState.RETAINED, item)
    assert (item.title, item.description, item.planned_minutes, item.is_late) == ("Réseau local", "Câbler.", 20, False)
    assert list(item.projects.all()) == list(endorsed.projects.all())
    assert [annex.title for annex in item.annexes.all()] == ["Plan"]
    assert item.sheet == endorsed.sheet
    assert [step.action for step in ProposalStep.objects.filter(proposal=endorsed).order_by("at", "pk")] == [
        "submit",
        "endorse",
        "retain",
    ]
    with pytest.raises(Refused, match="inscrite"):
        edit_proposal(endorsed.pk, ProposalFacts("Autre"), base_version=None, by=secretary)


def test_deleting_the_item_gives_the_proposal_back_with_its_sheet(endorsed, session, secretary):
    remove_item(retain_proposal(endorsed.pk, session.pk, by=secretary).pk, by=secretary)
    endorsed.refresh_from_db()
    assert (endorsed.state, endorsed.item, ConformitySheet.objects.get(proposal=endorsed).item) == (
        ProposalState.ENDORSED,
        None,
        None,
    )
    assert retain_proposal(endorsed.pk, session.pk, by=secretary).title == "Réseau local"


def test_a_proposal_sent_after_the_deadline_is_accepted_and_marked_late(endorsed, session, secretary):
    session.held_on, session.submission_days = timezone.localdate() + timedelta(days=5), 6
    session.save()
    assert retain_proposal(endorsed.pk, session.pk, by=secretary).is_late
    other = SessionFactory(
        commission=session.commission, held_on=timezone.localdate() + timedelta(days=5), submission_days=5
    )
    assert other.submission_deadline == timezone.localdate()


def test_a_refusal_and_a_deferral_say_why(endorsed, secretary):
    with pytest.raises(InvalidInput, match="motif"):
        refuse_proposal(endorsed.pk, reason=" ", by=secretary)
    defer_proposal(endorsed.pk, reason="Ordre du jour plein", by=secretary)
    assert refuse_proposal(endorsed.pk, reason="Déjà décidé", by=secretary).state == ProposalState.REFUSED
    assert endorsed.steps.get(action="refuse").reason == "Déjà décidé"


def test_the_proposal_of_the_dsi_himself_is_endorsed_when_he_submits_it(commission):
    dsi = officer_of(commission.scope, Role.DSI)
    assert (
        submit_proposal(write_proposal(commission.pk, ProposalFacts("Portail"), by=dsi).pk, by=dsi).state
        == ProposalState.ENDORSED
    )


def test_a_draft_is_its_authors_alone(client, commission, lead, secretary):
    draft = write_proposal(commission.pk, ProposalFacts("Brouillon"), by=lead)
    assert list(Proposal.objects.visible_to(lead)) == [draft]
    assert not Proposal.objects.visible_to(secretary).exists()
    client.force_login(secretary)
    assert client.get(reverse("sessions:proposal", args=[draft.pk])).status_code == 404


def test_an_agenda_waits_for_its_sheets_and_names_them(session, secretary):
    item = AgendaItemFactory(session=session, position=1, title="Budget")
    sheet = ask_sheet(item.pk, by=secretary)
    with pytest.raises(Refused, match="« Budget » n’est pas vérifiée : elle est à remplir"):
        convene(session.pk, by=secretary)
    with pytest.raises(InvalidInput, match="oui, non ou sans objet"):
        answer_sheet(sheet.pk, {"hosting": {"answer": "yes"}}, base_version=None, by=secretary)
    with pytest.raises(InvalidInput, match="pourquoi la réponse est non"):
        answer_sheet(sheet.pk, YES | {"hosting": {"answer": "no", "remark": ""}}, base_version=None, by=secretary)
    answer_sheet(sheet.pk, YES, base_version=None, by=secretary)
    with pytest.raises(Refused, match="remplie, à vérifier"):
        convene(session.pk, by=secretary)
    check_sheet(sheet.pk, by=secretary)
    convene(session.pk, by=secretary)
    edit_item(item.pk, ItemFacts("Budget révisé"), base_version=None, by=secretary)
    with pytest.raises(Refused, match="à revoir"):
        release_agenda(session.pk, by=secretary)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.answers) == (SheetState.TO_REVIEW, YES)
    answer_sheet(sheet.pk, YES, base_version=sheet.version, by=secretary)
    check_sheet(sheet.pk, by=secretary)
    assert release_agenda(session.pk, by=secretary).letter == "B"


def test_a_change_of_minutes_does_not_call_a_sheet_back_but_an_annex_does(session, secretary):
    item = AgendaItemFactory(session=session, position=1, title="Budget")
    sheet = ask_sheet(item.pk, by=secretary)
    answer_sheet(sheet.pk, YES, base_version=None, by=secretary)
    check_sheet(sheet.pk, by=secretary)
    edit_item(item.pk, ItemFacts("Budget", planned_minutes=45), base_version=None, by=secretary)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.CHECKED
    add_annex(item.pk, file_of(session.commission), AnnexFlags("Plan"), by=secretary)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reason) == (SheetState.TO_REVIEW, "modifié depuis : annexes")
    answer_sheet(sheet.pk, YES, base_version=None, by=secretary)
    assert send_sheet_back(sheet.pk, reason="Précisez l’hébergement", by=secretary).state == SheetState.TO_REVIEW
    drop_sheet(sheet.pk, reason="Simple information", by=secretary)
    assert not ConformitySheet.objects.filter(item=item).exists()


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)


def test_the_asin_reads_what_it_is_asked_and_its_late_opinion_is_accepted_as_such(client, session, secretary, asin):
    item = AgendaItemFactory(session=session, position=1, title="Nuage national")
    other = AgendaItemFactory(session=session, position=2, title="Autre point")
    opinion = ask_opinion(item.pk, question="Est-ce conforme ?", due_on=timezone.localdate(), by=secretary)
    assert list(AgendaItem.objects.visible_to(asin)) == [item]
    with pytest.raises(Refused, match="déjà attendu"):
        ask_opinion(item.pk, question="", due_on=timezone.localdate(), by=secretary)
    Opinion.objects.filter(pk=opinion.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    client.force_login(asin)
    page = client.get(reverse("sessions:opinions")).content.decode()
    assert "Nuage national" in page
    assert other.title not in page
    sent = {"sense": "qualified", "text": "Sous réserve d’un audit."}
    assert client.post(reverse("sessions:give_opinion", args=[opinion.pk]), sent).status_code == 302
    opinion.refresh_from_db()
    assert (opinion.state, opinion.sense, opinion.came_late) == (OpinionState.GIVEN, OpinionSense.QUALIFIED, True)
    client.force_login(secretary)
    prepare = client.get(reverse("sessions:prepare", args=[session.pk]), {"point": item.pk}).content.decode()
    assert "après son délai" in prepare
    with pytest.raises(Refused, match="rendu"):
        give_opinion(opinion.pk, sense=OpinionSense.FAVOURABLE, text="Autre", by=asin)


def test_an_item_behind_closed_doors_is_never_shown_to_the_asin(session, secretary, asin):
    item = AgendaItemFactory(session=session, position=1)
    opinion = ask_opinion(item.pk, question="", due_on=timezone.localdate(), by=secretary)
    AgendaItem.objects.filter(pk=item.pk).update(is_closed_doors=True)
    assert not Opinion.objects.visible_to(asin).exists()
    assert not AgendaItem.objects.visible_to(asin).exists()
    closed = AgendaItemFactory(session=session, position=2, is_closed_doors=True)
    with pytest.raises(Refused, match="huis clos"):
        ask_opinion(closed.pk, question="", due_on=timezone.localdate(), by=secretary)
    assert (
        withdraw_opinion(opinion.pk, reason="Retiré de l’ordre du jour", by=secretary).state == OpinionState.WITHDRAWN
    )


def test_the_procès_verbal_says_the_opinion_given_and_the_version_of_the_agenda(session, secretary, asin):
    item = AgendaItemFactory(session=session, position=1, title="Nuage national")
    opinion = ask_opinion(item.pk, question="", due_on=timezone.localdate(), by=secretary)
    convene(session.pk, by=secretary)
    give_opinion(opinion.pk, sense=OpinionSense.QUALIFIED, text="Sous réserve d’un audit.", by=asin)
    session.refresh_from_db()
    pv = build_pv_document(session)
    assert pv.agenda_version == "version A"
    assert pv.items[0].opinions[0].startswith("Avis de l’ASIN : réservé (rendu le")
    assert pv.items[0].opinions[0].endswith("Sous réserve d’un audit.")

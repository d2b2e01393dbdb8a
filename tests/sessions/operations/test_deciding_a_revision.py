"""The revision of a baseline that a commission decides: adopted or refused by its decision, by nobody alone (10.3)."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from projects.enums import Colour, RevisionReason, RevisionState
from projects.models import Project, RevisionRequest
from projects.operations import PlannedValues, approve_revision, ask_revision, withdraw_revision
from sessions.core.enums import ItemKind, Outcome, SessionState
from sessions.core.models import AgendaItem, CommissionSession, Decision
from sessions.meeting.operations.deciding import correct_decision, decide, withdraw_in_session
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.forms.sessions import ItemForm
from sessions.preparing.operations.agenda import ItemFacts, add_item, edit_item, postpone_item, withdraw_item
from tests.factories import GrantFactory, SessionFactory, member_of, officer_of
from tests.projects.world import PLANNED, running_project, signed
from tests.sessions.held import held

pytestmark = pytest.mark.django_db
LATER = PlannedValues(PLANNED.start, date(2028, 12, 31), 200_000_000, date(2026, 6, 15))
TITLE = "Révision de la référence du courrier"


@pytest.fixture
def asked():
    """A red project, its revision asked by the DSI, and an item about it in a session that is open."""
    world = held(items=0)
    ministry = world.commission.ministry
    dsi = officer_of(ministry.scope, Role.DSI)
    world.project = running_project(ministry, dsi, forecast_end=date(2028, 12, 31), forecast_cost=200_000_000)
    world.dsi = dsi
    world.request = ask_revision(
        world.project.pk, LATER, reason=RevisionReason.SCOPE, explanation="Deux sites ajoutés.", by=dsi
    )
    world.president = member_of(world.commission, Role.PRESIDENT)
    return world


def tabled(world, state=SessionState.OPEN):
    """On the agenda while it was prepared, then the session as it was."""
    facts = ItemFacts(TITLE, revision=world.request)
    CommissionSession.objects.filter(pk=world.session.pk).update(state=SessionState.PREPARING)
    item = add_item(world.session.pk, facts, by=world.secretary)
    CommissionSession.objects.filter(pk=world.session.pk).update(state=state)
    return item


def now(world):
    return Project.objects.get(pk=world.project.pk)


def of(world):
    return RevisionRequest.objects.get(pk=world.request.pk)


def test_the_decision_adopts_it_and_each_cites_the_other(asked):
    item = tabled(asked)
    assert (item.kind, list(item.projects.all())) == (ItemKind.BASELINE, [asked.project])
    assert now(asked).colour == Colour.RED
    decision = decide(item.pk, outcome=Outcome.APPROVED, text="Adoptée.", by_consensus=True, by=asked.secretary)
    revised, baseline, request = now(asked), asked.project.baselines.get(number=1), of(asked)
    assert (revised.planned_end, revised.initial_end, revised.colour) == (LATER.end, PLANNED.end, Colour.GREEN)
    assert revised.greened_on == clock.today()
    assert (request.state, request.answered_by) == (RevisionState.APPROVED, asked.secretary)
    assert baseline.decision_reference == decision.reference
    assert f"{decision.reference[1:]} du " in baseline.approver
    assert [effect.project for effect in decision.effects.all()] == [asked.project]
    page = signed(asked.dsi).get(reverse("projects:detail", args=[asked.project.pk])).content.decode()
    assert baseline.approver.split(",")[0] in page
    assert decision.reference in page
    assert "Verdi par révision" in page
    part = build_pv_document(CommissionSession.objects.get(pk=asked.session.pk)).items[-1].revision
    assert part.rows[1] == ("Fin prévue", "31/12/2026", "31/12/2026", "31/12/2028")
    assert "référence n° 1" in part.effect
    assert "Verdi par révision" in part.effect
    assert Entry.objects.filter(act="revise_baseline", actor_id=asked.secretary.pk).count() == 1
    # Its text is corrected: what it adopted stays.
    correct_decision(decision.pk, text="Adoptée à l’unanimité.", base_version=decision.version, by=asked.secretary)
    assert (now(asked).planned_end, asked.project.baselines.count()) == (LATER.end, 2)


def test_refused_the_baseline_stays_and_the_dsi_reads_why(asked):
    decision = decide(tabled(asked).pk, outcome=Outcome.REFUSED, by_consensus=True, by=asked.secretary)
    request = of(asked)
    assert (request.state, now(asked).colour, now(asked).revision_count) == (RevisionState.REFUSED, Colour.RED, 0)
    assert decision.reference[1:] in request.answer
    part = build_pv_document(CommissionSession.objects.get(pk=asked.session.pk)).items[-1].revision
    assert part.effect == "La révision est refusée : la référence en vigueur reste la même."


def test_whoever_asked_does_not_note_the_decision_that_adopts_it(asked):
    item = tabled(asked)
    GrantFactory(user=asked.dsi, scope=asked.session.scope, role=Role.SECRETARY, commission_id=asked.commission.pk)
    with pytest.raises(Refused, match="ne note pas la décision"):
        decide(item.pk, outcome=Outcome.APPROVED, by_consensus=True, by=asked.dsi)
    assert (now(asked).colour, of(asked).state) == (Colour.RED, RevisionState.ASKED)
    assert not Decision.objects.exists()


def test_adjourned_withdrawn_postponed_or_cancelled_it_waits_and_another_session_may_take_it(asked):
    item = tabled(asked)
    other = SessionFactory(commission=asked.commission, number=2)
    facts = ItemFacts(TITLE, revision=asked.request)
    with pytest.raises(InvalidInput, match="déjà à l’ordre du jour"):
        add_item(other.pk, facts, by=asked.secretary)
    decide(item.pk, outcome=Outcome.ADJOURNED, by=asked.secretary)
    assert of(asked).is_waiting
    copy = postpone_item(item.pk, to_session=other, reason="Pièces attendues.", by=asked.secretary)
    assert copy.revision == asked.request
    withdraw_item(copy.pk, reason="Erreur.", by=asked.secretary)
    again = add_item(other.pk, facts, by=asked.secretary)
    CommissionSession.objects.filter(pk=other.pk).update(state=SessionState.CANCELLED)
    third = SessionFactory(commission=asked.commission, number=3)
    assert add_item(third.pk, facts, by=asked.secretary).revision == again.revision
    assert (of(asked).state, now(asked).colour) == (RevisionState.ASKED, Colour.RED)


def test_withdrawn_in_session_it_waits_still(asked):
    withdraw_in_session(tabled(asked).pk, reason="Le DSI est absent.", by=asked.secretary)
    assert of(asked).is_waiting


@pytest.mark.parametrize("first", ["approved", "withdrawn"])
def test_answered_before_the_session_comes_to_it_there_is_only_to_take_note(asked, first):
    item = tabled(asked)
    if first == "approved":
        approve_revision(asked.request.pk, by=asked.president)
    else:
        withdraw_revision(asked.request.pk, by=asked.dsi)
    with pytest.raises(Refused, match="Prenez acte"):
        decide(item.pk, outcome=Outcome.APPROVED, by_consensus=True, by=asked.secretary)
    assert decide(item.pk, outcome=Outcome.NOTED, by=asked.secretary).outcome == Outcome.NOTED


def test_the_agenda_takes_only_what_waits_in_its_ministry(asked):
    session = SessionFactory(commission=asked.commission, number=2)
    form = ItemForm(user=asked.secretary, session=session)
    assert list(form.fields["revision"].queryset) == [asked.request]
    stranger = held(items=0)
    assert "revision" not in ItemForm(user=stranger.secretary, session=stranger.session).fields
    theirs = SessionFactory(commission=stranger.commission, number=2)
    with pytest.raises(InvalidInput, match="autre ministère"):
        add_item(theirs.pk, ItemFacts(TITLE, revision=asked.request), by=stranger.secretary)
    with pytest.raises(InvalidInput, match="Choisissez la révision"):
        add_item(session.pk, ItemFacts(TITLE, kind=ItemKind.BASELINE), by=asked.secretary)
    plain = add_item(session.pk, ItemFacts("Divers"), by=asked.secretary)
    edit_item(plain.pk, ItemFacts(TITLE, revision=asked.request), base_version=plain.version, by=asked.secretary)
    row = AgendaItem.objects.get(pk=plain.pk)
    assert (row.kind, row.revision) == (ItemKind.BASELINE, asked.request)
    page = signed(asked.secretary).get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert "Deux sites ajoutés." in page
    assert "31/12/2028" in page
    panel = signed(asked.dsi).get(reverse("projects:detail", args=[asked.project.pk])).content.decode()
    assert "est à l’ordre du jour de la" not in panel  # nobody was told of this agenda yet

import uuid

import pytest
from django.db import connection

from foundation.accounts.enums import Role
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.documents.operations.storing import store_bytes
from foundation.journal.record import entries_of
from sessions.core.enums import ItemKind, Outcome, SessionState
from sessions.core.models import AgendaItem, CommissionSession
from sessions.preparing.operations.agenda import (
    AnnexFlags,
    ItemFacts,
    add_annex,
    add_item,
    edit_annex,
    edit_item,
    move_item,
    postpone_item,
    remove_annex,
    remove_item,
    reorder_agenda,
    restore_item,
    withdraw_item,
)
from sessions.preparing.queries.sheet import agenda_of
from tests.factories import (
    AgendaItemFactory,
    CommissionFactory,
    DecisionFactory,
    ProjectFactory,
    SessionFactory,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(commission=CommissionFactory())


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


def three(session):
    return [
        AgendaItemFactory(session=session, position=position, title=title)
        for position, title in enumerate("ABC", start=1)
    ]


def order(session):
    return "".join(session.agenda_items.in_order().values_list("title", flat=True))


def test_an_item_goes_to_the_end_with_its_links(session, secretary):
    three(session)
    project = ProjectFactory(ministry=session.commission.ministry)
    item = add_item(
        session.pk,
        ItemFacts(" Budget ", kind=ItemKind.PROJECT_REVIEW, planned_minutes=20, projects=[project]),
        by=secretary,
    )
    assert (item.position, item.title, list(item.projects.all()), item.added_after_convocation) == (
        4,
        "Budget",
        [project],
        False,
    )
    assert [entry.act for entry in entries_of(item)] == ["add_item"]


def test_an_item_added_after_the_convocation_says_so(secretary):
    session = SessionFactory(convened=True)
    assert add_item(session.pk, ItemFacts("Tard"), by=None).added_after_convocation


def test_an_item_of_a_closed_session_is_behind_closed_doors_too(session):
    session.is_closed_doors = True
    session.save()
    assert add_item(session.pk, ItemFacts("Point"), by=None).is_closed_doors


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ItemFacts("  "), "title"),
        (ItemFacts("x" * 501), "title"),
        (ItemFacts("x", planned_minutes=0), "planned_minutes"),
    ],
)
def test_an_impossible_item_is_refused(session, facts, field):
    with pytest.raises(InvalidInput) as refusal:
        add_item(session.pk, facts, by=None)
    assert field in refusal.value.errors


def test_two_edits_of_one_item_do_not_overwrite_each_other(session):
    item = AgendaItemFactory(session=session, position=1, title="Avant")
    edit_item(item.pk, ItemFacts("Premier"), base_version=1, by=None)
    with pytest.raises(Conflict) as conflict:
        edit_item(item.pk, ItemFacts("Second"), base_version=1, by=None)
    assert conflict.value.sides["title"] == ("Premier", "Second")


def test_the_agenda_is_put_in_order_in_one_act(session, secretary):
    a, b, c = three(session)
    reorder_agenda(session.pk, [c.pk, a.pk, b.pk], by=secretary, base=[a.pk, b.pk, c.pk])
    connection.check_constraints()
    assert order(session) == "CAB"
    reorder_agenda(session.pk, [c.pk, a.pk, b.pk], by=secretary)
    assert entries_of(session).count() == 1  # the same order again changes nothing


def test_an_order_made_from_an_old_screen_is_a_conflict(session):
    a, b, c = three(session)
    reorder_agenda(session.pk, [b.pk, a.pk, c.pk], by=None)
    with pytest.raises(Conflict, match="l’ordre du jour a été modifié entre-temps") as conflict:
        reorder_agenda(session.pk, [a.pk, c.pk, b.pk], by=None, base=[a.pk, b.pk, c.pk])
    assert conflict.value.sides["ordre du jour"] == ("B\nA\nC", "A\nC\nB")
    assert order(session) == "BAC"


def test_an_order_holds_all_the_items_and_no_foreign_one(session):
    a, b, c = three(session)
    foreign = AgendaItemFactory(position=1)
    for ids in ([a.pk, b.pk], [a.pk, b.pk, foreign.pk], [a.pk, a.pk, b.pk, c.pk], [a.pk, b.pk, uuid.uuid4()]):
        with pytest.raises(InvalidInput, match="ne contient pas exactement les points"):
            reorder_agenda(session.pk, ids, by=None)
    assert order(session) == "ABC"


def test_an_item_moves_one_step_and_stops_at_the_ends(session):
    a, _, c = three(session)
    move_item(c.pk, up=True, by=None)
    assert order(session) == "ACB"
    move_item(a.pk, up=True, by=None)
    assert order(session) == "ACB"


def test_an_item_nobody_was_told_of_may_be_deleted(session, secretary):
    _, b, _ = three(session)
    remove_item(b.pk, by=secretary)
    assert list(session.agenda_items.in_order().values_list("title", "position")) == [("A", 1), ("C", 2)]
    assert entries_of(b).get().before == {"title": "B", "position": 2}


def test_after_the_convocation_an_item_is_withdrawn_not_deleted(secretary):
    session = SessionFactory(convened=True)
    item = AgendaItemFactory(session=session, position=1)
    with pytest.raises(Refused, match="Retirez-le avec un motif"):
        remove_item(item.pk, by=secretary)
    with pytest.raises(InvalidInput, match="Donnez le motif"):
        withdraw_item(item.pk, reason=" ", by=secretary)
    withdraw_item(item.pk, reason="Dossier incomplet", by=secretary)
    item.refresh_from_db()
    assert (item.withdrawn_by, item.withdrawal_reason) == (secretary, "Dossier incomplet")
    assert item.withdrawn_at is not None
    with pytest.raises(Refused, match="déjà retiré"):
        withdraw_item(item.pk, reason="encore", by=secretary)


def test_a_withdrawn_item_may_come_back(session, secretary):
    item = AgendaItemFactory(session=session, position=1)
    withdraw_item(item.pk, reason="Erreur", by=secretary)
    with pytest.raises(Refused, match="Remettez-le d’abord"):
        edit_item(item.pk, ItemFacts("x"), base_version=None, by=secretary)
    restore_item(item.pk, by=secretary)
    item.refresh_from_db()
    assert (item.withdrawn_at, item.withdrawal_reason) == (None, "")


def test_an_item_that_was_decided_is_not_withdrawn(secretary):
    decision = DecisionFactory(item=AgendaItemFactory(session=SessionFactory(opened=True), position=1))
    with pytest.raises(Refused, match="une décision y a été prise"):
        withdraw_item(decision.item.pk, reason="motif", by=secretary)


def test_a_postponed_item_keeps_its_lineage_both_ways(session, secretary):
    project = ProjectFactory(ministry=session.commission.ministry)
    item = AgendaItemFactory(session=session, position=1, title="Le point")
    item.projects.add(project)
    item.annexes.create(
        scope=item.scope,
        file=store_bytes(b"x", name="a.pdf", content_type="application/pdf", scope=item.scope, by=None),
        title="Annexe",
    )
    other = SessionFactory(commission=session.commission)
    AgendaItemFactory(session=other, position=1)
    copy = postpone_item(item.pk, to_session=other, reason="Faute de temps", by=secretary)
    assert (copy.session, copy.position, copy.postponed_from, list(copy.projects.all())) == (other, 2, item, [project])
    assert copy.annexes.get().title == "Annexe"
    item.refresh_from_db()
    assert "Faute de temps" in item.withdrawal_reason
    line = agenda_of(session, secretary).lines[0]
    assert line.item.seen_later == [copy]
    assert agenda_of(other, secretary).lines[1].item.postponed_from == item
    with pytest.raises(Refused, match="déjà reporté"):
        postpone_item(item.pk, to_session=other, reason="encore", by=secretary)
    with pytest.raises(Refused, match="il est reporté à une autre session"):
        restore_item(item.pk, by=secretary)


def test_the_next_session_is_created_when_none_is_chosen(session, secretary):
    item = AgendaItemFactory(session=session, position=1)
    copy = postpone_item(item.pk, reason="Plus tard", by=secretary)
    assert (copy.session.state, copy.session.commission, copy.session.held_on) == (
        SessionState.PREPARING,
        session.commission,
        None,
    )
    assert CommissionSession.objects.filter(commission=session.commission).count() == 2


def test_an_item_goes_only_to_a_session_in_preparation_of_the_same_commission(session, secretary):
    item = AgendaItemFactory(session=session, position=1)
    with pytest.raises(InvalidInput, match="de la même commission"):
        postpone_item(item.pk, to_session=SessionFactory(), reason="motif", by=secretary)
    with pytest.raises(Refused, match="elle n’est plus en préparation"):
        postpone_item(
            item.pk,
            to_session=SessionFactory(commission=session.commission, convened=True),
            reason="motif",
            by=secretary,
        )
    assert not AgendaItem.objects.filter(postponed_from=item).exists()


def test_an_item_postponed_in_session_is_adjourned(secretary):
    session = SessionFactory(opened=True)
    item = AgendaItemFactory(session=session, position=1)
    postpone_item(item.pk, reason="Faute de temps", by=secretary)
    item.refresh_from_db()
    assert (item.outcome, item.withdrawn_at) == (Outcome.ADJOURNED, None)


def test_an_annex_keeps_its_line_when_removed(session, secretary):
    item = AgendaItemFactory(session=session, position=1)
    file = store_bytes(b"x", name="a.pdf", content_type="application/pdf", scope=item.scope, by=None)
    with pytest.raises(InvalidInput, match="n’est pas publiée"):
        add_annex(item.pk, file, AnnexFlags("Annexe", is_confidential=True, is_published=True), by=secretary)
    annex = add_annex(item.pk, file, AnnexFlags("Annexe", is_confidential=True), by=secretary)
    edit_annex(annex.pk, AnnexFlags("Note", is_signed=True), base_version=1, by=secretary)
    with pytest.raises(Conflict):
        edit_annex(annex.pk, AnnexFlags("Autre"), base_version=1, by=secretary)
    remove_annex(annex.pk, by=secretary)
    annex.refresh_from_db()
    assert (annex.title, annex.is_signed, annex.is_confidential) == ("Note", True, False)
    assert annex.removed_at is not None
    assert [entry.act for entry in entries_of(annex)] == ["add_annex", "edit_annex", "remove_annex"]
    with pytest.raises(Refused, match="déjà retirée"):
        remove_annex(annex.pk, by=secretary)


@pytest.mark.parametrize("state", [SessionState.OPEN, SessionState.LIFTED, SessionState.CANCELLED])
def test_the_agenda_does_not_move_once_the_session_has_begun(state):
    session = SessionFactory(state=state, number=1)
    a, b, _ = three(session)
    for act in (
        lambda: add_item(session.pk, ItemFacts("x"), by=None),
        lambda: reorder_agenda(session.pk, [b.pk, a.pk], by=None),
        lambda: edit_item(a.pk, ItemFacts("x"), base_version=1, by=None),
    ):
        with pytest.raises(Refused, match="Cela n’est possible qu’avant son ouverture"):
            act()


def test_planned_minutes_are_summed_and_compared(session, secretary):
    session.planned_minutes = 40
    session.save()
    three(session)
    AgendaItemFactory(session=session, position=4, kind=ItemKind.HEADING, planned_minutes=None)
    agenda = agenda_of(session, secretary)
    assert (agenda.total_minutes, agenda.excess, agenda.item_count, agenda.untimed) == (45, 5, 3, 0)
    assert [line.number for line in agenda.lines] == [1, 2, 3, None]


def test_a_project_of_another_ministry_is_not_shown_on_an_item(session, secretary):
    item = AgendaItemFactory(session=session, position=1)
    item.projects.add(ProjectFactory())
    assert agenda_of(session, secretary).lines[0].item.seen_projects == []

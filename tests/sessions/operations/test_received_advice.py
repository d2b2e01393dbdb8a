"""A recommendation that a national body addresses to a ministry comes to the agenda of its commission."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import Refused
from recommendations.models import Recommendation
from recommendations.operations import accept
from sessions.core.enums import ItemKind, OwnItem, SessionState
from sessions.core.models import AgendaItem
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.duties import advice_to_table
from sessions.preparing.operations.agenda import postpone_item, table_advice
from sessions.preparing.operations.own_items import restore_own_items
from sessions.preparing.queries.own_items import rows_seen
from tests.factories import (
    AgendaItemFactory,
    RecommendationFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.conferences import BodyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def body():
    return BodyFactory(code="CDSI", name="Conférence des DSI")


@pytest.fixture
def received(body, commission):
    return addressed(body, commission.ministry, text="Publier le délai constaté")


def addressed(body, ministry, **said):
    due = clock.today() + timedelta(days=40)
    facts = {"addressee_scope": ministry.scope, "addressee_label": ministry.name, "due_on": due, "number": None}
    return RecommendationFactory(commission=body, ministry=ministry, **(facts | said))


def test_it_is_among_the_lines_that_the_portal_writes_on_the_follow_up(commission, secretary, body, received):
    own = RecommendationFactory(commission=commission, text="La nôtre", due_on=None)
    addressed(body, commission_with_members(2).ministry, text="À un autre ministère")
    addressed(body, commission.ministry, text="À huis clos", is_closed_doors=True)
    addressed(body, commission.ministry, text="Pas encore émise", is_draft=True)
    addressed(commission_with_members(2), commission.ministry, text="D’une autre commission ministérielle")
    session = SessionFactory(commission=commission)
    restore_own_items(session.pk, by=secretary)
    rows = session.agenda_items.get(own=OwnItem.RECOMMENDATIONS).own_rows
    assert [(row["text"], "CDSI" in row["title"]) for row in rows] == [(received.text, True), (own.text, False)]
    for role in (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER):
        assert len(rows_seen(rows, member_of(commission, role))) == 2


def test_its_members_read_what_was_addressed_to_their_ministry_and_no_other(commission, body, received):
    member = member_of(commission, Role.MEMBER)
    assert set(Recommendation.objects.visible_to(member)) == {received}
    assert not Recommendation.objects.visible_to(member_of(commission_with_members(2), Role.MEMBER)).exists()


def test_the_secretary_puts_it_on_the_agenda_in_one_act_and_only_once(client, commission, secretary, received):
    session = SessionFactory(commission=commission)
    client.force_login(secretary)
    prepare = reverse("sessions:prepare", args=[session.pk])
    page = client.get(prepare).content.decode()
    assert "Publier le délai constaté" in page.partition('id="recues"')[2]
    address = reverse("sessions:table_advice", args=[received.pk])
    answer = client.post(address, {"session": str(session.pk)}, follow=True)
    item = AgendaItem.objects.get(recommendation=received)
    assert answer.request["PATH_INFO"] == prepare
    assert (item.session, item.kind) == (session, ItemKind.FOLLOW_UP)
    assert "Conférence des DSI la recommande à" in item.description
    assert 'id="recues"' not in client.get(prepare).content.decode()
    with pytest.raises(Refused, match="deux fois"):
        table_advice(session.pk, recommendation=received, by=secretary)
    page = client.get(reverse("recommendations:detail", args=[received.pk])).content.decode()
    assert f"#point-{item.pk}" in page
    assert address not in page


def test_the_page_of_a_recommendation_received_offers_the_sessions_of_ones_own_commission(
    client, commission, secretary, received
):
    session = SessionFactory(commission=commission)
    SessionFactory(commission=commission, lifted=True)
    client.force_login(secretary)
    address = reverse("sessions:table_advice", args=[received.pk])
    assert address in client.get(reverse("recommendations:detail", args=[received.pk])).content.decode()
    form = client.get(address).content.decode()
    assert str(session.pk) in form
    assert form.count("<option") == 1
    client.force_login(officer_of(commission.scope, Role.DSI))
    assert address not in client.get(reverse("recommendations:detail", args=[received.pk])).content.decode()
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("change", [{"state": "done"}, {"is_closed_doors": True}, {"is_draft": True}])
def test_what_is_closed_or_reserved_or_not_issued_is_not_tabled(commission, secretary, received, change):
    Recommendation.objects.filter(pk=received.pk).update(**change)
    with pytest.raises(Refused, match="n’est pas ouverte"):
        table_advice(SessionFactory(commission=commission).pk, recommendation=received, by=secretary)


def test_another_ministry_does_not_table_it(received):
    other = commission_with_members(2)
    with pytest.raises(Refused, match="n’est pas de celles"):
        table_advice(SessionFactory(commission=other).pk, recommendation=received, by=member_of(other, Role.SECRETARY))


def test_postponed_it_follows_its_item_and_a_cancelled_session_gives_it_back(commission, secretary, received):
    session = SessionFactory(commission=commission)
    item = table_advice(session.pk, recommendation=received, by=secretary)
    copy = postpone_item(item.pk, reason="Membres absents.", by=secretary)
    assert copy.recommendation == received
    with pytest.raises(Refused, match="deux fois"):
        table_advice(session.pk, recommendation=received, by=secretary)
    copy.session.state = SessionState.CANCELLED
    copy.session.save(update_fields=["state"])
    assert table_advice(session.pk, recommendation=received, by=secretary).pk != copy.pk


def test_the_procès_verbal_says_which_recommendation_was_examined(commission, received):
    session = SessionFactory(commission=commission, lifted=True)
    AgendaItemFactory(session=session, kind=ItemKind.FOLLOW_UP, title="Délais", recommendation=received)
    (part,) = [part for part in build_pv_document(session).items if "Délais" in part.title]
    assert "Recommandation examinée" in str(part)


def test_tabling_it_changes_nothing_of_who_answers_for_it(commission, secretary, received):
    table_advice(SessionFactory(commission=commission).pk, recommendation=received, by=secretary)
    assert accept(received.pk, by=officer_of(commission.scope, Role.DSI)).state == "accepted"


def test_what_was_received_awaits_its_secretary_once_a_session_is_prepared(commission, secretary, body, received):
    addressed(body, commission.ministry)
    assert advice_to_table(secretary, clock.today()) == []
    session = SessionFactory(commission=commission)
    (duty,) = advice_to_table(secretary, clock.today())
    assert (duty.verb, duty.href) == ("Inscrire", reverse("sessions:prepare", args=[session.pk]) + "#recues")
    assert duty.what.startswith("2\u00a0recommandations reçues")
    table_advice(session.pk, recommendation=received, by=secretary)
    assert advice_to_table(secretary, clock.today())[0].what.startswith("1\u00a0recommandation reçue")
    assert advice_to_table(member_of(commission, Role.PRESIDENT), clock.today()) == []

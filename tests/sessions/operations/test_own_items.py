from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from projects.enums import Stage
from projects.operations import UpdateValues, publish_update
from sessions.core.enums import ItemKind, OwnItem, SessionKind, SessionState
from sessions.core.models import CommissionSession
from sessions.preparing.models import SessionTemplate
from sessions.preparing.operations.agenda import postpone_item, remove_item
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.own_items import restore_own_items
from sessions.preparing.operations.preparing import SessionFacts, create_session, prepare_second_convocation
from sessions.preparing.operations.templates import rename_template, retire_template, save_template
from sessions.preparing.queries.sheet import agenda_of
from tests.factories import (
    AgendaItemFactory,
    ProjectFactory,
    RecommendationFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
BEFORE = timezone.localdate() - timedelta(days=90)


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def former(commission):
    former = SessionFactory(
        commission=commission, lifted=True, held_on=BEFORE, year=BEFORE.year, place="Salle haute", planned_minutes=95
    )
    for position, (kind, title) in enumerate(
        [("previous_pv", "PV d’avant"), ("heading", "Projets"), ("project_review", "Réseau"), ("text", "Retiré")],
        start=1,
    ):
        AgendaItemFactory(
            session=former, position=position, kind=kind, title=title, planned_minutes=20 if kind != "heading" else None
        )
    former.agenda_items.filter(title="Réseau").update(outcome="favourable", presenter_label="M. Dossou")
    former.agenda_items.filter(title="Retiré").update(
        withdrawn_at=timezone.now(), withdrawn_by=secretary_of(commission), withdrawal_reason="motif"
    )
    return former


def secretary_of(commission):
    return member_of(commission, Role.SECRETARY)


def new(commission, secretary, **options):
    facts = SessionFacts(
        year=timezone.localdate().year, held_on=timezone.localdate() + timedelta(days=20), **options.pop("facts", {})
    )
    return create_session(commission.pk, facts, by=secretary, **options)


def titles(session):
    return list(session.agenda_items.in_order().values_list("title", flat=True))


def test_an_ordinary_session_begins_with_the_items_of_the_portal(commission, secretary, former):
    session = new(commission, secretary)
    items = list(session.agenda_items.in_order())
    assert [(item.own, item.kind) for item in items] == [
        (OwnItem.PREVIOUS_PV, ItemKind.PREVIOUS_PV),
        (OwnItem.RECOMMENDATIONS, ItemKind.FOLLOW_UP),
        (OwnItem.MOVED_PROJECTS, ItemKind.MOVED_PROJECTS),
    ]
    assert items[0].about_session == former
    assert former.label in items[0].title


@pytest.mark.parametrize("options", [{"facts": {"kind": SessionKind.EXTRAORDINARY}}, {"own_items": False}])
def test_an_extraordinary_session_and_whoever_wants_none_get_none(commission, secretary, former, options):
    assert titles(new(commission, secretary, **options)) == []


def test_a_first_session_has_no_procès_verbal_to_approve(commission, secretary):
    assert [item.own for item in new(commission, secretary).agenda_items.in_order()] == [
        OwnItem.RECOMMENDATIONS,
        OwnItem.MOVED_PROJECTS,
    ]


def test_the_lines_follow_what_is_true_until_the_convocation_freezes_them(commission, secretary, former):
    late = RecommendationFactory(
        commission=commission,
        text="Achever le câblage",
        due_on=timezone.localdate() - timedelta(days=12),
        issued_on=BEFORE,
    )
    project = ProjectFactory(ministry=commission.ministry, title="Réseau local", stage="submitted")
    session = new(commission, secretary, facts={"starts_at": "10:00", "place": "Salle"})
    rows = {line.item.own: line.rows for line in agenda_of(session, secretary).lines}
    assert [(row["id"], row["tone"]) for row in rows[OwnItem.RECOMMENDATIONS]] == [(str(late.pk), "late")]
    detail = rows[OwnItem.RECOMMENDATIONS][0]["detail"].replace("\xa0", " ")
    assert "émise il y a 90 jours · en retard de 12 jours · aucun compte rendu" in detail
    assert rows[OwnItem.MOVED_PROJECTS] == []
    publish_update(
        project.pk,
        UpdateValues(stage=Stage.APPROVED, progress=10, narrative="Marché signé."),
        by=officer_of(project.scope, Role.DSI),
    )
    rows = {line.item.own: line.rows for line in agenda_of(session, secretary).lines}
    assert "avancement 10 %" in rows[OwnItem.MOVED_PROJECTS][0]["detail"]
    session.refresh_from_db()
    CommissionSession.objects.filter(pk=session.pk).update(urgency_motive="essai")
    convene(session.pk, by=secretary)
    RecommendationFactory(commission=commission, text="Venue trop tard")
    session.refresh_from_db()
    assert [row["id"] for row in agenda_of(session, secretary).lines[1].rows] == [str(late.pk)]
    assert [row["id"] for row in session.agenda_releases.get().content["items"][1]["rows"]] == [str(late.pk)]


def test_a_reader_sees_the_lines_about_what_is_open_to_him(commission, secretary, former):
    RecommendationFactory(commission=commission, text="CANARI", is_closed_doors=True, issued_on=BEFORE)
    session = new(commission, secretary)
    CommissionSession.objects.filter(pk=session.pk).update(
        state=SessionState.CONVENED, number=7, convened_at=timezone.now(), convened_by=secretary
    )
    session.agenda_items.filter(own=OwnItem.RECOMMENDATIONS).update(
        own_rows=agenda_of(CommissionSession.objects.get(pk=session.pk), secretary).lines
        and [{"kind": "recommendation", "id": str(commission.recommendations.get().pk)}]
    )
    session.refresh_from_db()
    assert len(agenda_of(session, secretary).lines[1].rows) == 1
    assert agenda_of(session, officer_of(commission.scope, Role.DSI)).lines[1].rows == []


def test_an_item_taken_off_comes_back_once_when_asked(commission, secretary, former):
    session = new(commission, secretary)
    remove_item(session.agenda_items.get(own=OwnItem.RECOMMENDATIONS).pk, by=secretary)
    AgendaItemFactory(session=session, position=3, title="Budget")
    for added in (1, 0):
        assert len(restore_own_items(session.pk, by=secretary)) == added
    assert [item.own or item.title for item in session.agenda_items.in_order()] == [
        "recommendations",
        "previous_pv",
        "moved_projects",
        "Budget",
    ]
    assert list(session.agenda_items.in_order().values_list("position", flat=True)) == [1, 2, 3, 4]
    with pytest.raises(Refused, match="en préparation"):
        restore_own_items(former.pk, by=secretary)


def test_a_session_is_cloned_without_outcomes_and_without_the_items_of_the_portal_twice(commission, secretary, former):
    session = new(commission, secretary, start_from=former)
    assert titles(session)[3:] == ["Projets", "Réseau"]
    network = session.agenda_items.get(title="Réseau")
    assert (network.planned_minutes, network.presenter_label, network.outcome, network.postponed_from) == (
        20,
        "M. Dossou",
        "",
        None,
    )
    assert (session.place, session.planned_minutes) == ("Salle haute", 95)
    again = new(commission, secretary, start_from=session)
    assert titles(again) == titles(session)
    with pytest.raises(InvalidInput, match="même commission"):
        new(commission_with_members(2), None, start_from=former)


def test_the_second_convocation_takes_up_the_items_of_the_portal_as_they_were(commission, secretary, former):
    failed = new(commission, secretary)
    CommissionSession.objects.filter(pk=failed.pk).update(state=SessionState.NO_QUORUM, number=3)
    again = prepare_second_convocation(failed.pk, by=secretary)
    assert [item.own for item in again.agenda_items.in_order()] == [item.own for item in failed.agenda_items.in_order()]


def test_an_item_postponed_to_a_new_session_comes_after_those_of_the_portal(commission, secretary, former):
    item = AgendaItemFactory(session=SessionFactory(commission=commission), position=1, title="Portail")
    copy = postpone_item(item.pk, reason="Faute de temps", by=secretary)
    assert (copy.position, copy.own, copy.postponed_from) == (4, "", item)


def test_a_template_keeps_an_agenda_under_a_name_and_gives_it_to_a_new_session(commission, secretary, former):
    template = save_template(former.pk, name="  Fin  d’année ", by=secretary)
    assert (template.name, [item["title"] for item in template.items]) == ("Fin d’année", ["Projets", "Réseau"])
    assert save_template(former.pk, name="Fin d’année", by=secretary).pk == template.pk
    assert titles(new(commission, secretary, start_from=template, own_items=False)) == ["Projets", "Réseau"]
    other = save_template(former.pk, name="Autre", by=secretary)
    with pytest.raises(InvalidInput, match="déjà un modèle"):
        rename_template(other.pk, name="Fin d’année", base_version=None, by=secretary)
    retire_template(other.pk, by=secretary)
    with pytest.raises(Refused, match="plus proposé"):
        retire_template(other.pk, by=secretary)


def test_the_page_of_a_new_session_offers_past_sessions_and_templates(client, commission, secretary, former):
    template = save_template(former.pk, name="Fin d’année", by=secretary)
    foreign = SessionTemplate.objects.create(
        scope=template.scope, commission=commission_with_members(2), name="Voisin", items=[]
    )
    client.force_login(secretary)
    page = client.get(reverse("sessions:create"), {"depuis": f"session:{former.pk}"}).content.decode()
    assert f'value="modele:{template.pk}"' in page
    assert f'value="session:{former.pk}" selected' in page
    assert "Salle haute" in page
    assert str(foreign.pk) not in page
    sent = {
        "commission": commission.pk,
        "kind": "ordinary",
        "year": timezone.localdate().year,
        "start_from": f"modele:{template.pk}",
        "own_items": "on",
    }
    assert client.post(reverse("sessions:create"), sent).status_code == 302
    assert titles(CommissionSession.objects.get(state="preparing"))[3:] == ["Projets", "Réseau"]
    assert client.post(reverse("sessions:create"), sent | {"start_from": f"modele:{foreign.pk}"}).status_code == 400

"""What is read before an act from which one does not come back: the convocation, the submission of the minutes."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissions.models import Mandate, NumberSeries
from foundation.accounts.enums import Role
from foundation.jobs.models import Job
from sessions.core.enums import SessionState
from sessions.core.models import AgendaItem, AgendaRelease, CommissionSession, Convocation, ProcesVerbal
from sessions.papers.operations.papers import prepare_pv
from tests.factories import AgendaItemFactory, AnnexFactory, SessionFactory, commission_with_members, member_of
from tests.factories.files import stored
from tests.factories.held import held_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3), held_on=timezone.localdate() + timedelta(days=20))
    item = AgendaItemFactory(
        session=session, position=1, title="Réseau", planned_minutes=30, description="Un exposé", presenter_label="DSI"
    )
    AnnexFactory(item=item, file=stored(b"x", "plan.pdf"))
    AgendaItemFactory(session=session, position=2, title="Messagerie", planned_minutes=None)
    return session


@pytest.fixture
def desk(client, session):
    client.force_login(member_of(session.commission, Role.SECRETARY))
    return client


def read(client, name, session):
    page = client.get(reverse(f"sessions:{name}", args=[session.pk]))
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_whom_when_and_what_is_missing_are_read_before_convening(desk, session):
    mandate = Mandate.objects.filter(seat__commission=session.commission).first()
    type(mandate.person).objects.filter(pk=mandate.person_id).update(email="")
    vacant = Mandate.objects.filter(seat__commission=session.commission).last()
    Mandate.objects.filter(pk=vacant.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    page = read(desk, "convening", session)
    holders = Mandate.objects.filter(seat__commission=session.commission).count() - 1
    assert f"{holders} personnes, dont 1 sans adresse : sa lettre est à remettre en main propre" in page
    assert "19 jours francs" in page
    assert f"Siège sans titulaire : {vacant.seat.label}" in page
    assert "« Messagerie » est sans annexe" in page
    assert "« Réseau »" not in page.partition("La lettre")[0]
    assert f"1 pour {session.year}, donné à l’envoi et gardé" in page
    assert "J’ai l’honneur de vous convoquer" in page
    assert "Convoquer les membres" in page
    for model in (Convocation, AgendaRelease, NumberSeries, Job):
        assert not model.objects.exists()  # nothing is written by looking


def test_what_prevents_the_convocation_takes_its_button_away(desk, session):
    CommissionSession.objects.filter(pk=session.pk).update(starts_at=None)
    page = desk.get(reverse("sessions:convening", args=[session.pk])).content.decode()
    assert "L’heure de la session n’est pas fixée." in page
    assert reverse("sessions:convene", args=[session.pk]) not in page.replace("/relire", "")
    CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    page = desk.get(reverse("sessions:convening", args=[session.pk])).content.decode()
    assert "convoquer les membres" in page
    assert f'action="{reverse("sessions:convene", args=[session.pk])}"' not in page


def test_a_second_look_after_a_postponement_keeps_the_number(desk, session):
    CommissionSession.objects.filter(pk=session.pk).update(
        state=SessionState.POSTPONED,
        number=4,
        convened_at=timezone.now(),
        convened_by=member_of(session.commission, Role.SECRETARY),
    )
    assert "4, qu’elle garde" in read(desk, "convening", session)


def test_the_number_the_quorum_and_the_open_items_are_read_before_submitting(client):
    session = held_session()
    prepare_pv(session.pk, by=None)
    client.force_login(member_of(session.commission, Role.SECRETARY))
    page = read(client, "submitting", session)
    assert f"1/{session.year}, donné à la soumission et gardé" in page
    assert "Quorum" in page
    assert "Signent" in page
    assert ProcesVerbal.objects.get(session=session).number is None
    item = AgendaItem.objects.filter(session=session, withdrawn_at=None).exclude(outcome="").first()
    AgendaItem.objects.filter(pk=item.pk).update(outcome="")
    page = client.get(reverse("sessions:submitting", args=[session.pk])).content.decode()
    assert "sans conclusion" in page
    assert f"?point={item.pk}" in page


def test_once_submitted_there_is_nothing_left_to_confirm(client):
    session = held_session()
    prepare_pv(session.pk, by=None)
    client.force_login(member_of(session.commission, Role.SECRETARY))
    assert client.post(reverse("sessions:pv_submit", args=[session.pk])).status_code == 302
    page = client.get(reverse("sessions:submitting", args=[session.pk])).content.decode()
    assert "déjà soumis" in page
    assert f'action="{reverse("sessions:pv_submit", args=[session.pk])}"' not in page


def test_looking_costs_the_same_whatever_the_agenda(desk, session):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse("sessions:convening", args=[session.pk]))
        return len(queries)

    cost()
    few = cost()
    for position in range(3, 9):
        AnnexFactory(item=AgendaItemFactory(session=session, position=position), file=stored(b"y", "y.pdf"))
    assert cost() == few

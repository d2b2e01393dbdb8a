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
from foundation.documents.canonical import plain
from foundation.jobs.models import Job
from sessions.core.enums import Section, SessionState
from sessions.core.models import AgendaItem, AgendaRelease, CommissionSession, Convocation, MinuteText, ProcesVerbal
from sessions.meeting.operations import holding
from sessions.meeting.operations.deciding import RecommendationLine, recommend
from sessions.meeting.operations.minutes import save_text
from sessions.papers.operations.papers import prepare_pv
from sessions.papers.queries.standing import findings_in
from sessions.papers.reports.pv import build_pv_document
from sessions.papers.reports.signatures import named_signature
from sessions.papers.reports.submitting import submitting_recap
from tests.factories import AgendaItemFactory, AnnexFactory, SessionFactory, commission_with_members, member_of
from tests.factories.files import stored
from tests.factories.held import held_session
from tests.sessions.held import arrive, held

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
    MinuteText.objects.filter(item=item, section=Section.CONCLUSION).delete()
    page = client.get(reverse("sessions:submitting", args=[session.pk])).content.decode()
    assert "sans conclusion" in page
    assert f"?point={item.pk}" in page


def behind():
    session = held_session()
    prepare_pv(session.pk, by=None)
    CommissionSession.objects.filter(pk=session.pk).update(place="Ailleurs")
    return session


def reconstituted():
    return SessionFactory(
        commission=commission_with_members(3), lifted=True, is_reconstituted=True, reconstituted_from="La Nation"
    )


@pytest.mark.parametrize(
    ("made", "said", "mended"),
    [
        (lambda: held().session, "La session est à l’état « ouverte » : levez-la d’abord.", "live"),
        (reconstituted, "La session est reconstituée", "pv"),
        (behind, "Le projet enregistré ne dit plus ce qui est noté", "pv"),
    ],
)
def test_what_submitting_refuses_is_read_before_it_and_takes_its_button_away(client, made, said, mended):
    session = made()
    client.force_login(member_of(session.commission, Role.SECRETARY))
    page = client.get(reverse("sessions:submitting", args=[session.pk])).content.decode()
    assert f'action="{reverse("sessions:pv_submit", args=[session.pk])}"' not in page
    [(href, blocker)] = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page.partition("Avant de confirmer")[2])[
        :1
    ]
    assert said in re.sub(r"\s+", " ", blocker)
    assert href == reverse(f"sessions:{mended}", args=[session.pk])
    client.post(reverse("sessions:pv_submit", args=[session.pk]))
    assert not ProcesVerbal.objects.filter(session=session, number__isnull=False).exists()


def test_of_a_carence_one_reads_its_constat_and_who_signs_it_and_no_open_item(client):
    world = held(present=0, state=SessionState.CONVENED)
    for seat in world.seats[2:5]:  # neither the president nor who reports
        arrive(world.session, seat)
    holding.declare_no_quorum(world.session.pk, by=world.secretary)
    session = CommissionSession.objects.get(pk=world.session.pk)
    content = build_pv_document(session)
    recap = submitting_recap(session, session.pv)
    facts = dict(recap.facts)
    assert recap.is_ready
    assert facts["Constat"] == content.carence.constat
    assert facts["Quorum"] == content.carence.quorum
    assert all(named_signature(line) in facts["Signent"] for line in content.carence.signatures)
    assert [line.role for line in content.carence.signatures] != [line.role for line in content.signatures]
    assert "Points" not in facts
    assert [said for said, _ in recap.missing if "Point" in said] == []


def test_the_procès_verbal_and_the_look_before_it_say_the_same_is_missing(client):
    world = held(items=3)
    line = RecommendationLine(text="Faire ceci.")
    recommended = recommend(world.session.pk, item_id=world.item.pk, line=line, by=world.secretary)
    seen = {"section": Section.CONCLUSION, "text": "Vu.", "base_revision": 0}
    save_text(world.session.pk, item_id=world.item.pk, by=world.secretary, **seen)
    holding.start_item(world.session.pk, world.items[1].pk, by=world.secretary)
    holding.lift(world.session.pk, by=world.secretary)
    session = CommissionSession.objects.get(pk=world.session.pk)
    found = findings_in(plain(build_pv_document(session)))
    missing = [row for row in submitting_recap(session, session.pv).missing if "pour signer" not in row[0]]
    live = reverse("sessions:live", args=[session.pk])
    assert [(row.text, row.href) for row in found] == missing
    assert [re.sub(r"\s", " ", said) for said, _ in missing] == [
        "Point 2, « Point 2 » : sans conclusion",
        "Point 3, « Point 3 » : non examiné",
        f"Recommandation n° 1/{session.year} : sans responsable ni échéance",
    ]
    assert [href for _, href in missing] == [
        f"{live}?point={world.items[1].pk}",
        f"{live}?point={world.items[2].pk}",
        reverse("recommendations:detail", args=[recommended.pk]),
    ]
    assert findings_in(plain(build_pv_document(session, status="reconstituted"))) == []


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

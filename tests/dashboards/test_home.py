from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.awaiting import duties_of, next_session_of, places_of
from foundation.accounts.enums import COMMISSION_ROLES, MINISTRY_ROLES, Role, ScopeKind
from foundation.common.duties import Duty, waiting_since
from foundation.common.typography import long_date
from foundation.jobs import enqueue
from foundation.jobs.models import Job
from sessions.consultations.models import Consultation
from sessions.core.enums import Answer
from sessions.core.models import Convocation, ProcesVerbal
from sessions.preparing.models import Proposal
from sessions.preparing.queries.newcomers import newcomers_of
from tests.factories import (
    CommuneFactory,
    MandateFactory,
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def convoked(commission, session, *, answer=Answer.NONE):
    seat = commission.seats.filter(role="member").first()
    person = seat.mandates.get().person
    answered = timezone.now() if answer != Answer.NONE else None
    Convocation.objects.create(
        scope=commission.scope,
        session=session,
        seat=seat,
        person=person,
        seat_label=seat.label,
        secret_hash=str(session.pk),
        answer=answer,
        answered_at=answered,
    )
    return person.user


def convoked_at(session, seat):
    Convocation.objects.create(
        scope=seat.scope,
        session=session,
        seat=seat,
        person=seat.mandates.get().person,
        seat_label=seat.label,
        secret_hash=f"{seat.pk}",
    )


def test_a_secretary_is_told_the_last_day_to_convene():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, held_on=TODAY() + timedelta(days=20))
    SessionFactory()  # a neighbour's
    duty = duties_of(member_of(commission, Role.SECRETARY))[0]
    assert duty.verb == "Convoquer"
    assert duty.due_on == session.held_on - timedelta(days=6)
    assert not duty.is_late
    assert duty.href == reverse("sessions:detail", args=[session.pk])


def test_a_convocation_past_its_last_day_is_late_and_comes_first():
    commission = commission_with_members(3)
    far = SessionFactory(commission=commission, held_on=TODAY() + timedelta(days=40))
    near = SessionFactory(commission=commission, held_on=TODAY() + timedelta(days=3))
    duties = duties_of(member_of(commission, Role.SECRETARY))
    assert [(duty.is_late, str(near.pk) in duty.href, str(far.pk) in duty.href) for duty in duties] == [
        (True, True, False),
        (False, False, True),
    ]


def test_how_late_something_is_is_said_once(client):
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    past = SessionFactory(commission=commission, convened=True, held_on=TODAY() - timedelta(days=3))
    near = SessionFactory(commission=commission, held_on=TODAY() + timedelta(days=3))
    today = SessionFactory(commission=commission, convened=True, held_on=TODAY())
    last_day = near.held_on - timedelta(days=6)
    found = {duty.href: duty for duty in duties_of(secretary) if duty.verb in ("Ouvrir", "Convoquer")}
    opened, convened, now = (found[reverse("sessions:detail", args=[row.pk])] for row in (past, near, today))
    assert (opened.is_late, opened.told(TODAY()), opened.note) == (True, "en retard de 3\u00a0jours", "")
    assert (now.is_late, now.told(TODAY()), now.note) == (False, "aujourd’hui", "")
    assert (convened.is_late, convened.told(TODAY())) == (True, "en retard de 3\u00a0jours")
    assert convened.note == f"dernier jour pour convoquer : {long_date(last_day)}"
    assert "de retard" not in links_of(client, secretary)


def test_a_member_is_asked_to_answer_until_he_has():
    commission = commission_with_members(4)
    session = SessionFactory(commission=commission, convened=True)
    member = convoked(commission, session)
    assert [duty.verb for duty in duties_of(member)] == ["Répondre"]
    Convocation.objects.update(answer=Answer.PRESENT, answered_at=timezone.now())
    assert duties_of(member) == []


def test_an_addressee_sees_his_late_recommendation_and_his_neighbour_does_not():
    commission = commission_with_members(4)
    seat = commission.seats.filter(role="member").first()
    RecommendationFactory(commission=commission, seat=seat, due_on=TODAY() - timedelta(days=2), text="Publier la liste")
    holder, neighbour = (
        seat.mandates.get().person.user,
        commission.seats.get(role="rapporteur").mandates.get().person.user,
    )
    assert [(duty.verb, duty.is_late) for duty in duties_of(holder)] == [("Rendre compte", True)]
    assert duties_of(neighbour) == []


def test_a_dsi_is_sent_to_his_stale_projects():
    project = ProjectFactory(running=True, fresh_until=TODAY() - timedelta(days=1))
    duty = duties_of(officer_of(project.scope, Role.DSI))[0]
    assert (duty.verb, duty.href, duty.is_late) == ("Mettre à jour", reverse("projects:mine"), True)
    assert (duty.due_on, duty.told(TODAY())) == (None, "en retard")


def test_the_next_session_counts_the_days():
    commission = commission_with_members(3)
    SessionFactory(commission=commission, convened=True, held_on=TODAY() + timedelta(days=9))
    found = next_session_of(member_of(commission, Role.MEMBER))
    assert found.days == 9
    assert [step.is_done for step in found.steps] == [True, False]


def test_sessions_due_quote_their_article():
    commission = commission_with_members(3, code="MEX")
    secretary = member_of(commission, Role.SECRETARY)
    assert [(duty.verb, duty.what, duty.note) for duty in duties_of(secretary, date(2026, 5, 1))] == [
        ("Préparer", "la 1re session ordinaire de 2026 (MEX)", "2 par an (article 5), 0\u00a0tenue")
    ]


def test_a_session_on_its_way_is_not_asked_for_again():
    commission = commission_with_members(3)
    SessionFactory(commission=commission, held_on=TODAY() + timedelta(days=40))
    assert [duty.verb for duty in duties_of(member_of(commission, Role.SECRETARY))] == ["Convoquer"]


def test_what_has_waited_for_months_is_late():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, lifted=True, held_on=TODAY() - timedelta(days=375))
    ProcesVerbal.objects.get_or_create(
        session=session, defaults={"scope": commission.scope, "commission": commission, "year": session.held_on.year}
    )
    duty = next(each for each in duties_of(member_of(commission, Role.SECRETARY)) if each.verb == "Soumettre")
    assert (duty.is_late, duty.note, duty.href) == (
        True,
        "depuis 375\u00a0jours",
        reverse("sessions:pv", args=[session.pk]),
    )


def test_whoever_took_a_seat_since_the_convocation_is_to_be_convened():
    commission = commission_with_members(4)
    commission.reminder_wait = 0
    commission.save()
    secretary = member_of(commission, Role.SECRETARY)
    session = SessionFactory(commission=commission, convened=True, convened_at=timezone.now() - timedelta(days=30))
    for seat in commission.seats.all():
        convoked_at(session, seat)
    assert [duty.verb for duty in duties_of(secretary)] == ["Relancer"]
    seat = commission.seats.filter(role="member").first()
    seat.mandates.update(valid_to=TODAY())
    MandateFactory(seat=seat, valid_from=TODAY())
    MandateFactory(seat=commission.seats.get(role="rapporteur"), kind="substitute", valid_from=TODAY())
    duty = next(each for each in duties_of(secretary) if each.verb == "Convoquer")
    assert (duty.what.split(",")[0], duty.href) == (
        "1\u00a0nouveau titulaire",
        reverse("sessions:convocations", args=[session.pk]),
    )
    assert len(newcomers_of(session)) == 1
    MandateFactory(seat=seat, kind="interim", valid_from=TODAY(), valid_to=TODAY() + timedelta(days=90))
    assert len(newcomers_of(session)) == 1
    assert "1\u00a0nouveau titulaire" in next(each.what for each in duties_of(secretary) if each.verb == "Convoquer")


@pytest.mark.parametrize(
    ("days", "options", "said"),
    [
        (-12, {"is_late": True}, "en retard de 12\u00a0jours"),
        (-1, {"is_late": True}, "en retard de 1\u00a0jour"),
        (-3, {}, "depuis 3\u00a0jours"),
        (0, {}, "aujourd’hui"),
        (1, {}, "demain"),
        (9, {}, "dans 9\u00a0jours"),
    ],
)
def test_each_line_says_how_far_its_day_is(days, options, said):
    assert Duty("Rendre compte", "« A »", "/", TODAY() + timedelta(days=days), **options).told(TODAY()) == said


def test_what_has_no_deadline_says_since_when_it_waits():
    waiting = waiting_since(TODAY() - timedelta(days=40), TODAY())
    assert Duty("Vérifier", "la preuve", "/", **waiting).told(TODAY()) == "depuis 40\u00a0jours"
    assert Duty("Vérifier", "la preuve", "/", **waiting_since(TODAY(), TODAY())).told(TODAY()) == "aujourd’hui"
    assert Duty("Relancer", "1 travail", "/", is_late=True).told(TODAY()) == "en retard"


def test_what_is_less_pressing_is_there_too(client):
    commission = commission_with_members(3)
    for number in range(9):
        SessionFactory(commission=commission, held_on=TODAY() + timedelta(days=20 + number))
    page = links_of(client, member_of(commission, Role.SECRETARY))
    assert page.count("duty__act") == 9
    assert "2\u00a0autres affaires" in page
    assert "dans 14\u00a0jours" in page


def test_a_consultation_to_ratify_and_a_proposal_to_settle_await_the_secretary():
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    Consultation.objects.create(
        scope=commission.scope,
        commission=commission,
        title="Avis sur la charte",
        question="Adoptez-vous la charte ?",
        proposed_outcome="favourable",
        state="closed",
        result="adopted",
        year=2026,
        number=1,
        opened_at=timezone.now(),
        closed_at=timezone.now(),
        closes_on=TODAY(),
        votes_for=3,
        votes_against=0,
        abstentions=0,
    )
    Proposal.objects.create(
        scope=commission.scope,
        commission=commission,
        author=secretary,
        author_name="A",
        title="Un point",
        state="endorsed",
        submitted_at=timezone.now(),
    )
    verbs = {duty.verb for duty in duties_of(secretary)}
    assert {"Faire ratifier", "Inscrire"} <= verbs


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_page_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    commission = commission_with_members(4)
    secretary = member_of(commission, Role.SECRETARY)
    for _ in range(rows):
        session = SessionFactory(commission=commission, convened=True)
        convoked(commission, session)
        RecommendationFactory(commission=commission)
    client.force_login(secretary)
    client.get(reverse("home"))
    with django_assert_num_queries(18):
        assert client.get(reverse("home")).status_code == 200


def test_somebody_without_any_right_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert "Demandez à votre secrétariat" in client.get(reverse("home")).content.decode()


def test_an_anonymous_visitor_is_sent_to_sign_in(client):
    response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_asin_is_shown_the_way_to_the_national_page(client):
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER))
    assert reverse("dashboards:national") in client.get(reverse("home")).content.decode()


def links_of(client, user):
    client.force_login(user)
    return client.get(reverse("home")).content.decode()


def test_the_portal_team_goes_to_its_work_and_its_accounts(client):
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.PORTAL_ADMIN)
    page = links_of(client, admin)
    for name in ("jobs:list", "people:list", "ministries:appointments"):
        assert f'href="{reverse(name)}"' in page, name
    job = enqueue("render_document", uuid4(), by=UserFactory(), scope=None)
    Job.objects.filter(pk=job.pk).update(state="dead", finished_at=timezone.now())
    assert [(duty.verb, duty.what) for duty in duties_of(admin)] == [("Relancer", "1\u00a0travail abandonné")]


def test_an_rsi_goes_to_his_commune(client):
    commune = CommuneFactory(name="Ouidah")
    other = CommuneFactory(name="Kandi")
    page = links_of(client, officer_of(commune.scope, Role.RSI))
    assert f'href="{reverse("ministries:commune", args=[commune.pk])}"' in page
    assert str(other.pk) not in page


@pytest.mark.parametrize("role", list(Role))
def test_nobodys_home_is_empty(client, role):
    commission = commission_with_members(2)
    if role in COMMISSION_ROLES:
        user = member_of(commission, role)
    elif role in MINISTRY_ROLES:
        user = officer_of(commission.scope, role)
    else:
        user = officer_of(CommuneFactory().scope if role == Role.RSI else ScopeFactory(kind=ScopeKind.NATIONAL), role)
    places = places_of(user)
    assert places
    client.force_login(user)
    for place in places:
        assert client.get(place.href).status_code == 200, place
    assert 'class="places"' in links_of(client, user)

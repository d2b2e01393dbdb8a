"""A list of persons, ticked by seat: whoever answered is ticked, whoever took his seat since is convened."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from commissions.enums import HolderKind
from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.notifications.models import OutgoingMail
from sessions.core.enums import Answer, PresenceKind, SessionState
from sessions.core.models import Convocation, PresenceEvent
from sessions.meeting.operations import holding, presence
from sessions.meeting.queries.live import seat_lines
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation
from sessions.preparing.operations.convening import convene, convene_new_holders
from sessions.preparing.queries.newcomers import newcomers_of
from tests.factories import (
    AgendaItemFactory,
    MandateFactory,
    PersonFactory,
    SessionFactory,
    commission_with_members,
    member_of,
)
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def replace_holder(seat, name: str):
    """Somebody else holds the seat from today on."""
    seat.mandates.update(valid_to=timezone.localdate())
    person = PersonFactory(scope=seat.scope, full_name=name, email="nouveau@ministere.bj")
    MandateFactory(seat=seat, person=person, valid_from=timezone.localdate())
    return person


@pytest.fixture
def convened(run_jobs):
    session = SessionFactory(commission=commission_with_members(4))
    AgendaItemFactory(session=session, position=1, title="Budget")
    convene(session.pk, by=member_of(session.commission, Role.SECRETARY))
    run_jobs()
    session.refresh_from_db()
    return session


def last_mail_to(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to_email=address).order_by("-created_at", "-pk").first()


def method_of(mail: OutgoingMail) -> str:
    return str(Calendar.from_ical(bytes(mail.ics))["METHOD"])


def test_who_took_the_seat_is_convened_in_one_act_and_who_left_it_is_told(convened, run_jobs):
    secretary = member_of(convened.commission, Role.SECRETARY)
    former, other = convened.convocations.select_related("person", "seat").order_by("number")[:2]
    for row in (former, other):
        answer_convocation(row.pk, AnswerFacts(Answer.PRESENT), by=row.person.user, recorded=True)
    assert newcomers_of(convened) == []
    person = replace_holder(former.seat, "Nadia NOUVELLE")
    (newcomer,) = newcomers_of(convened)
    assert "Nadia NOUVELLE occupe désormais le siège" in newcomer.sentence
    assert f"{former.person} l’est encore" in newcomer.sentence
    (row,) = convene_new_holders(convened.pk, by=secretary)
    run_jobs()
    assert (row.person, row.seat_id, row.answer, row.number) == (person, former.seat_id, Answer.NONE, former.number)
    assert method_of(last_mail_to("nouveau@ministere.bj")) == "REQUEST"
    assert method_of(last_mail_to(former.person.email)) == "CANCEL"
    assert not Convocation.objects.filter(pk=former.pk).exists()
    other.refresh_from_db()
    assert other.answer == Answer.PRESENT  # what the others answered stays
    assert newcomers_of(convened) == []
    with pytest.raises(Refused, match="Personne n’est à convoquer"):
        convene_new_holders(convened.pk, by=secretary)


def test_the_page_warns_and_gives_the_act_to_the_secretary_only(convened, client):
    replace_holder(convened.convocations.first().seat, "Nadia NOUVELLE")
    pages = [reverse(name, args=[convened.pk]) for name in ("sessions:convocations", "sessions:detail")]
    act = reverse("sessions:convene_new_holders", args=[convened.pk])
    client.force_login(member_of(convened.commission, Role.MEMBER))
    assert [act in client.get(page).text for page in pages] == [False, False]
    assert client.post(act).status_code == 403
    client.force_login(member_of(convened.commission, Role.SECRETARY))
    for page in pages:
        text = client.get(page).text
        assert "Convoquer le nouveau titulaire" in text
        assert "Nadia NOUVELLE" in text
    assert client.post(act).status_code == 302
    assert "Convoquer le nouveau titulaire" not in client.get(pages[0]).text


def test_the_api_convenes_him_too(convened, client):
    replace_holder(convened.convocations.first().seat, "Nadia NOUVELLE")
    client.force_login(member_of(convened.commission, Role.SECRETARY))
    address = reverse("api:sessions-convene-new-holders", args=[convened.pk])
    assert [row["person_name"] for row in client.post(address).json()] == ["Nadia NOUVELLE"]
    assert client.post(address).status_code == 409


def answered(world, seat, answer: str, **options) -> Convocation:
    return Convocation.objects.create(
        scope=world.session.scope,
        session=world.session,
        seat=seat,
        person=seat.mandates.filter(kind=HolderKind.TITULAR).order_by("valid_from").first().person,
        seat_label="membre",
        secret_hash=str(seat.pk),
        answer=answer,
        answered_at=timezone.now() - timedelta(hours=1),
        **options,
    )


def test_nobody_is_ticked_for_another_who_answered():
    world = held(present=0, state=SessionState.CONVENED)
    for seat in world.seats[:3]:
        answered(world, seat, Answer.PRESENT)
    replace_holder(world.seats[0], "Nadia NOUVELLE")
    lines = seat_lines(world.session)
    assert [line.answer for line in lines if line.presence.seat_id == world.seats[0].pk] == [Answer.NONE]
    presence.tick_expected(world.session.pk, by=world.secretary)
    assert set(PresenceEvent.objects.values_list("seat_id", flat=True)) == {seat.pk for seat in world.seats[1:3]}


def test_the_excuse_of_the_former_holder_excuses_nobody():
    world = held(present=8, state=SessionState.CONVENED)
    for seat in world.seats[10:]:
        answered(world, seat, Answer.EXCUSED, answer_reason="Mission")
    replace_holder(world.seats[10], "Nadia NOUVELLE")
    holding.open_session(world.session.pk, by=world.secretary)
    excused = PresenceEvent.objects.filter(kind=PresenceKind.EXCUSED).values_list("seat_id", flat=True)
    assert list(excused) == [world.seats[11].pk]


def test_what_was_announced_is_there_before_the_opening_and_is_confirmed_in_one_act(client):
    world = held(present=4, state=SessionState.CONVENED)
    answered(world, world.seats[8], Answer.EXCUSED, answer_reason="Mission")
    answered(world, world.seats[9], Answer.PROXY, proxy_seat=world.seats[0])
    answered(world, world.seats[10], Answer.PROXY, proxy_seat=world.seats[7])  # who is not there
    client.force_login(world.secretary)
    page = reverse("sessions:presence", args=[world.session.pk])
    text = client.get(page).text
    assert (text.count("excusé, à confirmer"), text.count("procuration, à confirmer")) == (1, 2)
    assert "Confirmer les 3 excuses et procurations annoncées" in text
    noted = presence.confirm_answers(world.session.pk, by=world.secretary)
    kinds = dict(PresenceEvent.objects.exclude(kind=PresenceKind.ARRIVED).values_list("seat_id", "kind"))
    assert kinds == {world.seats[8].pk: PresenceKind.EXCUSED, world.seats[9].pk: PresenceKind.PROXY}
    assert (noted.count, len(noted.left)) == (2, 1)
    assert "n’est pas noté présent" in noted.left[0]
    assert "excusé, à confirmer" not in client.get(page).text
    with pytest.raises(Refused, match="Rien n’est noté"):
        presence.confirm_answers(world.session.pk, by=world.secretary)


def test_the_api_and_the_page_confirm_alike(client):
    world = held(present=4, state=SessionState.CONVENED)
    answered(world, world.seats[8], Answer.EXCUSED)
    answered(world, world.seats[9], Answer.EXCUSED)
    client.force_login(world.secretary)
    posted = client.post(reverse("api:sessions-confirm-answers", args=[world.session.pk]))
    assert (posted.status_code, PresenceEvent.objects.filter(kind=PresenceKind.EXCUSED).count()) == (200, 2)
    again = client.post(reverse("sessions:confirm_answers", args=[world.session.pk]))
    assert again.status_code == 409

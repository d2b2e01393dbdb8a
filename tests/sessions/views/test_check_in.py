import re

import pytest
from django.urls import reverse
from django.utils import timezone

from commissions.enums import HolderKind
from foundation.accounts.enums import Honorific, Role
from foundation.common import clock
from sessions.core.enums import Answer, PresenceKind
from sessions.core.models import Convocation, PresenceEvent
from sessions.meeting.operations.checking_in import TRIES, open_check_in
from sessions.meeting.queries.room import room_of
from sessions.papers.reports.attendance import build_attendance_sheet
from sessions.papers.reports.participation import quorum_table
from sessions.preparing.forms.sessions import AnswerForm
from sessions.preparing.notifications import new_answer_address
from sessions.preparing.operations.convening import convene
from tests.factories import (
    AgendaItemFactory,
    MandateFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
)
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = held(present=8)
    world.seat = world.seats[8]
    world.user = world.seat.mandates.get().person.user
    return world


def code_of(world):
    return open_check_in(world.session.pk, by=world.secretary).code


def test_the_member_is_asked_with_his_seat_named_and_one_tap_notes_it(client, world):
    code = code_of(world)
    client.force_login(world.user)
    asked = client.get(reverse("check_in:ask"), {"code": f"{code[:3].lower()} {code[3:]}"})
    assert asked["Location"] == reverse("check_in:here", args=[code])
    page = client.get(asked["Location"]).content.decode()
    assert "Je suis là" in page
    assert world.seat.label in page
    assert not PresenceEvent.objects.filter(seat=world.seat).exists()
    for said in ("Votre arrivée est notée à", "Vous étiez déjà noté présent"):
        assert said in client.post(asked["Location"], {"seat": world.seat.pk}, follow=True).content.decode()
    assert PresenceEvent.objects.filter(seat=world.seat).count() == 1


def test_wrong_foreign_and_dead_codes_are_told_apart_from_nothing(client, world):
    code = code_of(world)
    client.force_login(world.user)
    wrong = reverse("check_in:here", args=["222222" if code != "222222" else "333333"])
    response = client.get(wrong)
    assert (response.status_code, "Ce code n’est pas, ou n’est plus" in response.content.decode()) == (404, True)
    assert client.get(reverse("check_in:ask"), {"code": "ABC"}).status_code == 400
    for _ in range(TRIES - 1):
        client.post(wrong)
    assert client.get(reverse("check_in:here", args=[code])).status_code == 429
    client.force_login(held().seats[0].mandates.get().person.user)
    response = client.get(reverse("check_in:here", args=[code]))
    assert response.status_code == 403
    text = response.content.decode()
    assert "vous ne tenez aucun siège" in text
    assert world.commission.name not in text
    client.logout()
    assert "/compte/" in client.get(reverse("check_in:here", args=[code]))["Location"]


def test_only_who_conducts_the_session_reads_the_code(client, world):
    code = code_of(world)
    spaced = f"{code[:3]} {code[3:]}"
    pages = [
        reverse(name, args=[world.session.pk])
        for name in ("sessions:presence", "sessions:screen", "sessions:screen_state")
    ]
    client.force_login(world.secretary)
    for address in [*pages, reverse("sessions:live", args=[world.session.pk])]:
        text = client.get(address).content.decode()
        assert spaced in text
        assert ("<svg" in text) or "direct" in address
    client.force_login(member_of(world.commission, Role.MEMBER))
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200
        assert code not in response.content.decode().replace(" ", "")
    for act in ("open", "renew", "close"):
        address = reverse(f"sessions:{act}_check_in", args=[world.session.pk])
        assert client.post(address).status_code == 403
        assert client.get(address).status_code == 405


def test_the_secretary_opens_changes_and_closes_and_sees_who_came_by_himself(client, world):
    here = reverse("sessions:presence", args=[world.session.pk])
    client.force_login(world.secretary)
    codes = []
    for act in ("open", "renew"):
        page = client.post(
            reverse(f"sessions:{act}_check_in", args=[world.session.pk]), {"suite": here}, follow=True
        ).content.decode()
        codes.append(re.search(r'check-in-code__code">([A-Z0-9]{3} [A-Z0-9]{3})<', page)[1])
    assert codes[0] != codes[1]
    client.force_login(world.user)
    client.post(reverse("check_in:here", args=[codes[1].replace(" ", "")]), {"seat": world.seat.pk})
    client.force_login(world.secretary)
    assert client.get(here).content.decode().count("a pointé lui-même par le code de la salle") == 1
    page = client.post(
        reverse("sessions:close_check_in", args=[world.session.pk]), {"suite": here}, follow=True
    ).content.decode()
    assert "check-in-code__code" not in page
    assert "Ouvrir le pointage par les membres" in page


def test_a_member_without_an_account_types_the_code_on_the_page_of_his_link(client):
    session = SessionFactory(commission=commission_with_members(3))
    AgendaItemFactory(session=session)
    convene(session.pk, by=UserFactory())
    row = session.convocations.order_by("number").first()
    address = new_answer_address(row)
    link = address[address.index("/sessions/") :]
    assert "Code affiché" not in client.get(link).content.decode()
    type(session).objects.filter(pk=session.pk).update(held_on=timezone.localdate())
    code = open_check_in(session.pk, by=None).code
    page = client.get(link).content.decode()
    assert "Code affiché dans la salle" in page
    assert code not in page
    wrong = client.post(f"{link}/pointage", {"code": "222222" if code != "222222" else "333333"})
    assert (wrong.status_code, "Ce code n’est pas" in wrong.content.decode()) == (400, True)
    done = client.post(f"{link}/pointage", {"code": code}, follow=True)
    assert "Votre arrivée est notée à" in done.content.decode()
    event = PresenceEvent.objects.get(session=session)
    assert (event.seat_id, event.checked_in_by, event.recorded_by) == (row.seat_id, "link", None)
    assert client.post("/sessions/convocation/inconnu-inconnu-inconnu/pointage", {"code": code}).status_code == 404
    assert client.get(f"{link}/pointage").status_code == 405


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_a_refusal_that_rolls_back_forgets_no_try(client, settings):
    settings.SIDE_DATABASE = "side"
    world = held(present=8)
    code = open_check_in(world.session.pk, by=None).code
    user = world.seats[8].mandates.get().person.user
    client.force_login(user)
    wrong = reverse("check_in:here", args=["222222" if code != "222222" else "333333"])
    for number in range(TRIES):
        assert client.post(wrong, {"idempotency_key": f"cle-{number}"}).status_code == 404
    assert client.post(reverse("check_in:here", args=[code]), {"idempotency_key": "juste"}).status_code == 429
    assert not PresenceEvent.objects.filter(seat=world.seats[8]).exists()


@pytest.mark.parametrize(
    ("honorific", "seated", "noted", "sends"),
    [
        (Honorific.MADAME, ", suppléante", "Vous êtes notée présente", "ma suppléante"),
        (Honorific.MONSIEUR, ", suppléant", "Vous êtes noté présent", "mon suppléant"),
    ],
)
def test_who_stands_in_is_named_in_her_or_his_gender(client, world, honorific, seated, noted, sends):
    """Where she checks in, in the roll, in what her titular answers and is said to have answered."""
    person = PersonFactory(scope=world.seat.scope, user=UserFactory(), honorific=honorific)
    today = clock.today()
    MandateFactory(seat=world.seat, person=person, kind=HolderKind.SUBSTITUTE, valid_from=today)
    address = reverse("check_in:here", args=[code_of(world)])
    client.force_login(person.user)
    page = client.get(address).content.decode()
    assert f"{seated}</p>" in page
    assert noted in client.post(address, {"seat": world.seat.pk}, follow=True).content.decode() or noted in (
        client.get(address).content.decode()
    )
    titular = world.seat.mandates.get(kind=HolderKind.TITULAR).person
    row = Convocation.objects.create(
        scope=world.session.scope,
        session=world.session,
        seat=world.seat,
        person=titular,
        seat_label=world.seat.label,
        secret_hash="1" * 64,
        number=9,
        answer=Answer.SUBSTITUTE,
        substitute=person,
        answered_at=timezone.now(),
    )
    assert any(sends in label for _, label in AnswerForm(convocation=row).fields["answer"].choices)
    assert row.answer_in_words == f"envoie {sends.replace('ma', 'sa').replace('mon', 'son')}"
    sheet = build_attendance_sheet(world.session)
    assert [line.substitute for line in sheet.lines if line.name == titular.full_name] == [person.full_name]
    event = PresenceEvent.objects.get(seat=world.seat, cancelled_at=None)
    assert event.kind == PresenceKind.REPRESENTED
    said = [line.event for line in quorum_table(room_of(world.session), (), {}).lines]
    arrival = "Arrivée de la suppléante" if honorific == Honorific.MADAME else "Arrivée du suppléant"
    assert f"{arrival} : {person.full_name}" in said

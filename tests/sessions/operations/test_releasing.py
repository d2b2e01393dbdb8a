from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.documents.operations.storing import store_bytes
from foundation.jobs.models import Job
from foundation.notifications.models import OutgoingMail
from sessions.core.models import AgendaItem, AgendaRelease, Annex, CommissionSession
from sessions.core.models.release import letter_of
from sessions.preparing.enums import AgendaChange
from sessions.preparing.operations.agenda import (
    AnnexFlags,
    ItemFacts,
    add_annex,
    add_item,
    edit_item,
    remove_annex,
    reorder_agenda,
    withdraw_item,
)
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.releasing import SEND_AGENDA, release_agenda, send_agenda
from sessions.preparing.queries.releases import changes_between, compare_for, unannounced_changes
from sessions.preparing.queries.sheet import agenda_of
from sessions.preparing.reports.calendar import calendar_of
from sessions.preparing.reports.convocation import agenda_lines, build_letter
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3))
    for position, title in enumerate(["Budget", "Réseau", "Portail"], start=1):
        AgendaItemFactory(session=session, position=position, title=title)
    return session


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


@pytest.fixture
def convened(session, secretary):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    return session


def item(session, title):
    return session.agenda_items.get(title=title)


def file_of(session, content=b"x", name="tableau.pdf"):
    return store_bytes(
        content, name=name, content_type="application/pdf", scope=session.scope, level="personal", by=None
    )


def told(session):
    """The mails as the worker writes them, one per member who has an address."""
    jobs = [
        job
        for job in Job.objects.filter(kind=SEND_AGENDA).order_by("created_at", "pk")
        if job.scope_id == session.scope_id
    ]
    return [OutgoingMail.objects.get(pk=send_agenda(job.ids[0], job.ids[1], by=None)) for job in jobs]


def test_versions_are_lettered():
    assert [letter_of(n) for n in (1, 2, 26, 27, 52, 53)] == ["A", "B", "Z", "AA", "AZ", "BA"]


def test_convening_freezes_version_a_that_the_letter_cites(convened):
    release = convened.agenda_releases.get()
    assert (release.letter, [row["title"] for row in release.content["items"]]) == (
        "A",
        ["Budget", "Réseau", "Portail"],
    )
    assert build_letter(convened.convocations.first()).agenda_version == "version A"


@pytest.mark.parametrize("act", [lambda r: r.update(number=9), lambda r: r.delete()], ids=["update", "delete"])
def test_the_database_keeps_a_version_as_it_left(convened, act):
    with pytest.raises(DatabaseError, match="release_is_kept"), transaction.atomic():
        act(AgendaRelease.objects.filter(session=convened))


def test_changes_wait_until_version_b_is_released_and_every_member_gets_their_list(convened, secretary):
    annexed = add_annex(item(convened, "Réseau").pk, file_of(convened), AnnexFlags("Tableau"), by=secretary)
    release_agenda(convened.pk, by=secretary)
    remove_annex(annexed.pk, by=secretary)
    add_annex(item(convened, "Réseau").pk, file_of(convened, b"y"), AnnexFlags("Tableau"), by=secretary)
    withdraw_item(item(convened, "Budget").pk, reason="Dossier incomplet", by=secretary)
    late = add_item(convened.pk, ItemFacts("Sécurité"), by=secretary)
    portal = item(convened, "Portail")
    edit_item(
        portal.pk,
        ItemFacts("Portail des usagers", planned_minutes=portal.planned_minutes),
        base_version=None,
        by=secretary,
    )
    order = list(convened.agenda_items.in_order().values_list("pk", flat=True))
    reorder_agenda(convened.pk, [late.pk, *(pk for pk in order if pk != late.pk)], by=secretary)
    assert [line.title for line in agenda_lines(convened)] == ["Budget", "Réseau", "Portail"]  # not announced yet
    waiting = unannounced_changes(convened)
    assert (waiting.letter, [(c.kind, c.title) for c in waiting.changes]) == (
        "C",
        [
            (AgendaChange.ADDED, "Sécurité"),
            (AgendaChange.WITHDRAWN, "Budget"),
            (AgendaChange.ANNEX_REPLACED, "Réseau"),
            (AgendaChange.RETITLED, "Portail des usagers"),
        ],
    )
    release = release_agenda(convened.pk, by=secretary)
    mails = told(convened)[-4:]
    assert (release.letter, len(mails)) == ("C", 4)
    assert all(
        "Point ajouté : 1. Sécurité" in mail.text and "Point retiré : Budget (Dossier incomplet)" in mail.text
        for mail in mails
    )
    assert [line.title for line in agenda_lines(convened)] == ["Sécurité", "Réseau", "Portail des usagers"]
    with pytest.raises(Refused, match="rien n’a changé depuis la version C"):
        release_agenda(convened.pk, by=secretary)


def test_only_the_item_that_moved_is_said_to_have_moved():
    def version(*ids):
        base = {
            "kind": "text",
            "kind_label": "texte",
            "description": "",
            "presenter": "",
            "minutes": 5,
            "is_late": False,
            "withdrawal": "",
            "annexes": [],
        }
        return {"items": [base | {"id": pk, "title": pk, "number": n} for n, pk in enumerate(ids, start=1)]}

    changes = changes_between(version("a", "b", "c", "d", "e"), version("e", "a", "b", "c", "d"))
    assert [(c.kind, c.item_id, c.detail) for c in changes] == [(AgendaChange.MOVED, "e", "il était le 5")]


def test_what_is_behind_closed_doors_is_in_no_mail_and_in_no_version_read_from_outside(convened, secretary):
    hidden = add_item(
        convened.pk, ItemFacts("CANARI secret", description="CANARI exposé", is_closed_doors=True), by=secretary
    )
    add_annex(
        item(convened, "Budget").pk, file_of(convened), AnnexFlags("CANARI annexe", is_confidential=True), by=secretary
    )
    withdrawn = item(convened, "Portail")
    release_agenda(convened.pk, by=secretary)
    mails = told(convened)
    assert mails
    assert all("CANARI" not in mail.text + mail.html and "Point à huis clos" in mail.text for mail in mails)
    first, second = convened.agenda_releases.order_by("number")
    dsi, member = officer_of(convened.scope, Role.DSI), member_of(convened.commission, Role.MEMBER)
    assert compare_for(dsi, convened, first, second).changes == ()
    assert [c.title for c in compare_for(member, convened, first, second).changes] == ["Budget", "CANARI secret"]
    # What was open in version A and is closed since is hidden there too.
    AgendaItem.objects.filter(pk=withdrawn.pk).update(is_closed_doors=True)
    assert hidden.is_closed_doors
    assert "Portail" not in str(compare_for(dsi, convened, first, second))


def test_the_pages_show_each_reader_his_part(client, convened, secretary):
    add_item(convened.pk, ItemFacts("CANARI secret", is_closed_doors=True), by=secretary)
    Annex.objects.create(
        scope=convened.scope,
        item=item(convened, "Budget"),
        file=file_of(convened),
        title="CANARI annexe",
        is_confidential=True,
    )
    client.force_login(secretary)
    assert "Diffuser l’ordre du jour B" in client.get(reverse("sessions:prepare", args=[convened.pk])).content.decode()
    assert client.post(reverse("sessions:release_agenda", args=[convened.pk])).status_code == 302
    page = client.get(reverse("sessions:releases", args=[convened.pk])).content.decode()
    assert page.count("CANARI") == 2
    assert "De la version" in page
    assert client.get(reverse("sessions:releases", args=[convened.pk]), {"de": "7", "a": "x"}).status_code == 400
    client.force_login(officer_of(convened.scope, Role.DSI))
    for address in (
        reverse("sessions:releases", args=[convened.pk]),
        reverse("sessions:agenda_version", args=[convened.pk, 2]),
    ):
        assert "CANARI" not in client.get(address).content.decode()


def test_a_version_leaves_between_the_convocation_and_the_opening_only(session, secretary):
    with pytest.raises(Refused, match="en préparation"):
        release_agenda(session.pk, by=secretary)


def test_a_mail_that_waits_when_the_session_is_given_up_does_not_leave(convened, secretary):
    add_item(convened.pk, ItemFacts("Sécurité"), by=secretary)
    release_agenda(convened.pk, by=secretary)
    CommissionSession.objects.filter(pk=convened.pk).update(state="cancelled")
    job = Job.objects.filter(kind=SEND_AGENDA, scope_id=convened.scope_id).first()
    assert send_agenda(job.ids[0], job.ids[1], by=None) == "superseded"


def test_members_read_the_version_they_were_told_of_until_the_next_one_is_released(convened, secretary, client):
    member = member_of(convened.commission, Role.MEMBER)
    edit_item(
        item(convened, "Réseau").pk,
        ItemFacts("Réseau local, second lot"),
        base_version=item(convened, "Réseau").version,
        by=secretary,
    )
    withdraw_item(item(convened, "Budget").pk, reason="Dossier incomplet", by=secretary)
    late = add_item(convened.pk, ItemFacts("Sécurité des accès"), by=secretary)
    add_annex(item(convened, "Portail").pk, file_of(convened), AnnexFlags("Maquette du portail"), by=secretary)
    # In one transaction, as here, everything was created at the same instant.
    AgendaItem.objects.filter(pk=late.pk).update(created_at=late.created_at + timedelta(minutes=1))

    def read_by(user):
        session = CommissionSession.objects.select_related("commission__ministry", "statute").get(pk=convened.pk)
        lines = agenda_of(session, user).lines
        return [(line.number, line.item.title, len(line.annexes)) for line in lines]

    def found_by(user):
        items = AgendaItem.objects.visible_to(user).announced_to(user).filter(session=convened)
        return late in items, "Sécurité des accès" in calendar_of(user).decode().replace("\r\n ", "")

    told = [(1, "Budget", 0), (2, "Réseau", 0), (3, "Portail", 0)]
    assert (read_by(member), found_by(member)) == (told, (False, False))
    # What was announced keeps its number once withdrawn, so that « point 2 » still says the same item.
    working = [(1, "Budget", 0), (2, "Réseau local, second lot", 0), (3, "Portail", 1), (4, "Sécurité des accès", 0)]
    assert (read_by(secretary), found_by(secretary)) == (working, (True, True))
    address = reverse("sessions:detail", args=[convened.pk])
    client.force_login(secretary)
    assert (
        f"{len(unannounced_changes(convened).changes)}\u00a0changements ne sont pas encore annoncés"
        in client.get(address).text
    )
    release = release_agenda(convened.pk, by=secretary)
    AgendaItem.objects.filter(pk=late.pk).update(created_at=release.created_at)
    assert (read_by(member), found_by(member)) == (working, (True, True))
    client.force_login(member)
    page = client.get(address).text
    assert ("Version B" in page, "pas encore annoncé" in page) == (True, False)

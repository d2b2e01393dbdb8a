"""What a member reads behind the link of his letter, without an account: the file and the annexes he was told of."""

import html
import re

import pytest
from django.urls import reverse

from commissions.models import Commission
from foundation.common import clock
from foundation.common.typography import long_date
from foundation.jobs.models import Job
from foundation.notifications.models import OutgoingMail
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession
from sessions.papers.enums import FileAudience
from sessions.papers.models import SessionFile
from sessions.papers.queries.session_files import MAKE_FILE
from sessions.papers.views import session_file
from sessions.preparing.enums import LetterPurpose
from sessions.preparing.notifications import new_link, write_to_member
from sessions.preparing.operations.agenda import remove_annex
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.releasing import release_agenda
from tests.factories import AgendaItemFactory, AnnexFactory, SessionFactory, UserFactory, commission_with_members
from tests.factories.files import pdf_of, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3))
    item = AgendaItemFactory(session=session, position=1, title="Budget")
    closed = AgendaItemFactory(session=session, position=2, title="Sanction", is_closed_doors=True)
    for told, name, confidential in ((item, "Note", False), (item, "Réserve", True), (closed, "Dossier", False)):
        file = stored(pdf_of(name), f"{name}.pdf")
        AnnexFactory(item=told, title=f"Annexe {name}", file=file, is_confidential=confidential)
    return convene(session.pk, by=UserFactory())


@pytest.fixture
def secret(session):
    return new_link(session.convocations.order_by("number").first())


def piece(session, secret, name):
    annex = next(
        annex for item in session.agenda_items.all() for annex in item.annexes.all() if annex.title == f"Annexe {name}"
    )
    return reverse("sessions:linked_piece", args=[secret, annex.file.sha256])


def read(client, address):
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)
    return answer


def page_of(client, secret):
    return client.get(reverse("sessions:answer", args=[secret])).content.decode()


def test_the_annexes_told_of_are_read_by_the_link_and_no_others(client, session, secret):
    page = page_of(client, secret)
    assert page.index("Serez-vous présent") < page.index("Ordre du jour") < page.index("Annexe Note")
    assert "Annexe Réserve" not in page
    assert "Annexe Dossier" not in page
    answer = read(client, piece(session, secret, "Note"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert read(client, piece(session, secret, "Réserve")).status_code == 404
    assert read(client, piece(session, secret, "Dossier")).status_code == 404


def test_an_annex_not_announced_yet_is_not_read(client, session, secret):
    AnnexFactory(item=session.agenda_items.get(title="Budget"), title="Annexe Tardive", file=stored(b"x", "t.pdf"))
    assert "Annexe Tardive" not in page_of(client, secret)
    assert read(client, piece(session, secret, "Tardive")).status_code == 404


def test_the_file_is_bound_at_the_convocation_and_downloaded_by_the_link(client, session, secret, run_jobs):
    assert Job.objects.filter(kind=MAKE_FILE).count() == 1
    assert "en cours d’établissement" in page_of(client, secret)
    file = reverse("sessions:linked_file", args=[secret])
    assert read(client, file).url == reverse("sessions:answer", args=[secret]) + "#dossier"
    run_jobs()
    assert SessionFile.objects.get(session=session).audience == FileAudience.OUTSIDE
    assert "Tout en un seul PDF" in page_of(client, secret)
    assert read(client, file)["Content-Type"] == "application/pdf"
    # Behind what may be read now, it is no longer handed over, and may be asked for.
    session.agenda_items.filter(title="Budget").update(is_closed_doors=True)
    AgendaItemFactory(session=session, position=3)
    assert read(client, file).status_code == 302
    assert client.post(file).status_code == 302


def test_one_that_was_never_bound_is_asked_for_on_the_page(client, session, secret):
    Job.objects.filter(kind=MAKE_FILE).update(state="dead", finished_at=session.convened_at)
    assert "Établir le dossier" in page_of(client, secret)
    client.post(reverse("sessions:linked_file", args=[secret]))
    assert "en cours d’établissement" in page_of(client, secret)


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.POSTPONED, SessionState.LIFTED])
def test_nothing_is_read_once_the_session_is_over_or_given_up(client, session, secret, state):
    address = piece(session, secret, "Note")
    CommissionSession.objects.filter(pk=session.pk).update(state=state)
    assert read(client, address).status_code == 404
    assert client.get(reverse("sessions:linked_file", args=[secret])).status_code in (302, 404)


def test_behind_closed_doors_there_is_nothing_to_read(client, session, secret):
    CommissionSession.objects.filter(pk=session.pk).update(is_closed_doors=True)
    assert read(client, piece(session, secret, "Note")).status_code == 404
    assert "Dossier de la session" not in page_of(client, secret)


def test_the_link_of_another_session_opens_nothing_here(client, session, secret):
    other = SessionFactory(commission=commission_with_members(1))
    AgendaItemFactory(session=other, position=1)
    convene(other.pk, by=UserFactory())
    foreign = new_link(other.convocations.first())
    assert read(client, piece(session, foreign, "Note")).status_code == 404
    for name, more in (("linked_file", []), ("linked_piece", ["a" * 64])):
        assert client.get(reverse(f"sessions:{name}", args=["x" * 43, *more])).status_code == 404


def test_a_link_asks_for_so_many_files_and_then_waits(client, session, secret, monkeypatch):
    monkeypatch.setattr(session_file, "MOST_BY_LINK", 2)
    address = piece(session, secret, "Note")
    assert [read(client, address).status_code for _ in range(3)] == [200, 200, 429]
    other = new_link(session.convocations.order_by("number").last())
    assert read(client, piece(session, other, "Note")).status_code == 200


@pytest.mark.parametrize("purpose", [LetterPurpose.CONVENE, LetterPurpose.CHANGE, LetterPurpose.REMIND])
def test_the_mail_links_the_file_and_each_annex(client, session, purpose):
    row = session.convocations.select_related("session__commission", "person", "letter").first()
    mail = OutgoingMail.objects.get(pk=write_to_member(row, purpose, by=None).pk)
    for body in (mail.text, mail.html):
        assert "Annexe Note" in body
        assert "Annexe Réserve" not in body
        found = re.findall(r"https?://[^/\s]+(/sessions/convocation/[^\s\"<]+)", body)
        [annex] = [address for address in found if "/pieces/" in address]
        assert read(client, annex).status_code == 200
        [file] = [address for address in found if address.endswith("/dossier")]
        assert read(client, file).status_code == 302  # bound by nobody here: the page says so
    if purpose != LetterPurpose.REMIND:
        assert mail.text.index("Répondre, sans mot de passe") < mail.text.index("Ordre du jour")


def said(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


def test_a_dead_link_says_what_became_of_the_piece_and_whom_to_ask(client, session, secret):
    """Removed, removed with its item, replaced by another of its name; never told, it says nothing of it."""
    Commission.objects.filter(pk=session.commission_id).update(phone="01 21 30 00 00", email="cmsic@mdemo.test")
    budget = session.agenda_items.get(title="Budget")
    address, unknown = piece(session, secret, "Note"), piece(session, secret, "Réserve")
    note = budget.annexes.get(title="Annexe Note")
    secretary = UserFactory()
    remove_annex(note.pk, by=secretary)
    told = said(client, address)
    day = long_date(clock.today(), weekday=False)
    assert f"La pièce « Annexe Note » a été retirée du dossier le {day}. Les pièces qui restent se lisent" in told
    assert "secrétariat de la commission (téléphone 01 21 30 00 00, courriel cmsic@mdemo.test)" in told
    assert "Réserve" not in said(client, unknown)
    again = AnnexFactory(item=budget, title="Annexe Note", file=stored(b"%PDF-1.4 autre", "autre.pdf"))
    release_agenda(session.pk, by=secretary)
    assert "Une pièce du même nom la remplace" in said(client, address)
    assert read(client, reverse("sessions:linked_piece", args=[secret, again.file.sha256])).status_code == 200


def test_a_link_whose_session_is_over_says_so_and_whom_to_ask(client, session, secret):
    Commission.objects.filter(pk=session.commission_id).update(phone="01 21 30 00 00")
    addresses = [
        piece(session, secret, "Note"),
        reverse("sessions:linked_file", args=[secret]),
        reverse("sessions:answer", args=[secret]),
    ]
    CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.LIFTED)
    for address in addresses:
        told = said(client, address)
        assert f"La {session.label} est à l’état « levée » : ce lien" in told
        assert "secrétariat de la commission (téléphone 01 21 30 00 00)" in told
    assert session.label not in said(client, reverse("sessions:answer", args=["x" * 43]))

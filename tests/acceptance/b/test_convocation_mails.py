"""Convocation mails: SMTP real in tests (a local server), one refused address, one slow server; each member's state on
the page.
"""

import asyncio
import email
import email.policy
import html
import re
import time

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.jobs.operations.running import run
from foundation.notifications.enums import MailState
from foundation.notifications.models import OutgoingMail
from sessions.preparing.operations.convening import convene
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "side"]), pytest.mark.slow]
PATIENCE = 1  # seconds that the portal waits for an answer of the server, here


@pytest.fixture
def convened(settings, mailbox):
    """Four members convened; their letters are laid out and their mails wait to be handed over."""
    settings.SIDE_DATABASE = "side"
    settings.EMAIL_TIMEOUT, settings.EMAIL_END_TIMEOUT = PATIENCE, 4 * PATIENCE
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission)
    AgendaItemFactory(session=session, title="Budget du projet")
    secretary = member_of(commission, Role.SECRETARY)
    convene(session.pk, by=secretary)
    session.secretary = secretary
    session.rows = list(session.convocations.select_related("person").order_by("number"))
    return session


def rows_of_page(client, session):
    """The lines of the table as somebody reads them: name → its text."""
    client.force_login(session.secretary)
    page = client.get(reverse("sessions:convocations", args=[session.pk])).content.decode()
    lines = {}
    for chunk in page.split("<tr")[1:]:
        text = " ".join(words_of(chunk).split())
        for row in session.rows:
            if row.person.full_name in text:
                lines[row.person.full_name] = text
    return lines


def words_of(markup):
    return html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\u00a0", " ").replace("\u202f", " ")


def received_by(box, address):
    return [
        email.message_from_bytes(content, policy=email.policy.default)
        for _, to, content in box.letters
        if address in to
    ]


def mails_done(run_jobs):
    """Do the work that waits, each job one attempt, as a worker does."""
    run_jobs(allow_failures=True)


def test_one_refused_address_is_told_with_its_reason_and_the_others_are_delivered(client, convened, mailbox, run_jobs):
    lost, *others = convened.rows
    mailbox.answers[lost.person.email] = "550 5.1.1 no such user here"
    mails_done(run_jobs)
    lines = rows_of_page(client, convened)
    refused = lines[lost.person.full_name]
    assert "Échec d’envoi" in refused
    assert "Le serveur ne connaît pas cette adresse (code 5.1.1)" in refused
    assert "Vérifiez l’adresse dans sa fiche puis relancez, ou remettez la lettre en main propre." in refused
    assert "no such user" not in refused
    for row in others:
        assert "Envoyée" in lines[row.person.full_name]
        (message,) = received_by(mailbox, row.person.email)
        assert "application/pdf" in [part.get_content_type() for part in message.walk()]
    assert received_by(mailbox, lost.person.email) == []
    # The summary and the API say the same.
    client.force_login(convened.secretary)
    rows = client.get(f"/api/v1/convocations?session={convened.pk}").json()["results"]
    assert {row["delivery"]: bool(row["delivery_reason"]) for row in rows} == {"failed": True, "sent": False}


def test_one_slow_server_hinders_nobody_else_and_nothing_is_sent_twice(client, convened, mailbox, run_jobs):
    slow, *others = convened.rows
    answer = mailbox.handle_RCPT

    async def sleeps(server, session, envelope, address, options):
        if address == slow.person.email:
            await asyncio.sleep(3 * PATIENCE)
        return await answer(server, session, envelope, address, options)

    mailbox.handle_RCPT = sleeps
    # The papers first: what is measured is the handing over.
    while (job := Job.objects.waiting().exclude(kind="send_mail").order_by("created_at", "pk").first()) is not None:
        run(job.pk, worker="tests")
    began = time.monotonic()
    mails_done(run_jobs)
    assert time.monotonic() - began < PATIENCE + 5  # one patience for the slow one, the others at once
    lines = rows_of_page(client, convened)
    waits = lines[slow.person.full_name]
    assert "En attente d’un nouvel essai" in waits
    assert "Le serveur de messagerie n’a pas répondu à temps. Nouvel essai le" in waits
    for row in others:
        assert "Envoyée" in lines[row.person.full_name]
        assert len(received_by(mailbox, row.person.email)) == 1
    # It answers in time again: one letter, and no doubt about a second.
    mailbox.handle_RCPT = answer
    Job.objects.filter(state=JobState.FAILED).update(run_after=None)
    mails_done(run_jobs)
    mail = OutgoingMail.objects.get(person=slow.person, template="convocation")
    assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 1, "")
    time.sleep(3 * PATIENCE)  # whatever the first, slow conversation still held would have arrived by now
    (message,) = received_by(mailbox, slow.person.email)
    assert message["Message-ID"] == mail.message_id
    assert "Envoyée" in rows_of_page(client, convened)[slow.person.full_name]


def test_a_server_that_looks_long_at_a_letter_it_took_is_waited_for(convened, mailbox, run_jobs):
    """Cut short there, the letter would leave twice."""
    take = mailbox.handle_DATA

    async def ponders(server, session, envelope):
        await asyncio.sleep(2 * PATIENCE)
        return await take(server, session, envelope)

    mailbox.handle_DATA = ponders
    mails_done(run_jobs)
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(MailState.SENT, 0)}
    assert [len(received_by(mailbox, row.person.email)) for row in convened.rows] == [1, 1, 1, 1]

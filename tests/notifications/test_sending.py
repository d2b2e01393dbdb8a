import asyncio
import email
import email.policy

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.documents.operations.storing import store_bytes
from foundation.jobs.enums import JobState
from foundation.jobs.models import Job
from foundation.jobs.operations import running
from foundation.notifications import invites
from foundation.notifications.enums import MailState
from foundation.notifications.models import OutgoingMail
from foundation.notifications.operations.sending import deliver, send_mail, withdraw
from tests.factories import CommissionFactory, PersonFactory, ScopeFactory, UserFactory, member_of
from tests.notifications.test_invites import invite

pytestmark = pytest.mark.django_db


def letter(**options):
    person = options.pop("to_person", None) or PersonFactory(full_name="Adjoa D’ALMEIDA", email="adjoa@exemple.test")
    defaults = {
        "to_person": person,
        "subject": "Convocation : session de l’été",
        "template": "base",
        "context": {},
        "by": None,
        "about": CommissionFactory(),
    }
    return send_mail(**(defaults | options))


def parsed(content):
    return email.message_from_bytes(content, policy=email.policy.default)


def test_a_letter_is_written_with_the_act_and_leaves_after_it(mailbox, run_jobs):
    commission = CommissionFactory()
    mail = letter(about=commission)
    assert (mail.state, mail.scope_id, mail.commission_id, mail.job.queue) == (
        MailState.QUEUED,
        commission.scope_id,
        commission.pk,
        "mail",
    )
    assert mailbox.letters == []
    run_jobs()
    mail.refresh_from_db()
    assert (mail.state, len(mailbox.letters)) == (MailState.SENT, 1)
    message = parsed(mailbox.letters[0][2])
    assert message["Message-ID"] == mail.message_id
    assert message["Subject"] == "Convocation : session de l’été"
    assert message["To"] == "Monsieur Adjoa D’ALMEIDA <adjoa@exemple.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Monsieur Adjoa D’ALMEIDA," in message.get_body(("plain",)).get_content()
    assert "Monsieur Adjoa D’ALMEIDA," in message.get_body(("html",)).get_content()


def test_the_fixed_spaces_of_a_french_title_become_plain_in_a_header(mailbox, run_jobs):
    letter(
        to_person=PersonFactory(full_name="Awa\u00a0DOS\u00adSOU\u200f", email="awa@exemple.test"),
        subject="Session n°\u00a03\u202f: convocation",
    )
    run_jobs()
    message = parsed(mailbox.letters[0][2])
    assert message["Subject"] == "Session n° 3 : convocation"
    assert "Awa DOSSOU" in message["To"]


def test_an_invitation_says_its_method_in_its_own_header(mailbox, run_jobs):
    letter(ics=invites.request(invite()))
    run_jobs()
    calendar = [part for part in parsed(mailbox.letters[0][2]).walk() if part.get_content_type() == "text/calendar"]
    assert [(part.get_param("method"), part.get_content_charset()) for part in calendar] == [("REQUEST", "utf-8")]
    assert "METHOD:REQUEST" in calendar[0].get_content()


def test_a_stored_file_is_joined(mailbox, run_jobs):
    file = store_bytes(
        b"%PDF-1.7", name="Ordre du jour.pdf", content_type="application/pdf", scope=ScopeFactory(), by=None
    )
    letter(attachments=[file])
    run_jobs()
    joined = list(parsed(mailbox.letters[0][2]).iter_attachments())
    assert [(part.get_filename(), part.get_content_type(), part.get_content()) for part in joined] == [
        ("Ordre du jour.pdf", "application/pdf", b"%PDF-1.7")
    ]


@pytest.mark.parametrize("field", ["subject", "to_name"])
def test_no_header_is_slipped_in(field):
    options = {
        "to_person": None,
        "to_email": "a@exemple.test",
        "to_name": "A",
        "subject": "Objet",
        "template": "base",
        "context": {},
        "by": None,
    }
    with pytest.raises(Refused, match="un retour à la ligne ou un caractère de commande"):
        send_mail(**(options | {field: "x\r\nBcc: tous@exemple.test"}))
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("address", ["", "pas une adresse", "a@b@c", "a@exemple.test, b@exemple.test"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(Refused, match="Impossible d’écrire à"):
        send_mail(to_email=address, to_name="A", subject="x", template="base", context={}, by=None)


def test_text_is_not_escaped_and_html_is(mailbox, run_jobs):
    letter(to_person=PersonFactory(full_name="<b>O’Brien & fils</b>"))
    run_jobs()
    message = parsed(mailbox.letters[0][2])
    assert "<b>O’Brien & fils</b>" in message.get_body(("plain",)).get_content()
    assert "<b>" not in message.get_body(("html",)).get_content()


# What the hand-over notes must outlive the transaction of its attempt: two real connections, and rows that are
# committed.
two_connections = pytest.mark.django_db(transaction=True, databases=["default", "side"])


@two_connections
def test_a_server_that_is_down_loses_nothing_and_repeats_nothing(settings, run_jobs):
    settings.SIDE_DATABASE = "side"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    mail = letter()
    run_jobs(allow_failures=True)
    mail.refresh_from_db()
    assert (mail.state, mail.sending_since, mail.job.state, mail.attempts) == (
        MailState.QUEUED,
        None,
        JobState.FAILED,
        1,
    )
    assert "ConnectionRefused" in mail.error


def test_one_refused_address_stops_no_other(mailbox, run_jobs):
    mailbox.answers["perdu@exemple.test"] = "550 no such user"
    lost, good = letter(to_person=PersonFactory(email="perdu@exemple.test")), letter()
    run_jobs()
    for mail in (lost, good):
        mail.refresh_from_db()
    assert (lost.state, good.state) == (MailState.FAILED, MailState.SENT)
    assert "550" in lost.error
    assert lost.job.state == JobState.DONE


def test_a_server_that_asks_for_patience_is_tried_again(mailbox, run_jobs):
    mailbox.answers["DATA"] = "451 try later"
    mail = letter()
    run_jobs(allow_failures=True)
    mail.refresh_from_db()
    assert (mail.state, mail.job.state, mail.sending_since) == (MailState.QUEUED, JobState.FAILED, None)
    assert "a@" not in mail.job.error
    mailbox.answers.clear()
    Job.objects.update(run_after=None)
    run_jobs()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_letter_whose_hand_over_was_cut_is_sent_again_and_says_so(mailbox, run_jobs):
    """The worker died after the server's acceptance, before the commit."""
    mail = letter()
    job = running.claim(mail.job.pk, worker="dead")
    OutgoingMail.objects.filter(pk=mail.pk).update(sending_since=timezone.now())
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, token=None, lease_until=None)
    run_jobs()
    mail.refresh_from_db()
    assert mail.state == MailState.MAYBE_TWICE
    assert parsed(mailbox.letters[0][2])["Message-ID"] == mail.message_id


@two_connections
def test_an_answer_that_never_came_leaves_a_doubt(mailbox, run_jobs, settings):
    settings.SIDE_DATABASE, settings.EMAIL_END_TIMEOUT = "side", 0.5
    take = mailbox.handle_DATA

    async def silent(server, session, envelope):
        await take(server, session, envelope)
        await asyncio.sleep(1.5)
        return "250 OK"

    mailbox.handle_DATA = silent
    mail = letter()
    run_jobs(allow_failures=True)
    mail.refresh_from_db()
    assert mail.sending_since is not None
    assert "timed out" in mail.error
    mailbox.handle_DATA = take
    Job.objects.update(run_after=None)
    run_jobs()
    mail.refresh_from_db()
    assert mail.state == MailState.MAYBE_TWICE
    assert len({parsed(content)["Message-ID"] for _, _, content in mailbox.letters}) == 1


def test_a_sent_letter_is_not_sent_again(mailbox, run_jobs):
    mail = letter()
    run_jobs()
    assert deliver(mail.pk) == MailState.SENT
    assert len(mailbox.letters) == 1


def test_after_the_last_attempt_the_letter_is_shown_as_not_delivered(settings, run_jobs):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    mail = letter()
    for _ in range(12):
        Job.objects.update(run_after=None)
        run_jobs(allow_failures=True)
    mail.refresh_from_db()
    assert (mail.state, mail.job.state) == (MailState.FAILED, JobState.DEAD)


def test_letters_that_wait_can_be_taken_back(mailbox, run_jobs):
    commission = CommissionFactory()
    sent = letter(about=commission)
    run_jobs()
    waiting = letter(about=commission)
    other = letter()
    assert withdraw(commission, by=UserFactory()) == 1
    run_jobs()
    for mail in (sent, waiting, other):
        mail.refresh_from_db()
    assert (sent.state, waiting.state, other.state) == (MailState.SENT, MailState.CANCELLED, MailState.SENT)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER])
def test_whoever_keeps_the_commission_sees_its_letters_and_each_his_own(role):
    commission = CommissionFactory()
    user = member_of(commission, role)
    own = letter(to_person=PersonFactory(user=user), about=CommissionFactory())
    mail = letter(about=commission)
    letter()
    seen = {own, mail} if role in (Role.SECRETARY, Role.PRESIDENT) else {own}
    assert set(OutgoingMail.objects.visible_to(user)) == seen

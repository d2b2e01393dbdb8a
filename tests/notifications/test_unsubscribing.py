"""A mailbox stops what it receives by the address that the letter itself carries."""

import email
import email.policy
import re

import pytest
from django.core import signing

from foundation.notifications.addresses import SALT, unsubscribe_address
from foundation.notifications.enums import Channel, NoticeKind
from foundation.notifications.models import OutgoingMail
from foundation.notifications.operations.digesting import send_digests
from foundation.notifications.operations.notifying import channels_of, choose_channels, notify
from foundation.notifications.operations.sending import build_message, send_mail
from foundation.notifications.senders import Sender
from tests.factories import CommissionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def headers_of(mail):
    return email.message_from_bytes(build_message(mail).message().as_bytes(), policy=email.policy.default)


def path_of(header):
    return re.fullmatch(r"<https?://[^/]+(/.+)>", header.strip())[1]


def told(user, kind=NoticeKind.OPINION):
    (row,) = notify([user], kind, title="Un avis est demandé", by=None)
    return row.mail


def test_one_click_of_the_mailbox_stops_the_letters_of_that_kind_only(client):
    user = UserFactory()
    letter = headers_of(told(user))
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = client.post(path_of(letter["List-Unsubscribe"]), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    channels = channels_of(user)
    assert channels[NoticeKind.OPINION] == Channel.PAGE
    assert channels[NoticeKind.PROPOSAL] == Channel.MAIL
    assert told(user) is None


def test_a_person_reads_what_stops_before_it_stops(client):
    user = UserFactory()
    path = path_of(headers_of(told(user))["List-Unsubscribe"])
    assert NoticeKind.OPINION.label in client.get(path).content.decode().replace("\u00a0", " ")
    assert channels_of(user)[NoticeKind.OPINION] == Channel.MAIL


def test_the_digest_stops_whole(client):
    user = UserFactory()
    notify([user], NoticeKind.PV, title="Un procès-verbal", by=None)
    assert send_digests() == 1
    letter = headers_of(OutgoingMail.objects.get(template="digest"))
    client.post(path_of(letter["List-Unsubscribe"]))
    assert Channel.DIGEST not in channels_of(user).values()
    notify([user], NoticeKind.PV, title="Un autre procès-verbal", by=None)
    assert OutgoingMail.objects.filter(template="digest").count() == 1


def test_what_was_refused_before_stays_refused(client):
    user = UserFactory()
    address = unsubscribe_address(user, NoticeKind.PV)
    choose_channels(user, {NoticeKind.PV: Channel.NONE})
    client.post(path_of(f"<{address}>"))
    assert channels_of(user)[NoticeKind.PV] == Channel.NONE


@pytest.mark.parametrize("case", ["no signature", "another list", "another use"])
def test_an_address_that_was_not_signed_for_this_is_no_page(client, case):
    secret = {
        "no signature": "abc",
        "another list": signing.dumps(["x"], salt=SALT),
        "another use": signing.dumps(["00000000-0000-0000-0000-000000000000", "pv"]),
    }[case]
    assert client.post(f"/notifications/desabonnement/{secret}").status_code == 404


def test_a_closed_account_has_nothing_to_stop(client):
    user = UserFactory(is_active=False)
    assert client.get(path_of(f"<{unsubscribe_address(user)}>")).status_code == 404


def test_a_letter_ordered_by_an_act_is_no_subscription():
    mail = send_mail(
        subject="Convocation",
        template="base",
        context={},
        by=None,
        about=CommissionFactory(),
        to_person=PersonFactory(),
    )
    assert "List-Unsubscribe" not in headers_of(mail)


def test_a_letter_says_who_reads_its_answers_after_the_mark_of_a_signature():
    options = {"subject": "Lettre", "template": "base", "context": {}, "by": None, "to_person": PersonFactory()}
    read = send_mail(**options, reply_to=Sender("Secrétariat MDGL", "cmsic@mdgl.test"))
    unread = send_mail(**options)
    assert headers_of(read)["Reply-To"] == "Secrétariat MDGL <cmsic@mdgl.test>"
    assert headers_of(unread)["Reply-To"] is None
    assert "\n-- \nMessage du secrétariat MDGL" in read.text
    assert "Votre réponse parvient à cmsic@mdgl.test." in read.text
    assert "Personne ne lit les réponses à ce message." in unread.text


def test_a_letter_gives_the_telephone_of_a_commission_that_has_one():
    commission = CommissionFactory(email="cmsic@mdgl.test", phone="+229 01 00 00 00 00")
    options = {"subject": "Lettre", "template": "base", "context": {}, "by": None, "to_person": PersonFactory()}
    said = send_mail(**options, reply_to=commission.reply_to)
    assert "Votre réponse parvient à cmsic@mdgl.test ; téléphone : +229 01 00 00 00 00." in said.text
    assert "téléphone : +229 01 00 00 00 00." in said.html
    commission.phone = ""
    assert "téléphone" not in send_mail(**options, reply_to=commission.reply_to).text

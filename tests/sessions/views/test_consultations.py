"""The pages of a written consultation, as the secretary and a member without an account use them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from sessions.consultations.models import Consultation
from sessions.consultations.operations import (
    ConsultationFacts,
    answer_consultation,
    close_consultation,
    open_consultation,
    put_to_ratification,
    write_consultation,
)
from tests.factories import SessionFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


def consulted(members: int):
    commission = commission_with_members(members)
    secretary = member_of(commission, Role.SECRETARY)
    facts = ConsultationFacts(
        "Achat",
        "Êtes-vous favorable ?",
        closes_on=timezone.localdate() + timedelta(days=9),
        ground="Accord du président.",
    )
    return secretary, open_consultation(write_consultation(commission.pk, facts, by=secretary).pk, by=secretary)


def test_a_member_answers_by_the_link_of_his_mail_and_the_secretary_closes_when_all_have(client, run_jobs):
    secretary, row = consulted(2)
    run_jobs()
    letters = [letter for letter in mail.outbox if letter.subject.startswith("Consultation écrite")]
    assert len(letters) == 2
    first = next(part for part in letters[0].body.split() if "/consultations/reponse/" in part)
    address = first[first.index("/sessions/") :]
    page = client.get(address)
    assert page.status_code == 200
    assert "Êtes-vous favorable" in page.content.decode()
    refused = client.post(address, {"choice": "peut-être", "comment": "Je m’interroge."})
    assert refused.status_code == 400
    assert "Je m’interroge." in refused.content.decode()  # nothing typed is lost
    assert client.post(address, {"choice": "for", "comment": ""}).status_code == 302
    assert "Votre réponse est enregistrée" in client.get(address + "?merci").content.decode()
    client.force_login(secretary)
    detail = reverse("sessions:consultation", args=[row.pk])
    assert "1 sur 2" in client.get(detail).content.decode()
    waiting = row.voices.get(choice="")
    client.post(reverse("sessions:answer_consultation_for", args=[waiting.pk]), {"choice": "against", "comment": ""})
    client.post(reverse("sessions:close_consultation", args=[row.pk]))
    body = client.get(detail).content.decode()
    assert "1 voix pour, 1 contre, 0 abstention".replace("0 abstention", "0\u00a0abstention") in body.replace(
        "1\u00a0", "1 "
    )
    assert client.post(address, {"choice": "against"}).status_code == 409
    assert Consultation.objects.get(pk=row.pk).state == "closed"


def test_a_link_that_is_not_known_opens_nothing(client):
    assert client.get(reverse("sessions:answer_consultation_link", args=["x" * 43])).status_code == 404


@pytest.mark.parametrize("members", [2, 6])
def test_the_page_costs_the_same_however_many_are_asked(client, members, django_assert_num_queries):
    secretary, row = consulted(members)
    answer_consultation(row.voices.first().pk, choice="for", by=secretary, recorded=True)
    client.force_login(secretary)
    address = reverse("sessions:consultation", args=[row.pk])
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)


def test_opening_says_what_follows_before_it_is_done(client):
    commission = commission_with_members(2)
    secretary = member_of(commission, Role.SECRETARY)
    row = write_consultation(commission.pk, ConsultationFacts("Achat", "Oui ?", ground="Accord."), by=secretary)
    client.force_login(secretary)
    page = client.get(reverse("sessions:consultation", args=[row.pk])).content.decode()
    assert 'data-cmsic-confirm="Ouvrir la consultation ? Chaque membre à voix délibérative reçoit' in page
    assert 'data-cmsic-confirm-label="Ouvrir"' in page


def test_closing_says_what_follows_before_it_is_done(client):
    secretary, row = consulted(2)
    for voice in row.voices.all():
        answer_consultation(voice.pk, choice="for", by=None)
    client.force_login(secretary)
    page = client.get(reverse("sessions:consultation", args=[row.pk])).content.decode()
    assert 'data-cmsic-confirm="Clore la consultation ? Les réponses sont comptées' in page
    assert 'data-cmsic-confirm-label="Clore"' in page


def test_what_is_missing_to_open_it_is_told_on_its_form(client):
    commission = commission_with_members(2)
    secretary = member_of(commission, Role.SECRETARY)
    row = write_consultation(commission.pk, ConsultationFacts("Achat", "Oui ?", ground="Accord."), by=secretary)
    client.force_login(secretary)
    page = client.post(reverse("sessions:open_consultation", args=[row.pk]), follow=True)
    assert page.redirect_chain == [(reverse("sessions:edit_consultation", args=[row.pk]), 302)]
    assert "Donnez le dernier jour des réponses." in page.content.decode()
    assert Consultation.objects.get(pk=row.pk).state == "draft"


def test_whoever_prepares_a_session_is_told_what_waits_to_be_ratified_even_on_an_empty_agenda(client):
    secretary, row = consulted(2)
    for voice in row.voices.all():
        answer_consultation(voice.pk, choice="for", by=None)
    close_consultation(row.pk, by=secretary)
    session = SessionFactory(commission=row.commission)
    client.force_login(secretary)
    page = client.get(reverse("sessions:prepare", args=[session.pk])).content.decode()
    assert reverse("sessions:consultation", args=[row.pk]) in page
    put_to_ratification(row.pk, session.pk, by=secretary)
    assert "à ratifier" not in client.get(reverse("sessions:prepare", args=[session.pk])).content.decode()

"""The rules of an act: one question at a time, in its words, with the sentence that the answer makes."""

import re

import pytest
from django.urls import reverse

from commissions.forms import RULED, StatuteForm
from commissions.models import Statute
from commissions.operations.ruling import RULES
from commissions.queries import QUESTIONS
from foundation.accounts.enums import Role
from tests.factories import CommissionFactory, LegalTextFactory, SessionFactory, StatuteFactory, member_of

pytestmark = pytest.mark.django_db
QUORUM = {
    "quorum_numerator": "1",
    "quorum_denominator": "2",
    "quorum_plus_one": "on",
    "quorum_base": "voting_seats",
    "quorum_article": "article 9",
}


@pytest.fixture
def commission():
    return CommissionFactory()


@pytest.fixture
def secretary(client, commission):
    user = member_of(commission, Role.SECRETARY)
    client.force_login(user)
    return user


def shown(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("\xa0", " ")))


def test_every_rule_is_asked_once():
    names = [name for question in QUESTIONS for name in question.names]
    assert sorted(names) == sorted(RULED)
    assert set(RULES) <= set(names)


def test_the_page_asks_in_words_and_opens_one_question(client, secretary, commission):
    page = client.get(reverse("commissions:new_statute", args=[commission.pk]))
    assert "La commission délibère si sont présents" in shown(page)
    assert "Combien de membres faut-il pour délibérer ?" in shown(page)
    assert len(re.findall(r'<details class="question"[^>]* open', page.content.decode())) == 1
    assert "facultatif" not in page.content.decode()


def test_a_new_version_starts_from_the_sentences_of_the_latest(client, secretary, commission):
    StatuteFactory(commission=commission)
    page = shown(client.get(reverse("commissions:new_statute", args=[commission.pk])))
    assert "la moitié plus un des sièges à voix délibérative" in page


def test_what_is_being_typed_reads_as_a_sentence_and_nothing_is_written(client, secretary):
    said = client.post(reverse("commissions:rule_sentences"), QUORUM)
    assert (
        "La commission délibère si sont présents la moitié plus un des sièges à voix délibérative prévus par l’acte. "
        "(article 9)"
    ) in shown(said)
    assert 'id="said-quorum"' in said.content.decode()
    assert "Majorité : règle non renseignée" in shown(said)
    assert not Statute.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"proxies_allowed": "yes", "proxy_limit": "1"}, "nul n’en détient plus d’une"),
        (
            {"notice_days": "8", "notice_skips_holidays": "yes"},
            "8 jours francs au moins avant la session, jours fériés",
        ),
        ({"majority_rule": "simple_cast"}, "majorité simple des suffrages exprimés"),
        ({"notice_days": "8", "sessions_per_year": "beaucoup"}, "convoqués 8 jours francs"),
    ],
)
def test_each_answer_makes_its_sentence_whatever_the_others(client, secretary, typed, said):
    assert said in shown(client.post(reverse("commissions:rule_sentences"), typed))


def test_what_is_to_be_corrected_is_open_with_what_was_typed(client, secretary, commission):
    address = reverse("commissions:new_statute", args=[commission.pk])
    response = client.post(address, QUORUM | {"notice_days": "999", "proxy_limit": "99"})
    assert response.status_code == 400
    opened = re.findall(r'<details class="question" id="question-(\w+)"[^>]* open', response.content.decode())
    assert opened == ["proxies", "notice"]
    assert "la moitié plus un" in shown(response)


def test_a_refused_rule_opens_its_question(client, secretary, commission):
    address = reverse("commissions:new_statute", args=[commission.pk])
    response = client.post(address, {"quorum_base": "voting_seats"})
    opened = re.findall(r'<details class="question" id="question-(\w+)"[^>]* open', response.content.decode())
    assert (response.status_code, opened) == (400, ["quorum"])


def test_once_the_rules_are_saved_the_next_step_is_there(client, secretary, commission):
    saved = client.post(reverse("commissions:new_statute", args=[commission.pk]), QUORUM, follow=True)
    assert "Étape 4 sur 7 : les sièges" in shown(saved)
    assert reverse("commissions:setup", args=[commission.pk]) in saved.content.decode()


def test_a_reader_is_given_no_next_step(client, commission):
    statute = StatuteFactory(commission=commission)
    client.force_login(member_of(commission, Role.MEMBER))
    assert "Étape" not in shown(client.get(reverse("commissions:statute", args=[statute.pk])))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("new_statute", "Étape 3 sur 7 : les règles"),
        ("new_seat", "Étape 4 sur 7 : les sièges"),
        ("import_members", "Étape 5 sur 7 : les membres"),
    ],
)
def test_each_step_says_which_it_is_until_a_first_session(client, secretary, commission, name, words):
    address = reverse(f"commissions:{name}", args=[commission.pk])
    assert words in shown(client.get(address))
    SessionFactory(commission=commission)
    assert "sur 7" not in shown(client.get(address))


def test_the_rules_typed_reach_the_operation_together():
    form = StatuteForm({**QUORUM, "legal_text": LegalTextFactory().reference})
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data) == {"rules", "legal_text", "valid_from"}
    assert set(form.cleaned_data["rules"]) == set(RULES)

"""The problems of e-services: told by anybody, moderated, led to what has changed, then forgotten."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.cache import cache
from django.urls import reverse

from eservices.enums import Origin, ProblemAct, ProblemState
from eservices.models import ServiceProblem
from eservices.operations import (
    admit_problem,
    close_problem,
    diagnose_problem,
    erase_words,
    improve_problem,
    reconsider_problem,
    reform_problem,
    reject_problem,
    report_problem,
    reporting,
    resume_problem,
)
from eservices.register.problems import PROBLEMS
from eservices.workflow import PROBLEM_WORKFLOW
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from tests.factories import EServiceFactory, MinistryFactory, ServiceProblemFactory, officer_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
WORDS = "Koffi : le paiement ne passe pas depuis lundi, quel que soit le téléphone."
REPORT, FOLLOW = reverse("reporting:report"), reverse("reporting:follow")


@pytest.fixture(autouse=True)
def known(monkeypatch):
    cache.clear()
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)
    monkeypatch.setattr(reporting, "numbers", lambda: (3, 4))
    yield
    cache.clear()


@pytest.fixture
def service():
    return EServiceFactory(ministry=MinistryFactory(acronym="MP"), name="Certificat de vie", is_listed=True)


@pytest.fixture
def dsi(service):
    return officer_of(service.scope, Role.DSI)


def typed(service, *, ago=60, answer="7", **other):
    token = reporting.token_of("7", began=reporting.time.time() - ago)
    return {"service": service.pk, "words": WORDS, "answer": answer, "token": token, "website": ""} | other


def code_in(page):
    return page.partition("<code>")[2].partition("</code>")[0]


def test_anybody_reports_a_problem_and_follows_it_by_its_code(client, service, dsi):
    page = client.get(REPORT).content.decode()
    assert "Certificat de vie (MP)" in page
    assert "Combien font trois plus quatre ?" in page
    answer = client.post(REPORT, typed(service))
    assert answer.status_code == 200
    code = code_in(answer.content.decode())
    assert len(code.replace("-", "")) == 28
    problem = ServiceProblem.objects.get()
    assert (problem.state, problem.origin, problem.words) == (ProblemState.RECEIVED, Origin.CITIZEN, WORDS)
    followed = client.post(FOLLOW, {"code": code.lower().replace("-", " ")}).content.decode()
    assert "reçu, pas encore lu par le ministère" in followed
    assert "à modérer" not in followed
    assert "Koffi" not in followed
    admit_problem(problem.pk, subject="Le paiement échoue", by=dsi)
    diagnose_problem(problem.pk, diagnosis="L’opérateur est saturé.", by=dsi)
    assert "L’opérateur est saturé." in client.post(FOLLOW, {"code": code}).content.decode()


def test_the_words_of_a_citizen_stand_in_no_journal_and_no_history(service):
    problem, code = report_problem(service.pk, words=WORDS)
    admit_problem(problem.pk, subject="Le paiement échoue", by=None)
    lines = " ".join(f"{row.before} {row.after} {row.reason} {row.object_label}" for row in Entry.objects.all())
    assert "Koffi" not in lines
    assert code not in lines
    assert {field.name for field in problem.events.model._meta.get_fields()} & {"words", "code_hash"} == set()


def test_two_reports_of_one_day_on_one_service_are_told_apart_wherever_they_are_named(client, service, dsi):
    first, second = (
        report_problem(service.pk, words=words)[0] for words in (WORDS, "La page reste blanche dès l’envoi.")
    )
    assert str(first) != str(second)
    assert first.mark in str(first)
    assert len({row.object_label for row in Entry.objects.filter(act=ProblemAct.REPORT)}) == 2
    client.force_login(dsi)
    listed = client.get(PROBLEMS.list_href()).content.decode().replace("\u00a0", " ")
    for problem, words in ((first, "Koffi : le paiement ne passe pas"), (second, "La page reste blanche")):
        assert problem.mark in listed  # the title stands in journals: only the list shows words, to whoever sorts
        assert words in listed
        assert words not in str(problem)
        page = client.get(reverse("eservices:detail", args=[service.pk])).content.decode().replace("\u00a0", " ")
        assert problem.mark in page
        assert words in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"website": "http://spam.test"}, "n’a pas pu être pris"),
        ({"ago": 1}, "venu trop vite"),
        ({"ago": 7 * 3600}, "ouverte trop longtemps"),
        ({"answer": "8"}, "pas le bon nombre"),
        ({"token": "faux"}, "ouverte trop longtemps"),
        ({"token": ""}, "ouverte trop longtemps"),
        ({"words": "Trop court"}, "20"),
    ],
)
def test_what_does_not_come_from_a_person_is_refused_and_the_text_is_kept(client, service, change, said):
    answer = client.post(REPORT, typed(service, **change))
    assert (answer.status_code, ServiceProblem.objects.count()) == (400, 0)
    page = answer.content.decode()
    assert said in page
    assert change.get("words", WORDS) in page
    assert 'value="8"' not in page  # the next question has another answer


def test_a_token_serves_once(client, service):
    sent = typed(service)
    assert client.post(REPORT, sent).status_code == 200
    again = client.post(REPORT, sent)
    assert (again.status_code, ServiceProblem.objects.count()) == (400, 1)
    assert "déjà parti" in again.content.decode()


def test_an_address_reports_so_many_problems_an_hour_and_another_one_still_may(client, service):
    for _ in range(reporting.BY_ADDRESS):
        assert client.post(REPORT, typed(service)).status_code == 200
    refused = client.post(REPORT, typed(service))
    assert refused.status_code == 429
    assert WORDS in refused.content.decode()
    assert client.post(REPORT, typed(service), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_one_question_solved_once_does_not_shut_the_form_for_all(client, service, monkeypatch):
    monkeypatch.setattr(reporting, "BY_ALL", 3)
    sent = typed(service)
    assert client.post(REPORT, sent).status_code == 200
    for last in range(9):
        assert client.post(REPORT, sent, REMOTE_ADDR=f"203.0.113.{last}").status_code == 400
    for last in (90, 91):
        assert client.post(REPORT, typed(service), REMOTE_ADDR=f"203.0.113.{last}").status_code == 200
    refused = client.post(REPORT, typed(service), REMOTE_ADDR="203.0.113.92")
    assert refused.status_code == 429
    page = refused.content.decode()
    assert "d’où qu’ils viennent" in page
    assert "depuis votre connexion" not in page
    assert WORDS in page


def test_the_addresses_of_one_subscriber_are_one_address(client, service):
    for last in range(reporting.BY_ADDRESS):
        assert client.post(REPORT, typed(service), REMOTE_ADDR=f"2a00:1:2:3::{last:x}").status_code == 200
    assert client.post(REPORT, typed(service), REMOTE_ADDR="2a00:1:2:3:ffff::1").status_code == 429
    assert client.post(REPORT, typed(service), REMOTE_ADDR="2a00:1:2:4::1").status_code == 200
    for last in range(reporting.TRIES):
        assert client.post(FOLLOW, {"code": "0" * 28}, REMOTE_ADDR=f"2a00:1:2:3::{last:x}").status_code == 404
    assert client.post(FOLLOW, {"code": "0" * 28}, REMOTE_ADDR="2a00:1:2:3:ffff::2").status_code == 429


def test_codes_are_not_guessed(client, service):
    for _ in range(reporting.TRIES):
        assert client.post(FOLLOW, {"code": "0" * 28}).status_code == 404
    assert client.post(FOLLOW, {"code": "0" * 28}).status_code == 429
    assert client.post(FOLLOW, {"code": "court"}).status_code == 400


def test_only_the_public_catalogue_is_told_and_reported_on(client, service):
    hidden = EServiceFactory(name="Système réservé du cabinet")
    closed = EServiceFactory(name="Service fermé", is_listed=True, closed_on=date(2026, 1, 1))
    page = client.get(REPORT).content.decode()
    assert "réservé du cabinet" not in page
    assert "Service fermé" not in page
    for row in (hidden, closed):
        assert client.post(REPORT, typed(row)).status_code == 400
        with pytest.raises(InvalidInput):
            report_problem(row.pk, words=WORDS)
    _, code = report_problem(service.pk, words=WORDS)
    type(service).objects.filter(pk=service.pk).update(is_listed=False, name="Nom devenu réservé")
    followed = client.post(FOLLOW, {"code": code}).content.decode()
    assert "Nom devenu réservé" not in followed
    assert "n’est plus au catalogue public" in followed


def test_the_words_are_erased_some_time_after_the_end(client, service, dsi, settings):
    problem, code = report_problem(service.pk, words=WORDS)
    reject_problem(problem.pk, reason="Hors sujet.", by=dsi)
    settings.SERVICE_PROBLEM_KEPT_DAYS = 30
    assert erase_words(TODAY + timedelta(days=29)) == 0
    assert erase_words(TODAY + timedelta(days=30)) == 1
    problem.refresh_from_db()
    assert (problem.words, problem.code_hash, problem.state) == ("", "", ProblemState.REJECTED)
    assert client.post(FOLLOW, {"code": code}).status_code == 404
    assert erase_words(TODAY + timedelta(days=31)) == 0
    with pytest.raises(Refused, match="mots de l’usager sont effacés"):
        reconsider_problem(problem.pk, reason="À revoir.", by=dsi)


def test_an_open_problem_is_not_erased(service):
    report_problem(service.pk, words=WORDS)
    assert erase_words(TODAY + timedelta(days=5000)) == 0


def test_a_problem_of_a_conference_is_entered_kept_already(client, dsi, service):
    client.force_login(dsi)
    sent = {
        "service": service.pk,
        "subject": "Les usagers ne trouvent pas le service",
        "origin": "conference",
        "origin_words": "9e Conférence des DSI, 19 juillet 2022",
        "reported_on": "2022-07-19",
    }
    page = client.post(PROBLEMS.new_href(dsi), sent, follow=True).content.decode()
    assert ServiceProblem.objects.get().state == ProblemState.ADMITTED
    assert "9e Conférence des DSI" in page
    refused = client.post(PROBLEMS.new_href(dsi), sent | {"origin": "citizen"})
    assert (refused.status_code, ServiceProblem.objects.count()) == (400, 1)
    assert client.post(PROBLEMS.new_href(dsi), sent | {"subject": " "}).status_code == 400


DOES = {
    ProblemAct.ADMIT: lambda pk: admit_problem(pk, subject="Dit", by=None),
    ProblemAct.REJECT: lambda pk: reject_problem(pk, reason="Motif", by=None),
    ProblemAct.RECONSIDER: lambda pk: reconsider_problem(pk, reason="Motif", by=None),
    ProblemAct.DIAGNOSE: lambda pk: diagnose_problem(pk, diagnosis="Dit", by=None),
    ProblemAct.REFORM: lambda pk: reform_problem(pk, reform="Dit", by=None),
    ProblemAct.IMPROVE: lambda pk: improve_problem(pk, improvement="Dit", by=None),
    ProblemAct.CLOSE: lambda pk: close_problem(pk, by=None),
    ProblemAct.RESUME: lambda pk: resume_problem(pk, reason="Motif", by=None),
}


@pytest.mark.parametrize(("state", "act"), list(product(ProblemState, DOES)))
def test_each_act_leads_where_the_table_says_and_nowhere_else(service, state, act):
    reason = "Motif" if state == ProblemState.REJECTED else ""
    row = ServiceProblemFactory(service=service, state=state, state_reason=reason)
    if PROBLEM_WORKFLOW.can(act, state):
        assert DOES[act](row.pk).state == PROBLEM_WORKFLOW.moves[act].target
        return
    with pytest.raises(Refused, match="Impossible"):
        DOES[act](row.pk)
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize("act", [diagnose_problem, admit_problem])
def test_a_text_that_the_citizen_will_read_is_written(service, act):
    row = ServiceProblemFactory(
        service=service, state=ProblemState.RECEIVED if act is admit_problem else ProblemState.ADMITTED
    )
    name = "subject" if act is admit_problem else "diagnosis"
    with pytest.raises(InvalidInput):
        act(row.pk, **{name: "  "}, by=None)


def test_the_words_are_read_by_who_keeps_the_service_and_by_no_neighbour(client, service, dsi):
    problem, _ = report_problem(service.pk, words=WORDS)
    client.force_login(dsi)
    assert "Koffi" in client.get(PROBLEMS.href(problem)).content.decode()
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(PROBLEMS.href(problem)).status_code == 404
    assert "Signalement du" not in client.get(PROBLEMS.list_href()).content.decode()


def test_the_form_of_the_public_is_found_without_its_address(client, service, dsi):
    for page in (client.get(reverse("account_login")), client.get(reverse("public:verify"))):
        assert f'href="{REPORT}"' in page.content.decode()
    client.force_login(dsi)
    here = reverse("eservices:detail", args=[service.pk])
    assert f"{REPORT}?service={service.pk}" in client.get(here).content.decode()
    service.is_listed = False
    service.save()
    assert f"{REPORT}?service={service.pk}" not in client.get(here).content.decode()

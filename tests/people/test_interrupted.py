"""The sign-in ends while somebody writes: nothing typed is lost, no act is done by itself, nobody else reads it."""

import html
import re
import sys

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.interrupted import answers_get
from foundation.accounts.models import Person
from tests.factories import AgendaItemFactory, CommissionFactory, PersonFactory, SessionFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase longue 42"
HERE = "http://testserver"


@pytest.fixture
def commission():
    return CommissionFactory()


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


def sign_in(client, user, answer=None):
    data = {"login": user.email, "password": PASSWORD}
    address = answer["Location"] if answer else reverse("account_login")
    if answer:
        data["next"] = re.search(r"next=([^&]+)", answer["Location"])[1].replace("%2F", "/").replace("%3F", "?")
    return client.post(address, data)


@pytest.fixture
def device(secretary, settings):
    """A browser in which the secretary was signed in until now."""
    client = Client()
    assert sign_in(client, secretary).status_code == 302
    client.get(reverse("people:me"))
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def confirm(client, page: str, path: str):
    """Press « Confirmer l’envoi » on the page as a browser does."""
    form = page[page.index(f'action="{path}"') :].partition("</form>")[0]
    typed = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', form, re.S)
    return client.post(path, {name: html.unescape(value) for name, value in typed})


def test_a_form_sent_too_late_waits_for_its_author(device, secretary, commission):
    path = reverse("people:new")
    typed = {
        "scope": str(commission.scope_id),
        "full_name": "Afi KODJO",
        "function": "directrice « adjointe » & <seule>",
    }
    late = device.post(path, typed, headers={"Referer": HERE + path})
    assert late["Location"] == f"{reverse('account_login')}?next={reverse('people:resume')}"
    assert not Person.objects.filter(full_name="Afi KODJO").exists()
    login = device.get(late["Location"]).content.decode()
    assert "Rien n’est perdu" in login
    assert "KODJO" not in login
    assert sign_in(device, secretary, late)["Location"] == reverse("people:resume")
    page = device.get(reverse("people:resume")).content.decode()
    assert "Afi KODJO" in page
    assert confirm(device, page, path).status_code == 302
    assert Person.objects.get(full_name="Afi KODJO").function == typed["function"]
    assert device.get(reverse("people:resume"))["Location"] == "/"  # it has been sent


def test_a_button_pressed_too_late_waits_for_a_confirmation(device, secretary, commission):
    person = PersonFactory(scope=commission.scope, email="afi@exemple.test")
    path, page = reverse("people:invite", args=[person.pk]), reverse("people:person", args=[person.pk])
    late = device.post(path, {}, headers={"Referer": HERE + page})
    sign_in(device, secretary, late)
    person.refresh_from_db()
    assert person.user is None
    waiting = device.get(reverse("people:resume")).content.decode()
    assert "attend votre confirmation" in waiting
    assert f'href="{page}"' in waiting
    confirm(device, waiting, path)
    person.refresh_from_db()
    assert person.user is not None


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("referer", ["", "https://ailleurs.test/x", HERE + "/comptes/qualite", HERE + "/inconnue"])
def test_one_never_comes_back_to_an_act(method, referer):
    headers = {"Referer": referer} if referer else {}
    answer = getattr(Client(), method)(reverse("people:capacity"), headers=headers)
    assert answer["Location"] == f"{reverse('account_login')}?next=/"


def test_a_page_that_is_only_read_is_come_back_to():
    assert Client().get("/comptes/personnes?q=afi")["Location"].endswith("?next=/comptes/personnes%3Fq%3Dafi")


def test_which_addresses_are_pages():
    assert answers_get(reverse("people:new"))
    assert answers_get(reverse("people:list"))
    assert not answers_get(reverse("people:new_token"))
    assert not answers_get("/inconnue")


def test_a_device_that_never_signed_in_leaves_nothing_behind():
    stranger = Client()
    answer = stranger.post(reverse("people:new"), {"full_name": "x" * 1000}, headers={"Referer": HERE + "/comptes/"})
    assert answer["Location"] == f"{reverse('account_login')}?next=/comptes/"
    assert "interrupted" not in stranger.session


def test_another_account_on_the_same_device_reads_nothing_of_it(device, commission):
    late = device.post(reverse("people:new"), {"full_name": "Afi KODJO"})
    other = member_of(commission, Role.SECRETARY)
    other.set_password(PASSWORD)
    other.save()
    sign_in(device, other, late)
    assert device.get(reverse("people:resume"))["Location"] == "/"
    assert "interrupted" not in device.session


def test_passwords_and_what_is_too_long_are_not_kept(device):
    device.post(reverse("people:new"), {"full_name": "Afi", "password1": "secret-secret", "csrfmiddlewaretoken": "x"})
    assert device.session["interrupted"]["typed"] == [["full_name", "Afi"]]
    other = reverse("people:list")
    long = device.post(reverse("people:new"), {"full_name": "x" * 300_001}, headers={"Referer": HERE + other})
    assert long["Location"] == f"{reverse('account_login')}?next={other}"


@pytest.mark.parametrize("closed", ["session", "item", "other item", "ticked"])
def test_nothing_said_behind_closed_doors_is_kept(device, commission, closed):
    session = SessionFactory(commission=commission, is_closed_doors=closed == "session")
    item = AgendaItemFactory(session=session, is_closed_doors=closed == "item")
    if closed == "other item":
        AgendaItemFactory(session=session, is_closed_doors=True)
    typed = {"text": "ce qui fut dit", "item": str(item.pk)} | ({"is_closed_doors": "on"} if closed == "ticked" else {})
    page = reverse("sessions:detail", args=[session.pk])
    late = device.post(reverse("people:new"), typed, headers={"Referer": HERE + page})
    assert "interrupted" not in device.session
    assert late["Location"].endswith(f"?next={page}")
    assert "ni gardé sur cet appareil" in device.get(late["Location"]).content.decode()


def test_an_open_session_is_kept(device, commission):
    item = AgendaItemFactory(session=SessionFactory(commission=commission))
    device.post(reverse("people:new"), {"text": "ce qui fut dit", "item": str(item.pk)})
    assert ["text", "ce qui fut dit"] in device.session["interrupted"]["typed"]


def test_a_form_opened_before_another_sign_in_is_kept_too(secretary, commission):
    device = Client(enforce_csrf_checks=True)
    page = device.get(reverse("account_login")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    device.post(
        reverse("account_login"), {"login": secretary.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    )
    device.get(reverse("people:me"))
    outdated = {"full_name": "Afi KODJO", "csrfmiddlewaretoken": token}
    own = device.post(reverse("people:new"), outdated, headers={"Origin": HERE, "Referer": HERE + "/comptes/"})
    assert own["Location"] == reverse("people:resume")
    assert "Afi KODJO" in device.get(reverse("people:resume")).content.decode()
    forged = device.post(reverse("people:new"), outdated, headers={"Origin": "https://ailleurs.test"})
    assert forged.status_code == 403


# Every error has its page.


@pytest.mark.parametrize("name", ["people:capacity", "people:new_token", "notifications:read_all"])
def test_an_act_asked_for_as_a_page_says_so(client, name):
    client.force_login(UserFactory())
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "n’est pas une page" in answer.content.decode()
    assert "error-page" in answer.content.decode()


def test_the_library_of_accounts_says_too_many_in_french(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "", "reset_password": "1/m/ip"}
    client.post(reverse("account_reset_password"), {"email": "a@exemple.test"})
    answer = client.post(reverse("account_reset_password"), {"email": "b@exemple.test"})
    assert answer.status_code == 429
    assert "Trop de demandes" in answer.content.decode()


def test_each_error_has_its_page(client, settings, monkeypatch):
    client.force_login(user := UserFactory())
    client.raise_request_exception = False
    pages = {404: client.get("/inconnue")}
    pages[403] = client.get(reverse("people:new"))
    settings.ALLOWED_HOSTS = ["testserver"]
    pages[400] = client.get("/", headers={"host": "ailleurs.test"})
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    pages[413] = client.post(reverse("people:capacity"), {"capacity": "x" * 3000})
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
    monkeypatch.setattr(sys.modules["foundation.people.views.me"], "functions_of", lambda *_: 1 / 0)
    PersonFactory(user=user)
    pages[500] = client.get(reverse("people:me"))
    for status, answer in pages.items():
        assert answer.status_code == status
        assert re.search(r"<h1>[A-ZÉ][^<]+</h1>", answer.content.decode())
        assert "error-page" in answer.content.decode()

"""A second factor from its activation to its use, as whoever was invited meets it: application, code, key."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from foundation.notifications.models import OutgoingMail
from foundation.people.operations import invite
from tests.browser import assert_accessible, assert_fits, at_rest
from tests.factories import PersonFactory

from .test_signing_in import PASSWORD, totp_code

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EMAIL = "afi@exemple.test"


@pytest.fixture
def user(db):
    return invite(PersonFactory(email=EMAIL, full_name="Afi KODJO").pk, by=None)


def sign_in(page: Page) -> None:
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_label("Courriel").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def open_the_account(live_page, user) -> Page:
    """By the link of the invitation, then the second factor's page."""
    path = re.search(r"https?://[^/\s]+(/\S+)", OutgoingMail.objects.get(to_email=user.email).text)[1]
    page = live_page(path)
    page.get_by_label("Nouveau mot de passe", exact=True).fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer le mot de passe").click()
    expect(page.locator("h1")).to_have_text("Mot de passe changé")
    sign_in(page)
    page.goto(reverse("mfa_index"))
    expect(page.locator("h1")).to_have_text("Double authentification")
    return page


def confirm(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Confirmer que c’est vous")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()


def is_open(page: Page) -> bool:
    page.goto(reverse("people:me"))
    return page.url.endswith(reverse("people:me"))


def test_an_application_then_its_code_then_a_recovery_code(live_page, user):
    page = open_the_account(live_page, user)
    page.get_by_role("link", name="Activer").click()
    confirm(page)
    secret = page.get_by_label("Secret").input_value()
    assert_accessible(page)
    page.locator("#id_code").fill(totp_code(secret))
    page.get_by_role("button", name="Activer").click()
    expect(page.locator("h1")).to_have_text("Codes de récupération")
    codes = page.locator("#recovery_codes").input_value().split()
    assert len(codes) == 10
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Code de connexion")
    assert not is_open(page)
    sign_in(page)
    page.locator("#id_code").fill(totp_code(secret))
    page.get_by_role("button", name="Se connecter").click()
    assert is_open(page)
    for times in (1, 2):  # a recovery code serves once
        sign_in(page)
        page.locator("#id_code").fill(codes[0])
        page.get_by_role("button", name="Se connecter").click()
        at_rest(page)
        assert is_open(page) == (times == 1)


def test_a_key_kept_by_the_device_opens_the_account(live_page, user):
    page = open_the_account(live_page, user)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.get_by_role("link", name="Ajouter une clé").click()
    confirm(page)
    expect(page.locator("h1")).to_have_text("Ajouter une clé de sécurité")
    assert_accessible(page)
    page.get_by_label("Nom de la clé").fill("Téléphone")
    page.get_by_role("button", name="Enregistrer la clé").click()
    expect(page.locator("h1")).to_have_text("Codes de récupération")
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("rowheader", name="Téléphone")).to_be_visible()
    assert_accessible(page)
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Code de connexion")
    page.get_by_role("button", name="Utiliser une clé de sécurité").click()
    page.wait_for_url(lambda address: "/compte/" not in address)
    assert is_open(page)
    page.set_viewport_size({"width": 360, "height": 760})
    for name in ("Renommer", "Retirer"):
        page.goto(reverse("mfa_list_webauthn"))
        assert_fits(page)
        page.get_by_role("link", name=name).click()
        if page.locator("h1").inner_text() == "Confirmer que c’est vous":
            confirm(page)
        page.wait_for_url("**/2fa/webauthn/keys/**")
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="Retirer la clé").click()
    at_rest(page)
    sign_in(page)
    page.wait_for_url(lambda address: "/compte/" not in address)
    assert is_open(page)


def test_a_key_that_does_not_answer_says_so(live_page, user):
    page = open_the_account(live_page, user)
    page.goto(reverse("mfa_add_webauthn"))
    confirm(page)
    expect(page.locator("h1")).to_have_text("Ajouter une clé de sécurité")
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('away', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Enregistrer la clé").click()
    expect(page.get_by_text("La clé de sécurité n’a pas répondu")).to_be_visible()

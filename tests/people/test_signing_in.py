"""The pages of the accounts' library: which are ours, which are closed, and what a link of the portal proves."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, reverse

from foundation.notifications.models import OutgoingMail
from foundation.people.operations import invite
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "girafe colline tambour 8"


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def path_of_the_letter() -> str:
    text = OutgoingMail.objects.latest("pk").text
    return re.search(r"https?://\S+", text)[0].removeprefix(settings.SITE_URL)


def choose_password(client, path: str) -> None:
    form = client.get(path, follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302


def sign_in(client, user, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def confirm(client):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def activate_totp(client):
    assert confirm(client).status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = re.search(r'value="([A-Z2-7]{16,})"', page.content.decode())[1]
    return client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})


def test_whoever_was_invited_activates_a_second_factor(client):
    user = invite(PersonFactory(email="afi@exemple.test").pk, by=None)
    choose_password(client, path_of_the_letter())
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("afi@exemple.test", True, True)
    assert sign_in(client, user).status_code == 302
    assert activate_totp(client)["Location"] == reverse("mfa_view_recovery_codes")


def test_whoever_chose_a_new_password_by_letter_activates_a_second_factor(client):
    user = UserFactory(email="afi@exemple.test")
    client.post(reverse("account_reset_password"), {"email": user.email})
    choose_password(client, path_of_the_letter())
    sign_in(client, user)
    assert activate_totp(client).status_code == 302


def test_a_reset_asked_by_a_stranger_takes_no_second_factor_away(client):
    user = UserFactory(email="afi@exemple.test", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert not EmailAddress.objects.exists()
    EmailAddress.objects.create(user=user, email=user.email)  # as an older version of the portal left it
    sign_in(client, user)
    assert activate_totp(client).status_code == 302


def test_the_link_dies_with_the_password_it_chose(client):
    user = UserFactory(email="afi@exemple.test")
    client.post(reverse("account_reset_password"), {"email": user.email})
    path = path_of_the_letter()
    choose_password(client, path)
    client.logout()
    assert "Lien périmé" in client.get(path, follow=True).content.decode()


def test_an_account_with_a_second_factor_is_not_open_by_its_password_alone(client):
    user = UserFactory(password=PASSWORD)
    TOTP.activate(user, secret := generate_totp_secret())
    assert sign_in(client, user)["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("home")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000" if totp_code(secret) != "000000" else "111111"})
    assert "incorrect" in wrong.content.decode().lower()
    assert client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)}).status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_the_password_confirms_who_is_there_whatever_the_librarys_table_holds(client):
    user = UserFactory(password=PASSWORD)
    client.force_login(user)
    assert reverse("account_reauthenticate") in client.get(reverse("mfa_activate_totp"))["Location"]
    assert activate_totp(client).status_code == 302


CLOSED = {
    "account_signup": {},
    "account_email": {},
    "account_email_verification_sent": {},
    "account_confirm_email": {"key": "abc"},
    "account_set_password": {},
    "account_confirm_login_code": {},
}


@pytest.mark.parametrize("route", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_the_portal_does_not_own_is_closed(client, route, method):
    address = reverse(route, kwargs=CLOSED[route])
    assert getattr(client, method)(address).status_code == 404
    client.force_login(UserFactory())
    assert getattr(client, method)(address).status_code == 404


def test_each_route_of_the_library_is_ours_or_closed():
    """What a new version of the library brings is not opened by its mere coming."""
    ours = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "mfa_", "socialaccount_"))
    }
    opened = ours - set(CLOSED)
    assert opened == set(PAGES) | {"account_reset_password_from_key", "mfa_download_recovery_codes"}
    with pytest.raises(NoReverseMatch):
        reverse("socialaccount_connections")


PAGES = {
    "account_login": "anonymous",
    "account_logout": "fresh",
    "account_inactive": "anonymous",
    "account_reauthenticate": "fresh",
    "account_change_password": "fresh",
    "account_reset_password": "anonymous",
    "account_reset_password_done": "anonymous",
    "account_reset_password_from_key_done": "anonymous",
    "mfa_index": "fresh",
    "mfa_authenticate": "half",
    "mfa_reauthenticate": "protected",
    "mfa_activate_totp": "fresh",
    "mfa_deactivate_totp": "protected",
    "mfa_view_recovery_codes": "protected",
    "mfa_generate_recovery_codes": "protected",
    "mfa_list_webauthn": "key",
    "mfa_add_webauthn": "fresh",
    "mfa_reauthenticate_webauthn": "key",
    "mfa_remove_webauthn": "key",
    "mfa_edit_webauthn": "key",
}
OWN = Path(settings.BASE_DIR) / "templates_django"
# Layouts without words, which only extend ours.
BARE = re.compile(r"base(_entrance|_manage|_manage_password|_reauthenticate)?\.html$")
ENGLISH = re.compile(
    r"\b(the|your|security key|(?<!Google )authenticator|password|sign|remove|edit|add|code from|save)\b", re.I
)


def a_key() -> dict:
    """What a browser sends of a key it has just made."""
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), b"a" * 32, public_key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, bytes(credential))
    asked = json.dumps({"type": "webauthn.create", "challenge": "aa", "origin": "https://testserver"}).encode()
    return {
        "id": websafe_encode(b"a" * 32),
        "rawId": websafe_encode(b"a" * 32),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(asked),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        },
    }


@pytest.mark.parametrize("route", PAGES)
def test_each_page_of_the_library_is_skinned_and_in_french(client, route):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    state, kwargs = PAGES[route], {}
    user = UserFactory(password=PASSWORD, full_name="Afi KODJO")
    if state != "anonymous":
        sign_in(client, user)
        confirm(client)
    if state in ("half", "protected"):
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    if state == "half":
        client.logout()
        sign_in(client, user)
    if state == "key":
        key = Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé du bureau", "credential": a_key()}
        )
        kwargs = {"pk": key.pk} if route.endswith(("remove_webauthn", "edit_webauthn")) else {}
    answer = client.get(reverse(route, kwargs=kwargs))
    assert answer.status_code == 200
    foreign = [
        template.name
        for template in answer.templates
        if template.name and not str(template.origin).startswith(str(OWN)) and not BARE.search(template.name)
    ]
    foreign = [name for name in foreign if not name.startswith("django/forms/")]
    assert foreign == []
    page = answer.content.decode()
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.S)
    assert ENGLISH.findall(words) == []
    assert "Portail CMSIC" in page
    assert re.search(r"<h1>[^<]+</h1>", page)

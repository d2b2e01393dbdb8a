"""The routes of the accounts' library: open ones lead nobody past his own account, closed ones do not exist."""

from typing import Any

from allauth.mfa.models import Authenticator

from .matrix import SIGNED_IN, Line

ALL = {"": SIGNED_IN}
OPEN, MINE = (200, 302), (200, 302, 303)


def _key_of_stranger(world: Any, variant: str) -> dict[str, Any]:
    key = Authenticator.objects.create(
        user=world.users["stranger"], type=Authenticator.Type.WEBAUTHN, data={"name": "Clé d’un autre"}
    )
    return {"pk": key.pk}


def _public(route: str, **options: Any) -> Line:
    return Line(route, variants=ALL, public=True, ok=OPEN, **options)


def _own(route: str, **options: Any) -> Line:
    """Signed in: it asks who is there (302), or shows."""
    return Line(route, variants=ALL, ok=MINE, **options)


def _absent(route: str) -> Line:
    """Nobody of this world has a second factor: there is nothing to show."""
    return Line(route, variants=ALL, ok=(302, 404))


def _closed(route: str, **options: Any) -> list[Line]:
    return [Line(route, method=method, variants=ALL, public=True, ok=(404,), **options) for method in ("GET", "POST")]


LINES = [
    _public("account_login"),
    _public("account_inactive"),
    _public("account_reset_password"),
    _public("account_reset_password_done"),
    _public("account_reset_password_from_key", kwargs=lambda w, v: {"uidb36": "abc", "key": "abc-def"}),
    _public("account_reset_password_from_key_done"),
    _public("mfa_authenticate"),
    _public("account_logout"),
    _own("account_reauthenticate"),
    _own("account_change_password"),
    _own("mfa_index"),
    _own("mfa_reauthenticate"),
    _own("mfa_activate_totp"),
    _absent("mfa_deactivate_totp"),
    _absent("mfa_view_recovery_codes"),
    _own("mfa_generate_recovery_codes"),
    _absent("mfa_download_recovery_codes"),
    _own("mfa_list_webauthn"),
    _own("mfa_add_webauthn"),
    _own("mfa_reauthenticate_webauthn"),
    _own("mfa_remove_webauthn", kwargs=_key_of_stranger),
    _own("mfa_edit_webauthn", kwargs=_key_of_stranger),
    *_closed("account_signup"),
    *_closed("account_email"),
    *_closed("account_email_verification_sent"),
    *_closed("account_confirm_email", kwargs=lambda w, v: {"key": "abc"}),
    *_closed("account_set_password"),
    *_closed("account_confirm_login_code"),
]

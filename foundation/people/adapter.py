"""What the accounts' library asks of the house: no sign-up, and letters that leave as ours do."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from foundation.accounts.limits import known_device
from foundation.accounts.models import Person, User
from foundation.common.client import address_for_limits, client_address
from foundation.common.requests import Request
from foundation.notifications.operations.sending import send_mail

from .notifications import password_link

# Nobody makes the portal write to a stranger, nor learns by the time it takes whether an account exists: the same work
# is done, then undone.
UNKNOWN = "account/email/unknown_account"
RESET = "account/email/password_reset_key"
# Changes that the owner of an account must hear of, were they another's.
NOTICES = {
    "account/email/password_changed": (
        "Votre mot de passe a été changé",
        "Le mot de passe de votre compte vient d’être changé.",
    ),
    "account/email/password_reset": (
        "Votre mot de passe a été changé",
        "Le mot de passe de votre compte vient d’être changé par le lien reçu par courriel.",
    ),
    "mfa/email/totp_activated": (
        "Double authentification activée",
        "Une application de codes vient d’être reliée à votre compte.",
    ),
    "mfa/email/totp_deactivated": (
        "Double authentification désactivée",
        "L’application de codes de votre compte vient d’être retirée.",
    ),
    "mfa/email/recovery_codes_generated": (
        "Nouveaux codes de récupération",
        "De nouveaux codes de récupération viennent d’être créés ; les anciens ne servent plus.",
    ),
    "mfa/email/webauthn_added": ("Clé de sécurité ajoutée", "Une clé de sécurité vient d’être ajoutée à votre compte."),
    "mfa/email/webauthn_removed": (
        "Clé de sécurité retirée",
        "Une clé de sécurité vient d’être retirée de votre compte.",
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by a ministry, never by sign-up."""

    def is_open_for_signup(self, request: Request) -> bool:
        return False

    def get_client_ip(self, request: Request) -> str:
        return address_for_limits(client_address(request)) or "local"

    def pre_authenticate(self, request: Request, **credentials: Any) -> None:
        """Bound what one address tries over all names; one name at one address is bound by axes (ADR 0031)."""
        if known_device(request, str(credentials.get("email", "")).lower()):
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="sign_in_failed", config={"sign_in_failed": "100/m/ip"}
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter with the act that causes it. No scope: only its receiver may read it again in the portal."""
        if template_prefix == UNKNOWN:
            with transaction.atomic():
                self._write_reset(User(email=email, full_name=email))
                transaction.set_rollback(True)
            return
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        if user is None:
            return
        if template_prefix == RESET:
            with transaction.atomic():
                self._write_reset(user)
        elif template_prefix in NOTICES:
            subject, sentence = NOTICES[template_prefix]
            self._write(user, subject, "account_notice", {"sentence": sentence})

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """The library looks for addresses in a table of its own, which is not used here."""
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})

    def _write_reset(self, user: User) -> None:
        # Not the library's address: it is built on the Host header of whoever asks.
        content = {"link": password_link(user), "days": settings.PASSWORD_RESET_TIMEOUT // 86400}
        self._write(user, "Choisir un nouveau mot de passe", "password_reset", content)

    def _write(self, user: User, subject: str, template: str, content: dict[str, Any]) -> None:
        person = Person.objects.filter(user=user, email__iexact=user.email).first()
        send_mail(
            subject=subject,
            template=template,
            context=content,
            to_person=person,
            to_email=user.email,
            to_name=user.full_name,
            by=None,
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return f"Clé {Authenticator.objects.filter(user=user, type=type).count() + 1}"

"""What is written to the person of an account."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from foundation.accounts.models import User


def password_link(user: User) -> str:
    """The address where a new account chooses its password; dies with its first use, or after
    PASSWORD_RESET_TIMEOUT.
    """
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return settings.SITE_URL + path

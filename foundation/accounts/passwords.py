"""Refuse passwords that anybody here would try first; the key of the link by which one is chosen."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError

LOCAL_WORDS = (
    "benin",
    "cotonou",
    "portonovo",
    "parakou",
    "abomey",
    "ouidah",
    "natitingou",
    "djougou",
    "cmsic",
    "asin",
    "ministere",
    "commission",
    "fraternitejusticetravail",
    "guepards",
    "dahomey",
    "motdepasse",
    "azerty",
    "bonjour",
    "bienvenue",
    "secretaire",
    "numerique",
)


class CommonAndLocalWordsValidator(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        plain = unicodedata.normalize("NFKD", password.lower()).encode("ascii", "ignore").decode()
        letters = re.sub(r"[^a-z]", "", plain)
        common = plain.strip() in self.passwords or letters in self.passwords or letters in LOCAL_WORDS
        made_of_words = letters and not re.sub("|".join(LOCAL_WORDS), "", letters)
        if common or made_of_words or len(set(plain)) < 5:
            raise ValidationError(
                "Ce mot de passe est trop facile à deviner. Choisissez plusieurs mots sans lien entre eux.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Au moins 12 caractères ; ni un mot courant, ni un nom de l’administration à lui seul."


class PasswordLinkKeys(PasswordResetTokenGenerator):
    """Django's keys, bound to the address and the password of the account.

    Those of allauth write an unverified address at each request: whoever asked for the reset of another's password
    would forbid him a second factor.
    """

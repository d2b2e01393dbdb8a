"""What keeps the public form from being abused, without any service from outside: a field that people do not see, a
time to write, a question, a token that serves once, and a limit for each address.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.common.client import address_for_limits
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.limits import is_within
from foundation.common.typography import plural
from foundation.documents import codes

from ..models import ServiceProblem
from .problems import report_problem

SALT = "eservices.reporting"
SHORTEST_TIME, LONGEST_TIME = 4, 6 * 3600  # seconds to write
HOUR = 3600
BY_ADDRESS, BY_ALL = 5, 300  # reports in an hour
TRIES, WINDOW = 20, 600  # codes asked for by an address in so many seconds
NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


class TooMany(Refused):
    """Asked for too often: answered by 429."""


@dataclass(frozen=True)
class Challenge:
    question: str
    token: str


def _digest(nonce: str, answer: str) -> str:
    return salted_hmac(SALT, f"{nonce}{answer}", algorithm="sha256").hexdigest()


def _key(address: str) -> str:
    return salted_hmac(SALT, address_for_limits(address), algorithm="sha256").hexdigest()


def numbers() -> tuple[int, int]:
    return secrets.randbelow(9) + 1, secrets.randbelow(9) + 1


def new_challenge() -> Challenge:
    one, other = numbers()
    question = f"Combien font {NUMBERS[one]} plus {NUMBERS[other]} ?"
    return Challenge(question, token_of(str(one + other), began=time.time()))


def token_of(answer: str, *, began: float) -> str:
    """Signed, so that it is ours; it holds no answer, and serves once."""
    nonce = secrets.token_urlsafe(12)
    return signing.dumps([nonce, _digest(nonce, answer), int(began)], salt=SALT)


def _check_challenge(token: str, answer: str) -> str:
    """The mark of the token once it is answered; raise InvalidInput with what to do."""
    try:
        nonce, digest, began = signing.loads(token, salt=SALT)
        seconds = time.time() - began
    except (signing.BadSignature, ValueError):
        seconds = LONGEST_TIME + 1
    if seconds > LONGEST_TIME:
        raise InvalidInput({"answer": ["La page est restée ouverte trop longtemps : répondez à cette question."]})
    if seconds < SHORTEST_TIME:
        raise InvalidInput({"answer": ["L’envoi est venu trop vite : relisez votre message, puis envoyez-le."]})
    if not constant_time_compare(_digest(nonce, answer.strip()), digest):
        raise InvalidInput({"answer": ["Ce n’est pas le bon nombre : répondez à cette question."]})
    return str(nonce)


def report(
    *, service: Any, words: str, answer: str, token: str, website: str, address: str
) -> tuple[ServiceProblem, str]:
    """Take what a citizen reports, if it is likely to come from one; return it with its code."""
    if website:
        raise InvalidInput({"answer": ["L’envoi n’a pas pu être pris : répondez à cette question, et à elle seule."]})
    nonce = _check_challenge(token, answer)
    if not is_within(f"{SALT}.token:{nonce}", 1, LONGEST_TIME):
        raise InvalidInput(
            {"answer": ["Ce message est déjà parti. Pour un autre problème, répondez à cette question."]}
        )
    if not is_within(f"{SALT}.address:{_key(address)}", BY_ADDRESS, HOUR):
        raise TooMany(
            "Trop de signalements depuis votre connexion : attendez une heure, puis recommencez. Gardez votre texte."
        )
    if not is_within(f"{SALT}.all", BY_ALL, HOUR):  # last: only what is taken counts against everybody
        raise TooMany(
            "Trop de signalements arrivent en ce moment, d’où qu’ils viennent : attendez une heure, puis recommencez."
            " Gardez votre texte."
        )
    return report_problem(service.pk, words=words)


def followed(code: str, address: str) -> ServiceProblem | None:
    """The problem that a code follows; raise TooMany when this address asked too often."""
    if not is_within(f"{SALT}.follow:{_key(address)}", TRIES, WINDOW):
        raise TooMany(
            f"Trop de codes essayés depuis votre connexion : attendez"
            f" {plural(WINDOW // 60, 'minute')}, puis recommencez."
        )
    if len(codes.normalised(code)) != codes.LENGTH:
        return None
    return ServiceProblem.objects.select_related("service").filter(code_hash=codes.code_hash(code)).first()

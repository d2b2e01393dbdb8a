"""The addresses that carry a secret, listed once: whoever reads a log must not be able to use them.

The proxy's log reads the same pattern (docker/caddy/Caddyfile); a test compares both with the addresses of the portal.
"""

import re

AFTER = (
    "/compte/password/reset/key/",
    "/compte/confirm-email/",
    "/notifications/desabonnement/",
    "/pointage/",
    "/sessions/calendrier/",
    "/sessions/consultations/reponse/",
    "/sessions/convocation/",
)
PARAMETERS = ("code", "jeton", "key", "secret", "token")
PATTERN = rf"((?:{'|'.join(AFTER)})|[?&](?:{'|'.join(PARAMETERS)})=)[^/?&#\s\"]+"
SECRET = re.compile(PATTERN)


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\1***", text)

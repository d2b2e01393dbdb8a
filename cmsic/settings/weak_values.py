"""Values with which the portal would start and be open to all: refused, one sentence a variable."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.http.request import validate_host

KNOWN_KEYS = ("development-only-", "django-insecure-", "changeme", "secret")
OURSELVES = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - refused, not listened on
NOT_A_SERVER = ("consolemail", "dummymail", "filemail", "memorymail")


def weak_values(*, secret_key: str, hosts: Sequence[str], site_url: str, email_url: str, sender: str) -> list[str]:
    found = []
    if len(secret_key) < 50 or len(set(secret_key)) < 10:
        found.append("SECRET_KEY must hold 50 random characters: sign-ins and links can be forged with a short one.")
    elif secret_key.lower().startswith(KNOWN_KEYS):
        found.append("SECRET_KEY is one that anybody knows: draw another one.")
    if not hosts:
        found.append("ALLOWED_HOSTS is empty: name the domain served.")
    elif "*" in hosts:
        found.append("ALLOWED_HOSTS must name the domain served: with *, anybody chooses the one of our pages.")
    site = urlsplit(site_url)
    if site.scheme != "https":
        found.append("SITE_URL must begin with https://: passwords and answer links travel by it.")
    elif not site.hostname or site.hostname in OURSELVES:
        found.append("SITE_URL must be the public address: it is written in letters and QR codes.")
    elif hosts and not validate_host(site.hostname, hosts):
        found.append("SITE_URL names a domain that ALLOWED_HOSTS does not: the links of letters would be refused.")
    server = urlsplit(email_url)
    if not email_url or server.scheme in NOT_A_SERVER or not server.hostname:
        found.append("EMAIL_URL must name a mail server: without it no convocation leaves.")
    if not sender or sender.rstrip(">").endswith("@localhost"):
        found.append("DEFAULT_FROM_EMAIL must be an address of the domain: letters from localhost are thrown away.")
    return found

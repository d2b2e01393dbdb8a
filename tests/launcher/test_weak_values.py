"""The start of production is refused with a sentence that names the variable."""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from cmsic.settings.weak_values import weak_values

from .conftest import ROOT

GOOD = {
    "SECRET_KEY": "r8f3kq0zv7m2x9c5b1n6l4j8h3g7d2s9a5p0o6i1u4y8t3e7w2",
    "ALLOWED_HOSTS": "portail.gouv.bj",
    "SITE_URL": "https://portail.gouv.bj",
    "EMAIL_URL": "smtp+tls://compte:mot@courrier.gouv.bj:587",
    "DEFAULT_FROM_EMAIL": "Portail CMSIC <ne-pas-repondre@gouv.bj>",
    "DATABASE_URL": "postgresql://a:b@base/cmsic",
    "REDIS_URL": "redis://file:6379/0",
}
WEAK = [
    ("SECRET_KEY", "abc"),
    ("SECRET_KEY", "a" * 60),
    ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"]),
    ("SECRET_KEY", "development-only-" + GOOD["SECRET_KEY"]),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "portail.gouv.bj,*"),
    ("SITE_URL", "http://portail.gouv.bj"),
    ("SITE_URL", "https://localhost"),
    ("SITE_URL", "https://127.0.0.1:8000"),
    ("SITE_URL", "https://autre.gouv.bj"),
    ("SITE_URL", ""),
    ("EMAIL_URL", ""),
    ("EMAIL_URL", "consolemail://"),
    ("EMAIL_URL", "filemail:///tmp"),
    ("DEFAULT_FROM_EMAIL", "Portail <ne-pas-repondre@localhost>"),
    ("CACHE_URL", "redis://file:6379/0"),
]


def judged(**changed: str) -> list[str]:
    values = GOOD | changed
    return weak_values(
        secret_key=values["SECRET_KEY"],
        hosts=[host for host in values["ALLOWED_HOSTS"].split(",") if host],
        site_url=values["SITE_URL"],
        email_url=values["EMAIL_URL"],
        sender=values["DEFAULT_FROM_EMAIL"],
    )


def start(**changed: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | GOOD | changed
    environment["DJANGO_SETTINGS_MODULE"] = "cmsic.settings.base"
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.SITE_URL)"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_good_values_start():
    assert judged() == []
    assert start().stdout.strip() == GOOD["SITE_URL"]


@pytest.mark.parametrize(("name", "value"), [row for row in WEAK if row[0] != "CACHE_URL"])
def test_a_weak_value_has_its_sentence(name, value):
    assert any(sentence.startswith(name) for sentence in judged(**{name: value}))


@pytest.mark.parametrize(
    ("name", "value"), list({name: (name, value) for name, value in reversed(WEAK)}.values()), ids=lambda v: v[:20]
)
def test_the_start_is_refused_and_names_the_variable(name, value):
    done = start(**{name: value})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last


def test_a_domain_and_its_subdomains_are_understood():
    assert judged(ALLOWED_HOSTS=".gouv.bj") == []


def test_each_variable_is_listed_once():
    written = re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, times in Counter(written).items() if times > 1] == []

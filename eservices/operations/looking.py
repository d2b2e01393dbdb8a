"""Look whether a public address answers, without ever becoming a way into the house (ADR 0069).

The name is resolved once; every address that it gives must be one of the public Internet; the connection goes to the
address that was checked, whatever the name says a moment later. Each redirection is a new address, checked the same.
Only http and https, only ports 80 and 443; few bytes are read, and the whole takes a bounded time.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from ..enums import ProbeOutcome

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
MOST_BYTES = 65_536
SECONDS = 10.0  # of the whole look
AGENT = "Portail-CMSIC-sonde/1.0"
# The only addresses of IPv6 that the Internet routes; of them, and of IPv4, those that carry another address to whoever
# translates them, or that serve for examples.
ROUTED = ipaddress.ip_network("2000::/3")
APART = tuple(ipaddress.ip_network(each) for each in ("2002::/16", "2001::/23", "3fff::/20", "192.88.99.0/24"))
WRITTEN = "".join(map(chr, range(33, 127)))  # what may stand in a request as it is

Resolve = Callable[[str, int], list[str]]
Dial = Callable[[str, int, float], socket.socket]


class Unreached(ConnectionError):
    """Why nobody answers, in French."""


class Forbidden(Exception):
    """An address that the probe does not go to; the French sentence says why."""


@dataclass(frozen=True)
class Look:
    outcome: ProbeOutcome
    status: int | None = None
    milliseconds: int | None = None
    note: str = ""


def resolve(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def dial(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


def is_public(address: str) -> bool:
    """Whether an address is one of the Internet: not of this machine, of a network of its own, nor one that hides
    another.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found not in ROUTED:
            return False
    if any(found in network for network in APART):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_unspecified


def checked(address: str) -> tuple[SplitResult, str, int]:
    """The parts of an address that the probe may go to: its host and its port."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Forbidden("l’adresse ne se lit pas") from None
    if parts.scheme not in PORTS:
        raise Forbidden("l’adresse n’est ni http ni https")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("l’adresse porte un identifiant")
    if port is not None and port not in PORTS.values():
        raise Forbidden(f"le port {port} n’est ni 80 ni 443")
    if not host or any(character.isspace() or ord(character) < 33 for character in address):
        raise Forbidden("l’adresse ne se lit pas")
    return parts, host, port or PORTS[parts.scheme]


def pinned(host: str, port: int, resolve: Resolve) -> str:
    """The public address behind a name; none when a single one of its addresses is not public."""
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Unreached("le nom ne se résout pas") from None
    if not all(is_public(each) for each in found):
        raise Forbidden("le nom mène à une adresse qui n’est pas publique")
    return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked; the name goes into the request and the certificate."""

    def __init__(self, parts: SplitResult, host: str, port: int, address: str, dial: Dial, until: float) -> None:
        super().__init__(host, port)
        self.parts, self.pin, self.dial, self.until = parts, address, dial, until

    def connect(self) -> None:
        left = max(self.until - time.monotonic(), 0.1)
        self.sock = self.dial(self.pin, self.port, left)
        self.sock.settimeout(left)
        if self.parts.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def look(address: str, *, resolve: Resolve = resolve, dial: Dial = dial, seconds: float = SECONDS) -> Look:
    """Ask once for the address, and say what came of it; nothing is raised."""
    began = time.monotonic()
    try:
        status, note = _followed(address, resolve, dial, began + seconds)
    except Forbidden as refusal:
        return Look(ProbeOutcome.REFUSED, note=str(refusal))
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() - began >= seconds * 0.98 or isinstance(error, TimeoutError):
            return Look(ProbeOutcome.SLOW, note=f"pas de réponse entière en {seconds:.0f} secondes")
        return Look(ProbeOutcome.UNREACHABLE, note=_why(error))
    taken = round(1000 * (time.monotonic() - began))
    return Look(ProbeOutcome.UP if status < 400 else ProbeOutcome.ERROR, status, taken, note)


def _why(error: Exception) -> str:
    """What the libraries say in English is said in French."""
    if isinstance(error, Unreached):
        return str(error)
    if isinstance(error, ssl.SSLError):
        return "le certificat n’est pas valable"
    if isinstance(error, http.client.RemoteDisconnected):
        return "le serveur coupe sans répondre"
    return "la connexion ne se fait pas"


def _followed(address: str, resolve: Resolve, dial: Dial, until: float) -> tuple[int, str]:
    """The status at the end of the redirections, each checked as the first address was."""
    for _ in range(MOST_REDIRECTS + 1):
        status, onward, note = _asked(address, resolve, dial, until)
        if not onward:
            return status, note
        address = urljoin(address, onward)
    raise Forbidden(f"plus de {MOST_REDIRECTS} redirections")


def _asked(address: str, resolve: Resolve, dial: Dial, until: float) -> tuple[int, str, str]:
    parts, host, port = checked(address)
    connection = _Pinned(parts, host, port, pinned(host, port, resolve), dial, until)
    # A server that sends a byte now and then never meets the limit of one read: the line is cut at the end of the time.
    cut = threading.Timer(max(until - time.monotonic(), 0.1), _cut, [connection])
    cut.daemon = True
    cut.start()
    try:
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=WRITTEN)
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if answer.status in (301, 302, 303, 307, 308) and (onward := answer.headers.get("Location", "")):
            return answer.status, _read_as_text(onward), ""
        return answer.status, "", _swallowed(answer, until)
    finally:
        cut.cancel()
        connection.close()


def _read_as_text(header: str) -> str:
    """A header is read byte by byte; most servers write theirs in UTF-8."""
    with suppress(UnicodeError):
        header = header.encode("latin-1").decode()
    return header.strip().replace(" ", "%20")


def _cut(connection: http.client.HTTPConnection) -> None:
    if (line := connection.sock) is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _swallowed(answer: http.client.HTTPResponse, until: float) -> str:
    """Read the beginning of the answer and no more of it."""
    read = 0
    while read < MOST_BYTES:
        if time.monotonic() >= until:
            raise TimeoutError
        piece = answer.read1(min(8192, MOST_BYTES - read))
        if not piece:
            break
        read += len(piece)
    if time.monotonic() >= until:
        raise TimeoutError
    return f"lecture arrêtée à {MOST_BYTES // 1024} Ko" if read >= MOST_BYTES else ""

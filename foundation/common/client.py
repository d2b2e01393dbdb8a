"""Where a request comes from: one answer for the journal, the limits of sign-in and the logs."""

import ipaddress
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the person; empty when the request came by a socket without one."""
    return address_behind_proxies(request.META)


def address_for_limits(address: str) -> str:
    """What a limit counts: an address of IPv4, the /64 of one of IPv6, since whoever is given one is given 2⁶⁴."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)).network_address)


def address_behind_proxies(environ: Mapping[str, str]) -> str:
    """Behind PROXY_COUNT trusted proxies, the entry that the outermost of them wrote; what stands before it was written
    by anybody.
    """
    count = settings.PROXY_COUNT
    forwarded = [part for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if count and len(forwarded) >= count and (address := _address(forwarded[-count])):
        return address
    return _address(environ.get("REMOTE_ADDR", ""))


def _address(written: str) -> str:
    """1.2.3.4, 1.2.3.4:5678, 2001:db8::1 or [2001:db8::1]:5678, without the port; nothing when it is no address."""
    written = written.strip()
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        return ""

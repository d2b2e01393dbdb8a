"""Where an act comes from: the address and the channel, set by the middleware, the worker or a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from foundation.common.logs import request_id


@dataclass(frozen=True)
class Origin:
    channel: str = "commande"  # page, api, travail, commande
    ip: str = ""


COMMAND = Origin()
_origin: ContextVar[Origin] = ContextVar("journal_origin", default=COMMAND)


def current_origin() -> Origin:
    return _origin.get()


@contextmanager
def acting_from(channel: str, ip: str = "", request: str = "") -> Iterator[None]:
    """Say where the acts of this block come from; `request` is the identifier that logs and journal share."""
    origin_token = _origin.set(Origin(channel, ip))
    request_token = request_id.set(request or request_id.get())
    try:
        yield
    finally:
        request_id.reset(request_token)
        _origin.reset(origin_token)

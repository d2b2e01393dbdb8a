"""The access log of gunicorn: the address of the person, and no secret of an address."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from .client import address_behind_proxies
from .secret_paths import without_secrets


class AccessLog(Logger):
    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        atoms["h"] = address_behind_proxies(environ) or "-"
        # The request line, the path, the referer, and the headers one by one: any of them may hold such an address.
        return {name: without_secrets(value) if isinstance(value, str) else value for name, value in atoms.items()}

"""A migrated cluster kept between test runs: migrations are paid once, not at each run and by each worker of pytest."""

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from .checkout import Checkout
from .console import Console
from .portal import Schema, schema_fingerprint
from .services import DATABASE, Servers

KEPT = 3


class Template:
    def __init__(self, checkout: Checkout, console: Console, servers: Servers) -> None:
        self.checkout, self.console, self.servers = checkout, console, servers
        self.folder = checkout.local / "cache" / "cluster"
        self.cached = self.folder / schema_fingerprint(checkout)

    def start(self, env: Mapping[str, str]) -> dict[str, str]:
        """Start the servers on a copy of the migrated cluster; return the variables of the tests."""
        if self.cached.exists():
            self.servers.place.make()
            shutil.copytree(self.cached, self.servers.place.postgres)
            self._give_to_account(self.servers.place.postgres)
            os.utime(self.cached)
            self.servers.start()
        else:
            self.servers.start()
            Schema(self.checkout, self.console, {**env, **self.servers.environment()}, self.servers).apply()
            self.servers.stop()  # files are only whole once the server has closed them
            self._keep()
            self.servers.start()
        return {**self.servers.environment(), "CMSIC_TEST_TEMPLATE": DATABASE}

    def _keep(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{uuid.uuid4().hex}.new"
        shutil.copytree(self.servers.place.postgres, new)
        if self.cached.exists():  # another run was faster
            shutil.rmtree(new)
        else:
            new.rename(self.cached)
        newest_first = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def _give_to_account(self, folder: Path) -> None:
        account = self.servers.place.account
        if account:
            for path in [folder, *folder.rglob("*")]:
                shutil.chown(path, account, account)

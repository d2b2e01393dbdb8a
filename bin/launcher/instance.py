"""One set of embedded servers per checkout: bin/run owns it, bin/manage joins it or makes its own for a moment."""

import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from .checkout import Checkout, write_whole
from .console import Console, Problem


@dataclass
class Instance:
    """The locks are the kernel's: a killed command leaves none behind."""

    checkout: Checkout
    console: Console
    owner_lock: TextIO | None = None
    user_lock: TextIO | None = None

    @property
    def state_file(self) -> Path:
        return self.checkout.run / "state.json"

    def state(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self.state_file.read_text())
        except (OSError, ValueError):
            return {}
        return found

    def publish(self, command: str, environment: dict[str, str] | None = None, address: str = "") -> None:
        """Tell the other commands who owns the servers and, once they answer, how to reach them."""
        state = {"pid": os.getpid(), "command": command, "address": address, "environment": environment}
        write_whole(self.state_file, json.dumps(state), mode=0o600)

    def own_for_long(self, patience: float = 30) -> None:
        """For bin/run: refuse when it runs already, wait for a bin/manage to end."""
        deadline = time.monotonic() + patience
        is_told = False
        while not self._try_to_own("run"):
            state = self.state()
            if state.get("command") == "run":
                where = f" : {state['address']}" if state.get("address") else ", il se prépare"
                raise Problem(
                    f"Le portail de ce dossier est déjà lancé{where} (processus {state['pid']}).\n"
                    "Ouvrez son adresse, ou arrêtez-le avec Ctrl-C dans son terminal."
                )
            if time.monotonic() > deadline:
                raise Problem(
                    f"Une commande bin/manage (processus {state.get('pid', '?')}) utilise la base de ce dossier :"
                    " attendez sa fin, puis relancez."
                )
            if state and not is_told:
                self.console.say("Une commande bin/manage utilise la base ; bin/run attend sa fin.")
                is_told = True
            time.sleep(0.2)

    def join(self, patience: float = 120) -> dict[str, str] | None:
        """For bin/manage: the variables of the running servers, or None once this command owns the place."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self._try_to_own("manage"):
                return None
            # The lock first: an owner that is about to stop withdraws its state, then waits for this lock.
            lock = self._users()
            fcntl.flock(lock, fcntl.LOCK_SH)
            environment = self.state().get("environment")
            if environment is not None:
                self.user_lock = lock
                return dict(environment)
            lock.close()
            time.sleep(0.2)
        raise Problem(
            "Une autre commande prépare la base de ce dossier et n’a pas fini : réessayez quand elle est prête.\n"
            f"Processus : {self.state().get('pid', 'inconnu')}."
        )

    def withdraw(self, *, wait: bool) -> None:
        """Stop being joined; with `wait`, let the commands that have joined finish."""
        self.state_file.unlink(missing_ok=True)
        if wait:
            with self._users() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)

    def release(self) -> None:
        for lock in (self.user_lock, self.owner_lock):
            if lock:
                lock.close()
        self.user_lock = self.owner_lock = None

    def _users(self) -> TextIO:
        return (self.checkout.run / "users.lock").open("a")

    def _try_to_own(self, command: str) -> bool:
        lock = (self.checkout.run / "instance.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self.owner_lock = lock
        self.publish(command)
        return True

"""Choose the command, and turn every expected failure into one French sentence."""

import os
import signal
import sys
from types import FrameType

from . import managing, running, testing
from .checkout import Checkout
from .console import Console, Problem

HELP = {
    "run": """bin/run            prépare tout (environnement, base, données de démonstration) et lance le portail
bin/run --reset    efface la base et les fichiers de démonstration de ce dossier, après confirmation

PORT=8001 bin/run    choisit le port (8000 sinon, ou le premier libre après lui)
BIND=0.0.0.0 bin/run choisit l’adresse d’écoute (127.0.0.1 sinon)
DATABASE_URL et REDIS_URL remplacent la base et la file d’attente embarquées.
Ctrl-C arrête tout.""",
    "test": """bin/test                  toute la suite : contrôles du code, puis tests
bin/test --quick          le nécessaire avant chaque commit (4 minutes au plus)
bin/test --long [NOM]     les mesures complètes, ou une seule
bin/test ARGUMENTS        pytest seul, avec ces arguments""",
    "manage": "bin/manage COMMANDE [ARGUMENTS]    par exemple : bin/manage document pv MDGL/2024/1 --output pv.pdf",
}


class Terminated(SystemExit):
    """SIGTERM or SIGHUP while preparing: unwind, so that every server started is stopped."""


def _terminate(number: int, _frame: FrameType | None) -> None:
    raise Terminated(128 + number)


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    if rest and rest[0] in ("-h", "--help") and command != "manage":
        print(HELP[command])
        return 0
    if command == "manage" and not rest:
        print(HELP[command])
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    # `bin/manage document … > pv.pdf` must receive the command's output alone.
    console = Console(sys.stderr if command == "manage" else sys.stdout, quiet=command == "manage")
    checkout = Checkout.here()
    try:
        os.umask(0o022)
        return {"run": running.main, "test": testing.main, "manage": managing.main}[command](checkout, console, rest)
    except Problem as problem:
        console.problem(problem)
        return 2
    except KeyboardInterrupt:
        console.say("Interrompu.")
        return 130

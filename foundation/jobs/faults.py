"""Places where the fault harness ends or stops the process. Nothing of it exists outside the settings of the tests."""

import os
import signal
from pathlib import Path

from django.conf import settings

POINTS = ("before_claim", "after_claim", "mid_render", "after_file_write", "before_commit", "after_commit")


def fault_point(name: str, *, of_parent: bool = False) -> None:
    """End this process (or the one that waits for it) at once, by SIGKILL, when the folder CMSIC_FAULT_POINT holds a
    ticket for this point; a ticket « .stop » makes it stand still, by SIGSTOP.
    """
    if not getattr(settings, "FAULT_POINTS", False):
        return
    folder = os.environ.get("CMSIC_FAULT_POINT")
    if not folder:
        return
    for ticket in Path(folder).glob(f"{name}.*"):
        try:
            ticket.unlink()
        except FileNotFoundError:
            continue  # another process took it
        sign = signal.SIGSTOP if ticket.suffix == ".stop" else signal.SIGKILL
        os.kill(os.getppid() if of_parent else os.getpid(), sign)

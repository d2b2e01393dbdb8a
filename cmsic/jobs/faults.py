"""Places where the fault harness ends the process. Nothing of it exists outside the settings of the tests."""

import os
import signal
from pathlib import Path

from django.conf import settings

POINTS = ("before_claim", "after_claim", "mid_render", "after_file_write", "before_commit", "after_commit")


def fault_point(name: str) -> None:
    """End this process at once (SIGKILL) at the point named by CMSIC_FAULT_POINT, as many times as its file has tickets."""
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
        os.kill(os.getpid(), signal.SIGKILL)

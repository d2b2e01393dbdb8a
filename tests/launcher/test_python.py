"""Which Python the three commands run in."""

import os
import subprocess
from pathlib import Path

from launcher.checkout import Checkout

OF_THE_DISTRIBUTION = "/usr/bin/python3"
FITS = "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))"


def chosen(path: str) -> str:
    script = Checkout.here().root / "bin" / "launcher" / "python.sh"
    command = ["sh", "-c", f'. "{script}"; echo "$python"', str(script.parent.parent / "test")]
    return subprocess.run(command, env=os.environ | {"PATH": path}, capture_output=True, text=True).stdout.strip()


def test_the_python_of_the_distribution_comes_before_that_of_the_path(tmp_path):
    own = tmp_path / "python3"
    own.write_text("#!/bin/sh\nexit 0\n")
    own.chmod(0o755)
    usable = Path(OF_THE_DISTRIBUTION).exists() and not subprocess.run([OF_THE_DISTRIBUTION, "-c", FITS]).returncode
    assert chosen(f"{tmp_path}:/usr/bin:/bin") == (OF_THE_DISTRIBUTION if usable else "python3")

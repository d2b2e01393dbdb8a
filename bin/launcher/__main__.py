"""Entry of bin/run, bin/test and bin/manage. Standard library only: it runs before anything is installed."""

import sys
from pathlib import Path

# Run as a folder (`python3 bin/launcher`): make the parent importable, and keep our file names out of sys.path.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
# A checkout is often read by several accounts: leave no compiled files beside the sources.
sys.dont_write_bytecode = True

from launcher.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

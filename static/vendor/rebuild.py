"""Fetch the npm packages of vendor.json, check their integrity, and write again every vendored file, byte for byte.

    python static/vendor/rebuild.py            rebuild and compare with the recorded sha256; exit 1 on a difference
    python static/vendor/rebuild.py --record   rebuild and record the new sha256 (after a change of version or of selection)

Needs npm, and fonttools, brotli and tinycss2 (all in requirements/dev.txt).
"""

import argparse
import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tinycss2

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MANIFEST = HERE / "vendor.json"

# --- Bootstrap: the modules we use -----------------------------------------------------------------------------------

_SPACE = r"(0|1|2|3|4|5)"
KEPT_CLASSES = re.compile(
    r"""^(
      container(-fluid)? | row | col(-auto)? | col-md(-(auto|[1-9]|1[0-2])) | g[xy]?-""" + _SPACE + r"""
    | d(-(md|lg|print))?-(none|block|flex|grid|inline-block|inline-flex)
    | flex-(row|column|wrap|nowrap|fill|grow-1|shrink-0) | flex-md-row
    | justify-content-(start|end|center|between) | align-items-(start|end|center|baseline|stretch) | align-self-(start|end|center)
    | gap-""" + _SPACE + r""" | m[tbsexy]?-(""" + _SPACE + r"""|auto) | p[tbsexy]?-""" + _SPACE + r"""
    | text-(start|end|center|nowrap|break) | fw-(normal|medium|semibold|bold) | w-100 | h-100 | position-relative | overflow-auto
    | visually-hidden(-focusable)? | stretched-link | text-truncate | list-unstyled
    )$""",
    re.VERBOSE,
)


def _kept(selector: str) -> bool:
    classes = re.findall(r"\.([\w-]+)", selector)
    if "data-bs-theme" in selector:
        return False
    return all(KEPT_CLASSES.match(name) for name in classes)


def _squeeze(tokens: list[Any]) -> str:
    text = re.sub(r"\s+", " ", tinycss2.serialize(tokens)).strip()
    return re.sub(r"\s*([{};,>])\s*", r"\1", text)


def _rules(nodes: list[Any], with_classes_only: bool) -> str:
    written = []
    for node in nodes:
        if node.type == "at-rule" and node.content is not None and node.at_keyword in ("media", "supports"):
            inner = _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), with_classes_only)
            if inner:
                written.append(f"@{node.at_keyword} {_squeeze(node.prelude)}{{{inner}}}")
        if node.type != "qualified-rule":
            continue
        selectors = [s.strip() for s in _squeeze(node.prelude).split(",")]
        selectors = [s for s in selectors if _kept(s) and (not with_classes_only or "." in s)]
        # The variables of :root are those of css/tokens.css.
        declarations = [
            f"{d.name}:{_squeeze(d.value)}{'!important' if d.important else ''}"
            for d in tinycss2.parse_declaration_list(node.content, skip_comments=True, skip_whitespace=True)
            if d.type == "declaration" and not (selectors == [":root"] and d.name.startswith("--"))
        ]
        if selectors and declarations:
            written.append(f"{','.join(selectors)}{{{';'.join(declarations)}}}")
    return "".join(written)


def bootstrap_css(read: Callable[[str], bytes]) -> bytes:
    parts = []
    for name, classes_only in (("reboot", False), ("grid", True), ("utilities", True)):
        source = read(f"dist/css/bootstrap-{name}.css").decode()
        parts.append(_rules(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True), classes_only))
    head = "/*! Bootstrap 5.3.9, reboot + grid + utilities in use; Copyright 2011-2025 The Bootstrap Authors; MIT */\n"
    return (head + "\n".join(parts) + "\n").encode()


# --- Inter -----------------------------------------------------------------------------------------------------------

# French, Portuguese and English neighbours, and the alphabets of Benin: Fon, Yoruba, Dendi, Bariba (ɖ ɛ ɔ ŋ ɣ ẹ ọ ṣ and tones).
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F))) + "".join(map(chr, range(0xA0, 0x100)))
    + "ŒœŸŊŋƉɖƐɛƆɔƔɣƲʋẸẹỌọṢṣǸǹŃńĚěǍǎǑǒĨĩŨũẼẽ"
    + "\u0300\u0301\u0302\u0303\u0304\u030c\u0323"
    + "\u2002\u2003\u2009\u200b\u202f‐‑–—‘’‚“”„†•…‰‹›⁄€№™←↑→↓−≈≠≤≥×✓✗●○■□▲▼"
)
WEB_FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum", "case"]
PDF_EXTRA = [range(0x100, 0x250), range(0x250, 0x2B0), range(0x2B0, 0x370), range(0x1E00, 0x1F00), range(0x2000, 0x2070), range(0x2070, 0x20A0), range(0x20A0, 0x20C0), range(0x2100, 0x2150), range(0x2190, 0x2200), range(0x2200, 0x2270), range(0x25A0, 0x2600), range(0x2713, 0x2718)]


def _subset(font: Any, codepoints: set[int], features: list[str], flavor: str | None) -> Any:
    from fontTools import subset

    options = subset.Options()
    options.layout_features = features
    options.flavor = flavor
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.hinting = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=codepoints)
    worker.subset(font)
    font.flavor = flavor
    return font


def _saved(font: Any) -> bytes:
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _font(data: bytes) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def inter_web(read: Callable[[str], bytes]) -> bytes:
    from fontTools.varLib import instancer

    # One optical size; 400 to 700 is all we set. Cut first: the instancer stumbles on glyphs we do not keep.
    font = _subset(_font(read("variable/InterVariable.woff2")), set(map(ord, LETTERS)), WEB_FEATURES, None)
    font = instancer.instantiateVariableFont(_font(_saved(font)), {"opsz": 14, "wght": (400, 700)})
    font.flavor = "woff2"
    return _saved(font)


def inter_pdf(style: str) -> Callable[[Callable[[str], bytes]], bytes]:
    def make(read: Callable[[str], bytes]) -> bytes:
        codepoints = set(map(ord, LETTERS)) | {c for part in PDF_EXTRA for c in part}
        return _saved(_subset(_font(read(f"web/Inter-{style}.woff2")), codepoints, [*WEB_FEATURES, "smcp", "c2sc", "sups", "frac"], None))

    return make


# --- Lucide: one sprite of the icons in use --------------------------------------------------------------------------

# our name: lucide's name
ICONS = {
    "home": "house", "sessions": "calendar-days", "recommendations": "list-checks", "projects": "folder-kanban", "dashboards": "chart-column",
    "commissions": "users", "texts": "scroll-text", "ministries": "landmark", "systems": "server", "territories": "map", "more": "menu",
    "search": "search", "user": "circle-user-round", "sign-out": "log-out", "settings": "settings", "bell": "bell", "help": "circle-question-mark",
    "check": "check", "done": "circle-check", "attention": "triangle-alert", "late": "circle-alert", "information": "info", "stale": "clock-alert",
    "close": "x", "plus": "plus", "edit": "pencil", "delete": "trash-2", "download": "download", "upload": "upload", "file": "file-text", "print": "printer",
    "send": "send", "mail": "mail", "phone": "phone", "lock": "lock", "sign": "signature", "link": "link", "external": "external-link", "copy": "copy",
    "back": "arrow-left", "forward": "arrow-right", "up": "arrow-up", "down": "arrow-down", "trend-up": "trending-up", "trend-down": "trending-down", "trend-flat": "minus",
    "chevron-down": "chevron-down", "chevron-right": "chevron-right", "chevron-left": "chevron-left", "sort": "chevrons-up-down", "filter": "list-filter",
    "calendar": "calendar", "clock": "clock", "play": "play", "pause": "pause", "stop": "square", "retry": "rotate-cw", "drag": "grip-vertical",
    "eye": "eye", "comment": "message-square", "history": "history", "vote": "vote", "gavel": "gavel", "qr": "qr-code", "keyboard": "keyboard", "offline": "wifi-off",
    "star": "star", "flag": "flag", "attach": "paperclip", "panel": "panel-right", "table": "table", "board": "columns-3", "save": "save", "undo": "undo-2",
}


def lucide_sprite(read: Callable[[str], bytes]) -> bytes:
    symbols = []
    for ours, theirs in sorted(ICONS.items()):
        svg = re.sub(r"<!--.*?-->", "", read(f"icons/{theirs}.svg").decode(), flags=re.DOTALL)
        inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        assert inner, theirs
        body = re.sub(r"\s+", " ", inner[1]).replace("> <", "><").replace(" />", "/>").strip()
        symbols.append(f'<symbol id="{ours}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{body}</symbol>')
    return ("<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- Lucide, ISC License, Copyright Lucide Contributors -->\n" + "\n".join(symbols) + "\n</svg>\n").encode()


# --- Tom Select ------------------------------------------------------------------------------------------------------


def tom_select(read: Callable[[str], bytes]) -> bytes:
    """The minified script without the address of its map, which is not served."""
    return re.sub(rb"\n//# sourceMappingURL=.*\s*$", b"\n", read("dist/js/tom-select.popular.min.js"))


MAKERS: dict[str, Callable[[Callable[[str], bytes]], bytes]] = {
    "bootstrap_css": bootstrap_css,
    "inter_web": inter_web,
    "inter_pdf_regular": inter_pdf("Regular"),
    "inter_pdf_bold": inter_pdf("Bold"),
    "inter_pdf_semibold": inter_pdf("SemiBold"),
    "inter_pdf_italic": inter_pdf("Italic"),
    "lucide_sprite": lucide_sprite,
    "tom_select": tom_select,
}


def fetch(name: str, version: str, integrity: str, folder: Path) -> Callable[[str], bytes]:
    """Download a package, refuse it when its sha512 differs, and return a reader of its files."""
    npm = shutil.which("npm")
    if not npm:
        sys.exit("npm is missing")
    subprocess.run([npm, "pack", "--silent", "--ignore-scripts", f"{name}@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    archive = folder / f"{name.replace('@', '').replace('/', '-')}-{version}.tgz"
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        sys.exit(f"{name}@{version}: integrity is {found}, vendor.json says {integrity}")
    opened = tarfile.open(archive)  # noqa: SIM115  (read until the end of the program)

    def read(path: str) -> bytes:
        member = opened.extractfile(f"package/{path}")
        assert member, path
        return member.read()

    return read


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    record = parser.parse_args().record
    manifest = json.loads(MANIFEST.read_text())
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        for package in manifest["packages"]:
            read = fetch(package["name"], package["version"], package["integrity"], Path(folder))
            for entry in package["files"]:
                data = MAKERS[entry["made_by"]](read) if "made_by" in entry else read(entry["from"])
                digest = hashlib.sha256(data).hexdigest()
                target = ROOT / entry["path"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                if record:
                    entry["sha256"] = digest
                elif entry.get("sha256") != digest:
                    differences += 1
                    sys.stderr.write(f"{entry['path']}: rebuilt file differs from vendor.json\n")
    if record:
        MANIFEST.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())

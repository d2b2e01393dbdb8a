"""Bind files sent by many hands into one PDF, in a process of its own with limits. No Django here, no secret in its
environment.

    python -m foundation.documents.binding prepare < order    one line per part: {"key", "pages", "finding", "made"}
    python -m foundation.documents.binding bind < order       {"done": pages} as it goes, then {"pages": total}

An order is JSON. A finding completes « Joint à part : <finding> ».
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

MEMORY = 768 * 1024 * 1024  # beyond what the libraries take by themselves
CPU = 150  # seconds
LARGEST = 2 * 1024 * 1024 * 1024
MAX_PAGES = 2000  # in one part
MAX_PIXELS = 60_000_000
A4 = (595.28, 841.89)
MARGIN = 42.5
SHARPEST = 3300  # pixels on the long side: 300 points to the inch on A4
MAX_BOOKMARKS = 300  # taken over from one part
# Widths of Helvetica, thousandths: what the page numbers are written in.
WIDTHS = {" ": 278, "/": 278, ".": 278, "D": 722, "o": 556, "s": 500, "i": 222, "e": 556, "r": 333, "p": 556}


class Finding(Exception):
    """Why a file cannot be bound."""


def prepare(order: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Look at each part: how many pages it takes, or why it takes none; a picture is laid on a page in `folder`."""
    for part in order["parts"]:
        answer: dict[str, Any] = {"key": part["key"], "pages": 0, "finding": "", "made": ""}
        try:
            if part["kind"] == "pdf":
                answer["pages"] = pages_of_pdf(Path(part["path"]))
            else:
                made = Path(order["folder"]) / f"{part['key']}.pdf"
                lay_picture(Path(part["path"]), made)
                answer |= {"pages": 1, "made": str(made)}
        except Finding as finding:
            answer["finding"] = str(finding)
        except (MemoryError, RecursionError):
            answer["finding"] = "il demande trop de mémoire"
        yield answer


def pages_of_pdf(path: Path) -> int:
    import pikepdf

    try:
        with _open(path) as pdf:
            if pdf.is_encrypted:
                raise Finding("le PDF est protégé")
            count = len(pdf.pages)
            if not count:
                raise Finding("le PDF n’a aucune page")
            if count > MAX_PAGES:
                raise Finding(f"le PDF dépasse {MAX_PAGES} pages")
            with pikepdf.new() as trial:
                trial.pages.extend(pdf.pages)
                trial.save(_Nowhere())  # type: ignore[arg-type]
            return count
    except pikepdf.PasswordError:
        raise Finding("le PDF est protégé par un mot de passe") from None
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, OSError):
        raise Finding("le PDF est abîmé") from None


def _open(path: Path) -> Any:
    """Read as it goes, without mapping the whole file; what must be guessed at is not bound, for a page could be
    missing.
    """
    import pikepdf

    return pikepdf.open(path, attempt_recovery=False, access_mode=pikepdf.AccessMode.stream)


class _Nowhere(io.RawIOBase):
    """Where a trial is written."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)


def lay_picture(path: Path, made: Path) -> None:
    """One picture on one A4 page, upright or lying as the picture is, no sharper than a printer shows."""
    import pikepdf
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted just below, before a pixel is read
    try:
        with Image.open(path, formats=["PNG", "JPEG"]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Finding("l’image a trop de points")
            opened.draft("RGB", (SHARPEST, SHARPEST))
            image: Any = ImageOps.exif_transpose(opened)
            image.thumbnail((SHARPEST, SHARPEST))
            if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
                image = image.convert("RGBA")
                paper = Image.new("RGB", image.size, "white")
                paper.paste(image, mask=image.getchannel("A"))
                image = paper
            image = image.convert("RGB")
            data = io.BytesIO()
            image.save(data, "JPEG", quality=88, optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Finding("l’image est abîmée") from None
    width, height = A4 if image.height >= image.width else A4[::-1]
    scale = min((width - 2 * MARGIN) / image.width, (height - 2 * MARGIN) / image.height, 0.75)
    across, up = image.width * scale, image.height * scale
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        picture = pikepdf.Stream(pdf, data.getvalue())
        for name, value in (
            ("Type", "XObject"),
            ("Subtype", "Image"),
            ("ColorSpace", "DeviceRGB"),
            ("Filter", "DCTDecode"),
        ):
            picture[f"/{name}"] = pikepdf.Name(f"/{value}")
        picture["/Width"], picture["/Height"], picture["/BitsPerComponent"] = image.width, image.height, 8
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Image=pdf.make_indirect(picture)))
        place = f"q {across:.2f} 0 0 {up:.2f} {(width - across) / 2:.2f} {(height - up) / 2:.2f} cm /Image Do Q"
        page.contents_add(place.encode())
        pdf.save(made)


def anchors_of(pdf: Any) -> dict[str, int]:
    """The named places of a PDF of ours, each with the index of its page."""
    import pikepdf

    places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {str(name): places[target[0].objgen] for name, target in names.items()}


def bind(order: dict[str, Any]) -> Iterator[dict[str, int]]:
    """Write the whole: what stands before the first section, then each section's pages of the front with its parts
    behind them. The front keeps its tags; a part keeps its pages and nothing that claims to describe them.

    order: front, out, title, author, subject, label, outline (title of what stands before), sections [{title, anchor,
    parts: [{path, title, key}]}].
    """
    import pikepdf

    with ExitStack() as open_files:
        whole = open_files.enter_context(pikepdf.open(order["front"]))
        anchors = anchors_of(whole)
        ours = len(whole.pages)
        bounds = [*(anchors[section["anchor"]] for section in order["sections"]), ours]
        targets: dict[str, int] = {}
        bookmarks: list[Bookmark] = [(title, anchors[anchor], []) for title, anchor in order["outline"]]
        fronts, added = list(range(bounds[0])), 0
        for number, section in enumerate(order["sections"]):
            begins, ends = bounds[number] + added, bounds[number + 1] + added
            fronts += range(begins, ends)
            targets[section["anchor"]] = begins
            inside: list[Bookmark] = []
            for part in section["parts"]:
                source = open_files.enter_context(_open(Path(part["path"])))
                first = ends
                targets[part["key"]] = first
                inside.append((part["title"], first, bookmarks_of(source, first)))
                for page in source.pages:
                    whole.pages.insert(ends, page)
                    ends, added = ends + 1, added + 1
                yield {"done": ends}
            bookmarks.append((section["title"], begins, inside))
        _aim(whole, fronts, targets)
        _number(whole, order["label"], set(fronts))
        _dress(whole, order, bookmarks)
        whole.save(order["out"], object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        yield {"pages": len(whole.pages)}


Bookmark = tuple[str, int, list[Any]]


def bookmarks_of(source: Any, first: int) -> list[Bookmark]:
    """The bookmarks of a part, each with the index of its page in the whole; one that leads nowhere is left out."""
    import pikepdf

    places = {page.obj.objgen: first + index for index, page in enumerate(source.pages)}
    left = MAX_BOOKMARKS

    def read(items: Any) -> list[Bookmark]:
        nonlocal left
        found: list[Bookmark] = []
        for item in items:
            if left <= 0:
                break
            left -= 1
            index = places.get(_target(source, item))
            below = read(item.children)
            if index is not None:
                found.append((str(item.title)[:300], index, below))
            else:
                found += below
        return found

    try:
        with source.open_outline(max_depth=3) as outline:
            return read(outline.root)
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        return []  # a convenience of the file: its pages are what counts


def _target(source: Any, item: Any) -> tuple[int, int] | None:
    import pikepdf

    place = item.destination
    if place is None and item.action is not None and item.action.get("/S") == "/GoTo":
        place = item.action.get("/D")
    if isinstance(place, pikepdf.Name) and "/Dests" in source.Root:
        place = source.Root.Dests.get(str(place))
    elif isinstance(place, str | pikepdf.String) and "/Names" in source.Root and "/Dests" in source.Root.Names:
        with suppress(KeyError):
            place = pikepdf.NameTree(source.Root.Names.Dests)[str(place)]
    if isinstance(place, pikepdf.Dictionary):
        place = place.get("/D")
    if isinstance(place, pikepdf.Array | list) and len(place) and isinstance(place[0], pikepdf.Dictionary):
        return place[0].objgen
    return None


def _aim(whole: Any, fronts: list[int], targets: dict[str, int]) -> None:
    """The links « part:KEY » of our own pages lead to where the part now begins."""
    import pikepdf

    for index in fronts:
        for annotation in whole.pages[index].obj.get("/Annots", []):
            address = str(annotation.get("/A", {}).get("/URI", ""))
            if address.startswith("part:"):
                del annotation["/A"]
                annotation["/Dest"] = pikepdf.Array([whole.pages[targets[address[5:]]].obj, pikepdf.Name.Fit])


def _number(whole: Any, label: str, fronts: set[int]) -> None:
    """« Dossier p. 12 / 412 » at the foot of every page but the cover, upright as the page is read, over whatever
    stands there.
    """
    import pikepdf

    font = whole.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    total = len(whole.pages)
    for number, page in enumerate(whole.pages, start=1):
        for key in ("/AA", "/Thumb") if number - 1 in fronts else ("/StructParents", "/AA", "/Thumb"):
            if key in page.obj:
                del page.obj[key]
        if number - 1 not in fronts:
            for annotation in page.obj.get("/Annots", []):
                if isinstance(annotation, pikepdf.Dictionary) and "/StructParent" in annotation:
                    del annotation["/StructParent"]
        if number == 1:
            continue
        if "/Resources" not in page.obj:
            page.obj.Resources = pikepdf.Dictionary()
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/CMSICNumber"))
        page.contents_add(b"q", prepend=True)
        page.contents_add(b"Q " + stamp(f"{label} {number} / {total}", page).encode())


def stamp(text: str, page: Any) -> str:
    """The operators that write a text at the foot of a page, on a white ground, whichever way the page is turned."""
    x0, y0, x1, y1 = (float(value) for value in page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    frames = {
        0: (1, 0, 0, 1, x0, y0),
        90: (0, 1, -1, 0, x1, y0),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, -1, 1, 0, x0, y1),
    }
    frame = " ".join(f"{value:.2f}" for value in frames.get(turned, frames[0]))
    width = (x1 - x0) if turned in (0, 180) else (y1 - y0)
    length = sum(WIDTHS.get(letter, 556) for letter in text) * 7.5 / 1000
    left = max(4.0, width - length - 17)
    ground = f"1 1 1 rg {left - 3:.2f} 6.5 {length + 6:.2f} 11 re f"
    written = f"q {frame} cm {ground} 0.33 0.38 0.36 rg BT /CMSICNumber 7.5 Tf {left:.2f} 9.5 Td ({text}) Tj ET Q"
    return f"/Artifact <</Type /Pagination>> BDC {written} EMC"


def _dress(whole: Any, order: dict[str, Any], bookmarks: list[Bookmark]) -> None:
    """Bookmarks, title, author, language. A copy made for reading: it claims no norm, whatever its parts claimed."""
    import pikepdf

    for claim in ("/Metadata", "/OutputIntents", "/Outlines"):
        if claim in whole.Root:
            del whole.Root[claim]
    if "/MarkInfo" in whole.Root:
        whole.Root.MarkInfo.Suspects = True  # the parts are as they came

    def item(bookmark: Bookmark) -> Any:
        title, index, below = bookmark
        entry = pikepdf.OutlineItem(title, index, "Fit")
        entry.children.extend(item(each) for each in below)
        entry.is_closed = True
        return entry

    with whole.open_outline() as outline:
        outline.root.extend(item(bookmark) for bookmark in bookmarks)
    whole.Root.Lang = pikepdf.String("fr")
    whole.Root.PageMode = pikepdf.Name.UseOutlines
    whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = order["title"]
        metadata["dc:creator"] = [order["author"]]
        metadata["dc:description"] = order["subject"]
        metadata["pdf:Producer"] = "Portail CMSIC"
    told = {
        "Title": order["title"],
        "Author": order["author"],
        "Subject": order["subject"],
        "Producer": "Portail CMSIC",
    }
    for name, value in told.items():
        whole.docinfo[f"/{name}"] = value


def main() -> None:
    import pikepdf  # noqa: F401 - what it takes by itself is not counted
    from PIL import Image  # noqa: F401

    taken = (
        int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        if Path("/proc/self/statm").exists()
        else 0
    )
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    order = json.load(sys.stdin)
    for answer in {"prepare": prepare, "bind": bind}[sys.argv[1]](order):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Look inside a file sent by somebody, in a process of its own with limits. No Django here, no secret in its
environment.

    python -m foundation.documents.inspection PATH EXTENSION      prints {} or {"finding": "…"}

A finding is the middle of a French sentence: « Impossible de déposer … : <finding> ».
"""

import json
import re
import resource
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024
CPU = 20  # seconds
MAX_ENTRIES = 3000
MAX_UNPACKED = 120 * 1024 * 1024
MAX_RATIO = 150
MAX_PIXELS = 60_000_000
MAX_PDF_OBJECTS = 300_000

COMMANDS = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")

PDF_ACTIONS = {
    "/JavaScript": "un script",
    "/Launch": "le lancement d’un programme",
    "/SubmitForm": "l’envoi d’un formulaire",
    "/ImportData": "une importation de données",
    "/Rendition": "un média actif",
    "/GoToE": "un fichier incorporé",
    "/RichMediaExecute": "un média actif",
}
PDF_KEYS = {
    "/JS": "un script",
    "/JavaScript": "un script",
    "/EmbeddedFiles": "un fichier incorporé",
    "/EF": "un fichier incorporé",
    "/RichMediaContent": "un média actif",
    "/XFA": "un formulaire dynamique",
}
OOXML = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
ODF = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}


class Finding(Exception):
    """Why the file is not accepted."""


def inspect(path: Path, extension: str) -> None:
    """Raise Finding unless extension, first bytes and content agree and nothing in it acts."""
    with path.open("rb") as file:
        start = file.read(1024)
    if not start:
        raise Finding("il est vide. Vérifiez le fichier sur votre poste")
    CHECKS[extension](path, start)


def check_pdf(path: Path, start: bytes) -> None:
    import pikepdf

    if not start.startswith(b"%PDF-"):
        raise Finding("son contenu n’est pas celui d’un PDF. Enregistrez-le de nouveau en PDF")
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Finding("il est protégé par un mot de passe. Retirez la protection") from None
    except pikepdf.PdfError:
        raise Finding("le PDF est abîmé. Enregistrez-le de nouveau") from None
    with pdf:
        if len(pdf.objects) > MAX_PDF_OBJECTS:
            raise Finding("le PDF est trop complexe. Imprimez-le vers un nouveau PDF")
        if not len(pdf.pages):
            raise Finding("le PDF n’a aucune page")
        for item in pdf.objects:
            _check_pdf_object(item, pikepdf, depth=0)


def _check_pdf_object(item: Any, pikepdf: Any, depth: int) -> None:
    """Indirect objects come one by one; inside each, look at what is written directly."""
    if depth > 40:
        raise Finding("le PDF est trop complexe. Imprimez-le vers un nouveau PDF")
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        for key, value in item.items():
            if key in PDF_KEYS:
                raise Finding(f"le PDF contient {PDF_KEYS[key]}. Imprimez-le vers un nouveau PDF")
            if key == "/S" and isinstance(value, pikepdf.Name) and str(value) in PDF_ACTIONS:
                raise Finding(f"le PDF contient {PDF_ACTIONS[str(value)]}. Imprimez-le vers un nouveau PDF")
            if key == "/Type" and isinstance(value, pikepdf.Name) and str(value) == "/EmbeddedFile":
                raise Finding("le PDF contient un fichier incorporé. Imprimez-le vers un nouveau PDF")
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                _check_pdf_object(value, pikepdf, depth + 1)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                _check_pdf_object(value, pikepdf, depth + 1)


def check_office(extension: str) -> Callable[[Path, bytes], None]:
    def check(path: Path, start: bytes) -> None:
        with open_zip(path, start) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names:
                raise Finding(
                    f"son contenu n’est pas celui d’un fichier .{extension}. Enregistrez-le de nouveau dans ce format"
                )
            types = archive.read("[Content_Types].xml")
            if (
                b"macroEnabled" in types
                or b"vbaProject" in types
                or any("vbaproject" in name.lower() for name in names)
            ):
                raise Finding("il contient des macros. Enregistrez-le dans un format sans macro")
            if OOXML[extension].encode() not in types:
                raise Finding(
                    f"son contenu n’est pas celui d’un fichier .{extension}. Enregistrez-le de nouveau dans ce format"
                )
            for name in names:
                lower = name.lower()
                if (
                    "/activex/" in lower
                    or "/embeddings/" in lower
                    or (lower.endswith((".bin", ".exe", ".dll", ".js", ".vbs")) and "printersettings" not in lower)
                ):
                    raise Finding("il contient un objet incorporé. Remplacez-le par une image ou joignez-le à part")
            check_parts(archive)

    return check


def check_open_document(extension: str) -> Callable[[Path, bytes], None]:
    def check(path: Path, start: bytes) -> None:
        with open_zip(path, start) as archive:
            names = archive.namelist()
            if "mimetype" not in names or archive.read("mimetype").decode("ascii", "replace").strip() != ODF[extension]:
                raise Finding(
                    f"son contenu n’est pas celui d’un fichier .{extension}. Enregistrez-le de nouveau dans ce format"
                )
            if any(name.startswith(("Basic/", "Scripts/")) for name in names):
                raise Finding("il contient des macros. Enregistrez-le dans un format sans macro")
            if any(
                re.match(r"Object[^/]*/?$|.*\.(bin|exe|js)$", name)
                for name in names
                if "ObjectReplacements" not in name
            ):
                raise Finding("il contient un objet incorporé. Remplacez-le par une image ou joignez-le à part")
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Finding("il est protégé par un mot de passe. Retirez la protection")
            check_parts(archive)

    return check


def open_zip(path: Path, start: bytes) -> zipfile.ZipFile:
    """Read the directory first: how many entries, how large once unpacked, in what proportion.

    Only then is anything opened.
    """
    if not start.startswith(b"PK\x03\x04"):
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise Finding(
                "c’est un ancien format de bureautique, ou il est protégé par un mot de passe. Enregistrez-le dans le"
                " format actuel, sans mot de passe"
            )
        raise Finding("son contenu ne correspond pas à son nom. Enregistrez-le de nouveau dans le format voulu")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, struct.error, ValueError):
        raise Finding("le fichier est abîmé. Enregistrez-le de nouveau") from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(path.stat().st_size, 20_000):
        raise Finding("il devient démesuré une fois décompressé. Allégez-le")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names
    ):
        raise Finding("sa structure est anormale. Enregistrez-le de nouveau")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Finding("il est protégé par un mot de passe. Retirez la protection")
    return archive


def check_parts(archive: zipfile.ZipFile) -> None:
    """Every part unpacks to what the directory said; its XML declares no entity and fetches nothing."""
    from xml.etree import ElementTree

    for entry in archive.infolist():
        try:
            content = archive.read(entry)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
            raise Finding("le fichier est abîmé. Enregistrez-le de nouveau") from None
        if not entry.filename.lower().endswith((".xml", ".rels", ".rdf", ".vml")) or not content:
            continue
        if b"\x00" in content[:200] or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Finding("il contient une déclaration dangereuse. Enregistrez-le de nouveau")
        if b"ddeLink" in content or b"DDEAUTO" in content:
            raise Finding("il contient un lien actif vers un autre programme. Retirez-le")
        if entry.filename.endswith(".rels") and re.search(
            rb"(attachedTemplate|oleObject|frame|subDocument)[^>]*TargetMode\s*=\s*.External|TargetMode\s*=\s*.External[^>]*(attachedTemplate|oleObject|frame|subDocument)",
            content,
        ):
            raise Finding("il va chercher un modèle ou un objet à l’extérieur. Retirez ce lien")
        try:
            parser: Any = ElementTree.XMLPullParser(events=("end",))
            for start in range(0, len(content), 65536):
                parser.feed(content[start : start + 65536])
                for _, element in parser.read_events():
                    element.clear()
            parser.close()
        except ElementTree.ParseError:
            raise Finding("le fichier est abîmé. Enregistrez-le de nouveau") from None


def check_image(signature: bytes, name: str) -> Callable[[Path, bytes], None]:
    def check(path: Path, start: bytes) -> None:
        from PIL import Image, UnidentifiedImageError

        if not start.startswith(signature):
            raise Finding(f"son contenu n’est pas celui d’une image {name}. Enregistrez-la de nouveau")
        Image.MAX_IMAGE_PIXELS = None  # counted just below, before a pixel is read
        try:
            with Image.open(path, formats=[name]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Finding("l’image a trop de points. Réduisez-la")
                image.load()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise Finding("l’image est abîmée. Enregistrez-la de nouveau") from None

    return check


def check_utf16(content: bytes) -> None:
    """What spreadsheets call « texte Unicode »."""
    try:
        if "\x00" not in content.decode("utf-16"):
            return
    except UnicodeDecodeError:
        pass
    raise Finding("son contenu n’est pas du texte. Enregistrez-le en texte ou en CSV")


def check_text(path: Path, start: bytes) -> None:
    content = path.read_bytes()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        check_utf16(content)
        return
    if b"\x00" in content or start.startswith((b"%PDF", b"PK\x03\x04", b"\x7fELF", b"MZ")):
        raise Finding("son contenu n’est pas du texte. Enregistrez-le en texte ou en CSV")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    if not COMMANDS.search(content):  # any byte is a letter of an old machine
        return
    raise Finding("l’écriture de ses caractères n’est pas reconnue. Enregistrez-le en UTF-8")


CHECKS: dict[str, Callable[[Path, bytes], None]] = {
    "pdf": check_pdf,
    **{extension: check_office(extension) for extension in OOXML},
    **{extension: check_open_document(extension) for extension in ODF},
    "png": check_image(b"\x89PNG\r\n\x1a\n", "PNG"),
    "jpg": check_image(b"\xff\xd8\xff", "JPEG"),
    "jpeg": check_image(b"\xff\xd8\xff", "JPEG"),
    "csv": check_text,
    "txt": check_text,
    "xml": check_text,
    "json": check_text,
}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = {}
    try:
        inspect(Path(sys.argv[1]), sys.argv[2])
    except Finding as finding:
        answer = {"finding": str(finding)}
    except (MemoryError, RecursionError):
        answer = {"finding": "il demande trop de mémoire pour être vérifié. Allégez-le"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()

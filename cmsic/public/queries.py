"""What anybody who holds a paper may learn of it: that it is ours, and whether it is the last. Nothing that only its
commission knows.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from foundation.common.typography import capitalize_first, long_date
from foundation.documents import codes
from foundation.documents.extensions import paper
from foundation.documents.models import Document


@dataclass(frozen=True)
class Verified:
    """The public side of a document. A title, a place, a name or a word of its content is never part of it."""

    label: str
    reference: str  # empty behind closed doors
    stored_at: datetime
    version: int
    versions: int
    replaced_at: datetime | None
    replaced_by: int | None
    is_specimen: bool
    pdf_sha256: str


def well_formed(typed: str) -> str:
    """The code as it was made, empty when it cannot be one."""
    code = codes.normalised(typed)
    return code if len(code) == codes.LENGTH and set(code) <= set(codes.ALPHABET) else ""


def by_code(typed: str) -> Verified | None:
    """The paper on which this code is printed. Costs two queries."""
    code = well_formed(typed)
    return _verified(Document.objects.filter(code_hash=codes.code_hash(code)).first()) if code else None


def by_fingerprint(sha256: str) -> Verified | None:
    """The paper whose PDF is this one, byte for byte."""
    # Two papers with one fingerprint would be two rows of one file: the newest tells what holds.
    return _verified(Document.objects.filter(pdf_sha256=sha256).order_by("-version", "pk").first()) if sha256 else None


def fingerprint(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _verified(document: Document | None) -> Verified | None:
    if document is None or document.stored_at is None:
        return None
    siblings = Document.objects.filter(
        subject_type=document.subject_type,
        subject_id=document.subject_id,
        kind=document.kind,
        version__gte=document.version,
    ).exclude(stored_at=None)
    # A version that is being laid out replaces nothing yet.
    versions = siblings.aggregate(last=Max("version"))["last"]
    follower = siblings.filter(version__gt=document.version).order_by("version").values("version", "stored_at").first()
    return Verified(
        label=paper(document.kind).label,
        reference="" if document.is_closed_doors else document.reference,
        stored_at=document.stored_at,
        version=document.version,
        versions=versions,
        replaced_at=follower["stored_at"] if follower else None,
        replaced_by=versions if follower else None,
        is_specimen=document.is_specimen,
        pdf_sha256=document.pdf_sha256,
    )


@dataclass(frozen=True)
class Answer:
    """What is said of a paper, ready to be shown."""

    verdict: str  # authentic, replaced, same, same_replaced, changed, other, unknown
    title: str
    text: str
    tone: str
    facts: tuple[tuple[str, str], ...] = ()
    sha256: str = ""  # of the file that was sent


def of_code(code: str) -> Answer | None:
    paper_found = by_code(code)
    return _authentic(paper_found) if paper_found else None


def of_file(sha256: str, code: str) -> Answer | None:
    """Of the file first; its code, when given, says from which paper a changed one comes."""
    same, printed = by_fingerprint(sha256), by_code(code) if code else None
    if same is not None and code and (printed is None or printed.pdf_sha256 != same.pdf_sha256):
        return Answer(
            "other",
            "Le fichier et le code sont ceux de deux papiers",
            "Ce fichier est authentique, mais ce n’est pas lui qui porte le code que vous avez tapé. Vérifiez-les l’un"
            " après l’autre.",
            "attention",
            _facts(same),
            sha256,
        )
    if same is not None:
        return _authentic(same, sha256)
    if printed is not None:
        return Answer(
            "changed",
            "Ce fichier n’est pas celui qui a été enregistré",
            "Le code est celui d’un papier du portail, mais le fichier en diffère d’un octet au moins : il a été"
            " modifié, réenregistré ou signé après coup. Ne vous y fiez pas : demandez l’original au secrétariat de la"
            " commission.",
            "late",
            _facts(printed),
            sha256,
        )
    return None


def unknown(*, is_file: bool) -> Answer:
    if is_file:
        return Answer(
            "unknown",
            "Ce fichier n’est aucun papier du portail",
            "Un seul octet changé suffit : un fichier réenregistré, annoté ou numérisé n’est plus reconnu. Tapez aussi"
            " le code imprimé au bas de la page pour savoir de quel papier il vient.",
            "late",
        )
    return Answer(
        "unknown",
        "Ce code n’est celui d’aucun papier du portail",
        "Relisez-le signe par signe au bas de la page. S’il est bien recopié, ce papier ne vient pas du portail :"
        " demandez l’original au secrétariat de la commission.",
        "late",
    )


def _authentic(found: Verified, sha256: str = "") -> Answer:
    same = "Ce fichier est, à l’octet près, celui que le portail a enregistré. " if sha256 else ""
    if found.replaced_at is None:
        kind = ("same" if sha256 else "authentic", "Ce papier est authentique")
        return Answer(*kind, f"{same}C’est la dernière version.", "good", _facts(found), sha256)
    return Answer(
        "same_replaced" if sha256 else "replaced",
        "Ce papier est authentique, mais il a été remplacé",
        f"{same}Il a été remplacé le {long_date(found.replaced_at, weekday=False)} par la version {found.replaced_by} :"
        " demandez-la au secrétariat de la commission.",
        "attention",
        _facts(found),
        sha256,
    )


def _facts(found: Verified) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Nature", capitalize_first(found.label)),
        ("Référence", found.reference or "réservée à la commission"),
        ("Version", f"{found.version} sur {found.versions}"),
        ("Enregistré le", long_date(found.stored_at, weekday=False)),
    ]
    if found.is_specimen:
        facts.append(("Valeur", "aucune : spécimen, données fictives"))
    return tuple(facts)

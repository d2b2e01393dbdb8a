"""What the apps above give to documents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from foundation.jobs.models import Job

    from .models import Document


@dataclass(frozen=True)
class Maker:
    """`bin/manage document NAME REF`.

    `find(ref)` returns the stored document (or None) and a function that asks for it.
    """

    name: str
    find: "Callable[[str], tuple[Document | None, Callable[[], Job]]]"


@dataclass(frozen=True)
class Paper:
    """How a kind of document is laid out: `html(document, code=…)` gives the whole page, from
    `document.content` alone.
    """

    kind: str
    label: str
    html: "Callable[..., str]"


# Each registered function returns its Maker or its Paper; ask `maker(name)` and `paper(kind)`.
document_makers: ExtensionPoint[Callable[[], Maker]] = ExtensionPoint(
    "document_makers", "documents que bin/manage document sait écrire"
)
papers: ExtensionPoint[Callable[[], Paper]] = ExtensionPoint("papers", "mise en page de chaque nature de document")


def maker(name: str) -> Maker:
    known = {item.name: item for item in (function() for function in document_makers)}
    if name not in known:
        raise ValueError(f"unknown document {name!r}, expected one of {', '.join(sorted(known)) or '(none)'}")
    return known[name]


def paper(kind: str) -> Paper:
    known = {item.kind: item for item in (function() for function in papers)}
    if kind not in known:
        raise ValueError(f"unknown paper {kind!r}, expected one of {', '.join(sorted(known)) or '(none)'}")
    return known[kind]

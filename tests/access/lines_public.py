"""The public pages: the same for everybody, signed in or not."""

from typing import Any

from foundation.documents import codes
from foundation.documents.models import Document
from foundation.documents.operations.making import store_paper

from .matrix import SIGNED_IN, Line

PAPERS = {"draft": SIGNED_IN, "submitted": SIGNED_IN, "submitted_closed": SIGNED_IN}


def _code(world: Any, variant: str) -> dict[str, str]:
    """The code of the attendance sheet of a session, behind closed doors or not."""
    document = Document.objects.get(pk=world["sheet", variant].pk)
    code = world.extra.setdefault(f"code_{variant}", codes.new_code())
    if document.stored_at is None:
        store_paper(document.pk, f"%PDF-1.7 {variant}".encode(), code=code)
    return {"code": code}


LINES = [
    Line("public:verify", variants={"": SIGNED_IN}, public=True),
    Line("public:verify", method="POST", kwargs=lambda w, v: {}, data=_code, variants=PAPERS, public=True),
    Line("public:verified", kwargs=_code, variants=PAPERS, public=True),
]

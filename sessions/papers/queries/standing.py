"""Where a procès-verbal stands, and what was made of it."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from foundation.common.typography import long_date, short_datetime
from foundation.documents.models import Document
from sessions.core.enums import OVER, PvState
from sessions.core.models import CommissionSession, ProcesVerbal

from ..enums import PV, PV_DRAFT

if TYPE_CHECKING:
    from foundation.accounts.models import User


def pv_sentence(session: CommissionSession, row: ProcesVerbal | None, *, sees: bool) -> str:
    """Where the procès-verbal stands, in a sentence; `sees`: whether there is something to read."""
    if session.state not in OVER:
        return (
            "La session n’est pas levée : ceci est un aperçu de ce qui est déjà noté."
            if sees
            else "La session n’est pas encore tenue : il n’y a pas de procès-verbal."
        )
    if session.is_reconstituted:
        return (
            "Reconstitué d’après les sources citées ; son numéro et ses signataires ne sont pas connus."
            if sees
            else "Le procès-verbal reconstitué est en cours d’établissement."
        )
    if row is not None and row.state != PvState.DRAFT:
        author = f" par {row.submitted_by}" if row.submitted_by else ""
        return (
            f"Soumis aux membres le {long_date(row.submitted_at, weekday=False)}{author}, sous le n°"
            f" {row.number}/{row.year}. Son contenu est figé."
        )
    return (
        "Projet : relisez-le, complétez le compte rendu, puis soumettez-le. Il recevra alors son numéro."
        if sees
        else "Le procès-verbal n’est pas encore soumis par le secrétaire."
    )


def versions_of(user: "User", row: ProcesVerbal | None, *, writes: bool) -> list[dict[str, Any]]:
    """The papers that were made of a procès-verbal, the last first; the drafts for those who write it."""
    if row is None:
        return []
    rows = list(
        Document.objects.visible_to(user)
        .filter(pk__in=Document.objects.about(row, PV).values("pk"))
        .order_by("-version")
    )
    if writes:
        rows += list(Document.objects.about(row, PV_DRAFT))
    return [
        {
            "label": f"{'Projet' if item.kind == PV_DRAFT else 'Version'} {item.version}",
            "when": short_datetime(item.created_at),
            "sha": item.content_sha256[:12],
            "href": reverse("documents:download", args=[item.pk]) if item.kind == PV and item.file_id else "",
            "is_current": item.pk == row.document_id,
        }
        for item in rows
    ]

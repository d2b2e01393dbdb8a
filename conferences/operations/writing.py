"""What is written of a conference besides its registers: recommendations, documents; and what is taken back."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import Level
from foundation.documents.operations.receiving import receive_upload
from foundation.journal.record import record
from ministries.models import Commune, Ministry, Structure
from recommendations.enums import OriginKind, Priority
from recommendations.models import Recommendation
from recommendations.operations import issue

from ..enums import CLOSED, ConferenceAct, ConferenceState
from ..models import Conference, ConferenceDocument, ConferenceRecommendation, Panel
from .holding import locked
from .origins import origin_of

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class Advice:
    """A recommendation as it is typed: one addressee."""

    text: str
    panel: Panel | None = None
    ministry: Ministry | None = None
    structure: Structure | None = None
    commune: Commune | None = None
    is_for_asin: bool = False
    addressee_label: str = ""
    due_on: date | None = None
    priority: str = Priority.NORMAL
    theme: str = ""


def refuse_closed(conference: Conference, what: str) -> None:
    if conference.state in CLOSED:
        state = ConferenceState(conference.state).label
        taken = " Reprenez d’abord son rapport." if conference.state == ConferenceState.REPORTED else ""
        raise Refused(f"Impossible {what} : la conférence est {state}.{taken}")


def _check(conference: Conference, advice: Advice) -> None:
    named = [advice.ministry, advice.structure, advice.commune, advice.is_for_asin or None]
    if not any(named) and not advice.addressee_label.strip():
        raise InvalidInput(
            {"addressee_label": ["Dites à qui elle s’adresse : sans destinataire, nul n’en rend compte."]}
        )
    if advice.panel is not None and advice.panel.conference_id != conference.pk:
        raise InvalidInput({"panel": ["Ce panel est celui d’une autre conférence."]})


def _write(
    conference: Conference, advice: Advice, position: int, *, by: "User | None", source: str = ""
) -> Recommendation:
    origin = origin_of(conference, advice.panel)
    row = issue(
        commission=conference.body,
        year=origin.year,
        text=advice.text,
        addressee_label=advice.addressee_label,
        structure=advice.structure,
        ministry=advice.ministry,
        commune=advice.commune,
        is_for_asin=advice.is_for_asin,
        due_on=advice.due_on,
        priority=advice.priority,
        theme=advice.theme,
        origin_kind=OriginKind.CONFERENCE,
        origin_label=origin.origin_label,
        issued_on=origin.issued_on,
        is_draft=True,
        source=source,
        is_fictitious=conference.is_fictitious,
        by=by,
    )
    ConferenceRecommendation.objects.create(
        scope_id=conference.scope_id, conference=conference, panel=advice.panel, position=position, recommendation=row
    )
    return row


@transaction.atomic
def recommend(conference_id: UUID, advice: Advice, *, by: "User | None") -> Recommendation:
    """Write a recommendation: a draft, without number, until the report."""
    conference = locked(conference_id)
    refuse_closed(conference, "d’écrire une recommandation")
    _check(conference, advice)
    last = conference.recommendations.order_by("-position").values_list("position", flat=True).first()
    return _write(conference, advice, (last or 0) + 1, by=by)


def _part(rows: Any, pk: UUID) -> tuple[Any, Conference]:
    """A part of a conference, read again once the conference is locked: two acts at once do not both find it."""
    found = rows.filter(pk=pk).first()
    conference = locked(found.conference.pk) if found is not None else None
    row = rows.filter(pk=pk).first()
    if row is None or conference is None:
        raise Refused(
            "Impossible de donner suite : quelqu’un vient de corriger ou de retirer cette ligne. Rechargez la"
            " conférence, puis recommencez."
        )
    return row, conference


def _draft(link_id: UUID, what: str) -> ConferenceRecommendation:
    """A draft written anew is another row: who started from what stood before is refused, as with a version."""
    link: ConferenceRecommendation
    link, link.conference = _part(ConferenceRecommendation.objects.select_related("recommendation"), link_id)
    refuse_closed(link.conference, what)
    if not link.recommendation.is_draft:
        raise Refused(
            f"Impossible {what} : elle est émise ({link.recommendation.reference}). Déclarez-la caduque, avec son"
            " motif, et écrivez-en une autre."
        )
    return link


def _drop(link: ConferenceRecommendation, *, by: "User | None") -> None:
    row = link.recommendation
    before = {"text": row.text, "addressee": row.addressee_label, "due_on": row.due_on}
    record(ConferenceAct.WITHDRAW, row, by=by, before=before)
    row.delete()


@transaction.atomic
def correct_recommendation(link_id: UUID, advice: Advice, *, by: "User | None") -> Recommendation:
    """Write a draft anew, at its place."""
    link = _draft(link_id, "de corriger cette recommandation")
    _check(link.conference, advice)
    _drop(link, by=by)
    return _write(link.conference, advice, link.position, by=by)


@transaction.atomic
def remove_recommendation(link_id: UUID, *, by: "User | None") -> None:
    """Take back a draft."""
    _drop(_draft(link_id, "de retirer cette recommandation"), by=by)


def add_document(conference_id: UUID, *, file: UploadedFile, title: str = "", by: "User") -> ConferenceDocument:
    """Check and store a file, then join it; it is read through its conference."""
    row = Conference.objects.get(pk=conference_id)
    stored = receive_upload(file, by=by, scope=row.scope_id, commission_id=row.body_id, level=Level.PERSONAL)
    with transaction.atomic():
        conference = locked(conference_id)
        if conference.state == ConferenceState.CANCELLED:
            raise Refused("Impossible de joindre une pièce : la conférence est annulée.")
        made = ConferenceDocument.objects.create(
            scope_id=conference.scope_id, conference=conference, title=(title.strip() or stored.name)[:300], file=stored
        )
        record(ConferenceAct.ADD_DOCUMENT, made, by=by, after={"file": stored.name})
    return made


@transaction.atomic
def remove_document(document_id: UUID, *, by: "User | None") -> None:
    row, conference = _part(ConferenceDocument.objects.all(), document_id)
    refuse_closed(conference, "de retirer cette pièce")
    record(ConferenceAct.REMOVE_DOCUMENT, row, by=by, before={"title": row.title})
    row.delete()


@transaction.atomic
def remove_part(model: Any, part_id: UUID, *, by: "User | None") -> None:
    """Take back a panel, a speaker or a participant entered by mistake."""
    row, conference = _part(model.objects.all(), part_id)
    refuse_closed(conference, "de retirer cette ligne")
    record(ConferenceAct.REMOVE_PART, row, by=by, before={"label": str(row)[:300]})
    row.delete()

"""Letters to the members: asked for by the acts, written by the worker once their paper is laid out."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from cmsic.accounts.models import User
from cmsic.common import clock
from cmsic.documents.models import StoredFile
from cmsic.documents.operations.making import freeze_document, render_paper
from cmsic.jobs import enqueue

from ..enums import ConvocationState, LetterPurpose
from ..models import CommissionSession, Convocation
from ..notifications import write_to_member
from ..reports.convocation import CONVOCATION_PAPER, build_letter, convocation_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

SEND_LETTER = "send_convocation"
WITH_PAPER = (LetterPurpose.CONVENE, LetterPurpose.CHANGE)


def freeze_letter(convocation: Convocation, *, changed: bool, by: "User | None") -> None:
    """Freeze the letter of a member (a new version replaces the last) and ask for its PDF. Called inside an act."""
    session = convocation.session
    convocation.letter = freeze_document(
        kind=CONVOCATION_PAPER,
        title="Convocation",
        subject=convocation,
        content=build_letter(convocation, changed=changed),
        scope=session.scope_id,
        commission_id=session.commission_id,
        reference=convocation_reference(session),
        is_closed_doors=session.is_closed_doors,
        is_specimen=session.is_fictitious,
        supersedes=convocation.letter,
        by=by,
    )
    convocation.save(update_fields=["letter"])


def ask_for_letters(convocations: "Iterable[Convocation]", purpose: LetterPurpose, *, by: "User | None", reason: str = "") -> int:
    """Queue one letter for each member who has an address; return how many. Called inside an act."""
    count = 0
    for convocation in convocations:
        if not convocation.person.email:
            continue
        enqueue(
            SEND_LETTER, convocation.pk, purpose.value, convocation.session.invitation_sequence, str(by.pk) if by is not None else "", reason,
            by=by, scope=convocation.scope_id,
        )  # fmt: skip
        count += 1
    return count


def announce_change(session: CommissionSession, *, by: "User | None") -> int:
    """Tell every member of a new date, hour or place: new version of the letter, invitation with the next SEQUENCE."""
    convocations = convocations_of(session)
    for convocation in convocations:
        freeze_letter(convocation, changed=True, by=by)
        Convocation.objects.filter(pk=convocation.pk).update(state=waiting_state(convocation), mail=None, sent_at=None)
    return ask_for_letters(convocations, LetterPurpose.CHANGE, by=by)


def convocations_of(session: CommissionSession) -> list[Convocation]:
    rows = list(session.convocations.select_related("person", "seat", "letter").order_by("number", "pk"))
    for row in rows:
        row.session = session  # the one that is locked and just changed
    return rows


def waiting_state(convocation: Convocation) -> ConvocationState:
    return ConvocationState.QUEUED if convocation.person.email else ConvocationState.NO_ADDRESS


@transaction.atomic
def send_letter(convocation_id: UUID, purpose: LetterPurpose, sequence: int, *, by: "User | None", reason: str = "") -> str:
    """Write the mail of one member, its PDF attached. Called by the worker; a letter that a later change replaced is not sent."""
    convocation = (
        Convocation.objects.select_for_update(of=("self",))
        .select_related("person", "seat", "letter", "session__commission__ministry", "session__statute__legal_text", "session__postponed_from")
        .get(pk=convocation_id)
    )
    if convocation.session.invitation_sequence != sequence:
        return "superseded"
    attachments: list[StoredFile] = []
    if purpose in WITH_PAPER and convocation.letter is not None:
        if convocation.letter.file_id is None:
            render_paper(convocation.letter.pk)
            convocation.letter.refresh_from_db()
        attachments = [convocation.letter.file] if convocation.letter.file else []
    mail = write_to_member(convocation, purpose, by=by, reason=reason, attachments=attachments)
    if purpose in WITH_PAPER:
        Convocation.objects.filter(pk=convocation.pk).update(mail=mail, state=ConvocationState.QUEUED, sent_at=clock.now())
    elif purpose == LetterPurpose.REMIND:
        Convocation.objects.filter(pk=convocation.pk).update(reminded_at=clock.now())
    return str(mail.pk)


def letter_failed(convocation_id: UUID, purpose: str) -> None:
    """The worker gave the letter up: it is to be handed over, and the page says so."""
    if LetterPurpose(purpose) in WITH_PAPER:
        Convocation.objects.filter(pk=convocation_id, mail=None).update(state=ConvocationState.FAILED)


def author_of(user_id: UUID | str) -> "User | None":
    return User.objects.filter(pk=user_id).first() if user_id else None

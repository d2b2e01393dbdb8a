"""What a member receives about a session: letter, mail, invitation, and the link by which he answers without an
account.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.accounts.models import User
from foundation.accounts.models.token import digest, new_secret
from foundation.common.typography import long_date, short_hour
from foundation.documents.models import StoredFile
from foundation.notifications import invites
from foundation.notifications.enums import NoticeKind
from foundation.notifications.models import OutgoingMail
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, notify
from foundation.notifications.operations.sending import send_mail
from foundation.notifications.senders import Sender
from sessions.core.models import AgendaRelease, AnswerLink, CommissionSession, Convocation
from sessions.core.reports.wording import convocation_reference

from .enums import LetterPurpose, ProposalState
from .models import Opinion, Proposal
from .queries.releases import last_release
from .reports.convocation import CLOSED_AGENDA, agenda_lines, ministry_name_of, pieces_of

TEMPLATES = {
    LetterPurpose.CONVENE: "convocation",
    LetterPurpose.CHANGE: "convocation_changed",
    LetterPurpose.REMIND: "convocation_reminder",
    LetterPurpose.CANCEL: "convocation_cancelled",
    LetterPurpose.POSTPONE: "convocation_postponed",
    LetterPurpose.WITHDRAW: "convocation_withdrawn",
}


SUBJECTS = {
    LetterPurpose.CONVENE: "Convocation",
    LetterPurpose.CHANGE: "Convocation modifiée",
    LetterPurpose.REMIND: "Votre réponse est attendue",
    LetterPurpose.CANCEL: "Session annulée",
    LetterPurpose.POSTPONE: "Session reportée",
    LetterPurpose.WITHDRAW: "Convocation retirée",
}


FATES = {
    ProposalState.RETAINED: "inscrite à un ordre du jour",
    ProposalState.DEFERRED: "reportée à une autre session",
    ProposalState.REFUSED: "refusée",
    ProposalState.DRAFT: "à reprendre",
}


DEFAULT_LENGTH = 120  # minutes held in a calendar when no length was planned; the letter itself prints none


def new_link(convocation: Convocation) -> str:
    """Make the secret of a link of this member; it is written nowhere but in what he receives."""
    secret = new_secret()
    AnswerLink.objects.create(convocation=convocation, secret_hash=digest(secret))
    return secret


def new_answer_address(convocation: Convocation) -> str:
    """Make a link by which this member answers and reads."""
    return answer_address_of(new_link(convocation))


def answer_address_of(secret: str) -> str:
    return settings.SITE_URL + reverse("sessions:answer", args=[secret])


def told_to_read(session: CommissionSession, secret: str, release: AgendaRelease | None = None) -> dict[str, object]:
    """What the letter offers to read by its link: the file in one PDF, and each of its annexes; nothing of a session
    behind closed doors.
    """
    if session.is_closed_doors or not secret:
        return {"file_address": "", "pieces": []}
    pieces = [
        {
            "number": piece.number,
            "title": piece.title,
            "address": settings.SITE_URL + reverse("sessions:linked_piece", args=[secret, piece.sha256]),
        }
        for piece in pieces_of(session, release or last_release(session))
    ]
    return {"file_address": settings.SITE_URL + reverse("sessions:linked_file", args=[secret]), "pieces": pieces}


def starts_at(session: CommissionSession) -> datetime | None:
    if session.held_on is None or session.starts_at is None:
        return None
    return timezone.make_aware(datetime.combine(session.held_on, session.starts_at))


def organizer_for(convocation: Convocation) -> Sender:
    """The commission, as the first invitation named it: what follows about a meeting comes from the same organizer."""
    first = OutgoingMail.objects.about(convocation).exclude(ics=None).order_by("created_at", "pk").first()
    kept = invites.organizer_of(bytes(first.ics)) if first is not None and first.ics is not None else None
    return kept or convocation.session.commission.organizer


def told_in_calendar(session: CommissionSession, answer_address: str) -> str:
    """What a calendar shows under the meeting: the agenda and the way to answer, as the letter does."""
    agenda = [line.title if line.number is None else f"{line.number}. {line.title}" for line in agenda_lines(session)]
    parts = [
        [f"Convocation n° {convocation_reference(session)}", session.video_link],
        ["Ordre du jour", *agenda] if agenda else [CLOSED_AGENDA if session.is_closed_doors else ""],
        ["Répondre, sans mot de passe (lien personnel) :", answer_address] if answer_address else [],
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(filter(None, part))))


def invitation(convocation: Convocation, *, answer_address: str = "", cancelled: bool = False) -> bytes | None:
    """The invitation of one member: the UID of the session for its whole life, the SEQUENCE of its last change."""
    session = convocation.session
    organizer = organizer_for(convocation)
    start = starts_at(session)
    if start is None:
        return None
    invite = invites.Invite(
        uid=invites.uid_for(session.pk),
        sequence=session.invitation_sequence,
        starts_at=start,
        ends_at=start + timedelta(minutes=session.planned_minutes or DEFAULT_LENGTH),
        summary=f"{session.commission.code} : {session.label}",
        location=session.place or session.video_link,
        description=told_in_calendar(session, answer_address),
        url=settings.SITE_URL + reverse("sessions:detail", args=[session.pk]),
        organizer_name=organizer.name,
        organizer_email=organizer.email,
        guests=(
            invites.Guest(
                convocation.person.full_name,
                convocation.person.email,
                is_required=bool(convocation.seat and convocation.seat.has_vote),
            ),
        ),
    )
    return invites.cancel(invite) if cancelled else invites.request(invite)


def write_to_member(
    convocation: Convocation,
    purpose: LetterPurpose,
    *,
    by: User | None,
    reason: str = "",
    attachments: Sequence[StoredFile] = (),
) -> OutgoingMail:
    """Queue one letter to one member; raise Refused when his address is unusable."""
    session = convocation.session
    ends = purpose in (LetterPurpose.CANCEL, LetterPurpose.POSTPONE, LetterPurpose.WITHDRAW)
    when = (
        f" : {long_date(session.held_on)}, {short_hour(session.starts_at)}"
        if session.held_on and session.starts_at
        else ""
    )
    secret = "" if ends else new_link(convocation)
    answer_address = answer_address_of(secret) if secret else ""
    return send_mail(
        subject=invites.one_line(f"{SUBJECTS[purpose]}, {session.commission.code}{when}")[
            :250
        ],  # a header holds no narrow space
        template=TEMPLATES[purpose],
        context={
            "session": session,
            "ministry": ministry_name_of(session),
            "reference": convocation_reference(session),
            "seat_label": convocation.seat_label,
            "quality": convocation.quality,
            "agenda": agenda_lines(session),
            "agenda_note": CLOSED_AGENDA if session.is_closed_doors else "",
            "answer_address": answer_address,
            "reason": reason,
            "former_answer": (
                convocation.letter.content["former_answer"]
                if purpose == LetterPurpose.CHANGE and convocation.letter
                else ""
            ),
            "is_specimen": session.is_fictitious,
            **told_to_read(session, secret),
        },
        by=by,
        about=convocation,
        to_person=convocation.person,
        ics=(
            None
            if purpose == LetterPurpose.REMIND
            else invitation(convocation, answer_address=answer_address, cancelled=ends)
        ),
        attachments=attachments,
        reply_to=session.commission.reply_to,
    )


def write_agenda_to_member(
    convocation: Convocation, release: AgendaRelease, changes: Sequence[str], *, by: User | None
) -> OutgoingMail:
    """Queue the mail that tells one member of a new version of the agenda; raise Refused when his address
    is unusable.
    """
    session = convocation.session
    return send_mail(
        subject=invites.one_line(
            f"Ordre du jour {release.letter}, {session.commission.code} : {long_date(session.held_on)}"
        )[:250],
        template="agenda_released",
        context={
            "session": session,
            "letter": release.letter,
            "changes": list(changes),
            "agenda": agenda_lines(session, release),
            "agenda_note": CLOSED_AGENDA if session.is_closed_doors else "",
            "session_address": settings.SITE_URL + reverse("sessions:detail", args=[session.pk]),
            "is_specimen": session.is_fictitious,
            **told_to_read(session, new_link(convocation), release),
        },
        by=by,
        about=convocation,
        to_person=convocation.person,
        reply_to=session.commission.reply_to,
    )


def tell_members(convocations: Sequence[Convocation], purpose: LetterPurpose, *, by: User | None) -> None:
    """In the page of those who have an account: what the letter is about, its day; nothing of the agenda, which may be
    closed.
    """
    if not convocations:
        return
    session = convocations[0].session
    when = f", {long_date(session.held_on)}" if session.held_on else ""
    users = User.objects.filter(pk__in=[row.person.user_id for row in convocations if row.person.user_id])
    notify(
        users,
        NoticeKind.SESSION,
        title=f"{SUBJECTS[purpose]} : {session.commission.code}{when}",
        href=reverse_lazy("sessions:detail", args=[session.pk]),
        by=by,
        scope=session.scope_id,
        commission_id=session.commission_id,
    )


def tell_of_agenda(convocations: Sequence[Convocation], release: AgendaRelease, *, by: User | None) -> None:
    """The members convened who have an account see in the page that another agenda stands; nothing of what it says."""
    session = release.session
    users = User.objects.filter(pk__in=[row.person.user_id for row in convocations if row.person.user_id])
    notify(
        users,
        NoticeKind.SESSION,
        title=(
            f"Nouvel ordre du jour, version {release.letter} : {session.commission.code}, {long_date(session.held_on)}"
        ),
        href=reverse_lazy("sessions:agenda_version", args=[session.pk, release.number]),
        by=by,
        scope=session.scope_id,
        commission_id=session.commission_id,
    )


def tell_of_opinion_asked(opinion: Opinion, *, by: User | None) -> None:
    """The agents of the ASIN learn that an opinion is waited for, and for which day.

    They read the item at its address only.
    """
    commission = opinion.item.session.commission
    notify(
        national_accounts_of(*ASIN_ROLES),
        NoticeKind.OPINION,
        title=f"Avis demandé à l’ASIN pour le {long_date(opinion.due_on, weekday=False)} : {commission.code}",
        href=reverse_lazy("sessions:opinion", args=[opinion.pk]),
        by=by,
        origin=opinion.scope_id,
    )


def tell_of_opinion_given(opinion: Opinion, *, by: User | None) -> None:
    commission = opinion.item.session.commission
    notify(
        accounts_of(Role.SECRETARY, commission=commission.pk),
        NoticeKind.OPINION,
        title=f"Avis de l’ASIN rendu ({opinion.get_sense_display()}) : {commission.code}",
        href=reverse_lazy("sessions:opinion", args=[opinion.pk]),
        by=by,
        scope=opinion.scope_id,
        commission_id=commission.pk,
    )


def tell_author(proposal: Proposal, *, reason: str, by: User | None) -> None:
    """What became of his proposal, with the reason he is given; his own words only."""
    notify(
        [proposal.author],
        NoticeKind.PROPOSAL,
        title=f"Votre proposition est {FATES[ProposalState(proposal.state)]} : {proposal.title}",
        text=reason,
        href=reverse_lazy("sessions:proposal", args=[proposal.pk]),
        by=by,
        origin=proposal.scope_id,
    )

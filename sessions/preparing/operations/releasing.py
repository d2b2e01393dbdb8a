"""Release an agenda: A with the convocation, then B, C… each with the list of what changed, mailed to every member
convened.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.jobs import enqueue
from foundation.journal.record import record
from sessions.core.enums import SessionState as State
from sessions.core.extensions import agenda_told
from sessions.core.models import AgendaItem, AgendaRelease, Annex, CommissionSession, Convocation
from sessions.core.operations.stepping import lock_session

from ..notifications import tell_of_agenda, write_agenda_to_member
from ..queries.conformity import sheet_blockers
from ..queries.releases import Content, changes_between, frozen_agenda, hidden_in, last_release, on_paper
from .sending import convocations_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

SEND_AGENDA = "send_agenda"


def make_release(session: CommissionSession, *, by: "User | None") -> AgendaRelease:
    """Freeze the agenda as the next version; when nothing changed since the last, that one stands.

    Called inside an act, session locked.
    """
    last = last_release(session)
    content = frozen_agenda(session)
    if last is not None and not changes_between(last.content, content):
        return last
    announce(session, content)
    return AgendaRelease.objects.create(
        scope_id=session.scope_id,
        session=session,
        number=last.number + 1 if last is not None else 1,
        content=content,
        released_at=clock.now(),
        released_by=by,
        by_capacity=(
            by.access.capacity(scope=session.scope_id, commission=session.commission_id) if by is not None else ""
        ),
    )


def announce(session: CommissionSession, content: Content) -> None:
    """Write on each item what this version tells of it (4 queries): what a reader of the session may know of it until
    the opening, and its number from then on.
    """
    lines = {line["id"]: line for line in content["items"]}
    titles = {annex["id"]: annex["title"] for line in lines.values() for annex in line["annexes"]}
    items = [item for item in session.agenda_items.all() if str(item.pk) in lines]
    for item in items:
        item.announce(lines[str(item.pk)], lines[str(item.pk)]["number"])
    AgendaItem.objects.bulk_update(items, ["announced", "announced_number"])
    annexes = [annex for annex in Annex.objects.filter(item__session=session) if str(annex.pk) in titles]
    for annex in annexes:
        annex.announced_title = titles[str(annex.pk)]
    Annex.objects.bulk_update(annexes, ["announced_title"])


@transaction.atomic
def release_agenda(session_id: UUID, *, by: "User") -> AgendaRelease:
    """Announce what was changed since the convocation: the next version, and a mail with its list of changes to every
    member.
    """
    session = lock_session(session_id)
    if session.state != State.CONVENED:
        raise Refused(
            f"Impossible de diffuser l’ordre du jour : la session est à l’état « {State(session.state).label} ». "
            "La première version part avec la convocation, les suivantes entre la convocation et l’ouverture."
        )
    if blockers := [str(blocker) for blocker in sheet_blockers(session)]:
        if len(blockers) == 1:
            raise Refused(f"Impossible de diffuser l’ordre du jour. {blockers[0]}")
        raise Refused("Impossible de diffuser l’ordre du jour.", blockers=blockers)
    last = last_release(session)
    release = make_release(session, by=by)
    if last is not None and release.pk == last.pk:
        raise Refused(
            f"Impossible de diffuser un nouvel ordre du jour : rien n’a changé depuis la version {last.letter}."
        )
    record("release_agenda", session, by=by, after={"version": release.letter, "items": len(release.content["items"])})
    convocations = convocations_of(session)
    tell_of_agenda(convocations, release, by=by)
    for convocation in convocations:
        if convocation.person.email:
            enqueue(SEND_AGENDA, convocation.pk, release.pk, str(by.pk), by=by, scope=session.scope_id)
    for prepare in agenda_told:
        prepare(session, by)
    return release


@transaction.atomic
def send_agenda(convocation_id: UUID, release_id: UUID, *, by: "User | None") -> str:
    """Write to one member what changed since the version before.

    Called by the worker; nothing leaves once the session opens or is given up.
    """
    convocation = (
        Convocation.objects.select_for_update(of=("self",))
        .select_related("person", "session__commission__ministry", "session__statute")
        .filter(pk=convocation_id, session__state=State.CONVENED)
        .first()
    )
    if convocation is None:
        return "superseded"
    session = convocation.session
    release = AgendaRelease.objects.get(pk=release_id)
    before = AgendaRelease.objects.filter(session=session, number=release.number - 1).first()
    older = before.content if before is not None else {"items": []}
    hidden = hidden_in(session, older, release.content)
    changes = (
        [] if session.is_closed_doors else changes_between(on_paper(older, hidden), on_paper(release.content, hidden))
    )
    mail = write_agenda_to_member(convocation, release, [change.sentence for change in changes], by=by)
    return str(mail.pk)

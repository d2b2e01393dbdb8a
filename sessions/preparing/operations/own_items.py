"""The items that the portal writes itself at the head of an agenda.

No operation of its own but the last: they belong to the acts on the session.
"""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from editions.operations import edition_for
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.journal.record import record
from sessions.core.enums import OwnItem
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, CommissionSession

from ..queries.own_items import KINDS, has_own_items, own_rows, own_titles, previous_session

if TYPE_CHECKING:
    from foundation.accounts.models import User


def write_own_items(session: CommissionSession) -> list[AgendaItem]:
    """Put those that are missing at the head of the agenda, each once; the others move down. Called inside an act."""
    previous = previous_session(session)
    titles = own_titles(session, previous)
    present = set(session.agenda_items.exclude(own="").values_list("own", flat=True))
    missing = [own for own in KINDS if own in titles and own not in present]
    if missing:
        AgendaItem.objects.filter(session=session).update(
            position=F("position") + len(missing)
        )  # the unique rank is checked at the commit
    items = [
        AgendaItem.objects.create(
            scope_id=session.scope_id,
            session=session,
            position=position,
            kind=KINDS[own],
            title=titles[own][:500],
            own=own,
            about_session=previous if own == OwnItem.PREVIOUS_PV else None,
            is_closed_doors=session.is_closed_doors,
        )
        for position, own in enumerate(missing, start=1)
    ]
    refresh_own_items(session)
    return items


def refresh_own_items(session: CommissionSession) -> None:
    """Bring them to what is true today: the session before, the lines; a title that somebody rewrote stays.

    Called inside an act.
    """
    items = list(session.agenda_items.exclude(own="").select_related("about_session", "edition"))
    if not items:
        return
    previous, today = previous_session(session), clock.today()
    titles = own_titles(session, previous)
    for item in items:
        item.session = session
        if item.own == OwnItem.PREVIOUS_PV and previous is not None and item.about_session_id != previous.pk:
            if (
                item.about_session is not None
                and item.title == own_titles(session, item.about_session).get(OwnItem.PREVIOUS_PV, "")[:500]
            ):
                item.title = titles.get(OwnItem.PREVIOUS_PV, item.title)[:500]
            item.about_session = previous
        if item.edition is None or item.edition.for_day != session.held_on:
            item.own_rows, item.edition = own_rows(item, previous, today=today), None
        item.save(update_fields=["title", "about_session", "own_rows", "edition"])


def cite_edition(session: CommissionSession, *, by: "User | None") -> None:
    """Freeze the portfolio that the item on the projects reads: its lines stay those of that day, and the
    procès-verbal cites the edition. Nothing where it is frozen already, for a session that is rehearsed, for a ministry
    without project.

    Called inside an act, once the items are up to date.
    """
    item = session.agenda_items.filter(own=OwnItem.MOVED_PROJECTS, withdrawn_at=None, edition=None).first()
    ministry = session.commission.ministry
    if item is None or ministry is None or session.commission.is_rehearsal:
        return
    item.edition = edition_for(ministry, session.held_on, by=by)
    item.save(update_fields=["edition"])


def freeze_due_portfolios() -> int:
    """Freeze the portfolio of each session in preparation that is held in seven days at the latest
    (EDITION_DAYS_BEFORE), each in its own transaction; return how many.
    """
    today = clock.today()
    soon = today + timedelta(days=settings.EDITION_DAYS_BEFORE)
    waiting = AgendaItem.objects.filter(own=OwnItem.MOVED_PROJECTS, withdrawn_at=None, edition=None)
    waiting = waiting.filter(session__state=State.PREPARING, session__held_on__range=(today, soon))
    keys = list(waiting.exclude(session__commission__is_rehearsal=True).values_list("session_id", flat=True))
    for key in keys:
        with transaction.atomic():
            session = CommissionSession.objects.select_for_update(of=("self",)).get(pk=key)
            refresh_own_items(session)
            cite_edition(session, by=None)
    return len(keys)


@transaction.atomic
def restore_own_items(session_id: UUID, *, by: "User") -> list[AgendaItem]:
    """Write again the items of the portal that were taken off an agenda in preparation, and bring the others up to
    date.
    """
    session = CommissionSession.objects.select_for_update(of=("self",)).select_related("commission").get(pk=session_id)
    if session.state != State.PREPARING:
        raise Refused(
            "Impossible d’inscrire les points du portail : ils s’écrivent tant que la session est en préparation."
        )
    if not has_own_items(session):
        raise Refused(
            "Impossible d’inscrire les points du portail : ils sont ceux d’une session ordinaire d’une commission"
            " ministérielle."
        )
    items = write_own_items(session)
    record("restore_own_items", session, by=by, after={"items": [item.title for item in items]})
    return items

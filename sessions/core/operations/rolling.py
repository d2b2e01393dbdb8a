"""Freeze the composition a session is held with."""

from datetime import datetime
from typing import TYPE_CHECKING

from commissions.models import Commission
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.journal.record import record
from projects.models import Project

from ..enums import SessionState
from ..models import AgendaItem, CommissionSession, PresenceEvent, SessionRoll, Speech
from ..queries.roll import (
    as_content,
    forget,
    frozen,
    named_at_closing,
    people_as_content,
    projects_as_content,
    seats_on,
)

if TYPE_CHECKING:
    from foundation.accounts.models import User


def freeze_roll(session: CommissionSession, *, at: datetime) -> SessionRoll:
    """Freeze the composition as it stands now; called inside an act, the session locked.

    A seat of which something is already noted stays on the roll, whatever became of it since.
    """
    seats = seats_on(session)
    content = as_content(session, seats, _people(session))
    noted = set(PresenceEvent.objects.filter(session=session).values_list("seat_id", flat=True))
    former = frozen(session).get("seats", [])
    gone = [row for row in former if row["seat"] not in {str(seat.pk) for seat in seats}]
    kept = [row for row in gone if row["seat"] in {str(key) for key in noted}]
    content["seats"] = sorted([*content["seats"], *kept], key=lambda row: (row["position"], row["seat"]))
    return _keep(session, content, at=at)


def close_roll(session: CommissionSession, *, at: datetime) -> SessionRoll:
    """Freeze at the end what the papers name besides the seats: who presented, who spoke, the projects and the
    recommendations as they stand. The composition stays that of the opening.
    """
    content = frozen(session) or freeze_roll(session, at=at).content
    named = people_as_content(_people(session))
    return _keep(session, {**content, **named_at_closing(session), "people": named | content["people"]}, at=at)


def keep_projects(session: CommissionSession, *, at: datetime) -> None:
    """Freeze the projects that a session of the past names, as they stand when its record first names each."""
    content = frozen(session)
    known = content.get("projects", {})
    named = projects_as_content(Project.objects.filter(agenda_items__session=session).distinct())
    if new := {key: row for key, row in named.items() if key not in known}:
        _keep(session, {**content, "projects": known | new}, at=at)


def follow_composition(commission: Commission, *, by: "User | None") -> None:
    """The composition just changed: the session that is being held takes it, with a line in the journal."""
    held = CommissionSession.objects.select_for_update(of=("self",)).filter(
        commission=commission, state__in=(SessionState.OPEN, SessionState.SUSPENDED), rolls__isnull=False
    )
    for session in {row.pk: row for row in held.select_related("commission")}.values():
        former = frozen(session).get("seats")
        content = freeze_roll(session, at=clock.now()).content
        if content["seats"] != former:
            record("freeze_roll", session, by=by, after={"seats": [row["label"] for row in content["seats"]]})


def _keep(session: CommissionSession, content: dict, *, at: datetime) -> SessionRoll:
    roll = SessionRoll.objects.create(scope_id=session.scope_id, session=session, at=at, content=content)
    forget(session)
    return roll


def _people(session: CommissionSession) -> list[Person]:
    """Who presides and reports, who presents an item, who spoke (1 query)."""
    presenters = AgendaItem.objects.filter(session=session, presenter__isnull=False).values("presenter_id")
    speakers = Speech.objects.filter(session=session, person__isnull=False).values("person_id")
    return list(
        Person.objects.filter(pk__in=[key for key in (session.chair_id, session.rapporteur_id) if key])
        | Person.objects.filter(pk__in=presenters)
        | Person.objects.filter(pk__in=speakers)
    )

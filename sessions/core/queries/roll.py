"""The composition of a session: that of its day while it is prepared, and the frozen one from its opening on."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone

from commissions.extensions import HeldSession
from commissions.models import Commission, Mandate, Seat
from foundation.accounts.models import Person
from projects.models import Project
from recommendations.enums import OPEN_STATES
from recommendations.models import Recommendation

from ..enums import OVER, SessionState
from ..models import AgendaItem, CommissionSession, DecisionEffect, Reserve, SessionRoll

FROZEN = (SessionState.OPEN, SessionState.SUSPENDED, *OVER)
PERSON = ("full_name", "honorific", "function")
SEAT = ("label", "feminine_label", "role", "has_vote", "position")
PROJECT = ("code", "title", "stage")
RECOMMENDED = ("text", "addressee_label")


def seats_on(session: CommissionSession) -> list[Seat]:
    """The seats of the commission on the session's day as they are now, in protocol order, holders prefetched (2
    queries).
    """
    day = session.held_on
    seats = Seat.objects.filter(commission_id=session.commission_id).in_protocol_order()
    mandates = Mandate.objects.select_related("person").order_by("valid_from", "pk")
    if day is not None:
        seats = seats.in_force(day)
        mandates = mandates.in_force(day)
    return list(seats.prefetch_related(Prefetch("mandates", queryset=mandates, to_attr="holders_then")))


def seats_of(session: CommissionSession) -> list[Seat]:
    """The seats a session is held with, in protocol order, their holders in `holders_then` (1 query once it is open,
    else 2 more).
    """
    content = frozen(session)
    return [_seat(row, session) for row in content["seats"]] if "seats" in content else seats_on(session)


def frozen(session: CommissionSession) -> dict[str, Any]:
    """What was frozen last, or nothing; read once for an instance (1 query, none before the opening)."""
    if session.state not in FROZEN:
        return {}
    known = session.__dict__.get("_roll")
    if known is None:
        row = SessionRoll.objects.filter(session=session).order_by("-at", "-pk").first()
        known = session.__dict__["_roll"] = row.content if row is not None else {}
    return known


def forget(session: CommissionSession) -> None:
    """Read the roll anew: it was just frozen."""
    session.__dict__.pop("_roll", None)


def held_with(commission: Commission, since: date | None, until: date | None) -> list[HeldSession]:
    """The sessions held with the composition of these days; those of the past, entered from a paper, are completed as
    one learns of them (1 query).
    """
    rows = CommissionSession.objects.filter(commission=commission, state__in=OVER, is_reconstituted=False)
    rows = rows.filter(held_on__isnull=False)
    if since is not None:
        rows = rows.filter(held_on__gte=since)
    if until is not None:
        rows = rows.filter(held_on__lt=until)
    return [HeldSession(row.label, row.held_on) for row in rows.order_by("held_on", "pk") if row.held_on is not None]


def person_then(session: CommissionSession, person: Person | None) -> Person | None:
    """Somebody as he was called at the session; as he is now, where the session did not know him."""
    if person is None:
        return None
    row = frozen(session).get("people", {}).get(str(person.pk))
    return Person(pk=person.pk, **row) if row is not None else person


def projects_then(session: CommissionSession) -> dict[str, Project]:
    """The projects that the papers name, as they stood when the session closed; read, never saved."""
    rows = frozen(session).get("projects", {})
    return {
        key: Project(
            pk=UUID(key),
            fresh_until=date.fromisoformat(row["fresh_until"]) if row.get("fresh_until") else None,
            **{name: row[name] for name in PROJECT},
        )
        for key, row in rows.items()
    }


def recommendations_then(session: CommissionSession, rows: Iterable[Recommendation]) -> list[Recommendation]:
    """Recommendations as they read when the session closed, without those that it could not know of. Give them their
    own `project`; nothing is saved.
    """
    known = frozen(session).get("recommendations")
    if known is None:
        return list(rows)
    projects, kept = projects_then(session), [row for row in rows if str(row.pk) in known]
    for row in kept:
        then = known[str(row.pk)]
        for name in RECOMMENDED:
            setattr(row, name, then[name])
        row.due_on = date.fromisoformat(then["due_on"]) if then["due_on"] else None
        row.project = projects.get(then["project"])
    return kept


def named_at_closing(session: CommissionSession) -> dict[str, Any]:
    """What is frozen of the projects and recommendations that the papers name: those of the items, decisions and
    reserves, what was recommended, and what the session followed up (4 queries).
    """
    own = Q(origin__session=session)
    if session.held_on is not None:
        began = timezone.make_aware(datetime.combine(session.held_on, time.min))
        earlier = Q(issued_on__lt=session.held_on, is_draft=False)
        own |= earlier & (Q(state__in=OPEN_STATES) | Q(steps__at__gte=began))
    rows = Recommendation.objects.filter(own, commission_id=session.commission_id)
    recommended = {row.pk: row for row in rows.order_by("pk")}
    linked = AgendaItem.projects.through.objects.filter(agendaitem__session=session).values_list("project_id")
    effects = DecisionEffect.objects.filter(decision__session=session).values_list("project_id")
    reserves = Reserve.objects.filter(decision__session=session).values_list("project_id")
    keys = {key for (key,) in linked.union(effects, reserves) if key}
    keys |= {row.project_id for row in recommended.values() if row.project_id}
    return {
        "about": subjects_as_content(session),
        "projects": projects_as_content(Project.objects.filter(pk__in=keys)),
        "recommendations": {
            str(row.pk): {
                **{name: getattr(row, name) for name in RECOMMENDED},
                "due_on": row.due_on.isoformat() if row.due_on else "",
                "project": str(row.project_id or ""),
            }
            for row in recommended.values()
        },
    }


def subjects_as_content(session: CommissionSession) -> dict[str, list[str]]:
    """What each item is about besides projects and texts, as it is called now (1 query)."""
    rows = AgendaItem.objects.filter(session=session).with_subjects()
    return {str(row.pk): row.subjects for row in rows.only("pk") if row.subjects}


def subjects_then(item: AgendaItem) -> tuple[str, ...]:
    """What it was about, as it was called when its session closed; as it is called now before that. It was read
    `with_subjects`.
    """
    known = frozen(item.session).get("about")
    return tuple(item.subjects if known is None else known.get(str(item.pk), ()))


def projects_as_content(projects: Iterable[Project]) -> dict[str, dict[str, str]]:
    """What the papers say of each, and until when its data were fresh while it was followed."""
    return {
        str(row.pk): {
            **{name: getattr(row, name) for name in PROJECT},
            **({"fresh_until": row.fresh_until.isoformat()} if row.fresh_until and row.left_on is None else {}),
        }
        for row in projects
    }


def names_then(session: CommissionSession) -> dict[str, str]:
    """The ministry, its acronym and the commission, as they were named at the session."""
    return frozen(session).get("names") or names_on(session.commission, session.held_on)


def names_on(commission: Commission, day: date | None) -> dict[str, str]:
    """The names in force on a day (1 query); a national body has no ministry."""
    ministry = commission.ministry
    if ministry is None:
        return {"ministry": commission.scope.label, "acronym": "", "commission": commission.name}
    name = ministry.names.in_force(day).first() if day is not None else None
    return {
        "ministry": name.name if name else ministry.name,
        "acronym": (name.acronym if name else "") or ("" if name else ministry.acronym),
        "commission": commission.name,
    }


def as_content(session: CommissionSession, seats: Iterable[Seat], people: Iterable[Person]) -> dict[str, Any]:
    """What is frozen of a composition and of the persons that the papers of the session name."""
    rows = [
        {
            "seat": str(seat.pk),
            **{name: getattr(seat, name) for name in SEAT},
            "holders": [
                {"kind": mandate.kind, "person": str(mandate.person_id), **_named(mandate.person)}
                for mandate in seat.holders_then
            ],
        }
        for seat in seats
    ]
    known = {row["person"]: {name: row[name] for name in PERSON} for seat in rows for row in seat["holders"]}
    return {
        "seats": rows,
        "people": people_as_content(people) | known,
        "names": names_on(session.commission, session.held_on),
    }


def people_as_content(people: Iterable[Person]) -> dict[str, dict[str, str]]:
    return {str(person.pk): _named(person) for person in people}


def _named(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in PERSON}


def _seat(row: dict[str, Any], session: CommissionSession) -> Seat:
    """A seat as it was: read, never saved."""
    seat = Seat(
        pk=UUID(row["seat"]),
        scope_id=session.scope_id,
        commission_id=session.commission_id,
        **{name: row[name] for name in SEAT},
    )
    seat.holders_then = [
        Mandate(
            seat=seat,
            kind=holder["kind"],
            person=Person(pk=UUID(holder["person"]), **{name: holder[name] for name in PERSON}),
        )
        for holder in row["holders"]
    ]
    return seat

"""Create a session and change its facts, as long as it has not begun."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Prefetch, prefetch_related_objects

from commissions.models import Commission, Statute
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import beforehand
from foundation.common.typography import long_date
from foundation.journal.record import record
from sessions.core.enums import ItemKind, SessionKind
from sessions.core.enums import SessionState as State
from sessions.core.extensions import items_carried
from sessions.core.models import LINKED, AgendaItem, Annex, CommissionSession
from sessions.core.operations.stepping import lock_session
from sessions.core.queries.blockers import notice_blocker

from ..models import SessionTemplate
from ..queries.own_items import has_own_items
from .own_items import refresh_own_items, write_own_items
from .sending import announce_change, convene_holders
from .templates import copy_agenda

if TYPE_CHECKING:
    from foundation.accounts.models import User

EDITABLE = (State.PREPARING, State.POSTPONED, State.CONVENED)
# What a member must be told of, with a new invitation, once convened.
ANNOUNCED = ("held_on", "starts_at", "place", "video_link", "planned_minutes")
# What a member answered for: on another day or at another hour, he answers anew.
ANSWERED = ("held_on", "starts_at")


@dataclass(frozen=True)
class SessionFacts:
    """What the secretary decides of a session; unknown is empty."""

    year: int
    kind: SessionKind = SessionKind.ORDINARY
    held_on: date | None = None
    starts_at: time | None = None
    planned_minutes: int | None = None
    place: str = ""
    video_link: str = ""
    theme: str = ""
    is_closed_doors: bool = False
    urgency_motive: str = ""
    submission_days: int | None = None  # proposals are in time until so many days before


def refuse_unless_editable(session: CommissionSession, act: str) -> None:
    if session.state not in EDITABLE:
        raise Refused(
            f"Impossible {act} : la session est à l’état « {State(session.state).label} ». Cela n’est possible qu’avant"
            " son ouverture."
        )


def statute_in_force(commission: Commission, on: date | None) -> Statute | None:
    """The rules of that day; without a date, those of today."""
    return commission.statutes.in_force(on or clock.today()).order_by("-number").first()


@transaction.atomic
def create_session(
    commission_id: UUID,
    facts: SessionFacts,
    *,
    by: "User | None",
    start_from: CommissionSession | SessionTemplate | None = None,
    own_items: bool = True,
) -> CommissionSession:
    """Start preparing a session. It gets its number when its members are convened.

    An ordinary session of a ministry's commission begins with the items that the portal writes itself, unless
    `own_items` is false. `start_from` gives it the agenda of a past session or of a template, without outcomes, and the
    place and the length that `facts` leave empty.
    """
    commission = Commission.objects.get(pk=commission_id)
    if commission.closed_on is not None:
        raise Refused(
            f"Impossible de préparer une session : la commission {commission.code} est dissoute depuis le"
            f" {long_date(commission.closed_on, weekday=False)}."
        )
    if start_from is not None:
        if start_from.commission_id != commission.pk:
            raise InvalidInput({"start_from": ["Choisissez une session ou un modèle de la même commission."]})
        facts = replace(
            facts,
            place=facts.place.strip() or start_from.place,
            planned_minutes=facts.planned_minutes or start_from.planned_minutes,
        )
    _check(facts)
    session = CommissionSession.objects.create(
        scope_id=commission.scope_id,
        commission=commission,
        statute=statute_in_force(commission, facts.held_on),
        is_fictitious=commission.is_fictitious,
        **_cleaned(facts),
    )
    record(
        "create_session",
        session,
        by=by,
        after=_journal(facts) | ({"start_from": str(start_from.pk)} if start_from is not None else {}),
    )
    if own_items and has_own_items(session):
        write_own_items(session)
    if start_from is not None:
        copy_agenda(start_from, session)
    return session


@transaction.atomic
def edit_session(
    session_id: UUID, facts: SessionFacts, *, base_version: int | None, by: "User | None"
) -> CommissionSession:
    """Change the facts of a session; raise Conflict when somebody saved in between.

    A new date takes the rules in force then. Once convened, a new date, hour or place is announced to each member with
    a new version of the letter and of the invitation, and must respect the notice or motivate the urgency; a new date
    or hour convenes the holders of that day and forgets the answers given for the former one.
    """
    session = lock_session(session_id)
    refuse_unless_editable(session, "de modifier la session")
    values = _cleaned(facts)
    session.check_version(base_version, values)
    _check(facts, unchanged_day=session.held_on)
    if session.number is not None and (session.kind, session.year) != (facts.kind, facts.year):
        raise InvalidInput(
            {
                "kind": [
                    f"La session porte déjà le numéro {session.number} de sa série : sa nature et son année ne changent"
                    " plus."
                ]
            }
        )
    before = {name: getattr(session, name) for name in values}
    changed = {name for name in values if before[name] != values[name]}
    if not changed:
        return session
    for name in changed:
        setattr(session, name, values[name])
    rules = session.statute
    if "held_on" in changed:
        session.statute = statute_in_force(session.commission, session.held_on)
    announced = session.state == State.CONVENED and changed & set(ANNOUNCED)
    if announced:
        _check_announced(session, changed)
        session.invitation_sequence += 1
        session.check_ins.end(clock.now())  # a code shown for another day
    session.version += 1
    session.save()
    if session.state == State.PREPARING:
        refresh_own_items(session)
    other_rules = session.statute != rules
    record(
        "edit_session",
        session,
        by=by,
        before={n: _plain(before[n]) for n in sorted(changed)}
        | ({"rules": rules.number if rules else None} if other_rules else {}),
        after={n: _plain(values[n]) for n in sorted(changed)}
        | ({"rules": session.statute.number if session.statute else None} if other_rules else {}),
    )
    if announced and changed & set(ANSWERED):
        convene_holders(session, by=by, moved_from=(before["held_on"], before["starts_at"]))
    elif announced:
        announce_change(session, by=by)
    return session


@transaction.atomic
def prepare_second_convocation(session_id: UUID, *, by: "User | None") -> CommissionSession:
    """After a carence, prepare the session that takes up the same agenda; its own rules of notice and quorum apply."""
    former = lock_session(session_id)
    if former.state != State.NO_QUORUM:
        raise Refused(
            "Impossible de préparer une seconde convocation : elle suit une carence, et cette session n’en a pas connu."
        )
    if (existing := former.postponed_to.exclude(state=State.CANCELLED).first()) is not None:
        raise Refused(f"La seconde convocation est déjà en préparation ({existing.label}).")
    facts = SessionFacts(
        year=former.year,
        kind=SessionKind(former.kind),
        starts_at=former.starts_at,
        planned_minutes=former.planned_minutes,
        place=former.place,
        video_link=former.video_link,
        theme=former.theme,
        is_closed_doors=former.is_closed_doors,
    )
    session = create_session(former.commission_id, facts, by=by, own_items=False)
    session.postponed_from = former
    session.save(update_fields=["postponed_from"])
    items = list(former.agenda_items.filter(withdrawn_at=None).in_order())
    copy_items(items, session, positions=[item.position for item in items], owns=[item.own for item in items])
    return session


def copy_item(item: AgendaItem, session: CommissionSession, *, position: int, own: str = "") -> AgendaItem:
    """Write an item again in another session; see copy_items."""
    return copy_items([item], session, positions=[position], owns=[own])[0]


def copy_items(
    items: Sequence[AgendaItem], session: CommissionSession, *, positions: Sequence[int], owns: Sequence[str] = ()
) -> list[AgendaItem]:
    """Write items again in another session, with their links and annexes; each copy knows its own (three queries, and
    one for each kind of link that there is, whatever their number).

    `owns` is kept by the session that takes up a whole agenda; elsewhere a copy is an item like another.
    """
    prefetch_related_objects(items, Prefetch("annexes", Annex.objects.kept(), "kept_annexes"))
    linked = _linked(items)
    copies = [
        AgendaItem(
            scope_id=session.scope_id,
            session=session,
            position=position,
            kind=item.kind,
            title=item.title,
            description=item.description,
            planned_minutes=item.planned_minutes,
            presenter_id=item.presenter_id,
            presenter_label=item.presenter_label,
            is_closed_doors=item.is_closed_doors or session.is_closed_doors,
            postponed_from=item if item.kind != ItemKind.HEADING else None,
            added_after_convocation=session.state == State.CONVENED,
            own=own,
            about_session_id=item.about_session_id,
            ranking_id=item.ranking_id,
            recommendation_id=item.recommendation_id,
            revision_id=item.revision_id,
        )
        for item, position, own in zip(items, positions, owns or [""] * len(items), strict=True)
    ]
    AgendaItem.objects.bulk_create(copies)
    pairs = list(zip(items, copies, strict=True))
    for name in LINKED:
        tie = getattr(AgendaItem, name)
        tie.through.objects.bulk_create(
            tie.through(agendaitem_id=copy.pk, **{_other_end(tie): key})
            for item, copy in pairs
            for key in linked[item.pk][name]
        )
    Annex.objects.bulk_create(
        Annex(
            item=copy,
            scope_id=session.scope_id,
            file_id=annex.file_id,
            title=annex.title,
            position=annex.position,
            is_confidential=annex.is_confidential,
            is_printed=annex.is_printed,
            is_signed=annex.is_signed,
            is_published=annex.is_published,
        )
        for item, copy in pairs
        for annex in beforehand(item, "kept_annexes")
    )
    for carry in items_carried:
        carry(pairs)
    return copies


def _other_end(tie: Any) -> str:
    return f"{tie.field.m2m_reverse_field_name()}_id"


def _linked(items: Sequence[AgendaItem]) -> dict[Any, dict[str, list[Any]]]:
    """The keys of what each item is about, by its field (1 query)."""
    ties: dict[str, Any] = {name: getattr(AgendaItem, name) for name in LINKED}
    keys = {
        f"{name}_keys": ArraySubquery(
            tie.through.objects.filter(agendaitem_id=OuterRef("pk")).order_by("pk").values(_other_end(tie))
        )
        for name, tie in ties.items()
    }
    rows = AgendaItem.objects.filter(pk__in=[item.pk for item in items]).annotate(**keys).values("pk", *keys)
    return {row["pk"]: {name: row[f"{name}_keys"] for name in LINKED} for row in rows}


def _check(facts: SessionFacts, *, unchanged_day: date | None = None) -> None:
    errors: dict[str, list[str]] = {}
    today = clock.today()
    if facts.kind == SessionKind.UNSPECIFIED:
        errors["kind"] = ["Dites si la session est ordinaire ou extraordinaire."]
    if not 2000 <= facts.year <= today.year + 2:
        errors["year"] = [f"L’année va de 2000 à {today.year + 2}."]
    if facts.held_on is not None and facts.held_on < today and facts.held_on != unchanged_day:
        errors["held_on"] = [
            f"Le {long_date(facts.held_on)} est passé. Pour une session déjà tenue, utilisez « Enregistrer une session"
            " passée »."
        ]
    if facts.held_on is not None and facts.held_on.year > today.year + 2:
        errors["held_on"] = ["Cette date est trop lointaine : vérifiez l’année."]
    if facts.planned_minutes is not None and not 1 <= facts.planned_minutes <= 1440:
        errors["planned_minutes"] = ["La durée va de 1 à 1 440 minutes."]
    if facts.submission_days is not None and facts.submission_days > 365:
        errors["submission_days"] = ["La clôture des propositions va de 0 à 365 jours avant la session."]
    if facts.video_link and not facts.video_link.startswith(("https://", "http://")):
        errors["video_link"] = ["Donnez une adresse qui commence par https://."]
    if errors:
        raise InvalidInput(errors)


def _check_announced(session: CommissionSession, changed: set[str]) -> None:
    """A session already convened cannot lose what the letter said, nor come sooner than the article allows."""
    errors: dict[str, list[str]] = {}
    if session.held_on is None:
        errors["held_on"] = ["La session est convoquée : donnez la nouvelle date, ou reportez la session."]
    if session.starts_at is None:
        errors["starts_at"] = ["La session est convoquée : donnez la nouvelle heure, ou reportez la session."]
    if not session.place and not session.video_link:
        errors["place"] = ["La session est convoquée : donnez le nouveau lieu, ou reportez la session."]
    if not errors and "held_on" in changed and (short := notice_blocker(session, today=clock.today())):
        raise Refused(f"Impossible de changer la date. {short}", article=short.article)
    if errors:
        raise InvalidInput(errors)


def _cleaned(facts: SessionFacts) -> dict:
    return {
        name: value.strip() if isinstance(value, str) and name != "kind" else value
        for name, value in asdict(facts).items()
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date | time) else value


def _journal(facts: SessionFacts) -> dict:
    return {name: _plain(value) for name, value in _cleaned(facts).items() if value not in (None, "", False)}

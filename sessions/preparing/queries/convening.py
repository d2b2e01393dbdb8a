"""What is read before the members are convened: whom, when, by what rule, and what is missing."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from commissions.models import Mandate
from commissions.queries import coming_number, composition
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.form_pages import Recap
from foundation.common.typography import long_date, plural, short_hour
from sessions.core.enums import ItemKind, SessionAction, SessionKind
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, CommissionSession
from sessions.core.queries.blockers import holders_of, notice_for
from sessions.core.workflow import SESSION_WORKFLOW

from ..enums import SERIES
from .around import mending_address
from .conformity import CONFORMABLE, blockers_of

TO_READ = (*CONFORMABLE, ItemKind.TEXT)  # items that are read before they are discussed


def convening_recap(session: CommissionSession) -> Recap:
    """Everything that the act of convening does, and what it would do it without (about 15 queries)."""
    holders = holders_of(session.commission_id, on=session.held_on) if session.held_on is not None else []
    try:
        SESSION_WORKFLOW.target(SessionAction.CONVENE, State(session.state))
        blockers = [(blocker.sentence, mending_address(session, blocker)) for blocker in blockers_of(session)]
    except Refused as refusal:
        blockers = [(refusal.message, "")]
    return Recap(
        facts=[
            ("Convoqués", _whom(holders)),
            ("Date", _when(session)),
            ("Lieu", session.place or session.video_link),
            ("Délai", _notice(session)),
            ("Numéro", _number(session)),
            ("Ordre du jour", plural(_points(session).count(), "point")),
        ],
        missing=list(_missing(session)),
        blockers=blockers,
        people=[
            (str(row.person), row.seat.quality_of(row.person), row.person.email or "lettre en main propre")
            for row in holders
        ],
    )


def _whom(holders: Sequence[Mandate]) -> str:
    without = sum(1 for row in holders if not row.person.email)
    said = plural(len(holders), "personne")
    if not without:
        return f"{said}, par courriel" if holders else "personne"
    letters = "sa lettre est" if without == 1 else "leurs lettres sont"
    return f"{said}, dont {without} sans adresse : {letters} à remettre en main propre"


def _when(session: CommissionSession) -> str:
    hour = f" à {short_hour(session.starts_at)}" if session.starts_at else ""
    return f"{long_date(session.held_on)}{hour}" if session.held_on else ""


def _notice(session: CommissionSession) -> str:
    notice = notice_for(session, sent_on=clock.today())
    if notice is None:
        return ""
    given = plural(notice.given, "jour franc", "jours francs")
    if notice.required is None:
        return f"{given} ; celui de l’acte n’est pas renseigné"
    rule = f"{given}, {notice.required} requis ({notice.article or 'article non renseigné'})"
    return (
        f"{rule} ; urgence motivée : {session.urgency_motive}" if notice.is_short and session.urgency_motive else rule
    )


def _number(session: CommissionSession) -> str:
    """The number that the session keeps, or the one it would take now: another session may take it first."""
    if session.number is not None:
        return f"{session.number}, qu’elle garde"
    if session.kind not in SERIES:
        return ""
    number = coming_number(session.commission_id, SERIES[SessionKind(session.kind)], session.year)
    return f"{number} pour {session.year}, donné à l’envoi et gardé"


def _points(session: CommissionSession) -> "QuerySet[AgendaItem]":
    return session.agenda_items.filter(withdrawn_at=None).exclude(kind=ItemKind.HEADING)


def _missing(session: CommissionSession) -> Iterator[tuple[str, str]]:
    """What a member will not find, and what nobody will say at the table."""
    notice = notice_for(session, sent_on=clock.today())
    for remark in notice.remarks if notice is not None else ():
        yield remark, ""
    seats = reverse("commissions:detail", args=[session.commission_id]) + "#composition"
    for line in composition(session.commission, session.held_on or clock.today()).lines:
        if line.is_vacant and line.interim is None:
            yield f"Siège sans titulaire : {line.seat.label}", seats
    prepare = reverse("sessions:prepare", args=[session.pk])
    for item in _points(session).filter(own="").prefetch_related("annexes").order_by("position", "pk"):
        lacks = []
        if item.kind in TO_READ:
            lacks += [] if any(annex.removed_at is None for annex in item.annexes.all()) else ["annexe"]
            lacks += [] if item.description else ["exposé"]
        lacks += [] if item.presenter_id or item.presenter_label else ["présentateur"]
        lacks += [] if item.planned_minutes else ["durée"]
        if lacks:
            yield f"« {item.title} » est sans {', sans '.join(lacks)}", f"{prepare}?point={item.pk}#point"

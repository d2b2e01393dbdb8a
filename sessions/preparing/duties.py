"""What awaits whoever prepares a session, and the members it convenes."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places, waiting_since
from foundation.common.models import beforehand
from foundation.common.typography import long_date, ordinal, plural
from recommendations.models import Recommendation
from sessions.core.enums import Answer, SessionKind, SessionState
from sessions.core.models import CommissionSession, Convocation
from sessions.core.queries.notice import notice_of

from .enums import ProposalState
from .models import Proposal
from .queries.advice import unexamined
from .queries.newcomers import newcomer_count
from .queries.reminders import reminder_opens_on

COMING = (SessionState.PREPARING, SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED)


@duties.register
def sessions_to_lead(user: User, today: date) -> list[Duty]:
    """The next act of each session under way, for its secretary."""
    rows = (
        CommissionSession.objects.filter(commission_id__in=user.access.commissions(Role.SECRETARY), state__in=COMING)
        .select_related("commission", "statute")
        .annotate(waiting=Count("convocations", filter=Q(convocations__answer=Answer.NONE)), newcomers=newcomer_count())
        .order_by("held_on", "pk")
    )
    return [duty for session in rows for duty in (_newcomers(session), _next_act(session, today)) if duty is not None]


def _newcomers(session: CommissionSession) -> Duty | None:
    """Whoever took a seat since the convocation awaits his own."""
    count: int = beforehand(session, "newcomers")
    if session.state != SessionState.CONVENED or not count:
        return None
    who = plural(count, "nouveau titulaire", "nouveaux titulaires")
    where = reverse("sessions:convocations", args=[session.pk])
    note = f"{'siège pourvu' if count == 1 else 'sièges pourvus'} depuis la convocation"
    return Duty("Convoquer", f"{who}, {session.commission.code} : {session.label}", where, session.held_on, note=note)


def _next_act(session: CommissionSession, today: date) -> Duty | None:
    where = reverse("sessions:detail", args=[session.pk])
    name = f"{session.commission.code} : {session.label}"
    if session.state == SessionState.PREPARING:
        return _to_convene(session, name, where, today)
    if session.state != SessionState.CONVENED:
        live, state = reverse("sessions:live", args=[session.pk]), SessionState(session.state).label
        return Duty("Reprendre", f"{name}, en cours", live, session.held_on, note=f"la session est {state}")
    if session.held_on is not None and session.held_on <= today:
        return Duty("Ouvrir", name, where, session.held_on, is_late=session.held_on < today)
    opens = reminder_opens_on(session)
    if (waiting := beforehand(session, "waiting")) and (opens is None or opens <= today):
        silent = plural(waiting, "membre")
        return Duty("Relancer", f"{silent} sans réponse, {name}", where, session.held_on)
    return None


def _to_convene(session: CommissionSession, name: str, where: str, today: date) -> Duty:
    if session.held_on is None:
        return Duty("Convoquer", name, where, note="date à fixer")
    last_day = notice_of(session.statute, sent_on=today, held_on=session.held_on).last_day
    if last_day is None:
        return Duty("Convoquer", name, where, session.held_on, note="délai de convocation non renseigné")
    note = f"dernier jour pour convoquer : {long_date(last_day)}"
    return Duty("Convoquer", name, where, last_day, last_day < today, note)


@duties.register
def sessions_due(user: User, today: date) -> list[Duty]:
    """The commission has not sat this year as often as its act wants, and no session is on its way."""
    under_way = Q(commission_sessions__state__in=COMING)
    of_year = Q(commission_sessions__year=today.year, commission_sessions__kind=SessionKind.ORDINARY)
    held = of_year & Q(commission_sessions__state__in=[SessionState.LIFTED, SessionState.ARCHIVED])
    rows = (
        Commission.objects.alive()
        .filter(pk__in=user.access.commissions(Role.SECRETARY))
        .annotate(
            held=Count("commission_sessions", filter=held, distinct=True),
            under_way=Count("commission_sessions", filter=under_way, distinct=True),
        )
        .prefetch_related("statutes")
        .order_by("code", "pk")
    )
    found = []
    for row in rows:
        statute = next((each for each in row.statutes.all() if each.valid_to is None or each.valid_to > today), None)
        if statute is None:
            continue
        due = statute.sessions_per_year
        if due and row.held < due and not row.under_way:
            found.append(
                Duty(
                    "Préparer",
                    f"la {ordinal(row.held + 1, feminine=True)} session ordinaire de {today.year} ({row.code})",
                    f"{reverse('sessions:create')}?commission={row.pk}",
                    date(today.year, 12, 31),
                    note=f"{due} par an ({statute.sessions_article or 'article non renseigné'}),"
                    f" {plural(row.held, 'tenue')}",
                )
            )
    return found


@duties.register
def proposals_waiting(user: User, today: date) -> list[Duty]:
    """A proposal that was endorsed waits to be put on an agenda; one submitted waits for the DSI."""
    kept, scopes = user.access.commissions(Role.SECRETARY), user.access.scopes(Role.DSI)
    to_settle = Q(commission_id__in=kept, state=ProposalState.ENDORSED)
    to_endorse = Q(scope_id__in=scopes, state=ProposalState.SUBMITTED)
    rows = Proposal.objects.filter(to_settle | to_endorse).select_related("commission").order_by("created_at", "pk")
    return [
        Duty(
            "Inscrire" if row.state == ProposalState.ENDORSED else "Valider",
            f"la proposition « {row.title[:90]} » ({row.commission.code})",
            reverse("sessions:proposal", args=[row.pk]),
            **waiting_since(row.created_at.date(), today),
        )
        for row in rows[:5]
    ]


@duties.register
def advice_to_table(user: User, today: date) -> list[Duty]:
    """What a national body addresses to the ministry waits for the agenda of its commission (2 queries at most)."""
    kept = user.access.commissions(Role.SECRETARY)
    rows = CommissionSession.objects.filter(commission_id__in=kept, state=SessionState.PREPARING)
    sessions = rows.exclude(commission__ministry=None).select_related("commission").order_by("held_on", "pk")
    first = {session.scope_id: session for session in reversed(list(sessions))} if kept else {}
    if not first:
        return []
    received = Recommendation.objects.open().filter(commission__ministry=None, commission__is_rehearsal=False)
    received = unexamined(received.filter(addressee_scope_id__in=first, is_closed_doors=False))
    counts = dict(received.order_by().values_list("addressee_scope_id").annotate(count=Count("pk")))
    return [
        Duty(
            "Inscrire",
            f"{plural(counts[scope], 'recommandation reçue', 'recommandations reçues')},"
            f" {session.commission.code} : {session.label}",
            reverse("sessions:prepare", args=[session.pk]) + "#recues",
            session.held_on,
            note="d’un organe national, à examiner par la commission",
        )
        for scope, session in first.items()
        if scope in counts
    ]


@duties.register
def answers_awaited(user: User, today: date) -> list[Duty]:
    """A member who was convened answers."""
    waiting = Convocation.objects.filter(
        person__user_id=user.pk, answer=Answer.NONE, session__state=SessionState.CONVENED, seat__has_vote=True
    )
    return [
        Duty(
            "Répondre",
            f"à la convocation : {row.session.label} ({row.session.commission.code})",
            reverse("sessions:detail", args=[row.session_id]),
            row.session.held_on,
        )
        for row in waiting.select_related("session__commission").order_by("session__held_on", "pk")[:5]
    ]


@places.register
def sessions_of_mine(user: User) -> list[Place]:
    if not user.access.commissions():
        return []
    return [Place("Sessions", reverse("sessions:list"), "à venir et passées, avec leurs documents")]

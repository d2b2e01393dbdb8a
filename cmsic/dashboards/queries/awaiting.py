"""« Ce qui vous attend »: three to seven lines, each with its verb, its date and its address. One query or two per kind of duty."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from cmsic.accounts.enums import Role
from cmsic.accounts.models import User
from cmsic.common import clock
from cmsic.common.typography import long_date, ordinal, plural
from commissions.models import Seat
from ministries.models import Ministry
from projects.enums import Stage
from projects.models import Project
from recommendations.enums import ReportOutcome
from recommendations.models import Recommendation, RecommendationReport
from sessions.enums import Answer, PvState, SessionState
from sessions.models import CommissionSession, Convocation, ProcesVerbal
from sessions.queries.notice import notice_of


@dataclass(frozen=True)
class Duty:
    """One line of the home page. `rank` orders them: what is late first, then what is near."""

    verb: str  # « Convoquer »
    what: str
    href: str
    due_on: date | None = None
    is_late: bool = False
    note: str = ""

    @property
    def rank(self) -> tuple[bool, date, str]:
        return (not self.is_late, self.due_on or date.max, self.what)


@dataclass(frozen=True)
class LegalStep:
    label: str
    on: date | None
    is_done: bool
    is_late: bool


@dataclass(frozen=True)
class NextSession:
    session: CommissionSession
    days: int
    steps: tuple[LegalStep, ...]


def duties_of(user: User, today: date | None = None) -> list[Duty]:
    """Return what awaits this user, the most pressing first; at most ten queries, whatever the number of rows."""
    day = today or clock.today()
    duties = [*_secretary_duties(user, day), *_member_duties(user), *_addressee_duties(user, day), *_portfolio_duties(user, day)]
    return sorted(duties, key=lambda duty: duty.rank)


def _secretary_duties(user: User, day: date) -> list[Duty]:
    commissions = user.access.commissions(Role.SECRETARY)
    if not commissions:
        return []
    return [*_session_duties(commissions, day), *_pv_duties(commissions), *_proof_duties(user, commissions)]


def _session_duties(commissions: set, day: date) -> list[Duty]:
    duties = []
    live = CommissionSession.objects.filter(
        commission_id__in=commissions, state__in=[SessionState.PREPARING, SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED]
    )
    rows = (
        live.select_related("commission", "statute")
        .annotate(waiting=Count("convocations", filter=Q(convocations__answer=Answer.NONE)))
        .order_by("held_on", "pk")
    )
    for session in rows:
        where = reverse("sessions:detail", args=[session.pk])
        if session.state == SessionState.PREPARING:
            last_day = notice_of(session.statute, sent_on=day, held_on=session.held_on).last_day if session.held_on else None
            note = (
                f"dernier jour pour convoquer : {long_date(last_day)}"
                if last_day
                else ("date à fixer" if session.held_on is None else "délai de convocation non renseigné")
            )
            duties.append(
                Duty("Convoquer", f"{session.commission.code} : {session.label}", where, last_day or session.held_on, bool(last_day and last_day < day), note)
            )
        elif session.state == SessionState.CONVENED:
            late = session.held_on is not None and session.held_on < day
            if late or session.held_on == day:
                duties.append(Duty("Ouvrir", f"{session.commission.code} : {session.label}", where, session.held_on, late))
            elif session.waiting:
                duties.append(
                    Duty("Relancer", f"{plural(session.waiting, 'membre')} sans réponse, {session.commission.code} : {session.label}", where, session.held_on)
                )
        else:
            duties.append(Duty("Tenir", f"{session.commission.code} : {session.label} est {SessionState(session.state).label}", where, session.held_on))
    return duties


def _pv_duties(commissions: set) -> list[Duty]:
    drafts = (
        ProcesVerbal.objects.filter(commission_id__in=commissions, state=PvState.DRAFT, session__is_reconstituted=False)
        .select_related("session", "commission")
        .order_by("session__held_on", "pk")
    )
    return [
        Duty(
            "Soumettre",
            f"le procès-verbal de la {pv.session.label} ({pv.commission.code})",
            reverse("sessions:detail", args=[pv.session_id]),
            pv.session.held_on,
            note="projet à relire",
        )
        for pv in drafts[:5]
    ]


def _proof_duties(user: User, commissions: set) -> list[Duty]:
    reports = RecommendationReport.objects.filter(recommendation__commission_id__in=commissions, outcome=ReportOutcome.PENDING).exclude(author=user)
    return [
        Duty(
            "Vérifier",
            f"la preuve de la recommandation « {report.recommendation.text[:90]} »",
            reverse("recommendations:detail", args=[report.recommendation_id]),
            report.reported_at.date(),
        )
        for report in reports.select_related("recommendation").order_by("reported_at", "pk")[:5]
    ]


def _member_duties(user: User) -> list[Duty]:
    waiting = Convocation.objects.filter(person__user_id=user.pk, answer=Answer.NONE, session__state=SessionState.CONVENED, seat__has_vote=True)
    return [
        Duty(
            "Répondre",
            f"à la convocation : {row.session.label} ({row.session.commission.code})",
            reverse("sessions:detail", args=[row.session_id]),
            row.session.held_on,
        )
        for row in waiting.select_related("session__commission").order_by("session__held_on", "pk")[:5]
    ]


def _addressee_duties(user: User, day: date) -> list[Duty]:
    """Recommendations addressed to a seat one holds, or to the scope of which one is the DSI or RSI."""
    seats = Seat.objects.filter(mandates__person__user_id=user.pk).filter(Q(mandates__valid_to=None) | Q(mandates__valid_to__gt=day))
    scopes = user.access.scopes(Role.DSI, Role.RSI)
    mine = Q(seat__in=seats) | Q(addressee_scope_id__in=scopes)
    structures = Q(structure__scope_id__in=user.access.scopes(Role.DSI), structure__kind="dsi")
    rows = Recommendation.objects.visible_to(user).open().filter(mine | structures).exclude(state="reported").order_by("due_on", "pk")
    return [Duty("Rendre compte", f"« {row.text[:110]} »", reverse("recommendations:detail", args=[row.pk]), row.due_on, row.is_late(day)) for row in rows[:6]]


def _portfolio_duties(user: User, day: date) -> list[Duty]:
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    stale = Project.objects.filter(scope_id__in=scopes).stale(day).count()
    running = (
        Project.objects.filter(scope_id__in=scopes, stage=Stage.RUNNING)
        .followed()
        .filter(Q(last_update_on=None) | Q(last_update_on__lt=day.replace(day=1)))
        .count()
    )
    duties = []
    if stale:
        duties.append(Duty("Mettre à jour", f"{plural(stale, 'projet')} dont les données sont périmées", reverse("projects:mine"), day, True))
    elif running:
        end_of_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        duties.append(Duty("Mettre à jour", f"{plural(running, 'projet')} en cours, pas encore mis à jour ce mois-ci", reverse("projects:mine"), end_of_month))
    return duties


def next_session_of(user: User, today: date | None = None) -> NextSession | None:
    """Return the nearest session to come among one's commissions, with the countdown of its legal steps."""
    day = today or clock.today()
    session = (
        CommissionSession.objects.visible_to(user)
        .filter(commission_id__in=user.access.commissions(), state__in=[SessionState.PREPARING, SessionState.CONVENED], held_on__gte=day)
        .select_related("commission", "statute")
        .order_by("held_on", "pk")
        .first()
    )
    if session is None or session.held_on is None:
        return None
    last_day = notice_of(session.statute, sent_on=day, held_on=session.held_on).last_day
    convened = session.state != SessionState.PREPARING
    steps = (
        LegalStep("Convoquer au plus tard", last_day, convened, not convened and last_day is not None and last_day < day),
        LegalStep("Tenir la session", session.held_on, False, False),
    )
    return NextSession(session, (session.held_on - day).days, steps)


def commissions_without_session(user: User, today: date | None = None) -> list[str]:
    """Sentences for the secretary whose commission has not sat yet this year, when the article says how often it must."""
    day = today or clock.today()
    sentences = []
    for commission in user_commissions(user).annotate(
        held=Count(
            "commission_sessions",
            filter=Q(commission_sessions__year=day.year, commission_sessions__kind="ordinary", commission_sessions__state__in=["lifted", "archived"]),
        )
    ):
        statute = next((s for s in commission.statutes.all() if s.valid_to is None or s.valid_to > day), None)
        if statute and statute.sessions_per_year and commission.held < statute.sessions_per_year:
            due = f"{ordinal(commission.held + 1)} session ordinaire de {day.year} à préparer"
            sentences.append(
                f"{commission.code} : {due} ; {statute.sessions_per_year} par an ({statute.sessions_article or 'article non renseigné'}), {commission.held} tenue{'s' if commission.held > 1 else ''}."
            )
    return sentences


def user_commissions(user: User):
    from commissions.models import Commission

    return Commission.objects.alive().filter(pk__in=user.access.commissions(Role.SECRETARY)).prefetch_related("statutes").order_by("code", "pk")


def ministries_of(user: User) -> list[Ministry]:
    """The ministries one belongs to, for the links of the home page."""
    return list(Ministry.objects.filter(scope_id__in=user.access.scopes()).alphabetical()[:5])

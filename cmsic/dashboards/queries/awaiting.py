"""« Ce qui vous attend »: three to seven lines, each with its verb, its date and its address.

One query or two per kind of duty.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from commissions.models import Seat
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.typography import long_date, ordinal, plural
from foundation.jobs.models import Job
from foundation.jobs.rules import can_list_jobs
from ministries.models import Commune, Ministry
from projects.enums import Stage
from projects.models import Project
from recommendations.enums import ReportOutcome
from recommendations.models import Recommendation, RecommendationReport
from sessions.consultations.enums import ConsultationState
from sessions.consultations.models import Consultation
from sessions.consultations.queries import awaited_of
from sessions.core.enums import Answer, PvState, SessionState
from sessions.core.models import CommissionSession, Convocation, ProcesVerbal
from sessions.core.queries.notice import notice_of


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
    """Return what awaits this user, the most pressing first; at most fourteen queries, whatever the number of rows."""
    day = today or clock.today()
    duties = [
        *_secretary_duties(user, day),
        *_member_duties(user),
        *_addressee_duties(user, day),
        *_portfolio_duties(user, day),
        *_team_duties(user),
    ]
    return sorted(duties, key=lambda duty: duty.rank)


def _secretary_duties(user: User, day: date) -> list[Duty]:
    commissions = user.access.commissions(Role.SECRETARY)
    if not commissions:
        return []
    return [
        *_session_duties(commissions, day),
        *_consultation_duties(commissions, day),
        *_pv_duties(commissions),
        *_proof_duties(user, commissions),
    ]


def _session_duties(commissions: set, day: date) -> list[Duty]:
    duties = []
    live = CommissionSession.objects.filter(
        commission_id__in=commissions,
        state__in=[SessionState.PREPARING, SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED],
    )
    rows = (
        live.select_related("commission", "statute")
        .annotate(waiting=Count("convocations", filter=Q(convocations__answer=Answer.NONE)))
        .order_by("held_on", "pk")
    )
    for session in rows:
        where = reverse("sessions:detail", args=[session.pk])
        if session.state == SessionState.PREPARING:
            last_day = (
                notice_of(session.statute, sent_on=day, held_on=session.held_on).last_day if session.held_on else None
            )
            note = (
                f"dernier jour pour convoquer : {long_date(last_day)}"
                if last_day
                else ("date à fixer" if session.held_on is None else "délai de convocation non renseigné")
            )
            duties.append(
                Duty(
                    "Convoquer",
                    f"{session.commission.code} : {session.label}",
                    where,
                    last_day or session.held_on,
                    bool(last_day and last_day < day),
                    note,
                )
            )
        elif session.state == SessionState.CONVENED:
            late = session.held_on is not None and session.held_on < day
            if late or session.held_on == day:
                duties.append(
                    Duty("Ouvrir", f"{session.commission.code} : {session.label}", where, session.held_on, late)
                )
            elif session.waiting:
                duties.append(
                    Duty(
                        "Relancer",
                        f"{plural(session.waiting, 'membre')} sans réponse, {session.commission.code} :"
                        f" {session.label}",
                        where,
                        session.held_on,
                    )
                )
        else:
            duties.append(
                Duty(
                    "Tenir",
                    f"{session.commission.code} : {session.label} est {SessionState(session.state).label}",
                    where,
                    session.held_on,
                )
            )
    return duties


def _consultation_duties(commissions: set, day: date) -> list[Duty]:
    over = Consultation.objects.filter(commission_id__in=commissions, state=ConsultationState.OPEN, closes_on__lt=day)
    return [
        Duty(
            "Clore",
            f"la consultation écrite : {row.title} ({row.commission.code})",
            reverse("sessions:consultation", args=[row.pk]),
            row.closes_on,
        )
        for row in over.select_related("commission").order_by("closes_on", "pk")[:5]
    ]


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
    reports = RecommendationReport.objects.filter(
        recommendation__commission_id__in=commissions, outcome=ReportOutcome.PENDING
    ).exclude(author=user)
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
    waiting = Convocation.objects.filter(
        person__user_id=user.pk, answer=Answer.NONE, session__state=SessionState.CONVENED, seat__has_vote=True
    )
    asked = [
        Duty(
            "Répondre",
            f"à la consultation écrite : {voice.consultation.title} ({voice.consultation.commission.code})",
            reverse("sessions:consultation", args=[voice.consultation_id]),
            voice.consultation.closes_on,
        )
        for voice in awaited_of(user)[:5]
    ]
    return asked + [
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
    seats = Seat.objects.filter(mandates__person__user_id=user.pk).filter(
        Q(mandates__valid_to=None) | Q(mandates__valid_to__gt=day)
    )
    scopes = user.access.scopes(Role.DSI, Role.RSI)
    mine = Q(seat__in=seats) | Q(addressee_scope_id__in=scopes)
    structures = Q(structure__scope_id__in=user.access.scopes(Role.DSI), structure__kind="dsi")
    rows = (
        Recommendation.objects.visible_to(user)
        .open()
        .filter(mine | structures)
        .exclude(state="reported")
        .order_by("due_on", "pk")
    )
    return [
        Duty(
            "Rendre compte",
            f"« {row.text[:110]} »",
            reverse("recommendations:detail", args=[row.pk]),
            row.due_on,
            row.is_late(day),
        )
        for row in rows[:6]
    ]


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
        duties.append(
            Duty(
                "Mettre à jour",
                f"{plural(stale, 'projet')} dont les données sont périmées",
                reverse("projects:mine"),
                day,
                True,
            )
        )
    elif running:
        end_of_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        duties.append(
            Duty(
                "Mettre à jour",
                f"{plural(running, 'projet')} en cours, pas encore mis à jour ce mois-ci",
                reverse("projects:mine"),
                end_of_month,
            )
        )
    return duties


def _team_duties(user: User) -> list[Duty]:
    """Work in the background that was given up: the portal's team takes it up again."""
    if not can_list_jobs(user):
        return []
    dead = Job.objects.dead().count()
    return (
        [Duty("Relancer", plural(dead, "travail abandonné", "travaux abandonnés"), reverse("jobs:list"), is_late=True)]
        if dead
        else []
    )


@dataclass(frozen=True)
class Place:
    """Where one goes from the home page, and what is found there."""

    label: str
    href: str
    note: str


def places_of(user: User) -> list[Place]:
    """What each role comes to the portal for, so that nobody's home is empty (2 queries at most)."""
    access, places = user.access, []
    if access.is_asin:
        places += [
            Place(
                "Tableau de bord national",
                reverse("dashboards:national"),
                "les ministères, leurs sessions, recommandations et projets",
            ),
            Place("Projets au rouge", reverse("projects:list") + "?colour=red", "dans tous les ministères"),
            Place(
                "Recommandations en retard", reverse("recommendations:list") + "?late=1", "dans toutes les commissions"
            ),
        ]
    if can_list_jobs(user):
        places += [
            Place(
                "Travaux en arrière-plan", reverse("jobs:list"), "ce qui attend, ce qui est abandonné, les processus"
            ),
            Place("Personnes et comptes", reverse("people:list"), "inviter, relier, fermer ou rouvrir un compte"),
            Place("Nominations", reverse("ministries:appointments"), "DSI, RSI, auditeurs, équipe nationale"),
            Place("Ministères", reverse("ministries:list"), "créations, changements de nom, successions"),
            Place("Composants", reverse("components"), "le système de présentation, dans tous ses états"),
        ]
    communes = access.scopes(Role.RSI)
    if communes:
        places += [
            Place(
                f"Commune de {row.name}",
                reverse("ministries:commune", args=[row.pk]),
                f"département : {row.departement}",
            )
            for row in (
                Commune.objects.filter(scope_id__in=communes)
                .select_related("departement")
                .order_by(SortKey("name"), "pk")
            )
        ]
        places.append(
            Place(
                "Recommandations adressées à la commune",
                reverse("recommendations:list") + "?mine=1",
                "à exécuter, avec leur échéance",
            )
        )
    if access.scopes(Role.AUDITOR):
        places += [
            Place(
                "Le bilan des recommandations",
                reverse("recommendations:balance"),
                "taux d’exécution, ancienneté, par destinataire et par thème",
            ),
            Place(
                "Le portefeuille du ministère",
                reverse("projects:list"),
                "écarts, révisions de la référence, fiches périmées",
            ),
            Place(
                "Les sessions et leurs procès-verbaux",
                reverse("sessions:list"),
                "présences, décisions, documents figés et leurs empreintes",
            ),
            Place("Définition des chiffres", reverse("dashboards:figures"), "formule et lignes de chaque chiffre"),
        ]
    if access.scopes(Role.DSI, Role.PROJECT_LEAD):
        places.append(Place("Mes projets", reverse("projects:mine"), "la mise à jour du mois, en une page"))
    if access.commissions():
        places += [
            Place("Sessions", reverse("sessions:list"), "à venir et passées, avec leurs documents"),
            Place("Recommandations", reverse("recommendations:list"), "de vos commissions"),
        ]
    return places


def next_session_of(user: User, today: date | None = None) -> NextSession | None:
    """Return the nearest session to come among one's commissions, with the countdown of its legal steps."""
    day = today or clock.today()
    session = (
        CommissionSession.objects.visible_to(user)
        .filter(
            commission_id__in=user.access.commissions(),
            state__in=[SessionState.PREPARING, SessionState.CONVENED],
            held_on__gte=day,
        )
        .select_related("commission", "statute")
        .order_by("held_on", "pk")
        .first()
    )
    if session is None or session.held_on is None:
        return None
    last_day = notice_of(session.statute, sent_on=day, held_on=session.held_on).last_day
    convened = session.state != SessionState.PREPARING
    steps = (
        LegalStep(
            "Convoquer au plus tard", last_day, convened, not convened and last_day is not None and last_day < day
        ),
        LegalStep("Tenir la session", session.held_on, False, False),
    )
    return NextSession(session, (session.held_on - day).days, steps)


def commissions_without_session(user: User, today: date | None = None) -> list[str]:
    """Sentences for the secretary whose commission has not sat yet this year, when the article says how
    often it must.
    """
    day = today or clock.today()
    sentences = []
    for commission in user_commissions(user).annotate(
        held=Count(
            "commission_sessions",
            filter=Q(
                commission_sessions__year=day.year,
                commission_sessions__kind="ordinary",
                commission_sessions__state__in=["lifted", "archived"],
            ),
        )
    ):
        statute = next((s for s in commission.statutes.all() if s.valid_to is None or s.valid_to > day), None)
        if statute and statute.sessions_per_year and commission.held < statute.sessions_per_year:
            due = f"{ordinal(commission.held + 1)} session ordinaire de {day.year} à préparer"
            sentences.append(
                f"{commission.code} : {due} ; {statute.sessions_per_year} par an"
                f" ({statute.sessions_article or 'article non renseigné'}), {commission.held}"
                f" tenue{'s' if commission.held > 1 else ''}."
            )
    return sentences


def user_commissions(user: User):
    from commissions.models import Commission

    return (
        Commission.objects.alive()
        .filter(pk__in=user.access.commissions(Role.SECRETARY))
        .prefetch_related("statutes")
        .order_by("code", "pk")
    )


def ministries_of(user: User) -> list[Ministry]:
    """The ministries one belongs to, for the links of the home page."""
    return list(Ministry.objects.filter(scope_id__in=user.access.scopes()).alphabetical()[:5])

"""The whole State in one look: a line per ministry, aggregates only.

No row here tells more than a count to who may not see the rows.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, DateField, DurationField, ExpressionWrapper, F, Max, Q, Value
from django.urls import reverse

from commissions.enums import CommissionKind
from commissions.models import Commission, Seat
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import fact
from foundation.common.typography import long_date, percent, plural, short_date
from ministries.models import Ministry
from projects.enums import CLOSED_STAGES, Colour, ProjectKind, Stage
from projects.models import Project
from recommendations.enums import OPEN_STATES, RecommendationState
from recommendations.models import Recommendation
from sessions.core.enums import SessionKind, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal

HELD = (SessionState.LIFTED, SessionState.ARCHIVED)
COUNTED_PROJECTS = "?kind=project&portfolio=all"  # the list of the rows of these counts
DATA_CHOICES = {"": "Toutes les données", "reelles": "Données réelles", "demo": "Démonstration"}


@dataclass
class MinistryLine:
    """What the matrix shows of one ministry."""

    ministry: Ministry
    commission: Commission | None = None
    sessions_due: int | None = fact("sessions dues", help_text="vide : périodicité non renseignée", default=None)
    sessions_held: int = 0
    last_session: date | None = None
    pv_days: float | None = fact(
        "délai du procès-verbal", help_text="délai moyen du procès-verbal, en jours", default=None
    )
    pv_missing: int = 0
    recommendations_open: int = 0
    recommendations_late: int = 0
    oldest_late_days: int = 0
    projects: int = fact("projets", help_text="suivis et sortis : une sortie n’améliore aucun taux", default=0)
    projects_left: int = 0
    projects_stale: int = 0
    undated: int = 0  # projects whose freshness nobody can tell: no update yet
    colours: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    stages: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seats_vacant: int = 0


def lines_of(user: User, *, data: str = "", year: int | None = None, today: date | None = None) -> list[MinistryLine]:
    """Return a line for each ministry in force that the user may count: nine queries, whatever the number of
    ministries.
    """
    day = today or clock.today()
    year = year or day.year
    ministries = _ministries(user, data, day)
    lines = {ministry.pk: MinistryLine(ministry) for ministry in ministries}
    by_scope = {ministry.scope_id: lines[ministry.pk] for ministry in ministries}
    _add_commissions(lines, year, day)
    _add_projects(user, by_scope, day)
    _add_recommendations(user, by_scope, day)
    return list(lines.values())


def _ministries(user: User, data: str, day: date) -> list[Ministry]:
    ministries = Ministry.objects.in_force(day)
    if not user.access.is_asin:
        ministries = ministries.filter(scope_id__in=user.access.scopes())
    if data == "reelles":
        ministries = ministries.filter(is_fictitious=False)
    elif data == "demo":
        ministries = ministries.filter(is_fictitious=True)
    return list(ministries.order_by(SortKey("name"), "pk"))


def _add_commissions(lines: Mapping[Any, MinistryLine], year: int, day: date) -> None:
    commissions = (
        Commission.objects.alive().filter(kind=CommissionKind.CMSIC, ministry_id__in=lines).prefetch_related("statutes")
    )
    by_commission = {}
    for commission in commissions:
        line = lines[commission.ministry_id]
        line.commission = commission
        statute = next(
            (
                s
                for s in commission.statutes.all()
                if (s.valid_from is None or s.valid_from <= day) and (s.valid_to is None or s.valid_to > day)
            ),
            None,
        )
        line.sessions_due = statute.sessions_per_year if statute else None
        by_commission[commission.pk] = line
    sessions = CommissionSession.objects.filter(commission_id__in=by_commission, state__in=HELD).values("commission_id")
    for row in sessions.annotate(held=Count("pk", filter=Q(year=year, kind=SessionKind.ORDINARY)), last=Max("held_on")):
        by_commission[row["commission_id"]].sessions_held, by_commission[row["commission_id"]].last_session = (
            row["held"],
            row["last"],
        )
    delay = ExpressionWrapper(F("submitted_at") - F("session__lifted_at"), output_field=DurationField())
    pvs = ProcesVerbal.objects.filter(
        commission_id__in=by_commission,
        submitted_at__isnull=False,
        session__lifted_at__isnull=False,
        session__is_reconstituted=False,
    )
    for commission_id, mean in pvs.values_list("commission_id").annotate(mean=Avg(delay)):
        by_commission[commission_id].pv_days = mean / timedelta(days=1)
    missing = CommissionSession.objects.filter(
        commission_id__in=by_commission, state=SessionState.LIFTED, is_reconstituted=False
    ).filter(Q(pv=None) | Q(pv__submitted_at=None))
    for commission_id, count in missing.values_list("commission_id").annotate(count=Count("pk")):
        by_commission[commission_id].pv_missing = count
    for commission_id, count in (
        vacant_seats(by_commission, day).values_list("commission_id").annotate(count=Count("pk"))
    ):
        by_commission[commission_id].seats_vacant = count


def count_sessions(commissions: list[Commission]) -> dict[UUID, int]:
    """The sessions of each commission, whatever their state."""
    rows = CommissionSession.objects.filter(commission__in=commissions).order_by().values_list("commission_id")
    return dict(rows.annotate(count=Count("pk")))


def vacant_seats(commissions: Any, day: date):
    held = Q(mandates__valid_from__lte=day, mandates__kind="titular") & (
        Q(mandates__valid_to=None) | Q(mandates__valid_to__gt=day)
    )
    return (
        Seat.objects.filter(commission_id__in=commissions, has_vote=True)
        .in_force(day)
        .exclude(pk__in=Seat.objects.filter(held).values("pk"))
    )


def _add_projects(user: User, by_scope: Mapping[Any, MinistryLine], day: date) -> None:
    projects = Project.objects.visible_to(user).filter(kind=ProjectKind.PROJECT, scope_id__in=by_scope)
    followed = Q(left_on=None)
    for row in projects.values("scope_id", "stage", "colour").annotate(
        count=Count("pk"),
        left=Count("pk", filter=~followed),
        stale=Count("pk", filter=followed & Q(fresh_until__lt=day)),
        undated=Count("pk", filter=followed & Q(fresh_until=None) & ~Q(stage__in=CLOSED_STAGES)),
    ):
        line = by_scope[row["scope_id"]]
        line.projects += row["count"]
        line.projects_left += row["left"]
        line.projects_stale += row["stale"]
        line.undated += row["undated"]
        line.stages[row["stage"]] += row["count"]
        line.colours[row["colour"]] += row["count"]


def _add_recommendations(user: User, by_scope: Mapping[Any, MinistryLine], day: date) -> None:
    rows = (
        Recommendation.objects.visible_to(user)
        .filter(scope_id__in=by_scope, state__in=OPEN_STATES, is_draft=False)
        .order_by()
    )
    counts = rows.values("scope_id").annotate(
        total=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=day)),
        oldest=Max(
            Value(day, output_field=DateField()) - F("due_on"), filter=Q(due_on__lt=day), output_field=DurationField()
        ),
    )
    for row in counts:
        line = by_scope[row["scope_id"]]
        line.recommendations_open, line.recommendations_late = row["total"], row["late"]
        line.oldest_late_days = row["oldest"].days if row["oldest"] else 0


@dataclass(frozen=True)
class Headline:
    """A number one reads across the room, its rows and its explanation."""

    number: str
    sentence: str
    figure: str = fact("chiffre", help_text="clé du chiffre qui l’explique")
    href: str = ""
    tone: str = ""
    note: str = ""


def headlines_of(lines: list[MinistryLine], *, year: int) -> list[Headline]:
    with_commission = [line for line in lines if line.commission]
    sat = sum(1 for line in with_commission if line.sessions_held)
    due = sum(line.sessions_due or 0 for line in with_commission)
    unknown = sum(1 for line in with_commission if line.sessions_due is None)
    held = sum(line.sessions_held for line in with_commission)
    late = sum(line.recommendations_late for line in lines)
    open_count = sum(line.recommendations_open for line in lines)
    red = sum(line.colours[Colour.RED] for line in lines)
    projects = sum(line.projects for line in lines)
    stale = sum(line.projects_stale for line in lines)
    left = sum(line.projects_left for line in lines)
    of_projects = [plural(stale, "fiche périmée", "fiches périmées")] if stale else []
    of_projects += (
        [
            f"{plural(left, 'projet sorti', 'projets sortis')} du portefeuille, toujours"
            f" {'comptés' if left > 1 else 'compté'}"
        ]
        if left
        else []
    )
    return [
        Headline(
            f"{sat} sur {len(with_commission)}",
            f"commissions ont siégé en {year}",
            "commissions.sat",
            reverse("dashboards:figure", args=["commissions.sat"]),
        ),
        Headline(
            f"{held} sur {due}",
            f"sessions ordinaires dues en {year} ont été tenues",
            "sessions.held_of_due",
            reverse("dashboards:figure", args=["sessions.held_of_due"]),
            note=f"{plural(unknown, 'commission')} sans périodicité connue, non comptées" if unknown else "",
        ),
        Headline(
            f"{late} sur {open_count}",
            "recommandations ouvertes sont en retard",
            "recommendations.late",
            reverse("recommendations:list") + "?late=1",
            "late" if late else "",
        ),
        Headline(
            f"{red} sur {projects}",
            "projets suivis sont au rouge",
            "projects.red",
            f"{reverse('projects:list')}{COUNTED_PROJECTS}&colour=red",
            "late" if red else "",
            " ; ".join(of_projects),
        ),
    ]


COLUMNS = (
    {"key": "sessions", "label": "Sessions"},
    {"key": "pv", "label": "Procès-verbaux"},
    {"key": "recommendations", "label": "Recommandations"},
    {"key": "projects", "label": "Projets"},
    {"key": "freshness", "label": "Fraîcheur"},
    {"key": "seats", "label": "Sièges"},
)


def cell(tone: str, word: str, short: str, href: str = "") -> dict[str, str]:
    return {"tone": tone, "word": word, "short": short, "href": href}


def cells_of(line: MinistryLine, *, year: int) -> dict[str, dict[str, str]]:
    """The cells of one ministry: a tone, a word for the reader and for paper, a short mark."""
    scope = f"?ministry={line.ministry.pk}"
    projects = f"{reverse('projects:list')}{COUNTED_PROJECTS}&ministry={line.ministry.pk}"
    commission = reverse("commissions:detail", args=[line.commission.pk]) if line.commission else ""
    return {
        "sessions": _sessions_cell(line, year, commission),
        "pv": _pv_cell(line, commission),
        "recommendations": _recommendations_cell(line, reverse("recommendations:list") + scope),
        "projects": _projects_cell(line, projects),
        "freshness": _freshness_cell(line, projects),
        "seats": (
            cell("none", "aucune commission", "–")
            if not line.commission
            else (
                cell(
                    "attention",
                    plural(line.seats_vacant, "siège vacant", "sièges vacants"),
                    str(line.seats_vacant),
                    commission,
                )
                if line.seats_vacant
                else cell("good", "tous pourvus", "✓", commission)
            )
        ),
    }


def _freshness_cell(line: MinistryLine, href: str) -> dict[str, str]:
    if not line.projects:
        return cell("none", "aucun projet", "–", href)
    if line.projects_stale:
        return cell(
            "stale",
            f"{plural(line.projects_stale, 'fiche périmée', 'fiches périmées')} sur {line.projects}",
            str(line.projects_stale),
            href + "&stale=1",
        )
    if line.undated:
        return cell(
            "information",
            f"{plural(line.undated, 'fiche jamais mise à jour', 'fiches jamais mises à jour')} sur {line.projects}",
            str(line.undated),
            href + "&stale=never",
        )
    return cell("good", "fiches à jour", "✓", href)


def _sessions_cell(line: MinistryLine, year: int, href: str) -> dict[str, str]:
    if line.commission is None:
        return cell("none", "aucune commission enregistrée", "–")
    if line.sessions_due is None:
        last = f"dernière session : {short_date(line.last_session)}" if line.last_session else "aucune session"
        return cell(
            "information",
            f"{plural(line.sessions_held, 'session tenue', 'sessions tenues')} en {year}, périodicité non renseignée ;"
            f" {last}",
            str(line.sessions_held),
            href,
        )
    tone = "good" if line.sessions_held >= line.sessions_due else "attention" if line.sessions_held else "late"
    return cell(
        tone,
        f"{line.sessions_held} sur {line.sessions_due} sessions dues en {year}",
        f"{line.sessions_held}/{line.sessions_due}",
        href,
    )


def _pv_cell(line: MinistryLine, href: str) -> dict[str, str]:
    if line.commission is None or (line.pv_days is None and not line.pv_missing):
        return cell("none", "aucun procès-verbal attendu", "–", href)
    if line.pv_missing:
        return cell(
            "late",
            f"{plural(line.pv_missing, 'procès-verbal non soumis', 'procès-verbaux non soumis')}",
            str(line.pv_missing),
            href,
        )
    days = round(line.pv_days or 0)
    return cell(
        "good" if days <= 15 else "attention",
        f"soumis {plural(days, 'jour')} après la session, en moyenne",
        f"{days} j",
        href,
    )


def _recommendations_cell(line: MinistryLine, href: str) -> dict[str, str]:
    if not line.recommendations_open:
        return cell("none", "aucune ouverte", "–", href)
    if line.recommendations_late:
        word = (
            f"{line.recommendations_late} en retard sur {line.recommendations_open}, la plus ancienne de"
            f" {plural(line.oldest_late_days, 'jour')}"
        )
        return cell("late", word, str(line.recommendations_late), href + "&late=1")
    return cell(
        "good",
        f"{plural(line.recommendations_open, 'ouverte')}, aucune en retard",
        str(line.recommendations_open),
        href + "&state=open",
    )


def _projects_cell(line: MinistryLine, href: str) -> dict[str, str]:
    if not line.projects:
        return cell("none", "aucun projet", "–", href)
    red, yellow = line.colours[Colour.RED], line.colours[Colour.YELLOW]
    known = line.projects - line.colours[Colour.UNKNOWN]
    if not known:
        return cell(
            "information", f"{plural(line.projects, 'projet')}, signaux non renseignés", str(line.projects), href
        )
    tone = "late" if red else "attention" if yellow else "good"
    word = f"{red} au rouge, {yellow} au jaune sur {line.projects} ({percent(100 * red / line.projects)} au rouge)"
    return cell(
        tone,
        f"{word}, dont {plural(line.projects_left, 'sorti')}" if line.projects_left else word,
        f"{red}/{line.projects}",
        href,
    )


def stages_chart_data(lines: list[MinistryLine]) -> list[tuple[Stage, int]]:
    return [(stage, sum(line.stages[stage] for line in lines)) for stage in Stage]


@dataclass(frozen=True)
class AgeBand:
    label: str
    counts: Mapping[str, int]


def recommendation_ages(user: User, *, data: str = "", today: date | None = None) -> list[AgeBand]:
    """Open recommendations by age since they were issued, and by state (1 query)."""
    day = today or clock.today()
    rows = Recommendation.objects.visible_to(user).filter(state__in=OPEN_STATES, is_draft=False)
    if data in ("reelles", "demo"):
        rows = rows.filter(is_fictitious=data == "demo")
    bands = {"moins de 90 jours": 90, "90 à 365 jours": 365, "plus de 365 jours": 10**6}
    table: dict[str, dict[str, int]] = {
        label: dict.fromkeys([s.value for s in RecommendationState if s in OPEN_STATES], 0) for label in bands
    }
    for issued_on, state in rows.values_list("issued_on", "state"):
        age = (day - issued_on).days
        label = next(label for label, limit in bands.items() if age < limit)
        table[label][state] += 1
    return [AgeBand(label, counts) for label, counts in table.items()]


def title_of(user: User) -> tuple[str, str]:
    """The page's title and its state as a sentence."""
    today = long_date(clock.today())
    return (
        ("Tableau de bord national", f"Situation au {today}.")
        if user.access.is_asin
        else ("Tableau de bord", f"Vos ministères, au {today}.")
    )

"""What steers the projects of the demonstration: fictitious as they are."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Ministry
from projects.enums import ENDED_STAGES, RevisionReason
from projects.models import Project

from .enums import Absence, Direction, FundingSource, Periodicity, ReviewTerm
from .models import Dependency, FundingLine, Indicator, Milestone, Problem, Risk, UseReview
from .operations.milestones import move, reach
from .register import DEPENDENCIES, FUNDING, INDICATORS, MEASURES, MILESTONES, PROBLEMS, RISKS, USE_REVIEWS

FICTITIOUS = "Fictif, pour la démonstration"
S = FundingSource
WITHHELD = {"planned_absence": Absence.WITHHELD, "withheld_reason": "Offre en cours d’examen (fictif)"}
RISK_WORDS = (
    ("Le titulaire du marché n’a pas assez d’agents", 3, 4, "Clause de pénalité, point d’avancement chaque quinzaine"),
    ("Les crédits de l’année ne sont pas ouverts à temps", 4, 4, "Étalement des livraisons convenu avec la DPAF"),
    ("Les données à reprendre sont incomplètes", 3, 3, "Contrôle par lot de mille dossiers avant la reprise"),
    ("Le chef de projet est muté", 2, 2, ""),
    ("L’hébergement prévu n’est pas prêt", 2, 5, "Hébergement provisoire réservé au centre de données national"),
)
MILESTONE_WORDS = (
    ("Cahier des charges validé", "Cahier des charges"),
    ("Marché notifié", "Marché signé"),
    ("Recette prononcée", "Procès-verbal de recette"),
    ("Ouverture aux usagers", "Service ouvert"),
)
INDICATOR_WORDS = (
    ("Délai de traitement d’une demande", "jours", Direction.DOWN, 30, 5),
    ("Demandes faites en ligne", "par mois", Direction.UP, 0, 2000),
)
PROBLEM_WORDS = (
    "Le réseau d’un site tombe chaque après-midi",
    "Deux directions refusent le circuit de validation",
    "Une livraison a échoué deux fois à la recette",
)


def shown_projects() -> list[Project]:
    """All those of the demonstration ministry, two of each of its neighbours."""
    kept: list[Project] = []
    seen: Counter[Any] = Counter()
    demo = Ministry.objects.get(acronym="MDEMO").pk
    for project in Project.objects.filter(is_fictitious=True, left_on=None).defer("search").order_by("code"):
        seen[project.ministry_id] += 1
        if project.ministry_id == demo or seen[project.ministry_id] < 3:
            kept.append(project)
    return kept


@demo_part("pilotage des projets", position=88)
def steering() -> None:
    for rank, project in enumerate(shown_projects()):
        if not FundingLine.objects.filter(project=project).exists():
            _fund(project, rank)
        if not Risk.objects.filter(project=project).exists():
            _fear(project, rank)
        if not Milestone.objects.filter(project=project).exists():
            _mark(project, rank)
        if project.stage in ENDED_STAGES and rank % 3 == 0 and not Indicator.objects.filter(project=project).exists():
            _measure(project, rank)
        if rank % 2 == 0 and not UseReview.objects.filter(project=project).exists():
            _review(project, rank)
        if rank % 4 == 1 and not Problem.objects.filter(project=project).exists():
            _trouble(project, rank)


def _fund(project: Project, rank: int) -> None:
    """The planned cost shared between its years: what is past is paid, one amount in a while is withheld or unknown."""
    start, end, cost = project.planned_start, project.planned_end, project.planned_cost
    if start is None or end is None or cost is None:
        return
    years = range(start.year, end.year + 1)
    share, now = cost // len(years) // 100_000 * 100_000, clock.today().year
    for turn, year in enumerate(years):
        line: dict[str, Any] = {"planned": share}
        if year < now:
            line |= {"committed": share, "paid": share * 9 // 10}
        elif year == now:
            line |= {"committed": share * 7 // 10}
        else:
            line |= {"committed_absence": Absence.NOT_APPLICABLE, "paid_absence": Absence.NOT_APPLICABLE}
        if (rank + turn) % 7 == 3:
            line |= {"planned": None} | WITHHELD
        source, funder = (S.PARTNER, "Partenaire fictif A") if rank % 5 == 2 else (S.STATE, "")
        FUNDING.add(project=project, year=year, source=source, funder=funder, reference=FICTITIOUS, **line, by=None)


def _fear(project: Project, rank: int) -> None:
    today = clock.today()
    for turn in range(1 + rank % 3):
        title, probability, impact, mitigation = RISK_WORDS[(rank + turn) % len(RISK_WORDS)]
        said = {"title": title, "probability": probability, "impact": impact, "mitigation": mitigation}
        review = today + timedelta(days=40 - 25 * ((rank + turn) % 3))
        owner = "Chef de projet (fictif)"
        RISKS.add(project=project, **said, owner=owner, review_on=review, closed_on=None, outcome="", by=None)


def _mark(project: Project, rank: int) -> None:
    """Milestones spread over the planned time; those of a late project are moved, with why."""
    start, end, today = project.planned_start, project.planned_end, clock.today()
    if start is None or end is None:
        return
    for turn, (title, deliverable) in enumerate(MILESTONE_WORDS, start=1):
        day = start + (end - start) * turn // len(MILESTONE_WORDS)
        row = MILESTONES.add(project=project, title=title, deliverable=deliverable, initial_on=day, by=None)
        if project.actual_start is None:
            continue
        if turn == 3 and rank % 3 == 0:
            later, why = day + timedelta(days=45 + 7 * rank % 30), "Recette à refaire (fictif)"
            move(row.pk, to_on=later, reason=RevisionReason.CONTRACT, explanation=why, by=None)
        elif day < today and (turn < 3 or project.actual_end is not None):
            reach(row.pk, actual_on=min(day + timedelta(days=5 * (rank % 4)), today), by=None)


def _measure(project: Project, rank: int) -> None:
    """One that must go down, one that must go up; the measures come nearer, month after month, and some are late."""
    today = clock.today()
    began = today - timedelta(days=300)
    for turn, (title, unit, direction, first, target) in enumerate(INDICATOR_WORDS):
        said = {"unit": unit, "direction": direction, "initial_value": first, "target_value": target}
        days = {"initial_on": began, "target_on": today + timedelta(days=120), "ended_on": None}
        row = INDICATORS.add(
            project=project, title=title, **said, **days, source=FICTITIOUS, periodicity=Periodicity.QUARTERLY, by=None
        )
        for step in range(1, 4 if (rank + turn) % 3 else 2):
            value = first + (target - first) * step * 3 // (10 + rank % 4)
            day = began + timedelta(days=85 * step)
            MEASURES.add(indicator=row, measured_on=day, value=value, note=FICTITIOUS, by=None)


def _review(project: Project, rank: int) -> None:
    """The first use review of a project that ended long enough ago."""
    if project.actual_end is None or project.actual_end + timedelta(days=240) > clock.today():
        return
    figures = {"users": 900 + 130 * rank, "transactions": 2400 + 75 * rank, "availability": Decimal("98.60")}
    cost = {"running_cost": 6_500_000, "running_cost_absence": ""}
    day = project.actual_end + timedelta(days=200)
    said = {"term": ReviewTerm.FIRST, "reviewed_on": day, "comment": FICTITIOUS}
    USE_REVIEWS.add(project=project, **said, **figures, **cost, by=None)


@demo_part("dépendances entre projets", position=89)
def dependencies() -> None:
    """A few projects wait for the one before; one waits for something in no portfolio."""
    if Dependency.objects.exists():
        return
    shown = shown_projects()
    for earlier, later in pairwise(shown[:8:2]):
        said = {"awaited": "Annuaire des agents ouvert aux autres applications (fictif)"}
        DEPENDENCIES.add(project=later, predecessor=earlier, outside="", **said, needed_on=later.planned_start, by=None)
    if shown:
        outside = "Centre de données national : capacité d’hébergement (fictif)"
        what: dict[str, Any] = {"awaited": "Vingt machines virtuelles", "needed_on": shown[0].planned_end}
        DEPENDENCIES.add(project=shown[0], predecessor=None, outside=outside, **what, by=None)


def _trouble(project: Project, rank: int) -> None:
    today = clock.today()
    PROBLEMS.add(
        project=project,
        title=PROBLEM_WORDS[rank // 4 % len(PROBLEM_WORDS)],
        seen_on=today - timedelta(days=20 + rank),
        impact=2 + rank % 3,
        action="Réunion avec le titulaire (fictif)",
        owner="Chef de projet (fictif)",
        due_on=today + timedelta(days=15 - rank),
        closed_on=None,
        risk=None,
        by=None,
    )

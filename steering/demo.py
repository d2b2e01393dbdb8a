"""What steers the projects of the demonstration: fictitious as they are."""

from collections import Counter
from datetime import timedelta
from typing import Any

from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Ministry
from projects.models import Project

from .enums import Absence, FundingSource
from .models import FundingLine, Problem, Risk
from .register import FUNDING, PROBLEMS, RISKS

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


@demo_part("pilotage des projets", position=96)
def steering() -> None:
    for rank, project in enumerate(shown_projects()):
        if not FundingLine.objects.filter(project=project).exists():
            _fund(project, rank)
        if not Risk.objects.filter(project=project).exists():
            _fear(project, rank)
        if rank % 4 == 1 and not Problem.objects.filter(project=project).exists():
            _trouble(project, rank)


def _fund(project: Project, rank: int) -> None:
    """The planned cost shared between its years: what is past is paid, one amount in a while is withheld or unknown."""
    start, end, cost = project.planned_start, project.planned_end, project.planned_cost
    if start is None or end is None or cost is None:
        return
    years = range(start.year, end.year + 1)
    share, now = cost // len(years), clock.today().year
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

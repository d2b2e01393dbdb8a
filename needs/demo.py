"""Needs: those of the MASM's commission of 2021, as far as the article tells them; a whole cycle, fictitious, for the
ministry of the demonstration.
"""

from datetime import date, timedelta
from typing import Any

from commissions.models import Commission
from foundation.accounts.models import Grant, User
from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Ministry
from projects.models import Project

from .enums import Urgency, Verdict, Wish
from .models import Need
from .operations import adopt_elsewhere, become, fill_lot, make_ranking, say_verdicts, score, set_grid, submit
from .operations.ranking import LineVerdict
from .register.lots import LOTS
from .register.needs import NEEDS
from .rules import SCORERS

ARTICLE = "les4verites.bj, décembre 2021, compte rendu de la première session de la CMSIC du MASM (8 décembre 2021)"
FICTITIOUS = "Fictif, pour la démonstration"
CRITERIA = ("Utilité pour l’usager ; 40", "Échanges avec d’autres systèmes ; 25", "Coût ; 20", "Urgence ; 15")
DESKS, MAIL = "Postes de travail des directions départementales", "Messagerie interne du cabinet"
U, W = Urgency, Wish
Line = tuple[str, str, str, int | None, str, str]  # title, asker, what for, cost in millions, urgency, what is expected
FIRST: tuple[Line, ...] = (
    ("Demandes d’attestation en ligne", "DPAF", "Éviter un déplacement à l’usager.", 85, U.HIGH, W.E_SERVICE),
    ("Registre unique des bénéficiaires", "SGM", "Compter une fois chacun.", 240, U.NORMAL, W.PROJECT),
    (DESKS, "DPAF", "Remplacer ceux qui ont plus de huit ans.", 130, U.NORMAL, W.EQUIPMENT),
    (MAIL, "CAB", "Une messagerie de plus.", None, U.LOW, W.OTHER),
)
SECOND: tuple[Line, ...] = (
    ("Suivi des recommandations des sessions", "SGM", "Savoir où en est chacune.", 18, U.NORMAL, W.PROJECT),
    ("Archivage des dossiers d’agents", "DPAF", "Retrouver un dossier en une minute.", None, "", W.PROJECT),
    ("Prise de rendez-vous des usagers", "DSI", "Recevoir sans file d’attente.", 40, U.HIGH, W.E_SERVICE),
)
# Of each need in turn, the marks of two members, criterion by criterion.
FIRST_MARKS = (
    ((5, 4, 3, 5), (5, 3, 4, 4)),
    ((4, 5, 2, 3), (5, 5, 3, 3)),
    ((3, 1, 3, 4), (2, 1, 4, 3)),
    ((1, 2, 4, 1), (3, 0, 5, 1)),
)
SECOND_MARKS = (((3, 3, 5, 3),), (), ())
Marks = tuple[tuple[tuple[int, ...], ...], ...]


@demo_part("besoins", position=99)
def needs() -> None:
    if Need.objects.exists():
        return
    _masm(Commission.objects.filter(code="MASM").first())
    ministry = Ministry.objects.get(acronym="MDEMO")
    commission = Commission.objects.alive().filter(ministry=ministry).first()
    if commission is not None:
        _fictitious(commission)


def _masm(commission: Commission | None) -> None:
    """« Ils ont fait le point des besoins »: the article names two subjects, no amount, no asker, no criterion."""
    if commission is None:
        return
    told: Any = {"commission": commission, "asked_on": date(2021, 12, 8), "source": ARTICLE, "by": None}
    empty: Any = dict.fromkeys(("structure", "estimated_cost", "lot"))
    empty |= dict.fromkeys(("beneficiaries", "urgency"), "")
    NEEDS.add(
        title="Interopérabilité des plateformes du ministère",
        objectives="Question étudiée par la commission ; l’article ne dit pas la conclusion.",
        asker="Recensé en session par la commission",
        wish="",
        **empty,
        **told,
    )
    NEEDS.add(
        title="E-services à créer au profit des usagers du ministère",
        objectives="Quelques projets identifiés en session ; l’article ne les nomme pas. Le directeur adjoint de"
        " cabinet y dit qu’« un énorme travail de lotissement est nécessaire ».",
        asker="Recensé en session par la commission",
        **empty | {"beneficiaries": "Usagers du ministère", "wish": Wish.E_SERVICE},
        **told,
    )
    for need in Need.objects.filter(commission=commission):
        submit(need.pk, by=None)


def _fictitious(commission: Commission) -> None:
    grants = Grant.objects.filter(commission_id=commission.pk, role__in=SCORERS).select_related("user")
    members = [grant.user for grant in grants.order_by("pk")[:2]]
    set_grid(commission.pk, criteria=CRITERIA, scale_max=5, source="Décision fictive n° 2", by=None)
    first = _asked(commission, FIRST, FIRST_MARKS, members)
    lot = LOTS.add(
        commission=commission,
        title="Registres et guichets",
        purpose="Une même plateforme peut porter le registre et les demandes en ligne.",
        is_fictitious=True,
        by=None,
    )
    fill_lot(lot.pk, needs=first[:2], by=None)
    ranking = make_ranking(commission.pk, by=None)
    put_off = LineVerdict(Verdict.ADJOURNED, "À regrouper avec le plan de renouvellement du parc (fictif).")
    out = LineVerdict(Verdict.DISCARDED, "La messagerie commune de l’administration y répond (fictif).")
    by_title = {"Postes de travail des directions départementales": put_off, "Messagerie interne du cabinet": out}
    said = {line.pk: by_title.get(line.title, LineVerdict(Verdict.RETAINED)) for line in ranking.lines.all()}
    say_verdicts(ranking.pk, verdicts=said, by=None)
    reference = "Session tenue sur papier (fictif), décision n° 3"
    adopt_elsewhere(ranking.pk, reference=reference, decided_on=clock.today(), by=None)
    project = Project.objects.filter(ministry=commission.ministry, left_on=None).order_by("code").first()
    if project is not None:
        become(first[0].pk, project=project, by=None)
    _asked(commission, SECOND, SECOND_MARKS, members)


def _asked(commission: Commission, lines: tuple[Line, ...], marks: Marks, members: list[User]) -> list[Need]:
    grid = commission.criteria_grids.order_by("-number").first()
    criteria = list(grid.criteria.order_by("position")) if grid is not None else []
    made = []
    for (title, acronym, what, cost, urgency, wish), given_by_each in zip(lines, marks, strict=True):
        structure = commission.ministry.structures.filter(acronym=acronym).first() if commission.ministry else None
        need = NEEDS.add(
            commission=commission,
            title=title,
            structure=structure,
            asker="" if structure is not None else acronym,
            objectives=what,
            beneficiaries="",
            estimated_cost=None if cost is None else cost * 1_000_000,
            urgency=urgency,
            wish=wish,
            asked_on=clock.today() - timedelta(days=30),
            source=FICTITIOUS,
            lot=None,
            is_fictitious=True,
            by=None,
        )
        submit(need.pk, by=None)
        for member, values in zip(members, given_by_each, strict=False):
            given = {criterion.pk: value for criterion, value in zip(criteria, values, strict=True)}
            score(need.pk, scores=given, by=member)
        made.append(need)
    return made

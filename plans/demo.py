"""Plans: those of the MDGL as the press tells them, without a date nor an action that no source gives; fictitious ones
for the ministries of the demonstration and for the RSI of a commune.
"""

from datetime import date, timedelta
from typing import Any

from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Commune, Ministry
from projects.models import Project

from .enums import ActionState, MeasureState, PlanKind
from .models import MeasureAnswer, Plan, PssieMeasure
from .models.plan import later
from .operations import add_action, add_axis, adopt_plan, answer_measure, create_plan, link_project
from .register import MEASURES

PRESS = "oxygene-benin.bj, compte rendu de la session du 18 septembre 2024"
FICTITIOUS = "Plan fictif, pour la démonstration"
S = ActionState
Line = tuple[str, str, str, int, int | None, ActionState, tuple[str, ...]]
# axis, number, action, due in months from today, cost in millions (unknown: None), what is stated, titles of projects
SDSI: list[Line] = [
    ("Services aux usagers", "A1.1", "Mettre les agréments en ligne", 6, 420, S.UNKNOWN, ("Plateforme des agréments",)),
    (
        "Services aux usagers",
        "A1.2",
        "Suivre ses demandes depuis un téléphone",
        12,
        95,
        S.UNKNOWN,
        ("Application mobile",),
    ),
    (
        "Services aux usagers",
        "A1.3",
        "Refondre le portail d’information",
        14,
        60,
        S.UNKNOWN,
        ("Portail d’information",),
    ),
    ("Services aux usagers", "A1.4", "Ouvrir un centre d’appel", -3, None, S.TO_START, ()),
    (
        "Gestion interne",
        "A2.1",
        "Dématérialiser le courrier",
        -14,
        180,
        S.UNKNOWN,
        ("Gestion électronique du courrier",),
    ),
    (
        "Gestion interne",
        "A2.2",
        "Numériser les archives de neuf sites",
        8,
        260,
        S.UNKNOWN,
        ("Numérisation des archives",),
    ),
    ("Gestion interne", "A2.3", "Disposer d’indicateurs du secteur", 7, 310, S.UNKNOWN, ("Entrepôt de données",)),
    (
        "Gestion interne",
        "A2.4",
        "Former les correspondants numériques",
        6,
        30,
        S.UNKNOWN,
        ("Formation des correspond",),
    ),
    ("Gestion interne", "A2.5", "Écrire la charte d’usage de la messagerie", -10, 0, S.DONE, ()),
    (
        "Socle technique",
        "A3.1",
        "Relier les directions départementales",
        2,
        None,
        S.UNKNOWN,
        ("Réseau local", "Visioconf"),
    ),
    ("Socle technique", "A3.2", "Unifier les comptes des agents", -4, 85, S.UNKNOWN, ("Annuaire et comptes",)),
    ("Socle technique", "A3.3", "Échanger par la plateforme nationale", 9, 140, S.UNKNOWN, ("Raccordement à la",)),
    ("Socle technique", "A3.4", "Doter le ministère d’un plan de continuité", -1, 120, S.UNKNOWN, ()),
    ("Socle technique", "A3.5", "Mutualiser les impressions", 10, None, S.UNKNOWN, ()),
]
ROADMAP: list[Line] = [
    ("Usagers", "1", "Publier les délibérations du conseil communal", 3, 4, S.RUNNING, ()),
    ("Usagers", "2", "Ouvrir la prise de rendez-vous à l’état civil", 8, 12, S.TO_START, ()),
    ("Moyens", "3", "Équiper les huit arrondissements d’une connexion", -2, None, S.RUNNING, ()),
    ("Moyens", "4", "Nommer un correspondant par arrondissement", -6, 0, S.DONE, ()),
]
WHO = {"Services aux usagers": "DSU", "Gestion interne": "DPAF"}
MEASURES_OF_MDEMO = [
    ("M1", "Nommer un responsable de la sécurité", MeasureState.DONE, "Note de service fictive n° 12", -20, None),
    (
        "M2",
        "Tenir l’inventaire du parc et des applications",
        MeasureState.DONE,
        "Inventaire fictif, version 3",
        -7,
        None,
    ),
    ("M3", "Classer les informations par sensibilité", MeasureState.RUNNING, "", None, 3),
    ("M4", "Sauvegarder chaque jour hors du site", MeasureState.DONE, "Procès-verbal d’essai fictif", -2, None),
    ("M5", "Essayer une reprise une fois par an", MeasureState.NOT_STARTED, "", None, -1),
    ("M6", "Séparer le réseau des visiteurs", MeasureState.RUNNING, "", None, 5),
    ("M7", "Chiffrer les postes nomades", None, "", None, None),
    ("M8", "Signaler tout incident à l’autorité compétente", MeasureState.RUNNING, "", None, 1),
    ("M9", "Sécuriser la téléphonie satellitaire", MeasureState.NOT_APPLICABLE, "", None, None),
    ("M10", "Sensibiliser chaque agent à son arrivée", None, "", None, None),
]


def month(number: int) -> date:
    return later(clock.today().replace(day=1), number)


@demo_part("plans et PSSIE", position=75)
def plans() -> None:
    if Plan.objects.exists():
        return
    _mdgl(Ministry.objects.filter(name__startswith="Ministère de la Décentralisation et de la Gouvernance").first())
    demo = Ministry.objects.get(acronym="MDEMO")
    former = _plan(
        PlanKind.SDSI, "Schéma directeur du système d’information, premier", -62, -25, "Arrêté fictif n° 7", demo
    )
    sdsi = _plan(
        PlanKind.SDSI, "Schéma directeur du système d’information", -24, 4, "Arrêté fictif n° 31", demo, replaces=former
    )
    _actions(sdsi, SDSI)
    _plan(PlanKind.PSSI, "Politique de sécurité du système d’information", -44, -8, "Décision fictive n° 4", demo)
    pssie = _plan(PlanKind.PSSIE, "Plan d’action pour la PSSIE", -18, 18, "Note fictive n° 9", demo)
    _actions(pssie, [("Gouvernance", "", "Écrire la PSSI du ministère", 2, 45, S.UNKNOWN, ("Politique de sécurité",))])
    _measures(demo)
    for place, ministry in enumerate(Ministry.objects.filter(is_fictitious=True).exclude(pk=demo.pk).order_by("name")):
        _neighbour(ministry, place)
    commune = Commune.objects.get(name="Abomey-Calavi")
    road = _plan(PlanKind.ROADMAP, "Feuille de route numérique de la commune", -10, 14, "", commune)
    _actions(road, ROADMAP)


def _mdgl(ministry: Ministry | None) -> None:
    """« Élaboration et exécution des schémas directeurs », done; the PSSI and the new master plan, to come."""
    if ministry is None:
        return
    told: Any = {"ministry": ministry, "source": PRESS, "by": None}
    sdsi = create_plan(
        kind=PlanKind.SDSI, title="Schémas directeurs des systèmes d’information, niveau central et préfectures", **told
    )
    adopt_plan(sdsi.pk, by=None)
    sdsi.refresh_from_db()
    create_plan(
        kind=PlanKind.SDSI, title="Mise à jour du schéma directeur des systèmes d’information", replaces=sdsi, **told
    )
    create_plan(kind=PlanKind.PSSI, title="Politique de sécurité du système d’information (PSSI)", **told)


def _plan(
    kind: PlanKind,
    title: str,
    starts: int,
    ends: int,
    act: str,
    owner: Ministry | Commune,
    replaces: Plan | None = None,
) -> Plan:
    whose: Any = {"ministry": owner} if isinstance(owner, Ministry) else {"commune": owner}
    days: Any = {"starts_on": month(starts), "ends_on": month(ends) - timedelta(days=1)}
    plan = create_plan(
        kind=kind, title=title, replaces=replaces, source=FICTITIOUS, is_fictitious=True, by=None, **whose, **days
    )
    adopt_plan(plan.pk, act_reference=act, adopted_on=month(starts) - timedelta(days=20) if act else None, by=None)
    plan.refresh_from_db()
    return plan


def _actions(plan: Plan, lines: list[Line]) -> None:
    axes: dict[str, Any] = {}
    for axis, code, title, due, cost, stated, carried_by in lines:
        if axis not in axes:
            axes[axis] = add_axis(plan.pk, title=axis, by=None)
        facts: dict[str, Any] = {"code": code, "title": title, "due_on": month(due), "stated": stated}
        facts |= {"axis": axes[axis], "planned_cost": None if cost is None else cost * 1_000_000}
        if plan.ministry is not None:
            facts["structure"] = plan.ministry.structures.filter(acronym=WHO.get(axis, "DSI")).first()
        action = add_action(plan.pk, by=None, **facts)
        for beginning in carried_by:
            project = (
                Project.objects.filter(ministry=plan.ministry, title__startswith=beginning).order_by("code").first()
            )
            if project is not None:
                link_project(action.pk, project=project, by=None)


def _neighbour(ministry: Ministry, place: int) -> None:
    """A master plan of each neighbour, whose first projects it calls for; every other one has lost its act."""
    projects = list(Project.objects.filter(ministry=ministry, left_on=None).order_by("code")[:4])
    if not projects:
        return
    act = "" if place % 2 else f"Arrêté fictif n° {place + 10}"
    plan = _plan(PlanKind.SDSI, "Schéma directeur du système d’information", -20 + place, 20 - 5 * place, act, ministry)
    lines: list[Line] = [
        ("Axe unique", str(number), row.title, 3 * number, 50 * number, S.UNKNOWN, (row.title,))
        for number, row in enumerate(projects, start=1)
    ]
    _actions(plan, [*lines, ("Axe unique", "9", "Évaluer le schéma directeur", 2 - 2 * place, None, S.UNKNOWN, ())])


def _measures(ministry: Ministry) -> None:
    """A list that the ministry of the demonstration gave itself: no source read gives that of the State."""
    for position, (code, title, state, proof, proved, due) in enumerate(MEASURES_OF_MDEMO, start=1):
        said = {"code": code, "title": title, "position": position, "source": "Liste fictive", "is_fictitious": True}
        MEASURES.add(ministry=ministry, by=None, **said)
        if state is None:
            continue
        facts: dict[str, Any] = {"state": state, "proof_reference": proof, "due_on": month(due) if due else None}
        facts |= {"proof_on": month(proved) if proved else None}
        if state == MeasureState.NOT_APPLICABLE:
            facts["reason"] = "Le ministère n’a pas de téléphonie satellitaire."
        measure = PssieMeasure.objects.get(ministry=ministry, code=code)
        if not MeasureAnswer.objects.filter(ministry=ministry, measure=measure).exists():
            answer_measure(ministry.pk, measure=measure, by=None, **facts)

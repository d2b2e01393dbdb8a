"""Fictitious portfolios: projects at every stage and colour, revisions, months of updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.accounts.models import Person, User
from foundation.common import clock
from foundation.notifications.enums import Channel, NoticeKind
from foundation.notifications.operations.notifying import accounts_of, choose_channels
from ministries.models import Departement, Ministry
from projects.enums import Colour, ProjectKind, ProjectNature, Rating, RevisionReason, Stage, UpdateState
from projects.models import Baseline, Mutualisation, Project, ProjectSite, RevisionRequest, StatusUpdate
from projects.notifications import approvers_of
from projects.operations.baselines import PlannedValues, adopt_revision, set_initial_baseline
from projects.operations.creating import next_code
from projects.operations.mutualising import propose_mutualisation
from projects.operations.refreshing import refresh_signals
from projects.operations.revising import ask_revision
from projects.queries.project_signals import fresh_until

from .timeline import known

N, S = ProjectNature, Stage


@dataclass(frozen=True)
class Plan:
    """A project in a few words: months are counted from today, negative in the past; costs in millions of
    francs CFA.
    """

    title: str
    nature: ProjectNature
    stage: Stage
    starts: int
    ends: int
    cost: int
    progress: int | None = None
    slip: int = 0  # months the forecast end is past the planned one
    over: int = 0  # forecast cost over the planned one, in %
    silent: int = 0  # months since the last update
    revised: bool = False
    sites: int = 0


MDEMO = [
    Plan("Gestion électronique du courrier", N.PLATFORM, S.IN_OPERATION, -34, -16, 180, 100),
    Plan("Portail d’information des usagers", N.WEBSITE, S.IDENTIFIED, 4, 12, 60),
    Plan("Plateforme des agréments en ligne", N.E_SERVICE, S.RUNNING, -26, 2, 420, 78, slip=3, over=8),
    Plan(
        "Réseau local des directions départementales",
        N.INFRASTRUCTURE,
        S.RUNNING,
        -18,
        -2,
        950,
        64,
        slip=7,
        over=36,
        revised=True,
    ),
    Plan("E-service : attestation de service fait", N.E_SERVICE, S.IN_OPERATION, -24, -9, 75, 100),
    Plan("Entrepôt de données et indicateurs du secteur", N.DATA, S.RUNNING, -14, 5, 310, 45, slip=2, over=22),
    Plan("Messagerie instantanée du ministère", N.PLATFORM, S.ABANDONED, -20, -8, 40, 10),
    Plan("Raccordement à la plateforme nationale d’interopérabilité", N.PLATFORM, S.RUNNING, -10, 8, 140, 40),
    Plan("Application mobile de suivi des demandes", N.E_SERVICE, S.APPROVED, 1, 11, 95),
    Plan(
        "Numérisation des archives, phase 1 : neuf sites",
        N.ARCHIVES,
        S.RUNNING,
        -16,
        6,
        260,
        33,
        slip=1,
        silent=3,
        sites=9,
    ),
    Plan("Politique de sécurité du système d’information (PSSI)", N.SECURITY, S.RUNNING, -9, 1, 45, 70),
    Plan("Renouvellement de 120 postes de travail", N.INFRASTRUCTURE, S.SUBMITTED, 2, 8, 130),
    Plan("Annuaire et comptes uniques des agents", N.SECURITY, S.DONE, -22, -4, 85, 100),
    Plan("Formation des correspondants numériques", N.TRAINING, S.RUNNING, -6, 6, 30, 50, silent=2),
    Plan("Visioconférence des directions départementales", N.INFRASTRUCTURE, S.SUSPENDED, -15, -1, 110, 25, slip=9),
]

# What the ASIN thinks of them: as the DSI, harder, and much harder (« optimiste »).
MDEMO_RATINGS = (
    (2, Rating.TO_WATCH, "Le calendrier tient si la passation du second lot est lancée ce trimestre."),
    (3, Rating.IN_TROUBLE, "Deux lots restent à reprendre ; l’équipe du titulaire a changé."),
    (5, Rating.TO_WATCH, "La reprise des données est le point à surveiller."),
    (7, Rating.IN_TROUBLE, "Aucun flux n’est encore ouvert en production, à mi-parcours."),
    (10, Rating.SURE, "Le document est prêt ; reste son adoption."),
)


def shifted(months: int) -> date:
    """The first day of the month that many months from now."""
    today = clock.today()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, 1)


def load_demo_portfolio(ministry: Ministry) -> list[Project]:
    return load_portfolio(ministry, MDEMO, seed=1)


def load_portfolio(ministry: Ministry, plans: Sequence[Plan], *, seed: int) -> list[Project]:
    rng = Random(seed)  # noqa: S311
    lead = Person.objects.filter(scope=ministry.scope, user__isnull=False).order_by("full_name", "pk").first()
    projects = []
    for plan in plans:
        project = Project.objects.filter(ministry=ministry, title=plan.title).first()
        projects.append(project or _create(ministry, plan, lead, rng))
    refresh_signals()
    return projects


@transaction.atomic
def _create(ministry: Ministry, plan: Plan, lead: Person | None, rng: Random) -> Project:
    began = plan.stage in (S.RUNNING, S.DONE, S.IN_OPERATION, S.SUSPENDED, S.ABANDONED)
    ended = plan.stage in (S.DONE, S.IN_OPERATION)
    planned_start, planned_end, cost = shifted(plan.starts), shifted(plan.ends), plan.cost * 1_000_000
    late_days = rng.randint(0, 25)
    project = Project.objects.create(
        scope=ministry.scope,
        ministry=ministry,
        code=next_code(ministry),
        title=plan.title,
        nature=plan.nature,
        stage=plan.stage,
        lead=lead,
        objectives=f"{plan.title} : rendre le service plus simple pour ses usagers et plus sûr pour l’administration.",
        beneficiaries="Agents du ministère et usagers",
        sponsor="Budget national",
        supplier="" if not began else f"Prestataire fictif {rng.choice('ABCD')}",
        pag_axis="Usages et confiance numériques" if rng.random() > 0.3 else "",
        sdsi_action=f"Action {rng.randint(1, 14)}" if rng.random() > 0.35 else "",
        actual_start=planned_start + timedelta(days=late_days) if began else None,
        actual_end=planned_end + timedelta(days=late_days) if ended else None,
        actual_cost=round(cost * 1.04) if ended else None,
        forecast_start=planned_start if not began else None,
        forecast_end=None if ended else shifted(plan.ends + plan.slip),
        forecast_cost=None if ended else round(cost * (1 + plan.over / 100)),
        progress=plan.progress,
        own_rating=None if not began else max(1, 5 - plan.slip // 2 - plan.over // 15),
        is_fictitious=True,
        source="Projet fictif, pour la démonstration",
    )
    adopted = min(planned_start - timedelta(days=40), clock.today() - timedelta(days=1))
    set_initial_baseline(project.pk, PlannedValues(planned_start, planned_end, cost, adopted), by=None)
    project.refresh_from_db(fields=["planned_start", "planned_end", "planned_cost"])
    if plan.revised:
        _revise(project, rng)
    places = list(Departement.objects.order_by("name"))
    for position in range(1, plan.sites + 1):
        done = position <= 3
        progress = 100 if done else 40 if position < 6 else 0
        ProjectSite.objects.create(
            scope=ministry.scope,
            project=project,
            position=position,
            label=f"Site n° {position}",
            departement=places[(2 * position) % len(places)] if places and position < plan.sites else None,
            state="done" if done else "running" if position < 6 else "to_come",
            progress=progress,
            **_quantities(plan, position, progress),
        )
    if began and lead and lead.user:
        _updates(project, plan, lead, rng)
    return project


def _quantities(plan: Plan, position: int, progress: int) -> dict[str, Any]:
    """What is counted on a site; the last one has not said it yet."""
    unit = "mètres linéaires d’archives traités" if plan.nature == N.ARCHIVES else "prises câblées"
    if position == plan.sites:
        return {"unit": unit}
    planned = 40 + 10 * position
    done = planned * progress // 100
    return {
        "unit": unit,
        "planned_quantity": planned,
        "done_quantity": done,
        "measured_on": clock.today() - timedelta(days=5 + position),
    }


def _revise(project: Project, rng: Random) -> None:
    """One revision of the cost and the end, with its reason; the initial values stay."""
    planned = PlannedValues(
        project.planned_start,
        known(project.planned_end) + timedelta(days=92),
        round(known(project.planned_cost) * 1.1),
        shifted(-5) + timedelta(days=rng.randint(2, 20)),
        approver="Comité de pilotage fictif",
        decision_reference="Décision fictive n° 3",
    )
    adopt_revision(
        project.pk,
        planned,
        reason=RevisionReason.CONTRACT,
        explanation="Marché infructueux une première fois ; passation reprise.",
        by=None,
    )


# What a DSI writes in a month, by how far the work is; the last list when it is late.
SAID = {
    "begin": (
        "Le cahier des charges est validé par les directions.",
        "Le chef de projet du prestataire est nommé ; la réunion de lancement a eu lieu.",
        "Les ateliers ont recensé {n} démarches ; deux sont à simplifier avant tout développement.",
        "Le plan d’assurance qualité est signé.",
    ),
    "middle": (
        "La {n}e livraison est installée sur l’environnement de recette.",
        "Les essais avec {n} agents ont relevé des libellés à revoir ; ils le sont.",
        "La reprise des données avance : {n}0 % des dossiers sont contrôlés.",
        "L’hébergement au centre de données national est ouvert.",
        "Une direction a demandé un écran de plus ; la demande attend la prochaine version.",
    ),
    "end": (
        "La formation de {n}0 agents est faite ; il reste deux sites.",
        "La recette est prononcée avec {n} réserves mineures.",
        "Le service est ouvert à un premier groupe d’usagers.",
    ),
    "late": (
        "La passation n’a pas abouti ; le dossier est repris avec la DPAF.",
        "Le titulaire demande {n} semaines de plus ; le comité de pilotage se réunit le mois prochain.",
        "Le matériel est bloqué au port depuis {n} semaines.",
        "Un lot est à refaire : les essais ont échoué deux fois.",
        "Les crédits du trimestre ne sont pas ouverts ; les travaux tournent au ralenti.",
        "{n} factures du titulaire attendent leur visa ; il a ralenti ses équipes.",
        "Deux directions ne s’accordent pas sur le circuit de validation ; l’arbitrage est demandé.",
    ),
}


def _said(plan: Plan, share: float, month: int, seed: int) -> str:
    late = plan.slip and month % 3 != plan.starts % 3
    key = "late" if late else "begin" if share < 0.35 else "middle" if share < 0.8 else "end"
    return SAID[key][(month + seed) % len(SAID[key])].format(n=3 + (month * 5 + seed) % 7)


def _updates(project: Project, plan: Plan, lead: Person, rng: Random) -> None:
    """What was said the day its baseline was adopted, one published update a quarter, then one a month for a year, then
    silence for as long as the plan says: so that an edition of any day reads what was said by then.
    """
    first = plan.starts + 1
    last = min(-plan.silent, plan.ends if plan.stage in (S.DONE, S.IN_OPERATION) else 0)
    total = max(1, last - first)
    baseline = project.baselines.get(number=0)
    seed, rows = rng.randrange(100), [_first_said(project, lead, baseline)]
    for month in (month for month in range(first, last) if month in (first, last - 1) or month >= -12 or not month % 3):
        share = (month - first + 1) / total
        day = shifted(month)
        rows.append(
            StatusUpdate(
                scope_id=project.scope_id,
                project=project,
                month=day,
                state=UpdateState.PUBLISHED,
                stage=S.RUNNING,
                progress=round((plan.progress or 0) * share),
                **_slipped(project, baseline, share),
                actual_start=project.actual_start,
                own_rating=project.own_rating,
                narrative=_said(plan, share, month, seed),
                author=lead.user,
                author_name=lead.full_name,
                published_at=timezone.make_aware(datetime.combine(day + timedelta(days=24), time(16))),
            )
        )
    StatusUpdate.objects.bulk_create(rows)
    if len(rows) > 1:
        project.last_update_on = known(rows[-1].published_at).date()
        project.fresh_until = fresh_until(project, project.last_update_on)
        project.save(update_fields=["last_update_on", "fresh_until"])


def _slipped(project: Project, baseline: Baseline, share: float) -> dict[str, Any]:
    """What was forecast when this share of the work was told: what slipped since the baseline did so little by little,
    and the last update says what the project says today.
    """
    end, cost = known(project.actual_end or project.forecast_end), known(project.actual_cost or project.forecast_cost)
    planned_end, planned_cost = known(baseline.planned_end), known(baseline.planned_cost)
    return {
        "forecast_end": planned_end + (end - planned_end) * share,
        "forecast_cost": planned_cost + round((cost - planned_cost) * share),
    }


def _first_said(project: Project, lead: Person, baseline: Baseline) -> StatusUpdate:
    adopted = baseline.adopted_on
    return StatusUpdate(
        scope_id=project.scope_id,
        project=project,
        month=adopted.replace(day=1),
        state=UpdateState.PUBLISHED,
        stage=S.APPROVED,
        forecast_start=baseline.planned_start,
        forecast_end=baseline.planned_end,
        forecast_cost=baseline.planned_cost,
        narrative="Le projet est approuvé ; la passation commence.",
        author=lead.user,
        author_name=lead.full_name,
        published_at=timezone.make_aware(datetime.combine(adopted, time(11))),
    )


def share_a_project() -> None:
    """A neighbour's project that the demonstration ministry reads as a partner, and its proposal to do it together:
    read in the page, no letter leaves.
    """
    demo = Ministry.objects.get(acronym="MDEMO")
    if Mutualisation.objects.filter(scope_id=demo.scope_id).exists():
        return
    theirs = (
        Project.objects.filter(is_fictitious=True, left_on=None, kind=ProjectKind.PROJECT)
        .exclude(ministry=demo)
        .order_by("code")
        .first()
    )
    if theirs is None:
        return
    theirs.partner_ministries.add(demo)
    for director in accounts_of(Role.DSI, scope=theirs.scope_id):
        choose_channels(director, {NoticeKind.MUTUALISATION: Channel.PAGE})
    propose_mutualisation(
        theirs.pk,
        scope_id=demo.scope_id,
        title=f"{theirs.title}, au ministère de démonstration",
        by=User.objects.get(email="dsi@mdemo.test"),
    )


def ask_a_revision() -> None:
    """A late project whose DSI asks that its baseline end with his estimate: the president has not answered."""
    demo = Ministry.objects.get(acronym="MDEMO")
    if RevisionRequest.objects.filter(scope_id=demo.scope_id).exists():
        return
    late = Project.objects.filter(ministry=demo, left_on=None, stage=S.RUNNING, revision_count=0)
    project = (
        late.exclude(forecast_end=None).exclude(colour=Colour.GREEN).order_by("-schedule_variance", "code").first()
    )
    if project is None:
        return
    for user in chain(*approvers_of(project)):
        choose_channels(user, {NoticeKind.REVISION: Channel.PAGE})
    planned = PlannedValues(project.planned_start, project.forecast_end, project.planned_cost, clock.today())
    ask_revision(
        project.pk,
        planned,
        reason=RevisionReason.CONTRACT,
        explanation="Le premier appel d’offres est infructueux ; la passation reprend avec un lot de moins.",
        by=User.objects.get(email="dsi@mdemo.test"),
    )

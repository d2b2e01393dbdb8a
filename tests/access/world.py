"""Two ministries with everything in them, the actors of the trust document, and canaries that must never be seen by the
others.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from commissions.enums import SeatRole, SeriesKind
from commissions.models import Seat
from commissions.operations.numbering import reserve_up_to
from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import ApiToken, User
from foundation.accounts.models.token import digest, new_secret
from sessions.core.enums import Section
from sessions.core.models import Convocation, ItemRecommendation, MinuteText
from tests.factories import (
    ActionProjectFactory,
    AgendaItemFactory,
    CampaignFactory,
    CommuneFactory,
    CriteriaGridFactory,
    DeadlineFactory,
    DecisionFactory,
    EditionFactory,
    EditionRowFactory,
    GrantFactory,
    LotFactory,
    MeasureAnswerFactory,
    MinistryFactory,
    NeedFactory,
    NeedOutcomeFactory,
    PlanActionFactory,
    PlanAxisFactory,
    PlanFactory,
    ProjectFactory,
    PromiseFactory,
    PssieMeasureFactory,
    RankingFactory,
    RankingLineFactory,
    RecommendationFactory,
    ReportFactory,
    ScheduleFactory,
    ScopeFactory,
    SessionFactory,
    StructureFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

from .assets import plant_assets
from .communes import plant_communes
from .conferences import plant_conferences
from .eservices import plant_eservices
from .held import plant_held
from .institutions import plant_institutions
from .journal import plant_journal
from .lines_imports import plant_import
from .papers import plant_papers
from .steering import plant_steering
from .systems import plant_systems
from .unannounced import SEES as SEES_UNANNOUNCED
from .unannounced import plant_unannounced

# Planted in rows of each level; an actor's answer may hold only those he is entitled to.
LEVELS = ("PORTFOLIO", "COMMISSION", "PREPARING", "CLOSED")


def canary(side: str, level: str) -> str:
    return f"CANARI{side}{level}"


@dataclass
class World:
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # actor → clear secret
    objects: dict[tuple[str, str], Any] = field(
        default_factory=dict
    )  # (kind, variant) → row; variants: own, closed, preparing, foreign
    extra: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: tuple[str, str]) -> Any:
        return self.objects[key]


# Who may read which canaries of ministry A ("own" side). Everybody else: none.
INSIDE = {"secretary", "president", "member", "observer"}
SEES_A = {
    "PORTFOLIO": INSIDE | {"dsi", "project_lead", "auditor", "asin_reader", "asin_admin", "token_read", "token_write"},
    "COMMISSION": INSIDE | {"dsi", "auditor", "token_read", "token_write"},
    "PREPARING": {"secretary", "president", "token_read", "token_write"},
    "CLOSED": INSIDE | {"token_read", "token_write"},
}
SEES_B = {
    "PORTFOLIO": {"foreign_secretary", "foreign_dsi", "asin_reader", "asin_admin"},
    "COMMISSION": {"foreign_secretary", "foreign_dsi"},
    "PREPARING": {"foreign_secretary"},
    "CLOSED": {"foreign_secretary"},
}


def forbidden_canaries(actor: str) -> list[str]:
    own = SEES_A | SEES_UNANNOUNCED
    return [canary("A", level) for level in own if actor not in own[level]] + [
        canary("B", level) for level in LEVELS if actor not in SEES_B[level]
    ]


def _plans(ministry: Any, project: Any, variant: str, mark: str) -> dict[tuple[str, str], Any]:
    """A draft with an axis, an action that no project carries and another that one does; a measure and its answer."""
    plan = PlanFactory(ministry=ministry, title=f"Plan {mark}")
    carried = PlanActionFactory(plan=plan, title=f"Action portée {mark}")
    measure, other = (PssieMeasureFactory(ministry=ministry, title=f"Mesure {n} {mark}") for n in (1, 2))
    return {
        ("plan", variant): plan,
        ("plan_axis", variant): PlanAxisFactory(plan=plan, title=f"Axe {mark}"),
        ("plan_action", variant): PlanActionFactory(plan=plan, title=f"Action {mark}"),
        ("plan_link", variant): ActionProjectFactory(action=carried, project=project),
        ("pssie_measure", variant): measure,
        ("measure_answer", variant): MeasureAnswerFactory(ministry=ministry, measure=other, reason=f"Suivi {mark}"),
    }


def _needs(commission: Any, project: Any, variant: str, mark: str) -> dict[tuple[str, str], Any]:
    """A draft, a need that became a project, a lot, a grid, and a ranking to be adopted with its line."""
    grid = CriteriaGridFactory(commission=commission, source=mark)
    ranking = RankingFactory(commission=commission, grid=grid)
    need = NeedFactory(commission=commission, title=f"Besoin classé {mark}", state="ranked")
    line = RankingLineFactory(ranking=ranking, need=need, verdict="retained")
    became = NeedFactory(commission=commission, title=f"Besoin devenu projet {mark}", state="became")
    return {
        ("need", variant): NeedFactory(commission=commission, title=f"Besoin {mark}"),
        ("need_outcome", variant): NeedOutcomeFactory(need=became, project=project),
        ("lot", variant): LotFactory(commission=commission, title=f"Lot {mark}"),
        ("criteria_grid", variant): grid,
        ("ranking", variant): ranking,
        ("ranking_line", variant): line,
    }


def _one_ministry(world: World, side: str) -> Any:
    """Build a ministry with a commission, sessions of each kind, an agenda, texts, decisions, recommendations and
    projects.
    """
    own = side == "A"
    variant = (lambda name: name) if own else (lambda name: f"foreign_{name}" if name != "own" else "foreign")
    ministry = MinistryFactory(name=f"Ministère {side}", acronym=f"MIN{side}")
    commission = commission_with_members(3, ministry=ministry, code=f"MIN{side}")
    structure = StructureFactory(ministry=ministry, name=f"DSI {side}")
    project = ProjectFactory(ministry=ministry, title=f"Projet {canary(side, 'PORTFOLIO')}", code=f"MIN{side}-0001")
    edition = EditionFactory(ministry=ministry, owner_name=f"Portefeuille {canary(side, 'PORTFOLIO')}")
    world.objects |= {
        ("ministry", variant("own")): ministry,
        ("commission", variant("own")): commission,
        ("structure", variant("own")): structure,
        ("project", variant("own")): project,
        ("promise", variant("own")): PromiseFactory(
            ministry=ministry, project=project, text=f"Promesse {canary(side, 'PORTFOLIO')}"
        ),
        ("edition", variant("own")): edition,
        ("edition_row", variant("own")): EditionRowFactory(edition=edition, project=project),
        ("campaign", variant("own")): CampaignFactory(ministry=ministry),
        ("report", variant("own")): ReportFactory(
            ministry=ministry, owner_name=f"Portefeuille {canary(side, 'PORTFOLIO')}"
        ),
        ("schedule", variant("own")): ScheduleFactory(ministry=ministry),
        ("seat", variant("own")): (
            Seat.objects.filter(commission=commission, role=SeatRole.MEMBER).first()
            or Seat.objects.filter(commission=commission).first()
        ),
        ("statute", variant("own")): commission.statutes.get(),
    }
    world.objects |= _plans(ministry, project, variant("own"), canary(side, "PORTFOLIO"))
    world.objects |= _needs(commission, project, variant("own"), canary(side, "PORTFOLIO"))
    kinds = {
        "own": ("COMMISSION", {"convened": True}, False),
        "open": ("COMMISSION", {"opened": True}, False),
        "lifted": ("COMMISSION", {"lifted": True}, False),
        "preparing": ("PREPARING", {}, False),
        "closed": ("CLOSED", {"convened": True}, True),
    }
    for name, (level, traits, closed) in kinds.items():
        mark = canary(side, level)
        session = SessionFactory(commission=commission, theme=f"Thème {mark}", is_closed_doors=closed, **traits)
        item = AgendaItemFactory(session=session, position=1, title=f"Point {mark}", is_closed_doors=closed)
        text = MinuteText.objects.create(
            scope=session.scope, session=session, item=item, section=Section.DEBATE, text=f"Débat {mark}", revision=1
        )
        convocation = Convocation.objects.create(
            scope=session.scope,
            session=session,
            seat=world["seat", variant("own")],
            person=world["seat", variant("own")].mandates.get().person,
            seat_label="membre",
            secret_hash=digest(secret := new_secret()),
        )
        world.extra[f"secret_{side}_{name}"] = secret
        world.objects |= {
            ("session", variant(name)): session,
            ("item", variant(name)): item,
            ("minute_text", variant(name)): text,
            ("convocation", variant(name)): convocation,
        }
    for name, level, closed in (("own", "COMMISSION", False), ("closed", "CLOSED", True)):
        lifted = world["item", variant("lifted" if name == "own" else "closed")]
        decision = DecisionFactory(item=lifted, text=f"Décision {canary(side, level)}")
        # A recommendation that is not behind closed doors is seen by the ASIN: it carries the canary of the portfolio.
        mark = canary(side, "CLOSED" if closed else "PORTFOLIO")
        recommendation = RecommendationFactory(
            commission=commission, text=f"Recommandation {mark}", is_closed_doors=closed
        )
        ItemRecommendation.objects.create(
            scope=commission.scope, session=lifted.session, item=lifted, recommendation=recommendation
        )
        world.objects |= {("decision", variant(name)): decision, ("recommendation", variant(name)): recommendation}
    # The factories number their rows by themselves: what an operation numbers next stands above them.
    for kind in SeriesKind:
        for year in {session.year for (name, _), session in world.objects.items() if name == "session"} | {
            timezone.localdate().year
        }:
            reserve_up_to(commission, kind, year, 5000)
    return commission


def build_world() -> World:
    world = World()
    own = _one_ministry(world, "A")
    foreign = _one_ministry(world, "B")
    state = ScopeFactory(kind=ScopeKind.NATIONAL, label="État")
    commune = CommuneFactory()
    world.objects |= {("commune", "own"): commune, ("departement", "own"): commune.departement}
    world.objects["deadline", "own"] = DeadlineFactory()
    sides = {"own": (own, canary("A", "PORTFOLIO")), "foreign": (foreign, canary("B", "PORTFOLIO"))}
    world.objects |= plant_conferences(ScopeFactory(kind=ScopeKind.NATIONAL, label="Organe national"), sides)
    ended = UserFactory()
    GrantFactory(
        user=ended,
        scope=own.scope,
        role=Role.SECRETARY,
        commission_id=own.pk,
        valid_to=timezone.localdate() - timedelta(days=1),
    )
    inactive = member_of(own, Role.SECRETARY)
    inactive.is_active = False
    inactive.save(update_fields=["is_active"])
    world.users = {
        "inactive": inactive,
        "secretary": member_of(own, Role.SECRETARY),
        "president": member_of(own, Role.PRESIDENT),
        "member": member_of(own, Role.MEMBER),
        "observer": member_of(own, Role.OBSERVER),
        "dsi": officer_of(own.scope, Role.DSI),
        "project_lead": officer_of(own.scope, Role.PROJECT_LEAD),
        "auditor": officer_of(own.scope, Role.AUDITOR),
        "demoted": ended,
        "stranger": UserFactory(),
        "foreign_secretary": member_of(foreign, Role.SECRETARY),
        "foreign_dsi": officer_of(foreign.scope, Role.DSI),
        "rsi": officer_of(commune.scope, Role.RSI),
        "asin_reader": officer_of(state, Role.ASIN_READER),
        "asin_admin": officer_of(state, Role.ASIN_ADMIN),
        "portal_admin": officer_of(state, Role.PORTAL_ADMIN),
    }
    for side, variant, keeper in (("A", "own", "dsi"), ("B", "foreign", "foreign_dsi")):
        made = plant_import(world["ministry", variant], world.users[keeper])
        assert made.edition.endswith(f"{canary(side, 'PORTFOLIO')}")
        world.objects["import", variant] = made
    for actor, abilities in (("token_read", ["read"]), ("token_write", ["read", "write"])):
        secret = new_secret()
        ApiToken.objects.create(
            user=world.users["secretary"], name=actor, secret_hash=digest(secret), abilities=abilities
        )
        world.tokens[actor] = secret
    plant_institutions(world)
    plant_held(world)
    plant_papers(world)
    plant_journal(world)
    plant_steering(world)
    plant_assets(world)
    plant_eservices(world)
    plant_systems(world)
    plant_communes(world)
    plant_unannounced(world)
    return world

"""Rows for the tests. No surprise: what a test needs it says; dates are relative to today unless given."""

from .access import GrantFactory, PersonFactory, ScopeFactory, UserFactory, member_of, officer_of
from .campaigns import CampaignFactory, DeadlineFactory
from .commissions import CommissionFactory, MandateFactory, SeatFactory, StatuteFactory, commission_with_members
from .editions import EditionFactory, EditionRowFactory
from .eservices import (
    AskedPieceFactory,
    EServiceFactory,
    ServiceGoalFactory,
    ServiceLevelFactory,
    ServiceMonthFactory,
    ServiceProblemFactory,
    ServiceStepFactory,
)
from .ministries import CommuneFactory, DepartementFactory, LegalTextFactory, MinistryFactory, StructureFactory
from .needs import CriteriaGridFactory, LotFactory, NeedFactory, NeedOutcomeFactory, RankingFactory, RankingLineFactory
from .plans import (
    ActionProjectFactory,
    MeasureAnswerFactory,
    PlanActionFactory,
    PlanAxisFactory,
    PlanFactory,
    PssieMeasureFactory,
)
from .projects import ProjectFactory
from .promises import PromiseFactory
from .recommendations import RecommendationFactory
from .reports import ReportFactory, ScheduleFactory
from .sessions import AgendaItemFactory, AnnexFactory, DecisionFactory, SessionFactory
from .steering import (
    DependencyFactory,
    FundingLineFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    ProblemFactory,
    RiskFactory,
    UseReviewFactory,
)
from .systems import (
    ExchangeFactory,
    FlowFactory,
    HostingFactory,
    LandingFactory,
    MemberFactory,
    PlatformFactory,
    SubsystemFactory,
    WaveFactory,
    XRoadFileFactory,
)

__all__ = [
    "ActionProjectFactory",
    "AgendaItemFactory",
    "AnnexFactory",
    "AskedPieceFactory",
    "CampaignFactory",
    "CommissionFactory",
    "CommuneFactory",
    "CriteriaGridFactory",
    "DeadlineFactory",
    "DecisionFactory",
    "DepartementFactory",
    "DependencyFactory",
    "EServiceFactory",
    "EditionFactory",
    "EditionRowFactory",
    "ExchangeFactory",
    "FlowFactory",
    "FundingLineFactory",
    "GrantFactory",
    "HostingFactory",
    "IndicatorFactory",
    "LandingFactory",
    "LegalTextFactory",
    "LotFactory",
    "MandateFactory",
    "MeasureAnswerFactory",
    "MeasureFactory",
    "MemberFactory",
    "MilestoneFactory",
    "MinistryFactory",
    "NeedFactory",
    "NeedOutcomeFactory",
    "PersonFactory",
    "PlanActionFactory",
    "PlanAxisFactory",
    "PlanFactory",
    "PlatformFactory",
    "ProblemFactory",
    "ProjectFactory",
    "PromiseFactory",
    "PssieMeasureFactory",
    "RankingFactory",
    "RankingLineFactory",
    "RecommendationFactory",
    "ReportFactory",
    "RiskFactory",
    "ScheduleFactory",
    "ScopeFactory",
    "SeatFactory",
    "ServiceGoalFactory",
    "ServiceLevelFactory",
    "ServiceMonthFactory",
    "ServiceProblemFactory",
    "ServiceStepFactory",
    "SessionFactory",
    "StatuteFactory",
    "StructureFactory",
    "SubsystemFactory",
    "UseReviewFactory",
    "UserFactory",
    "WaveFactory",
    "XRoadFileFactory",
    "commission_with_members",
    "member_of",
    "officer_of",
]

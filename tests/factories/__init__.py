"""Rows for the tests. No surprise: what a test needs it says; dates are relative to today unless given."""

from .access import GrantFactory, PersonFactory, ScopeFactory, UserFactory, member_of, officer_of
from .commissions import CommissionFactory, MandateFactory, SeatFactory, StatuteFactory, commission_with_members
from .ministries import CommuneFactory, DepartementFactory, LegalTextFactory, MinistryFactory, StructureFactory
from .projects import ProjectFactory
from .promises import PromiseFactory
from .recommendations import RecommendationFactory
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

__all__ = [
    "AgendaItemFactory",
    "AnnexFactory",
    "CommissionFactory",
    "CommuneFactory",
    "DecisionFactory",
    "DepartementFactory",
    "DependencyFactory",
    "FundingLineFactory",
    "GrantFactory",
    "IndicatorFactory",
    "LegalTextFactory",
    "MandateFactory",
    "MeasureFactory",
    "MilestoneFactory",
    "MinistryFactory",
    "PersonFactory",
    "ProblemFactory",
    "ProjectFactory",
    "PromiseFactory",
    "RecommendationFactory",
    "RiskFactory",
    "ScopeFactory",
    "SeatFactory",
    "SessionFactory",
    "StatuteFactory",
    "StructureFactory",
    "UseReviewFactory",
    "UserFactory",
    "commission_with_members",
    "member_of",
    "officer_of",
]

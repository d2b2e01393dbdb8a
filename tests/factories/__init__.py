"""Rows for the tests. No surprise: what a test needs it says; dates are relative to today unless given."""

from .access import GrantFactory, PersonFactory, ScopeFactory, UserFactory, member_of, officer_of
from .campaigns import CampaignFactory, DeadlineFactory
from .commissions import CommissionFactory, MandateFactory, SeatFactory, StatuteFactory, commission_with_members
from .ministries import CommuneFactory, DepartementFactory, LegalTextFactory, MinistryFactory, StructureFactory
from .projects import ProjectFactory
from .promises import PromiseFactory
from .recommendations import RecommendationFactory
from .sessions import AgendaItemFactory, AnnexFactory, DecisionFactory, SessionFactory

__all__ = [
    "AgendaItemFactory",
    "AnnexFactory",
    "CampaignFactory",
    "CommissionFactory",
    "CommuneFactory",
    "DeadlineFactory",
    "DecisionFactory",
    "DepartementFactory",
    "GrantFactory",
    "LegalTextFactory",
    "MandateFactory",
    "MinistryFactory",
    "PersonFactory",
    "ProjectFactory",
    "PromiseFactory",
    "RecommendationFactory",
    "ScopeFactory",
    "SeatFactory",
    "SessionFactory",
    "StatuteFactory",
    "StructureFactory",
    "UserFactory",
    "commission_with_members",
    "member_of",
    "officer_of",
]

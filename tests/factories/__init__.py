"""Rows for the tests. No surprise: what a test needs it says; dates are relative to today unless given."""

from .access import GrantFactory, PersonFactory, ScopeFactory, UserFactory, member_of, officer_of
from .commissions import CommissionFactory, MandateFactory, SeatFactory, StatuteFactory, commission_with_members
from .editions import EditionFactory, EditionRowFactory
from .ministries import CommuneFactory, DepartementFactory, LegalTextFactory, MinistryFactory, StructureFactory
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
from .sessions import AgendaItemFactory, AnnexFactory, DecisionFactory, SessionFactory

__all__ = [
    "ActionProjectFactory",
    "AgendaItemFactory",
    "AnnexFactory",
    "CommissionFactory",
    "CommuneFactory",
    "DecisionFactory",
    "DepartementFactory",
    "EditionFactory",
    "EditionRowFactory",
    "GrantFactory",
    "LegalTextFactory",
    "MandateFactory",
    "MeasureAnswerFactory",
    "MinistryFactory",
    "PersonFactory",
    "PlanActionFactory",
    "PlanAxisFactory",
    "PlanFactory",
    "ProjectFactory",
    "PromiseFactory",
    "PssieMeasureFactory",
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

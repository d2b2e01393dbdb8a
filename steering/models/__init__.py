from .funding import FundingLine
from .indicator import Indicator, Measure, UseReview
from .milestone import Dependency, Milestone, MilestoneMove
from .risk import Problem, Risk

__all__ = [
    "Dependency",
    "FundingLine",
    "Indicator",
    "Measure",
    "Milestone",
    "MilestoneMove",
    "Problem",
    "Risk",
    "UseReview",
]

from .funding import FundingLine
from .risk import Problem, Risk

__all__ = ["FundingLine", "Problem", "Risk"]

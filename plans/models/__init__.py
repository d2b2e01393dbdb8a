from .plan import ActionProject, Plan, PlanAction, PlanAxis
from .pssie import Measure, MeasureAnswer

__all__ = ["ActionProject", "Measure", "MeasureAnswer", "Plan", "PlanAction", "PlanAxis"]

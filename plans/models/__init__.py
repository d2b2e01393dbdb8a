from .plan import ActionProject, Plan, PlanAction, PlanAxis
from .pssie import MeasureAnswer, PssieMeasure

__all__ = ["ActionProject", "MeasureAnswer", "Plan", "PlanAction", "PlanAxis", "PssieMeasure"]

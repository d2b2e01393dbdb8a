from .catalogue import AskedPiece, EService, OnlineStep, ServiceLevel, ServiceStep
from .problem import ServiceProblem
from .use import AvailabilitySample, ServiceGoal, ServiceMonth

__all__ = [
    "AskedPiece",
    "AvailabilitySample",
    "EService",
    "OnlineStep",
    "ServiceGoal",
    "ServiceLevel",
    "ServiceMonth",
    "ServiceProblem",
    "ServiceStep",
]

from .follow import CommuneReading, NextStep, OfCommune, Oversight, read_by
from .grid import CommuneQuarter, GridAnswer
from .project import CommuneProject
from .training import Attendance, Training, TrainingSession

__all__ = [
    "Attendance",
    "CommuneProject",
    "CommuneQuarter",
    "CommuneReading",
    "GridAnswer",
    "NextStep",
    "OfCommune",
    "Oversight",
    "Training",
    "TrainingSession",
    "read_by",
]

from .job import Job
from .schedule import DueDate, Schedule
from .worker import Worker

__all__ = ["DueDate", "Job", "Schedule", "Worker"]

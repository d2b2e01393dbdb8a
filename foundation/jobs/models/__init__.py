from .job import Job
from .schedule import DueDate, PausedQueue, Schedule
from .worker import Worker

__all__ = ["DueDate", "Job", "PausedQueue", "Schedule", "Worker"]

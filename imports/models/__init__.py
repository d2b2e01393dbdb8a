from .mapping import ImportMapping
from .observation import Observation
from .row import ImportRow
from .run import ImportRun

__all__ = ["ImportMapping", "ImportRow", "ImportRun", "Observation"]

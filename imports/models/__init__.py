from .mapping import ImportMapping
from .observation import Observation
from .row import ImportRow
from .run import ImportRun
from .workbook import Workbook, WorkbookRow

__all__ = ["ImportMapping", "ImportRow", "ImportRun", "Observation", "Workbook", "WorkbookRow"]

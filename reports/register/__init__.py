"""The two registers of reports, each with its pages and its calls."""

from .reports import ROUTES as REPORTS
from .schedules import SCHEDULES

ROUTES = [*REPORTS, *SCHEDULES.routes]

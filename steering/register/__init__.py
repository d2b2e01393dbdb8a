"""The registers of steering, each with its pages and its calls."""

from .funding import FUNDING
from .problems import PROBLEMS
from .risks import RISKS

ROUTES = [route for register in (FUNDING, RISKS, PROBLEMS) for route in register.routes]

"""The registers of steering, each with its pages and its calls."""

from .dependencies import DEPENDENCIES
from .funding import FUNDING
from .indicators import INDICATORS
from .measures import MEASURES
from .milestones import MILESTONES
from .problems import PROBLEMS
from .risks import RISKS
from .use_reviews import USE_REVIEWS

REGISTERS = (FUNDING, MILESTONES, DEPENDENCIES, RISKS, PROBLEMS, INDICATORS, MEASURES, USE_REVIEWS)
ROUTES = [route for register in REGISTERS for route in register.routes]

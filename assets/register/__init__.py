"""The registers of the assets, each with its pages and its calls."""

from .assets import ASSETS
from .categories import CATEGORIES
from .costs import COSTS
from .licences import LICENCES
from .stocktakes import STOCKTAKES

REGISTERS = (ASSETS, CATEGORIES, LICENCES, COSTS, STOCKTAKES)
ROUTES = [route for register in REGISTERS for route in register.routes]

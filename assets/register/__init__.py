"""The registers of the assets, each with its pages and its calls."""

from .assets import ASSETS
from .categories import CATEGORIES

REGISTERS = (ASSETS, CATEGORIES)
ROUTES = [route for register in REGISTERS for route in register.routes]

"""The registers of e-services: what they are, what they ask for, how they are used, the problems met with them."""

from . import catalogue, goals, levels, months, pieces, problems, steps

ROUTES = [
    *catalogue.ROUTES,
    *pieces.ROUTES,
    *levels.ROUTES,
    *steps.ROUTES,
    *months.ROUTES,
    *goals.ROUTES,
    *problems.ROUTES,
]

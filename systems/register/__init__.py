"""The registers of systems, each with its pages and its calls."""

from . import hostings, platforms

ROUTES = [*platforms.ROUTES, *hostings.ROUTES]

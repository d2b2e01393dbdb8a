"""The registers of systems, each with its pages and its calls."""

from . import hostings, landings, platforms, waves

ROUTES = [*platforms.ROUTES, *hostings.ROUTES, *landings.ROUTES, *waves.ROUTES]

"""The registers of systems, each with its pages and its calls."""

from . import exchanges, files, hostings, landings, members, platforms, subsystems, waves

DRAWERS = (platforms, hostings, landings, waves, exchanges, members, subsystems, files)
ROUTES = [route for drawer in DRAWERS for route in drawer.ROUTES]

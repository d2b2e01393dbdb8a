"""The registers of needs: the needs, the lots that group them, their grids and rankings."""

from . import lots, needs

ROUTES = [*needs.ROUTES, *lots.ROUTES]

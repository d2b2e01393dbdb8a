"""The registers of needs: the needs, and the lots that group them."""

from . import lots, needs

ROUTES = [*needs.ROUTES, *lots.ROUTES]

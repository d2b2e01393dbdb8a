"""Routes that belong to no single subject."""

from .matrix import SIGNED_IN, Line

LINES = [
    Line("healthz", variants={"": SIGNED_IN}, public=True, ok=(200, 503)),
    Line("api:schema", variants={"": SIGNED_IN}),
]

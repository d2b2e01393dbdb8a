"""The demonstration data: each app says its part in its `demo.py`, loaded in the order of their positions.

@demo_part("textes", position=20)
def texts() -> None: …    # safe to run again: what is there already is left as it is
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from .extensions import ExtensionPoint
from .rooms import read_once

Load = Callable[[], None]


@dataclass(frozen=True)
class DemoPart:
    """`position` says after which others it comes: what it needs must be there."""

    label: str
    position: int
    load: Load

    def __call__(self) -> None:
        """Load it whole or not at all: the acts it plays need no way back one by one."""
        with transaction.atomic(), without_savepoints():
            self.load()


@contextmanager
def without_savepoints() -> Iterator[None]:
    """What fails within undoes all; each act within another asks two statements less."""
    features = connection.features
    former, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = former


demo_parts: ExtensionPoint[DemoPart] = ExtensionPoint("demo_parts", "ce que chaque sujet montre en démonstration")


def demo_part(label: str, *, position: int) -> Callable[[Load], Load]:
    def named(load: Load) -> Load:
        demo_parts.register(DemoPart(label, position, load))
        return load

    return named


def parts() -> list[DemoPart]:
    """Every part, in the order in which they are loaded. The drawers are read now: no other command needs them."""
    read_once("demo")
    return sorted(demo_parts, key=lambda part: part.position)

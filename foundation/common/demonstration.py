"""The demonstration data: each app says its part in its `demo.py`, loaded in the order of their positions.

@demo_part("textes", position=20)
def texts() -> None: …    # safe to run again: what is there already is left as it is
"""

from collections.abc import Callable
from dataclasses import dataclass

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
        self.load()


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

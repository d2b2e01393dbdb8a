"""Apps and their rooms: where a drawer of a given name is found."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from django.apps import apps
from django.conf import settings


def drawers(name: str) -> Iterator[ModuleType]:
    """Import the drawer `name` (« tasks », « workflow ») of each of our apps and of its rooms, in the order of the
    apps.
    """
    for config in apps.get_app_configs():
        if Path(config.path) != settings.BASE_DIR / config.name.replace(".", "/"):
            continue
        rooms = [f"{config.name}.{room.name}" for room in iter_modules([config.path]) if room.ispkg]
        for package in [config.name, *rooms]:
            # Looked for as a file: to ask Python would import the room, whose views are not wanted at the start.
            place = settings.BASE_DIR / package.replace(".", "/") / name
            if place.with_suffix(".py").is_file() or (place / "__init__.py").is_file():
                yield import_module(f"{package}.{name}")

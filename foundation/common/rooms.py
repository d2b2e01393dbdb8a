"""Apps and their rooms: where a drawer of a given name is found."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from django.apps import AppConfig, apps
from django.conf import settings
from django.urls import URLResolver, include, path


def addresses() -> list[URLResolver]:
    """The addresses of our apps, each under the beginnings that its AppConfig gives it (`addresses`)."""
    return [
        path(begin, include(module)) for config in ours() for begin, module in getattr(config, "addresses", {}).items()
    ]


def ours() -> Iterator[AppConfig]:
    """The apps of the portal among those installed, in their order."""
    for config in apps.get_app_configs():
        if Path(config.path) == settings.BASE_DIR / config.name.replace(".", "/"):
            yield config


@cache
def read_once(name: str) -> None:
    """Import every drawer of this name, for what it registers."""
    list(drawers(name))


def drawers(name: str) -> Iterator[ModuleType]:
    """Import the drawer `name` (« tasks », « api/routes ») of each of our apps and of its rooms, in the order of the
    apps.
    """
    for config in ours():
        rooms = [f"{config.name}.{room.name}" for room in iter_modules([config.path]) if room.ispkg]
        for package in [config.name, *rooms]:
            # Looked for as a file: to ask Python would import the room, whose views are not wanted at the start.
            place = settings.BASE_DIR / package.replace(".", "/") / name
            if place.with_suffix(".py").is_file() or (place / "__init__.py").is_file():
                yield import_module(f"{package}.{name.replace('/', '.')}")

"""Extension points: an app asks, the apps above answer, without being imported (ADR 0006)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable)

POINTS: dict[str, "ExtensionPoint"] = {}


class ExtensionPoint(Generic[F]):
    """A named list of plain functions with one signature; apps above register theirs in AppConfig.ready()."""

    def __init__(self, name: str, meaning: str) -> None:
        self.name = name
        self.meaning = meaning
        self.functions: list[F] = []
        POINTS[name] = self

    def register(self, function: F) -> F:
        if function not in self.functions:
            self.functions.append(function)
        return function

    def __iter__(self) -> Iterator[F]:
        return iter(self.functions)

    @contextmanager
    def silenced(self, *heard: F) -> Iterator[None]:
        """Within the block nobody registered answers; only the functions given do."""
        registered, self.functions = self.functions, list(heard)
        try:
            yield
        finally:
            self.functions = registered

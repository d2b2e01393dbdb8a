"""Named rules: plain functions `can_…(user, object) -> bool`, each with the French sentence of its refusal."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

RULES: dict[str, Callable[..., bool]] = {}


def rule(sentence: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Name a rule and give the sentence shown to whom it stops."""

    def register(function: Callable[..., bool]) -> Callable[..., bool]:
        function.sentence = sentence  # type: ignore[attr-defined]
        RULES[f"{function.__module__}.{function.__name__}"] = function
        return function

    return register


def require(check: Callable[..., bool], user: Any, *objects: Any) -> None:
    """Raise PermissionDenied (403) with the rule's own sentence when it does not hold."""
    if not check(user, *objects):
        raise PermissionDenied(getattr(check, "sentence", "Vous n’avez pas le droit de faire cela."))

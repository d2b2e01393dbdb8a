"""Named rules: plain functions `can_…(user, object) -> bool`, each with the French sentence of its refusal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet

if TYPE_CHECKING:
    from .requests import User


class Rule(Protocol):
    """A named rule: who may do something to an object, and the French sentence of its refusal."""

    __name__: str
    sentence: str

    def __call__(self, user: "User", /, *objects: Any) -> bool: ...


RULES: dict[str, Rule] = {}


def rule(sentence: str) -> Callable[[Callable[..., bool]], Rule]:
    """Name a rule and give the sentence shown to whom it stops."""

    def register(function: Callable[..., bool]) -> Rule:
        named = cast("Rule", function)
        named.sentence = sentence
        RULES[f"{function.__module__}.{function.__name__}"] = named
        return named

    return register


def seen_by(user: "User", model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that a user may see: each model says it by its `visible_to`."""
    rows: Any = model._default_manager
    return rows.visible_to(user)


def require(check: Rule, user: "User", *objects: Any) -> None:
    """Raise PermissionDenied (403) with the rule's own sentence when it does not hold."""
    if not check(user, *objects):
        raise PermissionDenied(check.sentence)

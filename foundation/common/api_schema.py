"""The description of the API speaks French, what a docstring says to developers stays in the code; a list of values
is called as its class.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Choices
from django.utils.module_loading import import_string
from drf_spectacular.settings import spectacular_settings

from .phrases import WORDS

ENGLISH = re.compile(r"\b(?:the|of|and|with|which|its|his|who|when|where)\b", re.IGNORECASE)
SAID = ("description", "title", "summary")


def called_as_its_class(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Name each list of values after its class, as RiskLevel → RiskLevelEnum, unless the settings give it another name.

    Called before the lists are taken out of the drawn schema. Two classes of one name, and two with the same values,
    are left to the settings.
    """
    said: Any = settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"]
    named = dict(said)
    given = {tuple(getattr(values, "choices", values)) for values in map(import_string, named.values())}
    classes = [each for each in _descendants(Choices) if each.choices and tuple(each.choices) not in given]
    names, values = Counter(each.__name__ for each in classes), Counter(tuple(each.choices) for each in classes)
    named |= {
        f"{each.__name__}Enum": each
        for each in classes
        if names[each.__name__] == values[tuple(each.choices)] == 1 and f"{each.__name__}Enum" not in named
    }
    spectacular_settings.apply_patches({"ENUM_NAME_OVERRIDES": named})
    return result


def _descendants(kind: type[Choices]) -> Iterator[type[Choices]]:
    for each in kind.__subclasses__():
        yield each
        yield from _descendants(each)


def french_only(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Empty what is not French. Called once the schema is drawn."""
    _clean(result)
    return result


def _clean(node: Any) -> None:
    if isinstance(node, list):
        for each in node:
            _clean(each)
    if not isinstance(node, dict):
        return
    for name in SAID:
        # A property may be called so: it is described by a dict, not by a text.
        text = node.get(name)
        if isinstance(text, str) and (ENGLISH.search(text) or (len(text.split()) > 2 and not WORDS.search(text))):
            node[name] = ""
    for each in node.values():
        _clean(each)

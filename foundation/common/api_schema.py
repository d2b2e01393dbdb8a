"""The description of the API speaks French: what a docstring says to developers stays in the code."""

import re
from typing import Any

from .phrases import WORDS

ENGLISH = re.compile(r"\b(?:the|of|and|with|which|its|his|who|when|where)\b", re.IGNORECASE)
SAID = ("description", "title", "summary")


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

"""What our pages find in Jinja2 besides the macros of templates/ui/."""

import difflib
import itertools
import os
import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import QueryDict
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment
from markupsafe import Markup

from foundation.common import charts, typography
from foundation.common.contractions import of
from foundation.common.requests import Request, query_of

from .fields import field_parts, form_errors
from .navigation import navigation

_keys: dict[int, tuple[str, Iterator[int]]] = {}  # one process → its own beginning, and the place of the next key


def new_key() -> str:
    """A fresh idempotency key for each form drawn: 32 hexadecimal digits, alike but for the last ones, so that ninety
    forms weigh little.
    """
    beginning, places = _keys.get(os.getpid()) or _keys.setdefault(
        os.getpid(), (uuid.uuid4().hex[:24], itertools.count(1))
    )
    return f"{beginning}{next(places):08x}"


def one_csrf_input(request: Request) -> dict[str, Any]:
    """The hidden field of a page, masked once for all its forms: by default each form gets a mask of its own, which
    nothing compresses.
    """
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def required_csrf(csrf_input: Any) -> Any:
    if not csrf_input:
        raise ValueError("form_open(method='post') needs csrf_input=csrf_input: a macro has no request of its own")
    return csrf_input


def query_url(params: QueryDict | None, **changes: Any) -> str:
    """The same address with some parameters changed; None removes one."""
    gone = [name for name, value in changes.items() if value in (None, "")]
    kept = {name: value for name, value in changes.items() if name not in gone}
    return f"?{query_of(QueryDict() if params is None else params, *gone, **kept)}"


def changed_words(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts as (words, changed) runs, for a comparison side by side."""
    # A word carries the space that follows it; only the word is compared.
    left, right = (re.findall(r"^\s+|\S+\s*", str(text or "")) for text in (before, after))
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(
        a=[word.strip() for word in left], b=[word.strip() for word in right], autojunk=False
    ).get_opcodes():
        for side, words in ((sides[0], left[i1:i2]), (sides[1], right[j1:j2])):
            if words:
                side.append(("".join(words), tag != "equal"))
    return sides


def initials_of(name: str) -> str:
    words = [word for word in re.split(r"[\s\-]+", str(name)) if word and word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))


def page_messages(request: Request | None) -> list[Any]:
    return list(get_messages(request)) if request is not None else []


def signed_in(request: Request | None) -> Any:
    """The user of a request, or None; error pages may come before there is one."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def nonce_of(request: Request | None) -> str:
    return str(getattr(request, "csp_nonce", "") or "")


def upload_max_bytes() -> int:
    return settings.UPLOAD_MAX_BYTES


def capitalize_first(text: str) -> str:
    return text if isinstance(text, Markup) else typography.capitalize_first(text)


def install(env: Environment) -> None:
    env.globals |= {
        "new_key": new_key,
        "required_csrf": required_csrf,
        "query_url": query_url,
        "changed_words": changed_words,
        "initials_of": initials_of,
        "page_messages": page_messages,
        "signed_in": signed_in,
        "nonce_of": nonce_of,
        "upload_max_bytes": upload_max_bytes,
        "field_parts": field_parts,
        "form_errors": form_errors,
        "navigation": navigation,
        "charts": charts,
    }
    env.globals["address_of"] = env.globals["url"]
    env.filters["capitalize_first"] = capitalize_first
    env.filters["of"] = of

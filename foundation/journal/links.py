"""The link « Historique » of every page of a row: found by the name of the page, so that no page has to give it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.urls import reverse
from jinja2 import pass_context
from jinja2.runtime import Context

from .registry import PAGES, History
from .rules import can_read_history, can_read_journal


@pass_context
def history_address(context: Context) -> str:
    """The address of the history of the row that this page shows, for who may read it; costs no query."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    history = PAGES.get(match.view_name) if match is not None else None
    if match is None or history is None:
        return ""
    row = _row_shown(context, history, match.kwargs.get("pk"))
    if row is None or not can_read_history(request.user, row):
        return ""
    return reverse("journal:row", args=[history.kind, row.pk])


@pass_context
def reads_journal(context: Context) -> bool:
    """Whether there is a journal that this person reads."""
    user = getattr(context.get("request"), "user", None)
    return user is not None and user.is_authenticated and can_read_journal(user)


def _row_shown(context: Context, history: History, pk: Any) -> Any:
    """The row of the address among what was given to the page, or one level inside it."""
    return next((value for value in _given(context) if isinstance(value, history.model) and value.pk == pk), None)


def _given(context: Context) -> Iterator[Any]:
    values = list(context.parent.values())
    yield from values
    for value in values:
        if is_dataclass(value) and not isinstance(value, type):
            yield from (getattr(value, field.name) for field in fields(value))

"""Columns of a list as the model describes its fields."""

from collections.abc import Callable
from typing import Any

from django.db.models import DateField, Model

from .lists import Cell, Column, told_of
from .typography import capitalize_first, short_date


def column_of(model: type[Model], name: str, *, href: Callable[[Any], str] | None = None, **more: Any) -> Column:
    """The column of a field as its model describes it: its label, the words of a choice, a day in figures, the name of
    another row; `href` is where what is told leads.
    """
    field: Any = model._meta.get_field(name)
    value = told_of(field)

    def shown(row: Any) -> Cell:
        told = value(row)
        text = short_date(told) if told and isinstance(field, DateField) else told
        return Cell(text, href(row) if href is not None and told else "")

    return Column(capitalize_first(str(field.verbose_name)), value, **({"shown": shown} | more))

"""Active filters of a list as chips, each with the address that removes it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django_filters import FilterSet

from .requests import Request, query_of
from .typography import short_date

UNSEEN = "introuvable"  # none that this reader sees


def _named(found: FilterSet, name: str, key: Any) -> str:
    """The name of the row that a key tells, where the filter says how, a row of this list leads to it or its reader
    sees it; a key means nothing to anybody.
    """
    if told := getattr(found, "name_of", lambda name, key: "")(name, key):
        return str(told)
    path, model = found.filters[name].field_name, found.queryset.model
    try:
        for part in path.removesuffix("_id").split("__"):
            model = model._meta.get_field(part).related_model
    except FieldDoesNotExist:
        return UNSEEN
    if model is None:
        return UNSEEN
    if found.queryset.filter(**{path: key}).exists():
        return str(model._base_manager.get(pk=key))
    rows = model._default_manager.all()
    row = rows.visible_to(found.request.user).filter(pk=key).first() if hasattr(rows, "visible_to") else None
    return str(row or UNSEEN)


def _said(found: FilterSet, name: str, field: forms.Field, value: Any, raw: str) -> str:
    if isinstance(field, forms.UUIDField):
        return _named(found, name, value)
    if isinstance(field, forms.ModelChoiceField):
        said: Any = getattr(field, "said", str)  # a field may name its rows more shortly than its choices do
        return str(said(value))
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast("list[tuple[str, str]]", field.choices)).get(raw, raw))
    if isinstance(field, forms.DateField):
        return short_date(value)
    return str(value)


def chips_of(
    request: Request, found: FilterSet, *, without: tuple[str, ...] = (), cursor: tuple[str, ...] = ("page",)
) -> list[dict[str, str]]:
    """« Département : Ouémé », with the same address less that filter and without its page (`cursor`: the parameters
    that name it).
    """
    if not found.form.is_bound:
        return []
    found.form.is_valid()
    chips = []
    for name, field in found.form.fields.items():
        value = found.form.cleaned_data.get(name)
        if name in without or value in (None, "", [], False):
            continue
        chips.append(
            {
                "label": f"{field.label} : {_said(found, name, field, value, request.GET.get(name, ''))}",
                "remove_href": f"?{query_of(request.GET, name, *cursor)}",
            }
        )
    return chips

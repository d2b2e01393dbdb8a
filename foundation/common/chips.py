"""Active filters of a list as chips, each with the address that removes it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django_filters import FilterSet

from .requests import Request
from .typography import short_date


def _named(found: FilterSet, name: str, key: Any) -> str:
    """The name of the row that a key tells, where a row of this list leads to it or the filter says how; the key itself
    elsewhere.
    """
    if (rows := getattr(found, "named_by", {}).get(name)) is not None:
        return str(rows(found.request.user).filter(pk=key).first() or key)
    path, model = found.filters[name].field_name, found.queryset.model
    try:
        for part in path.removesuffix("_id").split("__"):
            model = model._meta.get_field(part).related_model
    except FieldDoesNotExist:
        return str(key)
    if model is None or not found.queryset.filter(**{path: key}).exists():
        return str(key)
    return str(model._base_manager.get(pk=key))


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
        query = request.GET.copy()
        for gone in (name, *cursor):
            query.pop(gone, None)
        chips.append(
            {
                "label": f"{field.label} : {_said(found, name, field, value, request.GET.get(name, ''))}",
                "remove_href": f"?{query.urlencode()}",
            }
        )
    return chips

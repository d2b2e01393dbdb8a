"""What the viewsets of this room are made of: rows of a session, and inputs taken over from the forms of the pages."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from rest_framework import serializers

from foundation.common.acts import api_act, api_create
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField, ApiInstantField
from foundation.common.facts import AnswerField
from foundation.common.lists import Filters
from foundation.common.permissions import Rule
from sessions.core import rules

from ..forms.live import ReasonForm
from ..rules import session_of

VERSION = {"base_version": serializers.IntegerField(min_value=1)}  # a save says what it started from


class SessionRows(VisibleViewSet):
    """Rows read with the session that the rules are about."""

    related: ClassVar[tuple[str, ...]] = ("session",)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)


class IdField(VisibleKeyField):
    """A row one may see, handed over as the identifier that the operation takes."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data).pk


def key(model: type[Model], source: str = "", *, optional: bool = False, **said: Any) -> VisibleKeyField:
    """The row that a payload names; with a `source`, its identifier under that name."""
    absent = {"required": False, "allow_null": True, "default": None} if optional else {}
    return IdField(model, source=source, **absent, **said) if source else VisibleKeyField(model, **absent, **said)


Asked = type[forms.Form | forms.ModelForm]


def sent(name: str, form: Asked, *names: str, **others: serializers.Field) -> type[Any]:
    """The payload of what a page asks in `form` (all of it, or what is named): same labels, limits and choices.

    `others` are the fields that a program says in its own way.
    """
    return _payload(name, form, names, others, bare=False)


def sent_bare(name: str, form: Asked, **others: serializers.Field) -> type[Any]:
    """The same, where what is left out is not there at all."""
    return _payload(name, form, (), others, bare=True)


def _payload(name: str, form: Asked, names: Sequence[str], others: dict[str, serializers.Field], bare: bool) -> Any:
    asked = {name: _sent(form.base_fields[name], bare) for name in names or form.base_fields if name not in others}
    return type(name, (serializers.Serializer,), asked | others)


def _sent(field: Any, bare: bool) -> serializers.Field:
    said: dict[str, Any] = {"label": field.label, "help_text": field.help_text}

    def absent(value: Any, **allowed: bool) -> dict[str, Any]:
        if field.required:
            return said
        return said | {"required": False} | ({} if bare else {"default": value, **allowed})

    match field:
        case forms.BooleanField() | AnswerField():
            return serializers.BooleanField(**absent(False))
        case forms.ChoiceField():
            offered: Any = field.choices  # pairs, where Django would take other things too
            choices = [(value, label) for value, label in offered if value]
            return serializers.ChoiceField(choices, **absent(field.initial or "", allow_blank=True))
        case forms.IntegerField():
            bounds: dict[str, Any] = {"min_value": field.min_value, "max_value": field.max_value}
            return serializers.IntegerField(**bounds, **absent(None, allow_null=True))
        case forms.UUIDField():
            return serializers.UUIDField(**absent(None, allow_null=True))
        case forms.DateField():
            return ApiDayField(**absent(None, allow_null=True))
        case forms.TimeField():
            return ApiInstantField(**absent(None, allow_null=True))
    return serializers.CharField(max_length=field.max_length, **absent("", allow_blank=True))


LiveReason = sent("LiveReason", ReasonForm)


def keyed(*names: str, **others: django_filters.Filter) -> type[Filters]:
    """Filters by the identifier of a row; one that is not to be seen selects nothing."""
    return type("KeyFilter", (Filters,), {name: django_filters.UUIDFilter(f"{name}_id") for name in names} | others)


def act(operation: Callable[..., Any], takes: Any = None, *, rule: Rule = rules.can_conduct, **said: Any) -> Any:
    """An act on one row: its rule is about the session."""
    return api_act(operation, rule=rule, takes=takes, **{"of": session_of} | said)


def new(operation: Callable[..., Any], takes: Any, *, on: str = "session", rule: Rule = rules.can_conduct) -> Any:
    """The `create` of a viewset on the row that the payload names `on`: its rule is about the session."""
    return api_create(operation, rule=rule, takes=takes, under=on, of=session_of)


def giving(operation: Callable[..., Any], part: Callable[[Any], Any] = lambda result: None) -> Callable[..., Any]:
    """The same act, of which a part of the result is shown; without any, the row is read again."""

    @wraps(operation)
    def done(*row: Any, **typed: Any) -> Any:
        return part(operation(*row, **typed))

    return done

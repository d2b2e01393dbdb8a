"""One input, declared once.

Where a model holds what is typed, its columns give name, label, limit, help and choices to the form (`FactsForm`) and
to the API (`FactsInput`). Where none does, a frozen dataclass of `fact(…)` does (`form_of`, `input_of`). Neither saves:
the operation checks the law and writes.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.models import ModelChoiceIterator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from .api_views import VisibleKeyField
from .database import SortKey
from .days import ApiDayField, ApiInstantField, DayField
from .typography import capitalize_first

if TYPE_CHECKING:
    from .requests import User

F = TypeVar("F")
BOUNDS = (MinValueValidator, MaxValueValidator)
LONG = 5_000  # characters of a text without a limit of its own: a page and a half


def facts_from(kind: Callable[..., F], values: Mapping[str, Any]) -> F:
    """Make the frozen dataclass of an operation from validated values; values of lists become their enumeration."""
    hints = get_type_hints(kind)
    declared: Any = kind
    names = [field.name for field in dataclasses.fields(declared) if field.name in values]
    return kind(**{name: _typed(hints[name], values[name]) for name in names})


def _typed(hint: Any, value: Any) -> Any:
    return hint(value) if isinstance(hint, type) and issubclass(hint, Enum) and value not in ("", None) else value


Offered = models.QuerySet | Callable[[Any], models.QuerySet] | Iterable[tuple[Any, Any]]


def offer(
    form: forms.BaseForm,
    name: str,
    offered: Offered | None = None,
    *,
    empty: str | None = "",
    said: Callable[[Any], str] | None = None,
) -> forms.ChoiceField:
    """Say what a field of a form offers: values with their label, rows, or what a function makes of the rows that it
    offers already. `empty` is what the line without a row says, None when there is no such line; `said` names a row.
    """
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    if isinstance(field, forms.ModelChoiceField):
        if offered is not None:
            rows: Any = offered(field.queryset) if callable(offered) else offered
            field.queryset = rows
        if empty != "":
            field.empty_label = empty
        if said is not None:
            vars(field)["label_from_instance"] = said
    elif offered is not None:
        values: Any = offered
        field.choices = values
    return field


def rows_offered(form: forms.BaseForm, name: str) -> models.QuerySet:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    assert field.queryset is not None
    return field.queryset


def in_alphabet(form: forms.BaseForm) -> None:
    """Offer the rows of each field by their names, where no order is said: one looks for a name in a long list."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            rows: Any = rows_offered(form, name)
            columns = {column.name for column in rows.model._meta.concrete_fields}
            named = next((each for each in ("name", "title") if each in columns), "")
            if named and not rows.query.order_by:
                offer(form, name, rows.order_by(SortKey(named), "pk"))


class FactsForm(forms.ModelForm):
    """The form of some columns of a model. `Meta.facts` is the dataclass that its operation takes.

    `user` limits every foreign key to what he may see; a subclass narrows further. `instance` gives the initial values.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        """Fields come from `column_field`, unless Meta says otherwise."""
        super().__init_subclass__(**options)
        meta = cls.__dict__.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(column_field)

    def __init__(self, *args: Any, user: "User | None" = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                rows: Any = field.queryset
                visible = getattr(rows, "visible_to", None)
                field.queryset = visible(user) if visible and user is not None else rows.none()

    def choose(
        self,
        name: str,
        empty: str,
        rows: Offered | None = None,
        said: Callable[[Any], str] | None = None,
        under: Callable[[Any], str] | None = None,
    ) -> forms.ChoiceField:
        """Narrow a choice of rows: what its empty line says, the rows offered in their order, how each is named, and
        under which words it stands.
        """
        if under is not None:
            field: Any = self.fields[name]
            field.iterator, field.under = Grouped, under
            rows = rows_offered(self, name) if rows is None else rows  # which its widget reads anew
        return offer(self, name, rows, empty=empty, said=said)

    def _post_clean(self) -> None:
        """Nothing is written to the instance here."""

    def save(self, commit: bool = True) -> Any:
        raise TypeError("a form checks shape; call the operation to save")

    def facts(self) -> Any:
        return facts_from(self.Meta.facts, self.cleaned_data)  # type: ignore[attr-defined]


class Grouped(ModelChoiceIterator):
    """Rows to choose from under the words that `field.under(row)` gives, as these come."""

    def __iter__(self) -> Any:
        field: Any = self.field
        groups: dict[str, list[Any]] = {}
        for row in self.queryset:
            groups.setdefault(field.under(row), []).append(self.choice(row))
        if field.empty_label is not None:
            yield ("", field.empty_label)
        yield from groups.items()


def column_field(column: models.Field, **options: Any) -> forms.Field | None:
    """The form field of a column: days are read as people write them, long texts have room."""
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        options.setdefault("form_class", DayField)
    if isinstance(column, models.TextField):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
    if isinstance(column, models.URLField):
        options.setdefault("assume_scheme", "https")
    if isinstance(column, models.ForeignKey):
        options.setdefault("empty_label", "—" if column.null else "Choisissez")
    if isinstance(column, models.IntegerField | models.DecimalField) and not column.choices:
        options |= _limits_of(column)
    if isinstance(column, models.BooleanField) and column.null:
        return AnswerField(label=capitalize_first(str(column.verbose_name)), help_text=column.help_text)
    # Those it was declared with: a model form would leave them to the model. Bounds were said above.
    others = [check for check in vars(column)["_validators"] if not isinstance(check, BOUNDS)]
    field = column.formfield(**options | ({"validators": others} if others else {}))
    if isinstance(field, forms.TypedChoiceField) and column.choices:
        offered: Any = field.choices
        is_open = any(key == "" for key, _ in offered)
        unknown = ("", "non renseigné" if column.blank else "Choisissez")
        field.choices = [*([unknown] if is_open else []), *column.flatchoices]
    return field


class AnswerField(forms.TypedChoiceField):
    """A question that may stay without an answer."""

    def __init__(self, **options: Any) -> None:
        choices = [("", "non renseigné"), ("yes", "oui"), ("no", "non")]
        super().__init__(choices=choices, required=False, coerce="yes".__eq__, empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


def _limits_of(column: models.Field) -> dict[str, Any]:
    """The bounds that the validators of a number say, which Django leaves to the model."""
    named = ((MinValueValidator, "min_value"), (MaxValueValidator, "max_value"))
    return {name: check.limit_value for check in column.validators for kind, name in named if isinstance(check, kind)}


class Shown(serializers.ModelSerializer):
    """Columns as they are shown: nothing is written through it."""

    def get_extra_kwargs(self) -> dict[str, dict[str, Any]]:
        return {name: {"read_only": True} for name in self.Meta.fields}


class Correction(serializers.Serializer[Any]):
    """A payload that, where it `corrects` a row, says that what it leaves out stays as it is."""

    corrects: ClassVar[bool] = False

    def get_fields(self) -> dict[str, serializers.Field]:
        fields: dict[str, serializers.Field] = super().get_fields()
        model = getattr(getattr(self, "Meta", None), "model", None)
        columns = {column.name for column in model._meta.get_fields()} if model is not None else fields
        for name, field in fields.items() if self.corrects else ():
            if field.default is not empty and name in columns:
                # Not said by the schema: a default that is called is no constant.
                field.default = partial(_as_given, field.default)
                field.help_text = f"{field.help_text or ''} Absent : inchangé.".lstrip()
        return fields


def keeping(kind: type[Any]) -> type[Any]:
    """The same payload, of a row that exists: what is left out stays as it is."""
    return type(kind.__name__, (Correction, kind), {"corrects": True, "__doc__": kind.__doc__})


class FactsInput(Correction, serializers.ModelSerializer):
    """The same columns as a payload. What is left out has the default of its column; where the payload `corrects` a
    row, it stays as it is.
    """

    serializer_related_field = VisibleKeyField
    serializer_field_mapping: ClassVar[dict[Any, Any]] = serializers.ModelSerializer.serializer_field_mapping | {
        models.DateField: ApiDayField,
        models.DateTimeField: ApiInstantField,
        models.BigIntegerField: serializers.IntegerField,  # whose refusals are in French
    }

    def build_standard_field(self, field_name: str, model_field: models.Field) -> Any:
        field_class, options = super().build_standard_field(field_name, model_field)
        return field_class, self._with_default(options, model_field)

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        field_class, options = super().build_relational_field(field_name, relation_info)
        options.pop("view_name", None)
        options.pop("queryset", None)
        return field_class, self._with_default(options | {"model": relation_info.related_model}, relation_info[0])

    @staticmethod
    def _with_default(options: dict[str, Any], column: models.Field | None) -> dict[str, Any]:
        """Uniqueness is the operation's, under its lock; a default is said, so that the schema shows it."""
        kept = [check for check in options.get("validators", ()) if not hasattr(check, "queryset")]
        options = {name: value for name, value in options.items() if name != "validators"}
        if kept:
            options["validators"] = kept
        if options.pop("required", True) is False and "read_only" not in options:
            options["required"] = False
            options["default"] = _default_of(column)
        return options

    def include_extra_kwargs(self, kwargs: Any, extra_kwargs: Any) -> Any:
        """What a payload asks for has no default."""
        if "required" in extra_kwargs:
            kwargs.pop("default", None)
        return super().include_extra_kwargs(kwargs, extra_kwargs)

    def get_validators(self) -> list[Any]:
        return []

    def facts(self) -> Any:
        return facts_from(self.Meta.facts, self.validated_data)


def _default_of(column: models.Field | None) -> Any:
    if column is None or column.many_to_many:
        return list
    if column.has_default():
        return column.default
    return None if column.null else ""


def _as_given(default: Any) -> Any:
    return default() if callable(default) else default


def _payload(name: str, model: type[models.Model], names: tuple[str, ...], declared: dict[str, Any]) -> Any:
    asked = declared.pop("required", ())
    bases = tuple(declared.pop("bases", ())) or (FactsInput,)
    extra: dict[str, dict[str, Any]] = {one: {"required": True} for one in asked}
    meta = {"model": model, "fields": names, "extra_kwargs": extra}
    return type(name, bases, declared | {"Meta": type("Meta", (), meta), "__module__": model.__module__})


def new_input(model: type[models.Model], *names: str, **declared: Any) -> type[FactsInput]:
    """The payload of a new row. `required`: names that it asks for though the column has a default; the rest of
    `declared` are fields that are no columns, by their name.
    """
    return _payload(f"New{model.__name__}", model, names, declared)


def edited_input(model: type[models.Model], *names: str, **declared: Any) -> type[FactsInput]:
    """The payload of a correction: the same, with the version it started from; what is left out stays as it is."""
    more = {"bases": (FactsInput, Versioned), "corrects": True}
    return _payload(f"Edited{model.__name__}", model, (*names, "base_version"), declared | more)


def fact(
    label: str,
    *,
    max_length: int = LONG,
    lines: int = 1,
    help_text: str = "",
    default: Any = dataclasses.MISSING,
    bounds: tuple[int, int] | None = None,
    offered: Sequence[Any] = (),
    radio: bool = False,
    conditional: bool = False,
) -> Any:
    """A field of an input without a model. `lines`: room given to a text; `bounds`: of a whole number, or of how many
    texts there are; `offered`: the values of an enumeration that are, when not all; `radio`: shown all at once;
    `conditional`: needed in a case that `help_text` says.
    """
    said: dict[str, Any] = {
        "label": label,
        "max_length": max_length,
        "lines": lines,
        "help_text": help_text,
        "bounds": bounds,
    }
    return dataclasses.field(
        default=default, metadata=said | {"offered": offered, "radio": radio, "conditional": conditional}
    )


def form_of(kind: type, *bases: type[forms.Form], **fields: forms.Field) -> type[forms.Form]:
    """The form of an input declared by `fact(…)`. `bases` narrow what it offers; `fields` are read in a way of their
    own.
    """
    hints = get_type_hints(kind)
    made = {field.name: _form_field(hints[field.name], field) for field in dataclasses.fields(kind)} | fields

    def facts(form: forms.Form) -> Any:
        return facts_from(kind, form.cleaned_data)

    conditional = tuple(field.name for field in dataclasses.fields(kind) if field.metadata.get("conditional"))
    said = {"facts": facts, "conditional": conditional, "__doc__": _words_of(kind)}
    return type(f"{kind.__name__}Form", (*bases, forms.Form), made | said)


def input_of(kind: type, *bases: type[serializers.Serializer], **fields: serializers.Field) -> type[Any]:
    """The payload of an input declared by `fact(…)`: one for an input, wherever it is asked. `bases` add what goes with
    it (`Versioned`).
    """
    return _input_of(kind, *bases, **fields) if bases or fields else _plain_input_of(kind)


@cache
def _plain_input_of(kind: type) -> type[Any]:
    return _input_of(kind)


def _input_of(kind: type, *bases: type[serializers.Serializer], **fields: serializers.Field) -> type[Any]:
    hints = get_type_hints(kind)
    made = {field.name: _api_field(hints[field.name], field) for field in dataclasses.fields(kind)} | fields
    return type(f"{kind.__name__}Input", (*bases, serializers.Serializer), made | {"__doc__": _words_of(kind)})


def _words_of(kind: type) -> str | None:
    """What is said of a dataclass; not the signature that Python writes for one that says nothing."""
    return None if (kind.__doc__ or "").startswith(f"{kind.__name__}(") else kind.__doc__


class Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name)


class FilesField(forms.FileField):
    """Several files, each as one would be."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea

    def __init__(self, *, each: int, bounds: tuple[int, int], **options: Any) -> None:
        self.each, self.bounds = each, bounds
        super().__init__(max_length=each * bounds[1], **options)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if long := [line for line in lines if len(line) > self.each]:
            raise forms.ValidationError(f"« {long[0][:60]}… » dépasse {self.each} caractères.")
        if len(lines) < self.bounds[0]:
            raise forms.ValidationError(f"Écrivez-en {self.bounds[0]} au moins, une ligne pour chacun.")
        if len(lines) > self.bounds[1]:
            raise forms.ValidationError(f"{len(lines)} lignes : il en faut {self.bounds[1]} au plus.")
        return lines


def _said(field: dataclasses.Field) -> tuple[dict[str, Any], bool, Any]:
    is_required = field.default is dataclasses.MISSING
    common = {"label": capitalize_first(field.metadata["label"]), "help_text": field.metadata["help_text"]}
    return common, is_required, None if is_required else field.default


def _form_field(hint: Any, field: dataclasses.Field) -> forms.Field:
    common, is_required, default = _said(field)
    options: dict[str, Any] = common | {"required": is_required, "initial": default}
    bounds = field.metadata["bounds"]
    if hint is bool:
        return forms.BooleanField(**options | {"required": False})
    if hint in (int, int | None):
        return forms.IntegerField(**options, **_bounds(bounds))
    if hint in (date, date | None):
        return DayField(**options)
    lines, limit = field.metadata["lines"], field.metadata["max_length"]
    if model := _model_in(hint):
        rows = model._default_manager.none()
        if get_origin(hint) is list:
            return forms.ModelMultipleChoiceField(rows, widget=forms.CheckboxSelectMultiple, **options)
        return forms.ModelChoiceField(rows, empty_label="aucun", **options)
    if isinstance(hint, type) and issubclass(hint, models.Choices):
        options["widget"] = forms.RadioSelect if field.metadata["radio"] else forms.Select
        choice = partial(forms.TypedChoiceField, coerce=int) if issubclass(hint, int) else forms.ChoiceField
        return choice(choices=_offered(hint, field), **options)
    if get_origin(hint) is list:
        return LinesField(each=limit, bounds=bounds, widget=forms.Textarea(attrs={"rows": max(lines, 2)}), **options)
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
    return forms.CharField(max_length=limit, widget=widget, **options)


def _api_field(hint: Any, field: dataclasses.Field) -> serializers.Field:
    common, is_required, default = _said(field)
    options: dict[str, Any] = common if is_required else common | {"required": False, "default": default}
    bounds = field.metadata["bounds"]
    if hint is bool:
        return serializers.BooleanField(**options)
    if hint in (int, int | None):
        return serializers.IntegerField(allow_null=hint is not int, **options, **_bounds(bounds))
    if hint in (date, date | None):
        return ApiDayField(allow_null=hint is not date, **options)
    if hint in (datetime, datetime | None):
        return ApiInstantField(allow_null=hint is not datetime, **options)
    limit = field.metadata["max_length"]
    if model := _model_in(hint):
        many = {"many": True} if get_origin(hint) is list else {"allow_null": not is_required}
        return VisibleKeyField(model, **many, **options)
    if isinstance(hint, type) and issubclass(hint, models.Choices):
        return serializers.ChoiceField(choices=_offered(hint, field), **options)
    if get_origin(hint) is list:
        return serializers.ListField(
            child=serializers.CharField(max_length=limit), min_length=bounds[0], max_length=bounds[1], **options
        )
    return serializers.CharField(max_length=limit, allow_blank=not is_required, **options)


def _model_in(hint: Any) -> type[models.Model] | None:
    """The model whose rows are chosen among: `Project`, `Project | None`, `list[Project]`."""
    kinds = get_args(hint) or (hint,)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, models.Model)), None)


def _offered(hint: Any, field: dataclasses.Field) -> list[tuple[Any, str]]:
    return [(value.value, value.label) for value in field.metadata["offered"] or hint]


@extend_schema_field({"type": "number"})
class NumberField(serializers.FloatField):
    """A number with all its digits: an amount of sixteen is no longer the same once it is a float."""

    def to_representation(self, value: Any) -> Any:
        is_whole = isinstance(value, int | Decimal) and value == int(value)
        return int(value) if is_whole else super().to_representation(value)


ANSWERS: dict[Any, type[serializers.Field]] = {
    str: serializers.CharField,
    int: serializers.IntegerField,
    float: NumberField,
    Decimal: NumberField,
    bool: serializers.BooleanField,
    date: serializers.DateField,
    UUID: serializers.UUIDField,
}


def answer_of(kind: type, *names: str, **declared: serializers.Field) -> type[Any]:
    """The serializer that shows a dataclass of figures or of words: its fields, or the fields and properties named.
    `declared` says what the types alone do not.
    """
    hints, known = get_type_hints(kind), {field.name: field.metadata for field in dataclasses.fields(kind)}
    made: dict[str, Any] = {}
    for name in (*(names or known), *declared):
        if name in declared:
            made[name] = declared[name]
            continue
        hint = hints[name] if name in hints else get_type_hints(getattr(kind, name).fget)["return"]
        help_text = known[name].get("help_text") if name in known else ""
        made[name] = _answer(hint, read_only=True, **{"help_text": help_text} if help_text else {})
    return type(f"{kind.__name__}Serializer", (serializers.Serializer,), made | {"__doc__": _words_of(kind)})


@cache
def _whole_answer_of(kind: type) -> type[Any]:
    """One serializer for a dataclass, wherever another one holds it: the schema names it once."""
    return answer_of(kind)


def _answer(hint: Any, **options: Any) -> serializers.Field:
    kinds: list[Any] = [kind for kind in get_args(hint) if kind not in (type(None), Ellipsis)]
    if get_origin(hint) in (list, tuple, Sequence):
        if hasattr(kinds[0], "__dataclass_fields__"):
            return _whole_answer_of(kinds[0])(many=True, **options)
        return serializers.ListField(child=_answer(kinds[0]), **options)
    if get_origin(hint) in (dict, Mapping):
        return serializers.DictField(child=_answer(kinds[1]), **options)
    if kinds:  # of which one may be None
        allow_null = {"allow_null": True} if type(None) in get_args(hint) else {}
        return _answer(kinds[-1], **allow_null, **options)
    return _whole_answer_of(hint)(**options) if hasattr(hint, "__dataclass_fields__") else ANSWERS[hint](**options)


def shown_of(model: type[models.Model], *names: str, called: str = "", **declared: serializers.Field) -> type[Any]:
    """The serializer that shows these columns of a model; `called` when it is not the only one of that model."""
    meta = type("Meta", (), {"model": model, "fields": (*names, *declared)})
    return type(f"{called or model.__name__}Serializer", (Shown,), declared | {"Meta": meta})


def _bounds(bounds: tuple[int, int] | None) -> dict[str, Any]:
    return {"min_value": bounds[0], "max_value": bounds[1]} if bounds else {}


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why an act is done."""

    reason: str = fact("motif", lines=4)


@dataclasses.dataclass(frozen=True)
class Note:
    """What may be said with an act."""

    note: str = fact("précision", lines=3, default="")


ReasonForm, ReasonInput = form_of(Reason), input_of(Reason)
NoteForm, NoteInput = form_of(Note), input_of(Note)


class Versioned(serializers.Serializer[Any]):
    """A save says the version it started from; another one answers 409 with both texts."""

    base_version = serializers.IntegerField(min_value=1)

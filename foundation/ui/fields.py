"""What a template needs to draw a bound field, whatever its widget."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone


class Option(NamedTuple):
    value: str
    label: str
    selected: bool
    id: str
    disabled: bool = False


@dataclass(frozen=True)
class FieldParts:
    kind: str  # hidden, checkbox, checkboxes, radios, textarea, select, file, or the type of an <input>
    name: str
    id: str
    label: str
    hint: str
    errors: list[str]
    value: str = ""
    checked: bool = False
    required: bool = False
    conditional: bool = False  # asked for under a condition, which its hint says
    disabled: bool = False
    multiple: bool = False
    rows: int = 4
    maxlength: int | None = None
    current: str = ""  # name of the file already stored
    groups: list[tuple[str, list[Option]]] = field(default_factory=list)
    attrs: dict[str, Any] = field(default_factory=dict)
    describedby: str = ""

    @property
    def is_optional(self) -> bool:
        return not (self.required or self.conditional or self.disabled)

    @property
    def always_chosen(self) -> bool:
        """A list whose first line is a real choice: nothing can be left out, and HTML does not let it be required."""
        return (
            self.kind == "select"
            and not self.multiple
            and bool(self.groups and self.groups[0][1] and self.groups[0][1][0].value)
        )

    @property
    def hint_id(self) -> str:
        return f"{self.id}-aide"

    @property
    def limits_id(self) -> str:
        return f"{self.id}-limites"

    @property
    def error_id(self) -> str:
        return f"{self.id}-erreur"


INPUT_KINDS = {
    "text",
    "email",
    "tel",
    "url",
    "number",
    "password",
    "search",
    "color",
    "date",
    "time",
    "datetime-local",
    "month",
}
ISO = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?"),
    "number": re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?"),
    "datetime-local": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?"),
}
READERS: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "number": float,
    "datetime-local": datetime.fromisoformat,
}


def _holds(kind: str, text: str) -> bool:
    """Whether a native control shows this text: it shows nothing of 31 February, 25:61, or letters in a number."""
    try:
        return ISO[kind].fullmatch(text) is not None and READERS[kind](text) is not None
    except ValueError:
        return False


KEPT_OUT = {
    "id",
    "name",
    "type",
    "required",
    "disabled",
    "checked",
    "rows",
    "cols",
    "class",
    "aria-describedby",
    "aria-invalid",
    "multiple",
    "value",
}


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file"
    # The native control speaks ISO, whatever the locale.
    if isinstance(widget, forms.DateInput):
        return "date"
    if isinstance(widget, forms.DateTimeInput):
        return "datetime-local"
    if isinstance(widget, forms.TimeInput):
        return "time"
    kind = getattr(widget, "input_type", "text")
    return kind if kind in INPUT_KINDS else "text"


def _iso(kind: str, value: Any) -> str:
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return {"date": local.date().isoformat(), "time": local.strftime("%H:%M")}.get(
            kind, local.strftime("%Y-%m-%dT%H:%M")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "" if value is None else str(value)


def _groups(context: dict[str, Any], identifier: str) -> list[tuple[str, list[Option]]]:
    groups: list[tuple[str, list[Option]]] = []
    for group, options, _index in context["optgroups"]:
        drawn = [
            Option(
                value=str(option["value"]),
                label=str(option["label"]),
                selected=bool(option["selected"]),
                id=option["attrs"].get("id") or f"{identifier}_{option['index']}",
                disabled=bool(option["attrs"].get("disabled")),
            )
            for option in options
        ]
        # Django makes a group of each lone option: put neighbours together again.
        if groups and not group and not groups[-1][0]:
            groups[-1][1].extend(drawn)
        else:
            groups.append((str(group or ""), drawn))
    return groups


def field_parts(
    bound_field: forms.BoundField,
    *,
    label: str = "",
    hint: str = "",
    limits: str = "",
    rows: int | None = None,
    attrs: dict[str, Any] | None = None,
) -> FieldParts:
    widget = bound_field.field.widget
    kind = _kind(widget)
    identifier = bound_field.auto_id or f"id_{bound_field.html_name}"
    value: Any = bound_field.value()
    context = widget.get_context(
        bound_field.html_name,
        value,
        bound_field.build_widget_attrs({**widget.attrs, **(attrs or {}), "id": identifier}, widget),
    )["widget"]
    text, current, checked = "", "", False
    refused: set[str] = set()  # attributes that the drawn control does not take
    groups: list[tuple[str, list[Option]]] = []
    if kind in ("select", "radios", "checkboxes"):
        groups = _groups(context, identifier)
    elif kind == "checkbox":
        checked = bool(context["attrs"].get("checked"))
        text = str(context.get("value") or "")
    elif kind == "file":
        current = str(value) if value and getattr(value, "url", None) is not None else ""
    elif kind in ISO:
        text = _iso(kind, value)
        # Something else was typed by hand: show it as typed rather than an empty control.
        if text and not _holds(kind, text):
            kind, refused = "text", {"min", "max", "step"}
    elif kind != "password":
        text = str(context["value"] if context["value"] is not None else "")
    hint = hint or str(bound_field.help_text or "")
    errors = [str(error) for error in bound_field.errors]
    if errors and kind in ("url", "email"):
        kind = "text"  # what was typed is neither
    html = {
        key: val
        for key, val in context["attrs"].items()
        if key not in KEPT_OUT | refused and val not in (None, False, "")
    }
    parts = FieldParts(
        kind=kind,
        name=bound_field.html_name,
        id=identifier,
        label=label or str(bound_field.label or ""),
        hint=hint,
        errors=errors,
        value=text,
        checked=checked,
        required=bound_field.field.required,
        conditional=bound_field.name in getattr(bound_field.form, "conditional", ()),
        disabled=bound_field.field.disabled,
        multiple=bool(getattr(widget, "allow_multiple_selected", False)),
        rows=rows or int(context["attrs"].get("rows") or 4) if kind == "textarea" else 0,
        maxlength=int(context["attrs"]["maxlength"]) if str(context["attrs"].get("maxlength", "")).isdigit() else None,
        current=current,
        groups=groups,
        attrs={key: ("" if val is True else val) for key, val in html.items()},
    )
    described = " ".join(
        name
        for name, present in ((parts.hint_id, hint), (parts.limits_id, limits), (parts.error_id, errors))
        if present
    )
    object.__setattr__(parts, "describedby", described)
    return parts


def form_errors(form: Any) -> list[tuple[str, str, str]]:
    """Every error as (label, sentence, anchor); errors of the whole form first, without an anchor."""
    lines = [("", str(error), "") for error in form.non_field_errors()]
    for name, messages in form.errors.items():
        if name in form.fields:
            bound = form[name]
            lines += [
                (str(bound.label), str(message), bound.auto_id or f"id_{bound.html_name}") for message in messages
            ]
    return lines
